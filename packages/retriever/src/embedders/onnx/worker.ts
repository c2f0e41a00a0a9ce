import { parentPort, workerData } from 'node:worker_threads';
import { AgentdError } from '@agentd/agent-core';
import { BatchedEncoder } from './batched-encoder.ts';
import type { LoadSettings } from './options.ts';
import { RUN, type PlainError, type WorkerInput, type WorkerOutput } from './protocol.ts';

// Entry of the worker thread: loads one model and embeds what it is sent.

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread; use onnxEmbedder instead.');
const settings: LoadSettings = workerData;
const say = (output: WorkerOutput, transfer: ArrayBuffer[] = []): void => port.postMessage(output, transfer);

let encoder: BatchedEncoder | undefined;
try {
  encoder = await BatchedEncoder.open(settings);
  say({ type: 'loaded', encoder: encoder.loaded });
} catch (error) {
  say({ type: 'load-failed', error: plain(error) });
}

if (encoder !== undefined) {
  const loaded = encoder;
  port.on('message', async (input: WorkerInput) => {
    if (input.type === 'embed') return embed(loaded, input);
    await loaded.close();
    say({ type: 'closed' });
    port.close();
  });
}

async function embed(loaded: BatchedEncoder, input: Extract<WorkerInput, { type: 'embed' }>): Promise<void> {
  const { id, texts, kind } = input;
  const control = new Int32Array(input.control);
  try {
    const answer = await loaded.embed(texts, kind, () => Atomics.load(control, 0) !== RUN);
    if (answer !== undefined) say({ type: 'embedded', id, answer }, [answer.vectors.buffer]);
  } catch (error) {
    say({ type: 'failed', id, error: plain(error) });
  }
}

function plain(error: unknown): PlainError {
  if (AgentdError.isInstance(error)) return { message: error.message, code: error.code };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: `The local embedding model failed: ${message}`, code: 'retriever/internal' };
}
