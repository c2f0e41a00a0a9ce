import { readFile } from 'node:fs/promises';
import { AutoTokenizer, type PreTrainedTokenizer } from '@huggingface/transformers';
import { compactPrompt, conversation } from '@agentd/agent-core';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { tinyAgentPath } from '@agentd/tiny-agent';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { generateProblem } from './problems/generate.ts';
import { ReusedExecutor } from './reused-executor.ts';
import { teach } from './sample.ts';
import { toTrainingExample } from './teacher/example.ts';

/** What Python wrote for these problems (`tiny_agent.fixture`): the text it trains on, its tokens, the learnt part. */
const fixture = z.object({ id: z.string(), text: z.string(), ids: z.array(z.int()), learnt: z.string() });

const executor = new ReusedExecutor(pyodideExecutor());
let python: z.infer<typeof fixture>[] = [];
let tokenizer: PreTrainedTokenizer;

beforeAll(async () => {
  const file = await readFile(new URL('../fixtures/training-text.jsonl', import.meta.url), 'utf8');
  python = file
    .trimEnd()
    .split('\n')
    .map((line) => fixture.parse(JSON.parse(line)));
  tokenizer = await AutoTokenizer.from_pretrained(tinyAgentPath, { local_files_only: true });
}, 60_000);
afterAll(() => executor.close());

test('the text and tokens that Python trains on are what transformers.js renders for the same run', async () => {
  expect(python.length).toBeGreaterThanOrEqual(20);
  for (const { id, text, ids, learnt } of python) {
    const [split, number] = id.split('-');
    const trajectory = await teach(
      generateProblem(z.enum(['train', 'development', 'test']).parse(split), Number(number)),
      executor,
    );
    const { messages } = toTrainingExample(trajectory);
    const chat = messages.map(({ role, content }) => ({ role, content }));
    const rendered = tokenizer.apply_chat_template(chat, { tokenize: false });
    expect(rendered).toBe(text);
    expect(tokenizer.encode(text, { add_special_tokens: false })).toEqual(ids);
    const actions = messages.filter((message) => message.learn).map(({ content }) => `${content}<|im_end|>`);
    expect(learnt).toBe(actions.join(''));

    // What the model is shown at each step is the beginning of the training text, and its turn is what comes next.
    for (const [index, step] of trajectory.steps.entries()) {
      const shown = conversation(compactPrompt.opening(trajectory.task.question, []), trajectory.steps.slice(0, index));
      const prompt = tokenizer.apply_chat_template(
        shown.map(({ role, content }) => ({ role, content })),
        { tokenize: false, add_generation_prompt: true },
      );
      expect(text.startsWith(`${String(prompt)}${step.text}<|im_end|>\n`)).toBe(true);
      const before = tokenizer.encode(String(prompt), { add_special_tokens: false });
      expect(ids.slice(0, before.length)).toEqual(before);
    }
  }
}, 120_000);
