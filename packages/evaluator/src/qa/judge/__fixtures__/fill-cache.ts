import { setTimeout as sleep } from 'node:timers/promises';
import { verdictCache } from '../verdict-cache.ts';

// Fills a cache, eight verdicts at a time, until it is killed; prints a key when it is asked for, and once its verdict was
// returned. Keys that the cache has are passed over in silence.
const [path = '', count = '0'] = process.argv.slice(2);
const cache = verdictCache(path);
const keys = Array.from({ length: Number(count) }, (_, index) => `key-${index}`);
const reason = 'x'.repeat(3000);

async function work(): Promise<void> {
  for (let key = keys.shift(); key !== undefined; key = keys.shift()) {
    const asked = key;
    let isNew = false;
    const judge = async () => {
      await sleep(1);
      isNew = true;
      process.stdout.write(`asked ${asked}\n`);
      return { reason, correct: true };
    };
    await cache.verdict(key, judge);
    if (isNew) process.stdout.write(`kept ${asked}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, work));
