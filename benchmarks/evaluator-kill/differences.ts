import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { buildReport, readJournal } from '@agentd/evaluator';
import { jsonlTrajectoryStore } from '@agentd/ftp-sampler';
import type { Work } from './rounds.ts';

/** What is wrong with the results in `killed`, those in `whole` being right; nothing where all is well. */
export async function differences(whole: string, killed: string, work: Work): Promise<string[]> {
  const faults: string[] = [];
  const wanted = work.problems * work.seeds;
  const path = join(killed, 'journal.jsonl');
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  const { records, damage } = await readJournal(path);
  const expected = await readJournal(join(whole, 'journal.jsonl'));
  if (lines.length !== wanted) faults.push(`${lines.length} lines in the journal, ${wanted} wanted`);
  if (new Set(records.map(({ key }) => key)).size !== wanted) faults.push(`${records.length} different results`);
  if (damage.halfLine !== undefined || damage.unreadable.length > 0) faults.push(`damage: ${JSON.stringify(damage)}`);
  for (const [index, record] of records.entries()) {
    if (isDeepStrictEqual(comparable(record), comparable(expected.records[index]))) continue;
    faults.push(`result ${record.key} (item ${record.item.id}, seed ${record.seed}) differs`);
  }
  const [report, rightReport] = [records, expected.records].map((all) => buildReport(all, { withTimes: false }));
  if (!isDeepStrictEqual(report, rightReport)) faults.push('the reports differ');
  const [stored, right] = [await storedIn(killed), await storedIn(whole)];
  const named = records.flatMap(({ trajectories }) => trajectories);
  faults.push(...named.filter((id) => !stored.has(id)).map((id) => `the trajectory ${id} is missing`));
  if (stored.size !== right.size) faults.push(`${stored.size} trajectories, ${right.size} wanted`);
  for (const [id, trajectory] of stored) {
    if (!isDeepStrictEqual(trajectory, right.get(id))) faults.push(`the trajectory ${id} differs`);
  }
  return faults;
}

async function storedIn(folder: string): Promise<Map<string, unknown>> {
  const store = await jsonlTrajectoryStore(join(folder, 'trajectories.jsonl'));
  const found = new Map<string, unknown>();
  for await (const trajectory of store.all()) found.set(trajectory.id, comparable(trajectory));
  await store.close();
  return found;
}

/** JSON without what a clock says, and without how much of a prompt the model had read before, at any depth. */
const comparable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      /^(durationMs|startedAt|cachedPromptTokens)$/.test(key) ? undefined : inner,
    ),
  );
