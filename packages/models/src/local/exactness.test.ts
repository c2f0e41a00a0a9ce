import { AutoModelForCausalLM, AutoTokenizer, env, Tensor } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine, type EngineRequest } from './engine.ts';
import { fixtureSettings } from './__fixtures__/model-folders.ts';
import { readModelFolder } from './model-folder.ts';

const TOKENS = 64;
const questions = [
  'Hi',
  'How many apples are left in the basket?',
  'Add 17 and 25, then print the result.',
  `${'How many apples are left in the basket? '.repeat(8)}Three, or four.`,
];

/** Greedy answers of transformers.js on its own. */
async function answersOfTransformers(name: string, prompts: readonly string[]): Promise<string[]> {
  const { path, chatTemplate } = await readModelFolder(fixtureSettings(name));
  env.allowRemoteModels = false;
  const tokenizer = await AutoTokenizer.from_pretrained(path, { local_files_only: true });
  const model = await AutoModelForCausalLM.from_pretrained(path, {
    dtype: 'fp32',
    device: 'cpu',
    local_files_only: true,
    session_options: { intraOpNumThreads: 1 },
  });
  const answers: string[] = [];
  for (const content of prompts) {
    const text: unknown = tokenizer.apply_chat_template([{ role: 'user', content }], {
      chat_template: chatTemplate,
      tokenize: false,
      add_generation_prompt: true,
    });
    const ids = tokenizer.encode(String(text), { add_special_tokens: false });
    const dims = [1, ids.length];
    const output: unknown = await model.generate({
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), dims),
      attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), dims),
      max_new_tokens: TOKENS,
      do_sample: false,
      repetition_penalty: 1,
    });
    if (!(output instanceof Tensor)) throw new Error('transformers.js gave no tensor');
    const made = Array.from(output.data, Number).slice(ids.length);
    answers.push(tokenizer.decode(made, { skip_special_tokens: true, clean_up_tokenization_spaces: false }));
  }
  await model.dispose();
  return answers;
}

describe.each(['tiny-gqa', 'tiny-attention'])('greedy answers of %s', (name) => {
  let expected: string[];
  beforeAll(async () => {
    expected = await answersOfTransformers(name, questions);
  });
  const engines: Engine[] = [];
  afterAll(() => Promise.all(engines.map((engine) => engine.close())));

  it.each([
    { sharePrefix: true },
    { sharePrefix: false },
    { sharePrefix: true, promptChunk: 7 },
    { sharePrefix: false, promptChunk: 4096 },
  ])('are those of transformers.js, token for token: %j', async (settings) => {
    const engine = await Engine.open({ ...fixtureSettings(name), ...settings });
    engines.push(engine);
    const answers: string[] = [];
    for (const content of questions) {
      const request: EngineRequest = {
        messages: [{ role: 'user', content }],
        n: 2,
        temperature: 0,
        topP: 1,
        topK: undefined,
        minP: 0,
        repetitionPenalty: 1,
        maxTokens: TOKENS,
        stop: [],
        seed: 1,
        prefill: '',
      };
      await engine.generate(request, {
        onCompletion: ({ index, text }) => index === 1 && answers.push(text),
        stopped: () => false,
      });
    }
    expect(answers).toEqual(expected);
    expect(Math.max(...expected.map(({ length }) => length))).toBeGreaterThan(60);
  });
});
