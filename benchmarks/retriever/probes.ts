/**
 * How much of an exact search an approximate one finds on real texts, with rising effort: recall@3 and recall@10.
 *
 *   node --conditions=@agentd/source benchmarks/retriever/probes.ts --passages FILE --queries FILE --model FOLDER
 *     --index FOLDER [--dtype q8] [--json]
 *
 * The passages are a file that `agentd index build` reads; the queries are its texts or questions, one a line. The index
 * is kept: embedding takes minutes.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createIndex, type EncoderDtype, fileSource, onnxEmbedder } from '@agentd/retriever';
import { z } from 'zod';

const { values } = parseArgs({
  options: {
    passages: { type: 'string' },
    queries: { type: 'string' },
    model: { type: 'string' },
    index: { type: 'string' },
    dtype: { type: 'string', default: 'q8' },
    json: { type: 'boolean', default: false },
  },
});
const dtypes = ['fp32', 'q8'] as const satisfies readonly EncoderDtype[];
const { passages, queries, model, index, dtype } = z
  .object({ passages: z.string(), queries: z.string(), model: z.string(), index: z.string(), dtype: z.enum(dtypes) })
  .parse(values);

const texts = (await readFile(queries, 'utf8')).split('\n').filter((line) => line.trim() !== '');
const embedder = await onnxEmbedder({ path: model, dtype });
const table = await createIndex({ path: index, embedder, mode: 'dense', ifExists: 'open' });
try {
  await table.ingest(await fileSource(passages), { buildIndexes: false });
  await table.buildIndexes({ vectorIndex: 'exact' });
  const find = async (effort: { k: number; probes?: number; refine?: number }): Promise<string[][]> => {
    const found: string[][] = [];
    for (const text of texts) found.push((await table.search(text, effort)).map(({ id }) => id));
    return found;
  };
  const exact = await find({ k: 10 });
  await table.buildIndexes({ vectorIndex: { type: 'ivf-rq' } });
  const recall = async (k: number, effort: { probes?: number; refine?: number }): Promise<number> => {
    const found = await find({ k, ...effort });
    const hits = exact.map((ids, at) => ids.slice(0, k).filter((id) => found[at]?.includes(id)).length);
    return hits.reduce((sum, count) => sum + count, 0) / (k * texts.length);
  };
  const rows: Record<string, string | number>[] = [
    { probes: 'default', refine: 'default', 'recall@3': await recall(3, {}), 'recall@10': await recall(10, {}) },
  ];
  for (const probes of [5, 10, 20, 50]) {
    for (const refine of [7, 14, 28]) {
      const effort = { probes, refine };
      rows.push({ ...effort, 'recall@3': await recall(3, effort), 'recall@10': await recall(10, effort) });
    }
  }
  if (values.json) console.log(JSON.stringify({ queries: texts.length, rows }));
  else console.table(rows);
} finally {
  await table.close();
  await embedder.close?.();
}
