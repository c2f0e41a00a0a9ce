import type { SearchFlags } from '../commands/search.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { passageLines } from '../render/passages.ts';
import { Screen } from '../screen.ts';
import { withCorpus } from './with-corpus.ts';

/** Shows the passages that are found for a query. */
export function searchCorpus(path: string, query: string, flags: SearchFlags, signal: AbortSignal): Promise<ExitCode> {
  const { k, json } = flags;
  return withCorpus(path, { ...flags, signal }, async (corpus) => {
    const startedAt = performance.now();
    const passages = await corpus.search(query, { k, signal });
    const report = { corpus: path, query, k, milliseconds: performance.now() - startedAt, passages };
    const screen = new Screen(process.stdout);
    if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else if (passages.length > 0) screen.show({ lines: passageLines(passages, screen.renderOptions) });
    else process.stderr.write('agentd: Nothing was found; try other words.\n');
    return exitCodes.ok;
  });
}
