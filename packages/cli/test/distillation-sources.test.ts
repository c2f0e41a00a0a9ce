import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openaiServer } from '@agentd/sag/testing';
import { tinyAgentPath } from '@agentd/tiny-agent';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runHere } from './run-here.ts';
import { textModel } from './text-model.ts';

let folder = '';
const at = (...names: string[]) => join(folder, ...names);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-distillation-sources-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('sampling with a corpus and two models', { timeout: 90_000 }, () => {
  const FACT = 'The lighthouse of Alpen Rock was built by Mira Holt.';
  const chains: string[] = [];
  const planner = textModel('planner', (messages) => {
    chains.push(messages.map(({ content }) => content).join('\n'));
    return 'I look for who built the lighthouse.\n\nIt says so.\n\n\\boxed{Mira Holt}';
  });
  /** Searches, then answers what it found. */
  const searcher = textModel('searcher', (messages) => {
    const found = messages.some(({ role, content }) => role === 'user' && content.includes(FACT));
    const code = found ? 'final_answer("Mira Holt")' : 'print(web_search("lighthouse of Alpen Rock"))';
    return `Thought: I look for who built the lighthouse.\nCode:\n\`\`\`py\n${code}\n\`\`\``;
  });
  beforeEach(() => {
    planner.reset();
    searcher.reset();
  });

  it('shows passages to the model that writes chains of thought, and lets the teacher search them', async () => {
    await mkdir(at('notes'));
    await writeFile(at('notes', 'alpen.txt'), `${FACT}\n`);
    await writeFile(
      at('questions.jsonl'),
      JSON.stringify({ id: 'q1', question: 'Who built the lighthouse of Alpen Rock?', answer: 'Mira Holt' }),
    );
    const teacher = await openaiServer(searcher.model);
    const cot = await openaiServer(planner.model);
    try {
      const questions = ['sample', at('questions.jsonl'), '--kind', 'qa', '--out', at('runs')];
      const runs = ['--k', '1', '--concurrency', '1', '--prompt', 'agent-zero-shot', '--corpus', at('notes')];
      const sources = ['--model', 'searcher', '--base-url', teacher.url, '--cot-model', 'planner'];
      const chain = ['--cot-base-url', cot.url, '--cot-samples', '1', '--cot-passages'];
      const sampled = await runHere([questions, runs, sources, chain].flat());
      expect(sampled).toMatchObject({ code: 0 });
    } finally {
      await Promise.all([teacher.close(), cot.close()]);
    }
    expect(chains).toEqual([expect.stringContaining(FACT)]);
    const lines = async (name: string): Promise<unknown> => JSON.parse(await readFile(at('runs', name), 'utf8'));
    expect(await lines('chains-of-thought.jsonl')).toMatchObject({ model: { id: 'planner' } });
    expect(await lines('questions.jsonl')).toMatchObject({
      samples: [{ outcome: 'answered', chain: 0, score: { correct: true } }],
    });
    expect(await lines('trajectories.jsonl')).toMatchObject({
      steps: [{ observation: expect.stringContaining(FACT) }, { code: 'final_answer("Mira Holt")' }],
    });
  });
});

describe("a log of the paper's authors", { timeout: 60_000 }, () => {
  const said = (role: string, text: string) => ({ role, content: [{ type: 'text', text }] });
  const row = (question: string, score: number) => ({
    model_id: 'teacher-32B',
    question,
    generated_answer: 42,
    true_answer: '42',
    log_data: {
      messages: [
        said('system', 'You write code.'),
        said('user', `New task:\n${question}`),
        said('assistant', 'Thought: I know it.\nCode:\n```py\nfinal_answer(42)\n```<end_code>'),
        said('tool-call', "Calling tools:\n[{'id': 'call_1'}]"),
        said('tool-response', 'Call id: call_1\nObservation:\nLast output from code snippet:\n42'),
      ],
      original_memory: { steps: [] },
      metadata: { timestamp: '20250402_152239', final_answer: '42' },
    },
    cost: 0.1,
    score,
  });

  it('is filtered and exported without what they judged wrong, and lines that are no rows are told', async () => {
    const rows = [row('How many?', 1), row('How few?', 0), { text: 'hello' }];
    await writeFile(at('log.jsonl'), rows.map((line) => JSON.stringify(line)).join('\n'));
    const input = [at('log.jsonl'), '--paper-log', '--json'];
    const format = ['--format', 'neutral', '--tokenizer', tinyAgentPath];
    const exported = await runHere(['export', ...input, ...format, '--out', at('data')]);
    expect(exported).toMatchObject({ code: 0, stderr: expect.stringContaining('log.jsonl:3') });
    expect(JSON.parse(exported.stdout)).toMatchObject({ rows: { train: 1 }, leftOutOfLog: { wrong: 1 } });
    const filtered = await runHere(['filter', ...input, '--right', '--out', at('kept.jsonl')]);
    expect(JSON.parse(filtered.stdout)).toMatchObject({ kept: 1 });
  });
});
