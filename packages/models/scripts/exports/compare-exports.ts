/**
 * Runs what make_exports.py made and prints, as a Markdown table, which exports load, which share the cache of a prompt
 * among samples, how many answers are the same with shared and copied caches, and how far logits of copied caches are from
 * those of the export in Python and of transformers.
 *
 *   node --conditions=@agentd/source packages/models/scripts/exports/compare-exports.ts OUT [FAMILY] [EXPORTER]
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Engine, type EngineRequest } from '../../src/local/engine.ts';
import { readModelFolder } from '../../src/local/model-folder.ts';
import { openDecoder } from '../../src/local/open-decoder.ts';
import type { LoadSettings } from '../../src/local/options.ts';
import { traceLogits, type Trace } from '../../src/local/shared-prefix/check.ts';

const logitsSchema = z.array(z.array(z.number()));
const referenceSchema = z.object({
  prompt: z.array(z.int()),
  steps: z.array(z.int()),
  logits: logitsSchema,
});
type Reference = z.infer<typeof referenceSchema>;

/** What a run gives: whether it shared, logits of the reference's tokens, and texts of samples. */
interface Run {
  sharing: string;
  logits: Float32Array[];
  texts: string[];
}

const [out = '', family, exporter] = process.argv.slice(2);
const cacheDir = mkdtempSync(join(tmpdir(), 'agentd-exports-'));
const request: EngineRequest = {
  messages: [{ role: 'user', content: 'How many apples are left in the basket? Add 17 and 25.' }],
  n: 1,
  temperature: 0,
  topP: 1,
  topK: undefined,
  minP: 0,
  repetitionPenalty: 1,
  maxTokens: 32,
  stop: [],
  seed: 3,
  prefill: '',
};

console.log(
  '| family | export | loads | shares its prefix | same texts | shared − copied | copied − Python | copied − transformers |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
try {
  for (const name of folders(out, family)) {
    for (const made of folders(join(out, name), exporter)) {
      if (made !== 'source')
        console.log(`| ${name} | ${made} | ${(await compare(join(out, name, made))).join(' | ')} |`);
    }
  }
} finally {
  rmSync(cacheDir, { recursive: true });
}

async function compare(path: string): Promise<string[]> {
  if (!readdirSync(path).includes('exported.json')) return ['the export failed', '', '', '', '', ''];
  const reference = referenceSchema.parse(JSON.parse(readFileSync(join(path, 'reference.json'), 'utf8')));
  const exported = logitsSchema.parse(JSON.parse(readFileSync(join(path, 'exported.json'), 'utf8')));
  try {
    const copied = await run(path, false, reference);
    const shared = await run(path, true, reference);
    const same = shared.texts.filter((text, index) => text === copied.texts[index]).length;
    return [
      'yes',
      shared.sharing,
      `${same} of ${shared.texts.length}`,
      mostDifference(shared.logits, copied.logits).toExponential(0),
      mostDifference(copied.logits, exported).toExponential(0),
      mostDifference(copied.logits, reference.logits).toExponential(0),
    ];
  } catch (error) {
    return [`no: ${cell(error)}`, '', '', '', '', ''];
  }
}

async function run(path: string, sharePrefix: boolean, reference: Reference): Promise<Run> {
  const settings: LoadSettings = {
    path,
    dtype: 'auto',
    threads: 1,
    maxContext: undefined,
    sharePrefix,
    reuseAnswers: true,
    cacheDir,
  };
  const { decoder, sharing } = await openDecoder(await readModelFolder(settings), settings);
  const cut = Math.floor(reference.prompt.length * 0.7);
  const trace: Trace = {
    prompt: [reference.prompt.slice(0, cut), reference.prompt.slice(cut)],
    rows: [reference.steps, reference.steps.toReversed()],
  };
  const traced = await traceLogits(decoder, trace).finally(() => decoder.close());
  const [, prompt, ...steps] = traced;
  const logits = [...(prompt === undefined ? [] : [prompt]), ...steps.filter((_, index) => index % 2 === 0)];
  const texts: string[] = [];
  const engine = await Engine.open(settings);
  const observer = { onCompletion: ({ text }: { text: string }) => texts.push(text), stopped: () => false };
  await engine.generate(request, observer);
  await engine.generate({ ...request, n: 4, temperature: 1 }, observer);
  await engine.close();
  return { sharing: sharing.shared ? 'yes' : `no: ${cell(sharing.reason)}`, logits, texts: texts.toSorted() };
}

function mostDifference(some: readonly ArrayLike<number>[], others: readonly ArrayLike<number>[]): number {
  let most = 0;
  for (const [index, row] of some.entries()) {
    for (let at = 0; at < row.length; at++) {
      const difference = Math.abs((row[at] ?? 0) - (others[index]?.[at] ?? Number.NaN));
      most = Math.max(most, Number.isNaN(difference) ? Infinity : difference);
    }
  }
  return most;
}

function cell(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 300);
}

function folders(path: string, only: string | undefined): string[] {
  const all = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return all.map(({ name }) => name).filter((name) => only === undefined || name === only);
}
