/** The tasks of `../retriever.ts`, each run in a process of its own: one task as JSON. */
import { rm } from 'node:fs/promises';
import { createIndex, openIndex } from '@agentd/retriever';
import * as lance from '@lancedb/lancedb';
import { z } from 'zod';
import { answerParent } from './child.ts';
import { indexKinds } from './kinds.ts';
import { NearestVectors } from './nearest.ts';
import { ask, type Answer } from './recall.ts';
import { openRival, rivalNames } from './rivals/rival.ts';
import { ClusteredVectors, queryEmbedder, vectorSource } from './vectors.ts';

/** Searches that are not measured. */
const warmUp = 20;

const count = z.int().positive();
const set = z.object({ count, dimension: count, seed: z.int() });
const settings = z.object({ k: count, probes: count.optional(), refine: count.optional() });
const rival = { name: z.enum(rivalNames), modules: z.string(), folder: z.string(), set };

const taskSchema = z.discriminatedUnion('task', [
  z.object({ task: z.literal('ingest'), path: z.string(), set, queries: count }),
  z.object({ task: z.literal('index'), path: z.string(), set, kind: z.enum(indexKinds), partitions: count.optional() }),
  z.object({ task: z.literal('search'), path: z.string(), set, queries: count, settings: z.array(settings) }),
  z.object({ task: z.literal('build-rival'), ...rival }),
  z.object({ task: z.literal('ask-rival'), ...rival, queries: count, k: count, effort: count }),
]);

type Task = z.infer<typeof taskSchema>;
type TaskOf<Name extends Task['task']> = Extract<Task, { task: Name }>;

async function ingest({ path, set: made, queries }: TaskOf<'ingest'>): Promise<object> {
  const vectors = new ClusteredVectors(made);
  const nearest = new NearestVectors(
    Array.from({ length: queries }, (_, at) => vectors.query(at)),
    10,
  );
  let comparingMs = 0;
  const compare = (vector: Float32Array, at: number): void => {
    const startedAt = performance.now();
    nearest.compare(vector, at);
    comparingMs += performance.now() - startedAt;
  };
  const index = await createIndex({ path, vectors: queryEmbedder(vectors).identity });
  const { seconds } = await index.ingest(vectorSource(vectors, compare), { buildIndexes: false });
  const startedAt = performance.now();
  await index.buildIndexes({ vectorIndex: 'exact' });
  const textSeconds = (performance.now() - startedAt) / 1_000;
  await index.close();
  return { ingestSeconds: seconds - comparingMs / 1_000, textSeconds, truth: nearest.found };
}

async function build({ path, kind, set: { count: rows, dimension }, partitions }: TaskOf<'index'>): Promise<object> {
  const lists = partitions ?? Math.ceil(Math.sqrt(rows));
  const index = await openIndex({ path });
  if (kind === 'pq') {
    // The library has no such index: it was slower and worse.
    await index.buildIndexes({ vectorIndex: 'exact' });
    const connection = await lance.connect(path);
    const table = await connection.openTable('passages');
    const config = lance.Index.ivfPq({ distanceType: 'l2', numPartitions: lists, numSubVectors: dimension / 8 });
    await table.createIndex('vector', { config });
    connection.close();
  } else {
    const bits = kind === 'rq-1' ? 1 : 4;
    await index.buildIndexes({ vectorIndex: { type: 'ivf-rq', bits, partitions: lists } });
  }
  await index.close();
  return { sizeBytes: await vectorIndexBytes(path) };
}

async function vectorIndexBytes(path: string): Promise<number> {
  const index = await openIndex({ path });
  const { indexes } = await index.info();
  await index.close();
  return indexes.find(({ column }) => column === 'vector')?.sizeBytes ?? 0;
}

async function search({ path, set: made, queries, settings: all }: TaskOf<'search'>): Promise<Answer[][]> {
  const index = await openIndex({ path, mode: 'dense', embedder: queryEmbedder(new ClusteredVectors(made)) });
  const results: Answer[][] = [];
  for (const { k, probes, refine } of all) {
    const find = async (query: number): Promise<number[]> =>
      (await index.search(String(query), { k, probes, refine })).map(({ id }) => Number(id));
    // Other queries, so that parts of the index are read and code is compiled as in a process that has run for a while.
    await ask(warmUp, (query) => find(queries + query));
    results.push(await ask(queries, find));
  }
  await index.close();
  return results;
}

async function buildRival({ name, modules, folder, set: made }: TaskOf<'build-rival'>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const vectors = new ClusteredVectors(made);
  await (await openRival(name, modules)).build(folder, vectors);
}

async function askRival(task: TaskOf<'ask-rival'>): Promise<Answer[]> {
  const { name, modules, folder, set: made, queries, k, effort } = task;
  const vectors = new ClusteredVectors(made);
  const find = await (await openRival(name, modules)).open(folder, made, effort);
  await ask(warmUp, async (query) => find(vectors.query(queries + query), k));
  return ask(queries, async (query) => find(vectors.query(query), k));
}

function run(task: Task): Promise<unknown> {
  switch (task.task) {
    case 'ingest':
      return ingest(task);
    case 'index':
      return build(task);
    case 'search':
      return search(task);
    case 'build-rival':
      return buildRival(task);
    case 'ask-rival':
      return askRival(task);
  }
}

const task = taskSchema.parse(JSON.parse(process.argv[2] ?? ''));
await answerParent(() => run(task));
