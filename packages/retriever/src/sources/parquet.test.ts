import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { readFileNamed } from './__fixtures__/scratch.ts';

const count = 2500;
const numbers = Array.from({ length: count }, (_, index) => index);

function table(): Uint8Array {
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: numbers.map(BigInt), type: 'INT64' },
      { name: 'title', data: numbers.map((index) => `Title ${index}`), type: 'STRING' },
      { name: 'text', data: numbers.map((index) => (index === 7 ? '' : `Text ${index}`)), type: 'STRING' },
      { name: 'emb', data: numbers.map((index) => [index, 1]), type: 'JSON' },
      { name: 'unused', data: numbers.map(() => 'not read'), type: 'STRING' },
    ],
    rowGroupSize: 1000,
  });
  return new Uint8Array(buffer);
}

test('reads a Parquet file row group by row group', async () => {
  const content = table();
  const { passages, bad, reads } = await readFileNamed('corpus.parquet', content);
  expect(passages).toHaveLength(count - 1);
  expect(passages[8]).toEqual({ id: '9', title: 'Title 9', text: 'Text 9' });
  expect(passages.at(-1)?.id).toBe('2499');
  expect(bad).toMatchObject([{ row: 8, field: 'text', reason: 'is empty' }]);
  const steps = [...new Set(reads.map(({ bytesRead }) => bytesRead))];
  expect(steps).toHaveLength(3);
  expect(steps.at(-1)).toBeLessThanOrEqual(content.length);
});

test('knows Parquet by its content, and reads vectors from a named column', async () => {
  const { passages } = await readFileNamed('no-ending', table(), { fields: { vector: 'emb' } });
  expect(passages[0]?.vector).toEqual(new Float32Array([0, 1]));
  expect(Math.hypot(...(passages[2]?.vector ?? []))).toBeCloseTo(1);
});

test('refuses a Parquet file that is cut off or damaged', async () => {
  const content = table();
  await expect(readFileNamed('cut.parquet', content.subarray(0, -300))).rejects.toMatchObject({
    code: 'retriever/source-corrupt',
    message: expect.stringContaining('cut.parquet'),
  });
  const damaged = content.slice();
  damaged.fill(0xff, 10, 2000);
  await expect(readFileNamed('damaged.parquet', damaged)).rejects.toMatchObject({ code: 'retriever/source-corrupt' });
});

test('says what a Parquet file without passages has instead', async () => {
  const buffer = parquetWriteBuffer({ columnData: [{ name: 'body', data: ['a', 'b'], type: 'STRING' }] });
  const { passages, bad } = await readFileNamed('c.parquet', new Uint8Array(buffer));
  expect(passages).toEqual([]);
  expect(bad).toMatchObject([{ row: 1, field: 'text' }, { row: 2 }]);
});
