// What samples of a local model cost, with a shared prompt and with copies of it, in processor time of one run:
//   node --conditions=@agentd/source benchmark.ts [FOLDER] [--words 100] [--tokens 40] [--samples 8] [--threads 1]
// Without a folder, a model with random weights is made: --weights fp32|int8|q4, --size small|100m, --plain for an
// export without GroupQueryAttention, --half for attention in 16-bit floats.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { localModel, type LocalModel } from './src/local/index.ts';
import type { DecoderSizes, Weights } from './src/local/__fixtures__/decoder-writer.ts';
import type { AttentionStyle } from './src/local/__fixtures__/random-attention.ts';
import { randomDecoder } from './src/local/__fixtures__/random-decoder.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    words: { type: 'string', default: '100' },
    tokens: { type: 'string', default: '40' },
    samples: { type: 'string', default: '8' },
    threads: { type: 'string', default: '1' },
    weights: { type: 'string', default: 'fp32' },
    size: { type: 'string', default: 'small' },
    plain: { type: 'boolean', default: false },
    half: { type: 'boolean', default: false },
    temperature: { type: 'string', default: '1' },
  },
});
const [words, maxTokens, samples, threads] = [values.words, values.tokens, values.samples, values.threads].map(Number);

const heads = { heads: 12, keyHeads: 2, width: 64, positions: 8192 };
const sizes: Record<string, DecoderSizes> = {
  small: { ...heads, layers: 4, hidden: 256, inner: 704, vocabulary: 4096 },
  '100m': { ...heads, layers: 12, hidden: 768, inner: 2048, vocabulary: 32_768 },
};

async function makeModel(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'agentd-benchmark-'));
  const fixture = fileURLToPath(new URL('./fixtures/tiny-gqa', import.meta.url));
  await cp(fixture, folder, { recursive: true, filter: (file) => !file.includes('onnx') });
  const config = { eos_token_id: [], max_position_embeddings: heads.positions };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  await mkdir(join(folder, 'onnx'));
  const weights: Weights = values.weights === 'int8' || values.weights === 'q4' ? values.weights : 'fp32';
  const attention: AttentionStyle = values.plain ? { operator: 'plain' } : { operator: 'grouped', rotary: 'halves' };
  const style = { ...attention, halfFloats: values.half };
  await writeFile(join(folder, 'onnx', 'model.onnx'), randomDecoder(style, weights, sizes[values.size]));
  return folder;
}

/** Processor time of one step in milliseconds, beside what it read and wrote. */
async function step(model: LocalModel, content: string, n: number, limit = maxTokens ?? 40) {
  const before = process.cpuUsage();
  const { usage, completions } = await model.complete({
    messages: [{ role: 'user', content }],
    n,
    temperature: Number(values.temperature),
    topP: 0.95,
    maxTokens: limit,
    seed: 5,
  });
  const { user, system } = process.cpuUsage(before);
  const cached = usage.cachedPromptTokens ?? 0;
  const { promptTokens, completionTokens } = usage;
  return { cpuMs: Math.round((user + system) / 1000), promptTokens, cached, completionTokens, completions };
}

const made = positionals[0] === undefined ? await makeModel() : undefined;
const path = positionals[0] ?? made ?? '';
const text = (salt: string): string =>
  `${salt} ${'How many apples are left in the basket? '.repeat((words ?? 100) / 8)}`;
const rows = [];
for (const sharePrefix of [false, true]) {
  const start = process.cpuUsage();
  const model = await localModel({ path, sharePrefix, threads: threads ?? 1 });
  const { user, system } = process.cpuUsage(start);
  const kind = model.prefixSharing.shared ? 'shared' : 'copied';
  console.log(`${kind}: loaded in ${Math.round((user + system) / 1000)} ms of processor time`);
  if (sharePrefix && !model.prefixSharing.shared) console.log(model.prefixSharing.reason);
  await step(model, 'Warm up.', 2, 4);
  const measured = {
    prompt: await step(model, text('a'), 1, 1),
    one: await step(model, text('b'), 1),
    all: await step(model, text('c'), samples ?? 8),
    longer: await step(model, `${text('c')} ${'Add 17 and 25. '.repeat(40)}`, 1, 1),
  };
  for (const [what, { completions: _, ...costs }] of Object.entries(measured)) {
    rows.push({ kind, what: what === 'all' ? `${samples} samples` : what, ...costs });
  }
  await model.close?.();
}
console.table(rows);
if (made !== undefined) await rm(made, { recursive: true, force: true });
