import {
  evaluateRetrieval,
  openIndex,
  readQuestions,
  type BadRow,
  type RetrievalReport,
  type SearchMode,
} from '@agentd/sag/retriever';
import type { EvalFlags } from '../commands/index/eval.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import { evalLines } from '../render/eval-table.ts';
import { oneLine } from '../render/text.ts';
import { plural } from '../render/words.ts';
import { Screen } from '../screen.ts';
import { UsageError } from '../usage-error.ts';
import { openEmbedder } from './open-embedder.ts';

/** Measures how well an index finds the supporting passages of questions, mode by mode. */
export async function evaluateIndex(
  path: string,
  questionsPath: string,
  flags: EvalFlags,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { limit, k: ks, json } = flags;
  const modes = modesOf(flags);
  const line = new ProgressLine();
  const bad: BadRow[] = [];
  const questions = await readQuestions(questionsPath, { limit, signal, onBadRow: (row) => bad.push(row) });
  const embedder = await openEmbedder(flags, signal);
  try {
    const index = await openIndex({ path, embedder });
    try {
      const search = (mode: SearchMode) => ({
        name: mode,
        search: (query: string, options: { k: number; signal?: AbortSignal | undefined }) =>
          index.search(query, { ...options, mode }),
      });
      const methods = modes.map(search);
      const report = await evaluateRetrieval(methods, questions, {
        ks,
        signal,
        onProgress: ({ done, total }) => line.show(`question ${done} of ${total}`),
      });
      line.end();
      show({ ...report, badRows: bad }, json);
    } finally {
      await index.close();
    }
  } finally {
    await embedder?.close?.();
  }
  return exitCodes.ok;
}

function modesOf({ modes, embedLocal, embedUrl }: EvalFlags): SearchMode[] {
  const hasEmbedder = (embedLocal ?? embedUrl) !== undefined;
  const chosen = [...new Set(modes ?? (hasEmbedder ? (['bm25', 'dense', 'hybrid'] as const) : (['bm25'] as const)))];
  const dense = chosen.find((mode) => mode !== 'bm25');
  if (hasEmbedder || dense === undefined) return chosen;
  throw new UsageError(`The mode ${dense} needs the index's embedding model: add --embed-local or --embed-url.`);
}

function show(report: RetrievalReport & { badRows: readonly BadRow[] }, json: boolean): void {
  const screen = new Screen(process.stdout);
  if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else screen.show({ lines: evalLines(report, screen.renderOptions.style) });
  const [first] = report.badRows;
  if (first !== undefined) {
    const example = oneLine(`${first.file}, row ${first.row}: ${first.field ?? 'it'} ${first.reason}`, 200);
    process.stderr.write(`agentd: ${plural(report.badRows.length, 'row')} left out, such as ${example}\n`);
  }
  const found = report.methods.some(({ questions }) => questions.some(({ ranks }) => ranks.length > 0));
  if (!found) {
    process.stderr.write(
      'agentd: No supporting passage was found at all: does the index hold the passages of these questions?\n',
    );
  }
}
