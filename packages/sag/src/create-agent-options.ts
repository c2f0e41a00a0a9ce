import {
  InvalidInputError,
  type AgentOptions,
  type Executor,
  type LanguageModel,
  type Retriever,
  type StepDecoder,
} from '@agentd/agent-core';
import type { Dtype } from '@agentd/models/local';
import type { SagOptions } from '@agentd/sag-decoder';
import { z } from 'zod';

/** What {@link createAgent} takes; limits, tools and prompt are those of `Agent`. */
export interface CreateAgentOptions extends Omit<AgentOptions, 'model' | 'executor' | 'decoder'> {
  /**
   * A model, or the name of one on an OpenAI-compatible server. Default: `local` or `hub`, or else the tiny agent of
   * the package `@agentd/tiny-agent`.
   */
  model?: LanguageModel | string | undefined;
  /** Address of the OpenAI-compatible server, such as `http://localhost:8000/v1`; goes with a model's name. */
  baseURL?: string | undefined;
  /** The server's key; goes with a model's name. */
  apiKey?: string | undefined;
  /** Folder of a local ONNX model in the transformers.js layout, or a `.gguf` file, which llama.cpp runs. */
  local?: string | undefined;
  /**
   * Name of an ONNX model on the Hugging Face hub, such as `onnx-community/Qwen2.5-0.5B-Instruct`, which is downloaded
   * once. Other settings (revision, offline) are those of `localModel`, whose model can be given as `model`.
   */
  hub?: string | undefined;
  /** Weight format of `local` or `hub`, such as `q4`; default the most exact that there is. */
  dtype?: Dtype | undefined;
  /**
   * Whether a local model goes on from the cache of its own answers; default true. False costs a little time and makes
   * runs the same bits whatever was asked before them.
   */
  reuseAnswers?: boolean | undefined;
  /** Default: `pyodideExecutor()`, Python in a locked child process. */
  executor?: Executor | undefined;
  /** Default `sag`: eight candidates a step, run and voted on. */
  decoder?: 'sag' | 'greedy' | StepDecoder | undefined;
  /** Settings of the decoder `sag`. */
  sag?: SagOptions | undefined;
  /**
   * What the tool `web_search` searches: an index, a folder of documents, a corpus file, a search server of the
   * Search-R1 form at `http(s)://…`, as `openCorpus` takes them, or a retriever of your own.
   */
  corpus?: string | Retriever | undefined;
  /** Passages that `web_search` gives for a query; default what the model's folder says in `agentd.json`, else 3. */
  passages?: number | undefined;
  /**
   * Told what is going on while a model is downloaded, the default sandbox is prepared and a corpus is indexed, once on
   * each machine.
   */
  onProgress?: ((stage: string) => void) | undefined;
  /** Stops waiting for the model to load and the corpus to be indexed. */
  signal?: AbortSignal | undefined;
}

const text = z.string().trim().min(1).optional();
const shape = z.object({
  model: z.union([z.string().trim().min(1), z.custom<LanguageModel>(isObject)]).optional(),
  baseURL: z.url({ protocol: /^https?$/ }).optional(),
  apiKey: text,
  local: text,
  hub: text,
  dtype: text,
  executor: z.custom<Executor>(isObject).optional(),
  decoder: z.union([z.enum(['sag', 'greedy']), z.custom<StepDecoder>(isObject)]).optional(),
  corpus: z.union([z.string().trim().min(1), z.custom<Retriever>(isObject)]).optional(),
  passages: z.int().positive().optional(),
});

/**
 * Refuses options that contradict each other, rather than to ignore one of them.
 * @throws InvalidInputError code `agent/bad-options`
 */
export function checkCreateAgentOptions(options: CreateAgentOptions): void {
  const parsed = shape.safeParse(options);
  if (!parsed.success) throw bad(`createAgent cannot use its options: ${z.prettifyError(parsed.error)}`, parsed.error);
  const { baseURL, apiKey, model, local, hub, dtype, decoder, sag } = options;
  const [first, second] = Object.entries({ model, local, hub }).filter(([, value]) => value !== undefined);
  if (first !== undefined && second !== undefined) {
    const [name, value] = second;
    throw bad(`Both ${first[0]} and ${name} (${value}) are given; an agent has one model. Leave one of them out.`);
  }
  if (dtype !== undefined && local === undefined && hub === undefined) {
    throw bad(`dtype (${dtype}) is given without the model whose weights it chooses; give local or hub too.`);
  }
  if (typeof model !== 'string' && (baseURL !== undefined || apiKey !== undefined)) {
    const given = baseURL === undefined ? 'apiKey' : `baseURL (${baseURL})`;
    throw bad(`${given} is given without the name of a model on that server; give it as model: 'name'.`);
  }
  if (sag !== undefined && decoder !== undefined && decoder !== 'sag') {
    const name = typeof decoder === 'string' ? decoder : decoder.name;
    throw bad(`Settings for sag are given, but the decoder is ${name}; leave one of them out.`);
  }
  checkCorpus(options);
}

function checkCorpus({ corpus, passages, tools = [] }: CreateAgentOptions): void {
  if (corpus === undefined && passages !== undefined) {
    throw bad(`passages (${passages}) is given without a corpus to search; give it as corpus: 'path'.`);
  }
  if (corpus !== undefined && tools.some(({ name }) => name === 'web_search')) {
    throw bad('The corpus brings the tool web_search, and tools has one of that name. Leave one of them out.');
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function bad(message: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(message, { code: 'agent/bad-options', cause });
}
