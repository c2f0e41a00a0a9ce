import { ModelError } from '@agentd/agent-core';
import { isAllocationFailure, outOfMemory } from './model-folder-memory.ts';

// What ONNX Runtime throws, in terms of the model. It has no error codes in Node, only messages.

/** The error of a model that can't be loaded. */
export function loadFault(onnxFile: string, cause: unknown): ModelError {
  if (isAllocationFailure(cause)) {
    return outOfMemory(
      `${onnxFile} does not fit into memory (${reasonOf(cause)}). Choose smaller weights (dtype).`,
      cause,
    );
  }
  return new ModelError(
    `${onnxFile} can't be loaded: ${reasonOf(cause)}. If the file or its external data is cut off or missing, ` +
      'download the model again; keep all files of its onnx folder together.',
    { code: 'model/bad-files', cause },
  );
}

/** The error of a model that fails on `input`, such as `8 rows of 100 + 1 tokens`. */
export function runFault(input: string, cause: unknown): ModelError {
  if (isAllocationFailure(cause)) {
    return outOfMemory(
      `${input} do not fit into memory (${reasonOf(cause)}). Ask for fewer samples, shorten the prompt, or choose ` +
        'smaller weights (dtype).',
      cause,
    );
  }
  return new ModelError(`The model failed on ${input}: ${reasonOf(cause)}`, { code: 'model/inference-failed', cause });
}

function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).trim();
}
