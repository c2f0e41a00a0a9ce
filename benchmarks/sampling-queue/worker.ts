// One worker of the queue: worker.ts URL NAME STALLED_AFTER_MS THINKING_MS
import { runWorker } from '@agentd/ftp-sampler/queue';
import { fastTeacher } from './teacher.ts';

const [url = '', name = '', stalledAfterMs = '', thinkingMs = ''] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
await runWorker({
  ...fastTeacher(Number(thinkingMs)),
  queue: { url, name, stalledAfterMs: Number(stalledAfterMs) },
  concurrency: 8,
  signal: stop.signal,
  onQuestion: (count) => {
    if (count === 1 || count % 100 === 0) process.stdout.write(`${count}\n`);
  },
});
