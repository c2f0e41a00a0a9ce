import { parentPort, workerData } from 'node:worker_threads';
import { AgentdError } from '@agentd/agent-core';
import { Engine } from './engine.ts';
import type { LoadSettings } from './options.ts';
import { RUN, type PlainError, type RequestEvent, type WorkerInput, type WorkerOutput } from './protocol.ts';

// Entry of the worker thread: loads one model and answers requests one after another.

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread; use localModel instead.');
const settings: LoadSettings = workerData;
const say = (output: WorkerOutput): void => port.postMessage(output);

let engine: Engine | undefined;
try {
  engine = await Engine.open(settings);
  say({ type: 'loaded', prefixSharing: engine.prefixSharing });
} catch (error) {
  say({ type: 'load-failed', error: plain(error) });
}

if (engine !== undefined) {
  const loaded = engine;
  let last: Promise<void> = Promise.resolve();
  port.on('message', (input: WorkerInput) => {
    last = last.then(async () => {
      if (input.type === 'generate') return generate(loaded, input);
      await loaded.close();
      say({ type: 'closed' });
      port.close();
    });
  });
}

async function generate(model: Engine, input: Extract<WorkerInput, { type: 'generate' }>): Promise<void> {
  const control = new Int32Array(input.control);
  const tell = (event: RequestEvent): void => say({ type: 'event', id: input.id, event });
  try {
    const usage = await model.generate(input.request, {
      onCompletion: (completion) => tell({ type: 'completion', completion }),
      onText: input.stream ? (text) => tell({ type: 'text', text }) : undefined,
      stopped: () => Atomics.load(control, 0) !== RUN,
    });
    tell({ type: 'done', usage });
  } catch (error) {
    tell({ type: 'error', error: plain(error) });
  }
}

function plain(error: unknown): PlainError {
  if (AgentdError.isInstance(error)) {
    return { message: error.message, code: error.code, isRetryable: error.isRetryable };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: `The local model failed: ${message}`, code: 'model/internal', isRetryable: false };
}
