import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAll } from './__fixtures__/scratch.ts';
import { fileSource } from './file-source.ts';

const corpora = join(import.meta.dirname, '../../../../../shared/benchmarks/corpora');
const read = async (name: string) => readAll(await fileSource(join(corpora, name)));

test.skipIf(!existsSync(corpora)).each([
  ['hotpotqa_train', 994],
  ['musique_train', 1890],
])(
  'finds the same passages, with the same ids, in the corpus and the questions of %s (needs ../shared)',
  async (name, count) => {
    const questions = await read(`${name}.json`);
    const corpus = await read(`${name}_corpus.json`);
    expect(corpus.bad).toEqual([]);
    expect(questions.bad).toEqual([]);
    expect(corpus.passages).toHaveLength(count);
    expect(new Set(questions.passages.map(({ id }) => id))).toEqual(new Set(corpus.passages.map(({ id }) => id)));
  },
);

test.skipIf(!existsSync(corpora))('reads a corpus of 2WikiMultiHopQA (needs ../shared)', async () => {
  const { passages, bad } = await read('2wikimultihopqa_corpus.json');
  expect(passages).toHaveLength(6119);
  expect(bad).toEqual([]);
});
