import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trajectorySchema } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainingConversation } from '../conversation/from-trajectory.ts';
import { filterTrajectories } from '../filters/filter-trajectories.ts';
import { failedSteps, noParseError, withinMaxSteps } from '../filters/steps.ts';
import { importPaperLog, type ImportPaperLogOptions, type PaperLogRow } from './paper-log.ts';

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-logs-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(lines: (object | string)[], options?: ImportPaperLogOptions): Promise<PaperLogRow[]> {
  const path = join(folder, `${(made += 1)}.jsonl`);
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  await writeFile(path, `${text}\n`);
  const rows: PaperLogRow[] = [];
  for await (const row of importPaperLog(path, options)) rows.push(row);
  return rows;
}

const said = (role: string, text: string) => ({ role, content: [{ type: 'text', text }] });
const action = (code: string) => `Thought: I compute.\nCode:\n\`\`\`py\n${code}\n\`\`\`<end_code>`;
const answered = (code: string, reply: string) => [
  said('assistant', action(code)),
  said('tool-call', `Calling tools:\n[{'id': 'call_2'}]`),
  said('tool-response', `Call id: call_2\n${reply}`),
];
const run = (turns: object[], more: object = {}) => ({
  model_id: 'teacher-32B',
  question: 'How many?',
  generated_answer: 42,
  true_answer: '42',
  log_data: {
    messages: [
      said('system', 'You write code.'),
      said('user', 'New task:\nHow many?<reference>\nIt is 42.</reference>'),
      ...turns,
    ],
    original_memory: { steps: [] },
    metadata: { timestamp: '20250402_152239', final_answer: '42' },
  },
  cost: 0.1,
  score: 1,
  ...more,
});
const good = run([
  ...answered('print(6 * 7)', 'Observation:\nExecution logs:\n42'),
  ...answered('final_answer(42)', 'Observation:\nLast output from code snippet:\n42'),
]);

describe('the log form of the paper', () => {
  it('becomes a trajectory with the same texts, without what the authors leave out', async () => {
    const [row] = await read([good]);
    expect(row).toMatchObject({ reference: '42', correct: true });
    const imported = trajectorySchema.parse(row?.trajectory);
    expect(imported).toMatchObject({
      model: { id: 'teacher-32B' },
      startedAt: '2025-04-02T15:22:39.000Z',
      outcome: { status: 'answered', answer: { text: '42' } },
      steps: [{ code: 'print(6 * 7)' }, { code: 'final_answer(42)', observation: '' }],
    });
    expect(trainingConversation(imported).messages).toEqual([
      { role: 'system', content: 'You write code.', learn: false },
      { role: 'user', content: 'New task:\nHow many?', learn: false },
      { role: 'assistant', content: action('print(6 * 7)'), learn: true },
      { role: 'user', content: 'Observation:\nExecution logs:\n42', learn: false },
      { role: 'assistant', content: action('final_answer(42)'), learn: true },
    ]);
  });

  it('shows which actions failed, so that filters see them', async () => {
    const rows = await read([
      run(answered('print(x)', "Error:\nname 'x' is not defined\nNow let's retry")),
      run([said('assistant', 'No code.'), said('tool-response', 'Error:\nError in code parsing:\nno blob')]),
      run([
        ...answered('print(1)', 'Observation:\n1'),
        said('MessageRole.TOOL_RESPONSE', 'Error:\nReached max steps.'),
      ]),
    ]);
    const trajectories = rows.flatMap(({ trajectory }) => trajectory ?? []);
    const runs = filterTrajectories(trajectories, [failedSteps('drop'), noParseError(), withinMaxSteps()]);
    await expect(Array.fromAsync(runs)).rejects.toThrow('passed');
    expect(runs.report.filters.map(({ removed }) => removed)).toEqual([2, 0, 1]);
    expect(trajectories[1]?.steps[0]?.candidates[0]?.status).toBe('no-code');
  });

  it('is read as data sets on the hub hold it, with the log as text', async () => {
    const [row] = await read([{ ...good, log_data: JSON.stringify(good.log_data) }]);
    expect(row?.trajectory?.steps).toHaveLength(2);
  });

  it('keeps runs that crashed, as errors', async () => {
    const [row] = await read([{ model_id: 'm', question: 'How many?', error: 'timed out', log_data: null, cost: 0 }]);
    expect(row?.trajectory?.outcome).toMatchObject({ status: 'error', error: { message: 'timed out' } });
  });

  it('has chains of thought', async () => {
    const line = {
      question: 'How many?',
      answer: 42,
      messages: [
        { role: 'system', content: 'Think.' },
        { role: 'user', content: 'How many?' },
      ],
      response: 'Six times seven.\n\n\\boxed{42}',
      score: false,
    };
    const [row] = await read([line], { withPassages: true });
    expect(row).toMatchObject({ reference: '42', correct: false, conversation: { kind: 'cot-rag' } });
    expect(row?.conversation?.messages.at(-1)).toEqual({ role: 'assistant', content: line.response, learn: true });
  });

  it.each([
    ['is cut off', '{"question": "How', /:2 is no row.*not JSON/],
    ['lacks its messages', run([], { log_data: { messages: 'none' } }), /:2 is no row.*messages/s],
    ['is something else', { text: 'hello' }, /:2 is no row.*question/s],
  ])('is refused where a line %s, or left out as wanted', async (_fault, line, message) => {
    await expect(read([good, line])).rejects.toThrow(message);
    const faults: string[] = [];
    const rows = await read([good, line, good], { onBadRow: ({ code }) => faults.push(code) });
    expect(rows).toHaveLength(2);
    expect(faults).toEqual(['distill-data/bad-log']);
  });

  it('is refused where there is no file', async () => {
    await expect(Array.fromAsync(importPaperLog(join(folder, 'absent')))).rejects.toMatchObject({
      code: 'distill-data/cannot-read',
    });
  });
});
