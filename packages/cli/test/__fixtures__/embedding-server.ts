import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const requestSchema = z.object({ input: z.array(z.string()) });

/** An OpenAI-compatible `/embeddings` whose vectors count letters; from the request `hangAt` on it does not answer. */
export async function embeddingServer(
  hangAt = Number.POSITIVE_INFINITY,
): Promise<{ url: string; hanging: Promise<void>; close: () => Promise<void> }> {
  let requests = 0;
  let hang = (): void => {};
  const hanging = new Promise<void>((resolve) => (hang = resolve));
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      requests++;
      if (requests >= hangAt) return hang();
      const { input } = requestSchema.parse(JSON.parse(body));
      const data = input.map((words, index) => ({ index, embedding: letterCounts(words) }));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    hanging,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function letterCounts(words: string): number[] {
  const counts = Array.from({ length: 26 }, () => 0.01);
  for (const letter of words.toLowerCase()) {
    const at = letter.charCodeAt(0) - 97;
    const count = counts[at];
    if (count !== undefined) counts[at] = count + 1;
  }
  return counts;
}
