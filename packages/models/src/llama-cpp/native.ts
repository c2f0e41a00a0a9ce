import { ModelError } from '@agentd/agent-core';
import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';

// The public classes of node-llama-cpp can neither copy the state of a sequence nor give the logits of a batch at a
// bearable price. Both are in the native classes below them, which are described here and checked when a model is
// loaded, so that a version without them is an error and not a crash.

/** The native context: a batch is filled, run, and then sampled from. */
export interface NativeContext {
  initBatch(size: number): void;
  /** Adds tokens of a sequence; returns for each index in `logitsOf` where its logits will be. */
  addToBatch(sequence: number, position: number, ids: Uint32Array, logitsOf: Uint32Array): Uint32Array;
  decodeBatch(): Promise<void>;
  sampleToken(
    at: number,
    sampler: NativeSampler,
    probabilities: boolean,
    confidence: boolean,
    logits: boolean,
    totalWeight: boolean,
  ): Promise<NativeSample>;
  /** Forgets the tokens of a sequence from a position on; false where the model can't forget only a part. */
  removeTokenCellsFromSequence(sequence: number, from: number, to: number): boolean;
  disposeSequence(sequence: number): void;
  copySequenceStateFromOtherSequence(to: number, from: number): Promise<number>;
}

/** Chosen token, two fields that are not asked for, pairs of token and logit, sum of exp(logit - greatest logit). */
export type NativeSample = [number, unknown?, unknown?, number[]?, number?];

/** Chooses from the logits of one row. */
export interface NativeSampler {
  applyConfig(config: { temperature: number; topK?: number; seed?: number }): void;
  dispose(): void;
}

/** The native tokenizer, in plain numbers. */
export interface NativeTokenizer {
  tokenize(text: string, parseSpecialTokens: boolean): Uint32Array;
  detokenize(ids: Uint32Array, showSpecialTokens: boolean): string;
}

/** What is used of the native side of a loaded model. */
export interface NativeModel {
  context: NativeContext;
  tokenizer: NativeTokenizer;
  newSampler: () => NativeSampler;
  /** Compiles a jinja template; throws where it can't be parsed. */
  newTemplate: (template: string) => { render(variables: Record<string, unknown>): string };
}

interface NativeBindings {
  AddonSampler: new (model: unknown) => NativeSampler;
  AddonJinjaRenderer: new (template: string) => { render(variables: Record<string, unknown>): string };
}

/** @throws ModelError `model/unsupported` when this version of node-llama-cpp is built in another way */
export function nativeModel(llama: Llama, model: LlamaModel, context: LlamaContext): NativeModel {
  const bindings = field(llama, '_bindings');
  const handle = field(model, '_model');
  const nativeContext = field(context, '_ctx');
  if (!isBindings(bindings) || !isContext(nativeContext) || !isTokenizer(handle)) {
    throw new ModelError(
      'This version of node-llama-cpp can not share a prompt among samples. Install the version that was tested: ' +
        'npm install node-llama-cpp@3.22.1',
      { code: 'model/unsupported' },
    );
  }
  return {
    context: nativeContext,
    tokenizer: handle,
    newSampler: () => new bindings.AddonSampler(handle),
    newTemplate: (template) => new bindings.AddonJinjaRenderer(template),
  };
}

function isBindings(value: unknown): value is NativeBindings {
  return hasMethods(value, ['AddonSampler', 'AddonJinjaRenderer']);
}

function isContext(value: unknown): value is NativeContext {
  return hasMethods(value, [
    'initBatch',
    'addToBatch',
    'decodeBatch',
    'sampleToken',
    'removeTokenCellsFromSequence',
    'disposeSequence',
    'copySequenceStateFromOtherSequence',
  ]);
}

function isTokenizer(value: unknown): value is NativeTokenizer {
  return hasMethods(value, ['tokenize', 'detokenize']);
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => typeof field(value, name) === 'function');
}

function field(owner: object, name: string): unknown {
  return Reflect.get(owner, name);
}
