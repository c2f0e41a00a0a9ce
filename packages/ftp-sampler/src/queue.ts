export { collectResults, type CollectOptions } from './queue/collect-results.ts';
export { enqueueTasks, type EnqueueOptions } from './queue/enqueue-tasks.ts';
export type { SamplingQueue } from './queue/connection.ts';
export { runWorker, type WorkerOptions } from './queue/run-worker.ts';
export { sampleOverQueue, type SampleOverQueueOptions } from './queue/sample-over-queue.ts';
