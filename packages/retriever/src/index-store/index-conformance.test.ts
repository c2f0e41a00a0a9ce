import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRetriever } from '../testing/index.ts';
import { arraySource } from './__fixtures__/array-source.ts';
import { hashingEmbedder } from './__fixtures__/hashing-embedder.ts';
import { createIndex } from './open-index.ts';

for (const mode of ['bm25', 'dense', 'hybrid'] as const) {
  for (const buildIndexes of mode === 'dense' ? [true] : [true, false]) {
    describeRetriever(`LanceDB, ${mode}, ${buildIndexes ? 'indexed' : 'not indexed yet'}`, async (passages) => {
      const folder = await mkdtemp(join(tmpdir(), 'agentd-index-'));
      const index = await createIndex({ path: join(folder, 'sample'), embedder: hashingEmbedder(), mode });
      await index.ingest(arraySource(passages), { buildIndexes });
      return {
        id: index.id,
        search: (query, options) => index.search(query, options),
        close: async () => {
          await index.close();
          await rm(folder, { recursive: true });
        },
      };
    });
  }
}
