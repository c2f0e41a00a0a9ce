import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openaiServer, type OpenAIServer } from '@agentd/sag/testing';
import { tinyAgentPath } from '@agentd/tiny-agent';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runHere } from './run-here.ts';
import { textModel } from './text-model.ts';

const STEP = 'I add both numbers.';
/** Adds, but not to 3, and begins every answer with the same step. */
const {
  model: adder,
  control: model,
  reset,
} = textModel('adder', (messages) => {
  const number = Number(/What is (\d+) and/.exec(messages.at(-1)?.content ?? '')?.[1]);
  const sum = number === 3 ? 7 : 2 * number;
  const isChain = messages[0]?.content.startsWith('Solve the problem step by step') ?? false;
  return isChain
    ? `${STEP}\n\nThat is it.\n\n\\boxed{${sum}}`
    : `Thought: ${STEP}\nCode:\n\`\`\`py\nfinal_answer(${sum})\n\`\`\``;
});

let folder = '';
let server: OpenAIServer;
const at = (...names: string[]) => join(folder, ...names);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-distillation-'));
  server = await openaiServer(adder);
  const rows = [1, 2, 3, 4].map((id) => ({ id: `q${id}`, question: `What is ${id} and ${id}?`, answer: `${2 * id}` }));
  await writeFile(at('sums.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  await writeFile(at('test.jsonl'), JSON.stringify(rows[0]));
});
beforeEach(reset);
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const sample = (out: string, ...more: string[]) => {
  const teacher = ['--model', 'adder', '--base-url', server.url, '--prompt', 'agent-zero-shot'];
  // One interpreter is enough, and takes a while to start.
  return runHere([
    'sample',
    at('sums.jsonl'),
    '--kind',
    'math',
    ...teacher,
    '--k',
    '2',
    '--concurrency',
    '1',
    '--out',
    at(out),
    ...more,
  ]);
};
const recordsIn = async (...names: string[]) =>
  (await readFile(at(...names), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => z.looseObject({ id: z.string() }).parse(JSON.parse(line)));
const tokenizer = ['--tokenizer', tinyAgentPath];

// The first of them loads the whole command, and the interpreter.
describe('from teacher to student', { timeout: 90_000 }, () => {
  it('samples what is missing, filters it, exports it and shows a row', async () => {
    model.onAsk = () => {
      if (model.asked === 1) process.emit('SIGINT');
    };
    expect(await sample('runs')).toMatchObject({ code: 130 });
    model.onAsk = () => undefined;
    const whole = await sample('runs', '--json');
    const events = whole.stdout
      .trim()
      .split('\n')
      .map((line) => z.looseObject({ type: z.string() }).parse(JSON.parse(line)));
    expect(events[0]).toMatchObject({ type: 'plan', questions: 'sums', total: 4 });
    expect(events.at(-1)).toMatchObject({ type: 'end', failed: 0, wasInterrupted: false });
    const asked = model.asked;
    expect(await sample('runs')).toMatchObject({ code: 0, stdout: expect.stringMatching(/done before +4\n/) });
    expect(model.asked).toBe(asked);
    const runs = await recordsIn('runs', 'trajectories.jsonl');
    // One right run is enough; the question that is never right is drawn twice.
    expect(runs).toHaveLength(5);
    expect(runs.map((run) => JSON.stringify(run)).every((run) => run.includes(`"prefill":"Thought: ${STEP}`))).toBe(
      true,
    );

    const filtered = await runHere([
      'filter',
      at('runs'),
      '--right',
      '--leakage',
      at('test.jsonl'),
      '--out',
      at('kept.jsonl'),
    ]);
    expect(filtered.stdout).toMatch(/right-answer +5 +2 +3\nleakage +3 +1 +2\n[^]*2 of 5 runs kept/);
    expect(
      (await recordsIn('kept.jsonl')).map(({ task }) => z.object({ id: z.string() }).parse(task).id).toSorted(),
    ).toEqual(['q2', 'q4']);
    const judged = ['--right', '--answers', at('sums.jsonl'), '--kind', 'math', '--json', '--out', at('judged.jsonl')];
    expect(JSON.parse((await runHere(['filter', at('runs', 'trajectories.jsonl'), ...judged])).stdout)).toMatchObject({
      kept: 3,
    });

    const exported = await runHere(['export', at('kept.jsonl'), '--format', 'trl', ...tokenizer, '--out', at('data')]);
    expect(exported).toMatchObject({ code: 0, stdout: expect.stringMatching(/to train on +2\n/) });
    expect(await readFile(at('data', 'README.md'), 'utf8')).toMatch(/2 of 5 trajectories passed/);
    const cot = await runHere([
      'export',
      '--cot',
      at('runs'),
      '--format',
      'neutral',
      ...tokenizer,
      '--out',
      at('cot'),
      '--json',
    ]);
    expect(JSON.parse(cot.stdout)).toMatchObject({ kinds: { cot: 12 }, rows: { train: 12 } });

    const shown = await runHere(['export', at('kept.jsonl'), ...tokenizer, '--inspect', '2']);
    expect(shown.stdout).toMatch(/⟦Thought: I add both numbers\.[^]*<\|im_end\|>⟧\n+\d+ tokens, \d+ learnt\n$/);
    await runHere(['export', at('kept.jsonl'), ...tokenizer, '--inspect', '--html', at('row.html')]);
    expect(await readFile(at('row.html'), 'utf8')).toContain('<mark>Thought');
  });

  it('keeps what failed for the next time, and says why', async () => {
    model.isDown = true;
    const failed = await sample('fails', '--k', '0');
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining('4 × model/unauthorised') });
    expect(await recordsIn('fails', 'questions.jsonl')).toHaveLength(4);
  });

  it('writes nothing when no run is left', async () => {
    const none = await runHere(['filter', at('runs'), '--leakage', at('sums.jsonl'), '--out', at('none.jsonl')]);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringMatching(/leakage removed \d of \d/) });
    expect((await readdir(folder)).filter((name) => name.startsWith('none'))).toEqual([]);
  });

  it.each([
    [['sample', 'sums.jsonl', '--out', 'x'], /--kind math/],
    [['sample', 'aime', '--worker'], /--queue redis/],
    [['sample', 'aime'], /--out FOLDER/],
    [['sample', 'aime', '--out', 'x', '--no-prefix', '--cot-samples', '2'], /--cot-samples is for chains of thought/],
    [['sample', 'aime', '--out', 'x', '--decoder', 'sag', '--temperatures', '0,1'], /must be above 0/],
    [['filter', 'nowhere', '--out', 'x'], /There is no nowhere/],
    [['export', '--format', 'trl', '--tokenizer', 'x', '--out', 'y'], /what is exported/],
    [['train', '--epochs', '1', 'data', '--model', 'm', '--output', 'o'], /folder with the data first/],
  ])('refuses %j', async (args, message) => {
    expect(await runHere(args)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });
});

