import { z } from 'zod';
import { EvaluatorError } from '../errors.ts';
import { downloadFromHub, isHubId } from './hub.ts';
import { readSource } from './rows/read-source.ts';

const aliasSchema = z.object({
  Q_id: z.string().min(1),
  aliases: z.array(z.string()).default([]),
  demonyms: z.array(z.string()).default([]),
});

/**
 * Other names of Wikidata entities, as 2WikiMultiHopQA publishes them: `{"Q_id", "aliases", "demonyms"}` a line. Its
 * official evaluation takes both lists as right answers.
 * @throws EvaluatorError `evaluator/bad-row` for a line of another form
 */
export async function readAliases(
  source: string | undefined,
  options: { maxBytes: number; cacheDir?: string | undefined; signal?: AbortSignal | undefined },
): Promise<ReadonlyMap<string, string[]>> {
  const found = new Map<string, string[]>();
  if (source === undefined) return found;
  const { maxBytes, signal } = options;
  const path = isHubId(source) ? await downloadFromHub(source, options) : source;
  for (const row of await readSource(path, { leaveOut: new Set(), maxBytes, signal })) {
    const parsed = aliasSchema.safeParse('value' in row ? row.value : undefined);
    if (!parsed.success) {
      throw new EvaluatorError(
        `${row.file}, row ${row.row}, is not a line of aliases {"Q_id", "aliases", "demonyms"}: ${z.prettifyError(parsed.error)}`,
        { code: 'evaluator/bad-row', cause: parsed.error },
      );
    }
    const { Q_id: id, aliases, demonyms } = parsed.data;
    const names = [...aliases, ...demonyms].filter((name) => name.trim() !== '');
    if (names.length > 0) found.set(id, names);
  }
  return found;
}
