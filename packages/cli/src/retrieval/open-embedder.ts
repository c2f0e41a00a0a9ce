import { encoderDtypes, onnxEmbedder, openaiEmbedder, teiEmbedder, type Embedder } from '@agentd/sag/retriever';
import type { EmbedderFlags } from '../commands/embedder-options.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The embedding model that the options name, or undefined where they name none. The caller closes it.
 * @throws UsageError when options contradict each other
 */
export async function openEmbedder(flags: EmbedderFlags, signal: AbortSignal): Promise<Embedder | undefined> {
  const { embedLocal, embedDtype, embedUrl, embedModel, embedKey } = flags;
  if (embedLocal !== undefined) {
    refuse({ '--embed-url': embedUrl, '--embed-model': embedModel, '--embed-key': embedKey }, (name) => {
      return `--embed-local and ${name} cannot both be given: an index has one embedding model.`;
    });
    return onnxEmbedder({
      path: embedLocal,
      signal,
      ...(embedDtype === undefined ? {} : { dtype: dtypeOf(embedDtype) }),
    });
  }
  refuse({ '--embed-dtype': embedDtype }, (name) => `${name} goes with --embed-local.`);
  if (embedUrl === undefined) {
    refuse({ '--embed-model': embedModel, '--embed-key': embedKey }, (name) => {
      return `${name} is given, but no server: add --embed-url URL.`;
    });
    return undefined;
  }
  const apiKey = embedKey ?? (process.env['AGENTD_EMBED_KEY'] || undefined);
  const server = { baseURL: embedUrl, signal, ...(apiKey === undefined ? {} : { apiKey }) };
  return embedModel === undefined ? teiEmbedder(server) : openaiEmbedder({ ...server, model: embedModel });
}

function dtypeOf(name: string): (typeof encoderDtypes)[number] {
  const found = encoderDtypes.find((dtype) => dtype === name);
  if (found !== undefined) return found;
  throw new UsageError(`--embed-dtype is ${name}; it must be one of ${encoderDtypes.join(', ')}.`);
}

function refuse(options: Record<string, string | undefined>, message: (name: string) => string): void {
  const given = Object.entries(options).find(([, value]) => value !== undefined);
  if (given !== undefined) throw new UsageError(message(given[0]));
}