describe('agentd train', () => {
  const train = (python: string, ...more: string[]) =>
    runHere(['train', 'data', '--model', 'base', '--output', 'student', '--python', python, ...more]);

  /** A program in the place of Python, which says of itself what it is told. */
  async function pythonThat(name: string, probe: object, run: string): Promise<string> {
    const script = `#!/bin/sh\nif [ "$1" = -c ]; then echo '${JSON.stringify(probe)}'; exit; fi\n${run}\n`;
    await writeFile(at(name), script);
    await chmod(at(name), 0o755);
    return at(name);
  }

  it('passes options on, and ends with what the trainer ends with', async () => {
    const path = await pythonThat(
      'whole',
      { version: [3, 12], trainer: true, missing: [] },
      `echo "$@" >'${at('said')}'; exit 7`,
    );
    expect(await train(path, '--epochs', '1', '--resume')).toMatchObject({ code: 7 });
    const said = '-m agentd_train train --data data --model base --output student --epochs 1 --resume\n';
    expect(await readFile(at('said'), 'utf8')).toBe(said);
  });

  it('hands Ctrl-C on and waits for the checkpoint', async () => {
    const run = `trap 'echo saved >"${at('checkpoint')}"; exit 130' INT; kill -INT "$PPID"; sleep 20 & wait`;
    const path = await pythonThat('stopped', { version: [3, 12], trainer: true, missing: [] }, run);
    expect(await train(path)).toMatchObject({ code: 130 });
    expect(await readFile(at('checkpoint'), 'utf8')).toBe('saved\n');
  });

  it('says what to install', async () => {
    const bare = await pythonThat('bare', { version: [3, 12], trainer: true, missing: ['torch', 'yaml'] }, 'exit 9');
    expect(await train(bare)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no torch, pyyaml[^]*-m pip install/),
    });
    const old = await pythonThat('old', { version: [3, 9], trainer: true, missing: [] }, 'exit 9');
    expect(await train(old)).toMatchObject({ code: 1, stderr: expect.stringContaining('is Python 3.9') });
    expect(await train(at('nowhere'))).toMatchObject({ code: 1, stderr: expect.stringContaining('--python PATH') });
  });
});
