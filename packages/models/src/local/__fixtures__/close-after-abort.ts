// A program whose last act is to close a model in the middle of an aborted answer: run by a test as a process of its own.
import { localModel } from '../local-model.ts';

const model = await localModel({ path: process.argv[2] ?? '' });
for (let call = 0; call < 5; call++) {
  const abort = new AbortController();
  const messages = [{ role: 'user' as const, content: 'How many apples are left?' }];
  const answer = model.complete({ messages, n: 8, temperature: 1, maxTokens: 60 }, { signal: abort.signal });
  setTimeout(() => abort.abort(), 5);
  await answer.catch(() => undefined);
}
await model.close?.();
console.log('closed');
