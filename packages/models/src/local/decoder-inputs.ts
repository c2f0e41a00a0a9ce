import { ModelError } from '@agentd/agent-core';
import type { InferenceSession } from 'onnxruntime-node';
import { pairCaches, type CacheNames } from './cache-names.ts';
import type { CacheSlot } from './kv-cache.ts';
import type { ModelFolder } from './model-folder.ts';
import { PREFIX } from './shared-prefix/layers.ts';

/** What an exported decoder takes and gives. */
export interface DecoderShape {
  slots: (CacheSlot & CacheNames)[];
  attentionMask: boolean;
  positionIds: boolean;
  logitsToKeep: boolean;
  /** Whether the cache has a part that all rows share. */
  sharesPrefix: boolean;
}

const plainInputs = ['input_ids', 'attention_mask', 'position_ids', 'num_logits_to_keep'];

/**
 * Reads a decoder's shape from its ONNX session, with config.json filling in dimensions that the export left open.
 * @throws ModelError `model/unsupported` for an input that agentd can't feed or a cache it can't keep
 */
export function readDecoderShape(session: InferenceSession, folder: ModelFolder): DecoderShape {
  const names = session.inputNames;
  const exported = names.filter((name) => !name.startsWith(PREFIX));
  const caches = new Map(pairCaches(exported, session.outputNames).map((cache) => [cache.past, cache]));
  const unknown = exported.filter((name) => !plainInputs.includes(name) && !caches.has(name));
  if (unknown.length > 0) {
    throw unsupported(folder, `takes the inputs ${unknown.join(', ')}, which agentd does not know how to fill`);
  }
  if (!names.includes('input_ids') || !session.outputNames.includes('logits')) {
    throw unsupported(folder, `has no input_ids or no logits (inputs: ${names.join(', ')})`);
  }
  const slots: DecoderShape['slots'] = [];
  for (const input of session.inputMetadata) {
    const cache = caches.get(input.name);
    if (cache === undefined) continue;
    if (cache.present === '') throw unsupported(folder, `gives no present.${cache.name}`);
    if (!input.isTensor || (input.type !== 'float32' && input.type !== 'float16')) {
      throw unsupported(folder, `keeps ${input.name} as ${input.isTensor ? input.type : 'a sequence'}, not as floats`);
    }
    const [, heads, , width] = input.shape;
    slots.push({
      ...cache,
      type: input.type,
      heads: dimension(heads, folder.keyValueHeads, folder, 'num_key_value_heads'),
      width: dimension(width, folder.headDim, folder, 'head_dim'),
    });
  }
  if (slots.length === 0) {
    throw unsupported(folder, 'has no past_key_values inputs; export it with a cache (task text-generation-with-past)');
  }
  return {
    slots,
    attentionMask: names.includes('attention_mask'),
    positionIds: names.includes('position_ids'),
    logitsToKeep: names.includes('num_logits_to_keep'),
    sharesPrefix: slots.every(({ name }) => names.includes(`${PREFIX}${name}`)),
  };
}

function dimension(
  exported: number | string | undefined,
  configured: number | undefined,
  folder: ModelFolder,
  field: string,
): number {
  const value = typeof exported === 'number' ? exported : configured;
  if (value === undefined || !Number.isInteger(value)) {
    throw unsupported(folder, `leaves the cache's shape open and config.json has no ${field}`);
  }
  return value;
}

function unsupported(folder: ModelFolder, what: string): ModelError {
  return new ModelError(`${folder.onnxFile} ${what}. Use an export of a decoder-only chat model.`, {
    code: 'model/unsupported',
  });
}
