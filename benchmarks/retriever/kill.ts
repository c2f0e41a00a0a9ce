/**
 * Ingests passages from a file and kills the process with SIGKILL again and again: at random places of the ingestion,
 * and twice while the search indexes are built. Then every passage must be there, once.
 *
 *   node --conditions=@agentd/source benchmarks/retriever/kill.ts [--passages 100000] [--kills 10] [--seed 1]
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createIndex, fileSource, openIndex } from '@agentd/retriever';
import { z } from 'zod';

const { values } = parseArgs({
  options: {
    passages: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    ingest: { type: 'string' },
  },
});
const passages = z.coerce.number().int().min(1_000).parse(values.passages);
const kills = z.coerce.number().int().min(2).parse(values.kills);
const seed = z.coerce.number().int().parse(values.seed);

const idOf = (at: number): string => `passage-${at}`;
const textOf = (at: number): string =>
  `Entry ${at} lies between ${at - 1} and ${at + 1}; the harbour of ward ${at % 97} keeps word${at} in its book.`;

/** Where a killed run was. */
const stateSchema = z.object({ phase: z.string(), stored: z.number() });
type State = z.infer<typeof stateSchema>;

/** The process that is killed. */
async function ingest(folder: string): Promise<void> {
  const index = await createIndex({ path: join(folder, 'index'), ifExists: 'open' });
  const source = await fileSource(join(folder, 'passages.jsonl'));
  await index.ingest(source, {
    batchSize: 2_000,
    onProgress: ({ phase, stored }) => console.log(JSON.stringify({ phase, stored })),
  });
  await index.close();
}

/** @returns undefined where the run came to its end */
async function runUntil(
  folder: string,
  isReached: (state: State) => boolean,
  delayMs: number,
): Promise<State | undefined> {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, ['--conditions=@agentd/source', script, '--ingest', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_, signal) => resolve(signal)));
  let state: State = { phase: 'starting', stored: 0 };
  let isKilled = false;
  for await (const line of createInterface(child.stdout)) {
    state = stateSchema.parse(JSON.parse(line));
    if (isKilled || !isReached(state)) continue;
    isKilled = true;
    void sleep(delayMs).then(() => child.kill('SIGKILL'));
  }
  return (await ended) === 'SIGKILL' ? state : undefined;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'agentd-kill-'));
  try {
    const lines = Array.from({ length: passages }, (_, at) =>
      JSON.stringify({ id: idOf(at), title: `Ward ${at % 97}`, text: textOf(at) }),
    );
    await writeFile(join(folder, 'passages.jsonl'), `${lines.join('\n')}\n`);
    let state = seed;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const startedAt = performance.now();
    for (let kill = 1; kill <= kills; kill++) {
      const place = (passages * (kill - random())) / (kills - 1);
      const inIndexing = kill > kills - 2;
      const isReached = ({ phase, stored }: State): boolean =>
        inIndexing ? phase === 'indexing' : phase === 'ingesting' && stored >= place;
      const killed = await runUntil(folder, isReached, random() * (inIndexing ? 500 : 100));
      console.log(`kill ${kill}:`, killed === undefined ? 'came too late' : `${killed.phase}, ${killed.stored} stored`);
    }
    if ((await runUntil(folder, () => false, 0)) !== undefined) throw new Error('The last run did not end.');
    const seconds = Math.round((performance.now() - startedAt) / 1_000);

    const index = await openIndex({ path: join(folder, 'index') });
    const stored = await index.count();
    let right = 0;
    for (let at = 0; at < passages; at += 10_000) {
      const ids = Array.from({ length: Math.min(10_000, passages - at) }, (_, offset) => idOf(at + offset));
      const found = await index.get(ids);
      right += found.filter(({ id, text }, offset) => id === idOf(at + offset) && text === textOf(at + offset)).length;
    }
    const at = Math.floor(random() * passages);
    const [first] = await index.search(`word${at}`);
    const { sources, indexes } = await index.info();
    await index.close();
    const unindexed = indexes.reduce((total, { unindexedRows }) => total + unindexedRows, 0);
    const isRight = stored === passages && right === passages && first?.id === idOf(at) && unindexed === 0;
    console.log({ passages, kills, stored, right, unindexed, finished: sources[0]?.finished, seconds, isRight });
    if (!isRight) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await (values.ingest === undefined ? main() : ingest(values.ingest));
