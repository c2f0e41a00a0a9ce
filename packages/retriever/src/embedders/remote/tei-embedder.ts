import { z } from 'zod';
import { RetrieverError } from '../../errors.ts';
import { checkOptions } from '../../check-options.ts';
import { HttpFault } from '../../http/http-faults.ts';
import { JsonClient } from '../../http/json-client.ts';
import { remoteSchema, type RemoteEmbedderOptions } from './options.ts';
import { openRemote, type RemoteEmbedder } from './remote-embedder.ts';

/** Settings of `teiEmbedder`. */
export type TeiEmbedderOptions = RemoteEmbedderOptions;

const infoSchema = z.object({
  model_id: z.string().min(1),
  model_sha: z.string().nullish(),
  model_dtype: z.string().nullish(),
  model_type: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  max_client_batch_size: z.int().min(1).nullish(),
});
const vectorsSchema = z.array(z.array(z.number()).min(1));

/**
 * An embedding model behind Hugging Face's text-embeddings-inference. The model's name, its revision and the largest
 * batch come from the server; texts that are too long are cut there, without a word.
 *
 * @throws InvalidInputError `retriever/bad-options`
 * @throws RetrieverError when the server can't be reached, or has no embedding model
 */
export async function teiEmbedder({ signal, ...options }: TeiEmbedderOptions): Promise<RemoteEmbedder> {
  const settings = checkOptions('teiEmbedder', remoteSchema, options);
  const client = new JsonClient(settings);
  const info = await client.send({ path: '/info', schema: infoSchema, signal });
  const type = info.model_type ?? undefined;
  const kinds = typeof type === 'string' ? [type] : Object.keys(type ?? {});
  if (type !== undefined && !kinds.some((kind) => kind.toLowerCase() === 'embedding')) {
    throw new RetrieverError(`${info.model_id} is no embedding model but ${JSON.stringify(type)}.`, {
      code: 'retriever/unsupported',
    });
  }
  const embedBatch = async (texts: readonly string[], until: AbortSignal | undefined): Promise<number[][]> => {
    let vectors: number[][];
    try {
      const body = { inputs: texts, normalize: true, truncate: true };
      vectors = await client.send({ path: '/embed', body, schema: vectorsSchema, signal: until });
    } catch (error) {
      const isTooLarge = error instanceof HttpFault && error.status === 413;
      if (!isTooLarge || texts.length === 1) throw error;
      // The limit on a request's size counts more than texts.
      const half = Math.ceil(texts.length / 2);
      return [...(await embedBatch(texts.slice(0, half), until)), ...(await embedBatch(texts.slice(half), until))];
    }
    if (vectors.length === texts.length) return vectors;
    throw new RetrieverError(`${info.model_id} gave ${vectors.length} vectors for ${texts.length} texts.`, {
      code: 'retriever/bad-response',
    });
  };
  const model = {
    model: info.model_id,
    weights: [info.model_sha, info.model_dtype, JSON.stringify(type)].join(),
    settings: { ...settings, batchSize: Math.min(settings.batchSize, info.max_client_batch_size ?? Infinity) },
  };
  return openRemote(model, embedBatch, signal);
}
