import { freemem, totalmem } from 'node:os';
import { ModelError } from '@agentd/agent-core';

/**
 * Refuses weights that need more memory than this process can have: what the system has free, within the limit of its
 * container. Weights alone are counted; the attention cache comes on top.
 *
 * @throws ModelError `model/out-of-memory`
 */
export function refuseTooLarge(onnxFile: string, bytes: number): void {
  const available = availableBytes();
  if (bytes <= available) return;
  throw outOfMemory(
    `${onnxFile} and its external data are ${gigabytes(bytes)}, but ${gigabytes(available)} of memory are free. ` +
      'Choose smaller weights (dtype q8 or q4) or a smaller model, or give the process more memory.',
  );
}

/** @param message says what did not fit, and what to do */
export function outOfMemory(message: string, cause?: unknown): ModelError {
  return new ModelError(message, { code: 'model/out-of-memory', cause });
}

// What is thrown when memory runs out, by ONNX Runtime, by C++ and by V8. ONNX Runtime has no error codes in Node.
const allocationFailures =
  /failed to allocate memory|bad_alloc|bad allocation|allocation failed|out of memory|cannot allocate memory/i;

/** Whether an operation failed since there was not enough memory for it. */
export function isAllocationFailure(cause: unknown): boolean {
  return allocationFailures.test(cause instanceof Error ? cause.message : String(cause));
}

function availableBytes(): number {
  // The memory that macOS calls free leaves out what it gives back on demand, which is most of it.
  const free = process.platform === 'darwin' ? totalmem() : freemem();
  // 0 where there is no limit. A container counts cached files as used, so what others use of it is not asked for.
  const limit = process.constrainedMemory();
  return limit === 0 ? free : Math.min(free, limit - process.memoryUsage.rss());
}

function gigabytes(bytes: number): string {
  return `${Math.round(bytes / 1e7) / 100} GB`;
}
