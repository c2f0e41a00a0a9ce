import { once } from 'node:events';
import { serveRetriever } from '@agentd/sag/retriever';
import type { ServeFlags } from '../commands/retriever.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { withCorpus } from './with-corpus.ts';

/** Serves a corpus until the signal ends it; searches under way are still answered. */
export function serveCorpus(path: string, flags: ServeFlags, signal: AbortSignal): Promise<ExitCode> {
  const { port, host } = flags;
  const token = flags.token ?? (process.env['AGENTD_RETRIEVER_TOKEN'] || undefined);
  return withCorpus(path, { ...flags, signal }, async (corpus) => {
    const server = await serveRetriever(corpus, { port, host, token });
    process.stdout.write(`Serving ${path} at ${server.url}/retrieve; Ctrl-C ends it.\n`);
    if (!signal.aborted) await once(signal, 'abort');
    await server.close();
    // Ending it is the usual way, no interruption.
    return exitCodes.ok;
  });
}
