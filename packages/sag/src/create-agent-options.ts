import {
  InvalidInputError,
  type AgentOptions,
  type Executor,
  type LanguageModel,
  type StepDecoder,
} from '@agentd/agent-core';
import type { SagOptions } from '@agentd/sag-decoder';
import { z } from 'zod';

/** What {@link createAgent} takes; limits, tools and prompt are those of `Agent`. */
export interface CreateAgentOptions extends Omit<AgentOptions, 'model' | 'executor' | 'decoder'> {
  /**
   * A model, or the name of one on an OpenAI-compatible server. Default: the folder `local`, or else the tiny agent
   * of the package `@agentd/tiny-agent`.
   */
  model?: LanguageModel | string | undefined;
  /** Address of the OpenAI-compatible server, such as `http://localhost:8000/v1`; goes with a model's name. */
  baseURL?: string | undefined;
  /** The server's key; goes with a model's name. */
  apiKey?: string | undefined;
  /** Folder of a local ONNX model in the transformers.js layout. */
  local?: string | undefined;
  /** Default: `pyodideExecutor()`, Python in a locked child process. */
  executor?: Executor | undefined;
  /** Default `sag`: eight candidates a step, run and voted on. */
  decoder?: 'sag' | 'greedy' | StepDecoder | undefined;
  /** Settings of the decoder `sag`. */
  sag?: SagOptions | undefined;
  /** Told what is going on while the default sandbox is prepared, once on each machine. */
  onProgress?: ((stage: string) => void) | undefined;
  /** Stops waiting for the model to load. */
  signal?: AbortSignal | undefined;
}

const text = z.string().trim().min(1).optional();
const shape = z.object({
  model: z.union([z.string().trim().min(1), z.custom<LanguageModel>(isObject)]).optional(),
  baseURL: z.url({ protocol: /^https?$/ }).optional(),
  apiKey: text,
  local: text,
  executor: z.custom<Executor>(isObject).optional(),
  decoder: z.union([z.enum(['sag', 'greedy']), z.custom<StepDecoder>(isObject)]).optional(),
});

/**
 * Refuses options that contradict each other, rather than to ignore one of them.
 * @throws InvalidInputError code `agent/bad-options`
 */
export function checkCreateAgentOptions(options: CreateAgentOptions): void {
  const parsed = shape.safeParse(options);
  if (!parsed.success) throw bad(`createAgent cannot use its options: ${z.prettifyError(parsed.error)}`, parsed.error);
  const { model, baseURL, apiKey, local, decoder, sag } = options;
  if (model !== undefined && local !== undefined) {
    throw bad(`Both model and local (${local}) are given; an agent has one model. Leave one of them out.`);
  }
  if (typeof model !== 'string' && (baseURL !== undefined || apiKey !== undefined)) {
    const given = baseURL === undefined ? 'apiKey' : `baseURL (${baseURL})`;
    throw bad(`${given} is given without the name of a model on that server; give it as model: 'name'.`);
  }
  if (sag !== undefined && decoder !== undefined && decoder !== 'sag') {
    const name = typeof decoder === 'string' ? decoder : decoder.name;
    throw bad(`Settings for sag are given, but the decoder is ${name}; leave one of them out.`);
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function bad(message: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(message, { code: 'agent/bad-options', cause });
}
