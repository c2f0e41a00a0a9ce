// Work that takes no notice of its signal: only a second Ctrl-C ends it.
import { untilInterrupted } from '../src/interrupt.ts';

process.exitCode = await untilInterrupted(async () => {
  console.log('working');
  return new Promise(() => setInterval(() => undefined, 60_000));
});
