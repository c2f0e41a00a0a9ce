import { z } from 'zod';
import { RetrieverError } from '../../errors.ts';
import { checkOptions } from '../../check-options.ts';
import { HttpFault } from '../../http/http-faults.ts';
import { JsonClient } from '../../http/json-client.ts';
import { remoteSchema, type RemoteEmbedderOptions } from './options.ts';
import { openRemote, type RemoteEmbedder } from './remote-embedder.ts';

/** Settings of `openaiEmbedder`. */
export interface OpenAIEmbedderOptions extends RemoteEmbedderOptions {
  /** Name of the model at the server. */
  model: string;
  /** Up to the version, such as `https://api.openai.com/v1`. */
  baseURL: string;
  /** Asks the server for shorter vectors (`dimensions`); default as long as the model's are. */
  dimension?: number;
  /** Form of the vectors in the answer; default `base64`, which is a third of the size, where the server can. */
  encoding?: 'base64' | 'float';
  /** Further fields of the request, such as vLLM's `truncate_prompt_tokens`. */
  extraBody?: Record<string, unknown>;
}

const optionsSchema = remoteSchema.extend({
  model: z.string().min(1),
  dimension: z.int().min(1).optional(),
  encoding: z.enum(['base64', 'float']).optional(),
  extraBody: z.record(z.string(), z.unknown()).default({}),
});

const vectorSchema = z.union([
  z.array(z.number()).min(1),
  z.base64().transform((text, context) => {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length > 0 && bytes.length % 4 === 0) return floatsOf(bytes);
    context.addIssue(`${bytes.length} bytes are no 32-bit floats`);
    return z.NEVER;
  }),
]);
const answerSchema = z.object({ data: z.array(z.object({ index: z.int().optional(), embedding: vectorSchema })) });

/**
 * An embedding model behind an OpenAI-compatible `/embeddings`. The server decides what becomes of texts that are too
 * long: most answer 400.
 *
 * @throws InvalidInputError `retriever/bad-options`
 * @throws RetrieverError when the server can't be reached or refuses the first text
 */
export async function openaiEmbedder({ signal, ...options }: OpenAIEmbedderOptions): Promise<RemoteEmbedder> {
  const { model, dimension, encoding, extraBody, ...settings } = checkOptions('openaiEmbedder', optionsSchema, options);
  const client = new JsonClient(settings);
  const request = (input: readonly string[], form: string, until: AbortSignal | undefined) =>
    client.send({
      path: '/embeddings',
      body: {
        ...extraBody,
        model,
        input,
        encoding_format: form,
        ...(dimension === undefined ? {} : { dimensions: dimension }),
      },
      schema: answerSchema,
      signal: until,
    });
  let form = encoding ?? 'base64';
  const embedBatch = async (texts: readonly string[], until: AbortSignal | undefined) => {
    const { data } = await request(texts, form, until).catch((error: unknown) => {
      if (encoding !== undefined || form === 'float' || !(error instanceof HttpFault)) throw error;
      if (error.status !== 400 && error.status !== 422) throw error;
      // Some servers know plain numbers only; if that is not it, the answer will be the same.
      form = 'float';
      return request(texts, form, until);
    });
    const vectors: (number[] | Float32Array)[] = [];
    data.forEach(({ index, embedding }, at) => (vectors[index ?? at] = embedding));
    const whole = texts.map((_, at) => vectors[at]).filter((vector) => vector !== undefined);
    if (data.length === texts.length && whole.length === texts.length) return whole;
    throw new RetrieverError(
      `${model} gave ${data.length} vectors (${whole.length} of them at places of their own) for ${texts.length} texts.`,
      { code: 'retriever/bad-response' },
    );
  };
  const embedder = await openRemote({ model, settings }, embedBatch, signal);
  if (dimension === undefined || dimension === embedder.identity.dimension) return embedder;
  throw new RetrieverError(
    `${model} gave a vector of ${embedder.identity.dimension} numbers where dimension asks for ${dimension}. Leave dimension out.`,
    { code: 'retriever/bad-response' },
  );
}

/** Little-endian 32-bit floats, whatever the machine's order and the bytes' alignment are. */
function floatsOf(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
}
