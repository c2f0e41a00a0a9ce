import { readFile } from 'node:fs/promises';
import type { FilterReport } from '@agentd/distill-data';
import { z } from 'zod';

const count = z.int().nonnegative();
const reportSchema = z.object({
  read: count,
  kept: count,
  filters: z.array(
    z.object({
      name: z.string(),
      settings: z.record(z.string(), z.json()),
      seen: count,
      removed: count,
      reasons: z.record(z.string(), count),
      samples: z.array(z.object({ id: z.string(), questionId: z.string(), reason: z.string() })),
    }),
  ),
});

/** Where `agentd filter` says what it removed: `kept.filters.json` beside `kept.jsonl`. */
export const reportPath = (path: string): string => `${path.replace(/\.jsonl$/, '')}.filters.json`;

/** What was removed from these trajectories, for the dataset card; undefined where `agentd filter` did not write them. */
export async function readFilterReport(path: string): Promise<FilterReport | undefined> {
  const text = await readFile(reportPath(path), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return reportSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
