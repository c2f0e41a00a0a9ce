import { createIndex } from '../open-index.ts';
import { arraySource, numberedPassages } from './array-source.ts';
import { hashingEmbedder } from './hashing-embedder.ts';

/** Ingests into the index at a path, in a process of its own, and says on its output how many passages are stored. */
const [path = '', count = '0', batchSize = '0'] = process.argv.slice(2);
const index = await createIndex({ path, embedder: hashingEmbedder(), ifExists: 'open' });
await index.ingest(arraySource(numberedPassages(Number(count))), {
  batchSize: Number(batchSize),
  onProgress: ({ stored }) => console.log(stored),
});
await index.close();
console.log('done');
