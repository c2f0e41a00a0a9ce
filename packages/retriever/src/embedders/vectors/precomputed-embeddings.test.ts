import { open } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { PassageSource } from '../../passage-source.ts';
import { npy, npyOf, passages, VectorFiles, type NpyParts } from '../__fixtures__/vector-files.ts';
import { precomputedEmbeddings } from './precomputed-embeddings.ts';

const vectors = Array.from({ length: 10 }, (_, at) => [at + 1, -at, 0.5]);
const unit = (vector: readonly number[] = []): number[] => vector.map((value) => value / Math.hypot(...vector));
const ids = vectors.map((_, at) => `p${at}`);

async function read(source: PassageSource): Promise<[id: string, vector: Float32Array | undefined][]> {
  const found: [string, Float32Array | undefined][] = [];
  for await (const { passage } of source.read()) found.push([passage.id, passage.vector]);
  return found;
}

async function expectAll(source: PassageSource, digits = 6): Promise<void> {
  const found = await read(source);
  expect(found.map(([id]) => id)).toEqual(ids);
  found.forEach(([, vector], at) => {
    unit(vectors[at]).forEach((value, i) => expect(vector?.[i]).toBeCloseTo(value, digits));
  });
}

describe('vectors of a .npy file', () => {
  const numbers = vectors.flat();
  it.each<[string, Uint8Array, number]>([
    ['32-bit floats', npyOf(vectors), 6],
    ['64-bit floats', npy(new Uint8Array(Float64Array.from(numbers).buffer), { type: '<f8', shape: '10, 3' }), 6],
    ['a header of version 2', npy(new Uint8Array(Float32Array.from(numbers).buffer), { shape: '10,3', version: 2 }), 6],
  ])('become those of the passages, with length 1: %s', async (_, content, digits) => {
    await using files = await VectorFiles.make();
    const path = await files.file('v.npy', content);
    const source = await precomputedEmbeddings(passages(10), { path, dimension: 3 });
    expect(source).toMatchObject({ name: 'memory with v.npy', bytes: 10 });
    await expectAll(source, digits);
    await expectAll(source, digits);
  });

  it('are read from 16-bit floats', async () => {
    await using files = await VectorFiles.make();
    // 1, -2, 0.5; then the smallest, the largest and a half.
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x0001, 0x7bff, 0x3800);
    const path = await files.file('v.npy', npy(new Uint8Array(halves.buffer), { type: '<f2', shape: '2, 3' }));
    const found = await read(await precomputedEmbeddings(passages(2), { path }));
    expect(Array.from(found[0]?.[1] ?? [])).toEqual(unit([1, -2, 0.5]).map(Math.fround));
    expect(Array.from(found[1]?.[1] ?? [])[1]).toBeCloseTo(1, 6);
  });

  it('take a few megabytes of memory, whatever the size of the file', async () => {
    await using files = await VectorFiles.make();
    const rows = 60_000;
    const path = await files.file('v.npy', npy(new Uint8Array(0), { shape: `${rows}, 768` }));
    const handle = await open(path, 'r+');
    // A sparse file: zeros up to the last vector, so only the first rows can be read.
    const { size } = await handle.stat();
    await handle.truncate(size + rows * 768 * 4);
    await handle.write(Buffer.from(Float32Array.of(1).buffer), 0, 4, size);
    await handle.close();
    const before = process.memoryUsage().arrayBuffers;
    for await (const { passage } of (await precomputedEmbeddings(passages(rows), { path })).read()) {
      expect(passage.vector?.[0]).toBe(1);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
      break;
    }
  });

  it.each<[string, NpyParts, RegExp]>([
    ['big-endian numbers', { type: '>f4' }, />f4; known are <f2/],
    ['whole numbers', { type: '<i8' }, /<i8/],
    ['columns first', { fortran: true }, /ascontiguousarray/],
    ['one dimension', { shape: '30,' }, /\(30,\)|\(30\)/],
    ['three dimensions', { shape: '5, 2, 3' }, /5, 2, 3/],
    ['more rows than there are', { shape: '11, 3' }, /cut off/],
  ])('are refused: %s', async (_, parts, message) => {
    await using files = await VectorFiles.make();
    const content = npy(new Uint8Array(Float32Array.from(numbers).buffer), { shape: '10, 3', ...parts });
    const path = await files.file('v.npy', content);
    const expected = { code: 'retriever/bad-vectors', message: expect.stringMatching(message) };
    await expect(precomputedEmbeddings(passages(10), { path })).rejects.toMatchObject(expected);
  });

  it('are refused when the file is another one, or none', async () => {
    await using files = await VectorFiles.make();
    const path = await files.file('v.npy', Buffer.from('PK\x03\x04 something else'));
    await expect(precomputedEmbeddings(passages(1), { path })).rejects.toMatchObject({ code: 'retriever/bad-vectors' });
    const missing = precomputedEmbeddings(passages(1), { path: `${path}.npy` });
    await expect(missing).rejects.toMatchObject({ code: 'retriever/source-missing' });
    const options = { path: 'vectors.bin' };
    await expect(precomputedEmbeddings(passages(1), options)).rejects.toMatchObject({ code: 'retriever/bad-options' });
  });
});

describe('vectors of a Parquet file', () => {
  it('find their passages by id, also a little out of order', async () => {
    await using files = await VectorFiles.make();
    const order = [2, 0, 1, 3, 9, 8, 7, 4, 5, 6];
    const path = await files.parquet(
      order.map((at) => `p${at}`),
      order.map((at) => vectors[at] ?? []),
    );
    await expectAll(await precomputedEmbeddings(passages(10), { path }));
  });

  it.each<[string, (string | number)[], number[][], string, RegExp]>([
    ['an id that no passage has', [...ids, 'p10'], [...vectors, [1, 2, 3]], 'vector-mismatch', /more vectors/],
    ['a passage without vector', ids.slice(0, 9), vectors.slice(0, 9), 'vector-mismatch', /p9\) has no vector/],
    ['foreign ids', ids.map((id) => `x${id}`), vectors, 'vector-mismatch', /no row with its id/],
    ['an id that comes twice', ['p1', 'p1', ...ids.slice(2)], vectors, 'bad-vectors', /p1 twice/],
    ['numbers as ids', vectors.map((_, at) => at), vectors, 'vector-mismatch', /p0/],
    ['another dimension', ids, [...vectors.slice(0, 9), [1, 2]], 'bad-vectors', /2 numbers for p9 where 3/],
    ['no direction', ids, [[0, 0, 0], ...vectors.slice(1)], 'bad-vectors', /Row|row 1/],
  ])('are refused: %s', async (_, names, numbers, code, message) => {
    await using files = await VectorFiles.make();
    const path = await files.parquet(names, numbers);
    const expected = { code: `retriever/${code}`, message: expect.stringMatching(message) };
    await expect(read(await precomputedEmbeddings(passages(10), { path }))).rejects.toMatchObject(expected);
  });

  it('are refused when the columns have other names', async () => {
    await using files = await VectorFiles.make();
    const path = await files.parquet(ids, vectors);
    for (const [options, hint] of [
      [{ idColumn: 'key' }, /idColumn/],
      [{ vectorColumn: 'embedding' }, /vectorColumn/],
    ] as const) {
      await expect(read(await precomputedEmbeddings(passages(10), { path, ...options }))).rejects.toThrow(hint);
    }
  });
});

describe('passages and vectors', () => {
  it.each([
    [9, 0, /10 vectors for 9 passages/],
    [11, 0, /Passage 11 \(p10\) has no vector/],
    [8, 2, /2 bad rows of the source were left out/],
  ])('must be as many: %i passages, %i bad rows', async (count, bad, message) => {
    await using files = await VectorFiles.make();
    const path = await files.file('v.npy', npyOf(vectors));
    const reading = read(await precomputedEmbeddings(passages(count, bad), { path }));
    await expect(reading).rejects.toMatchObject({
      code: 'retriever/vector-mismatch',
      message: expect.stringMatching(message),
    });
  });

  it('may be left in the middle, and the file is closed', async () => {
    await using files = await VectorFiles.make();
    const path = await files.file('v.npy', npyOf(vectors));
    const source = await precomputedEmbeddings(passages(10), { path });
    for await (const { bytesRead } of source.read()) if (bytesRead === 3) break;
    const aborted = source.read({ signal: AbortSignal.abort(new Error('not needed any more')) });
    await expect(aborted[Symbol.asyncIterator]().next()).rejects.toThrow('not needed any more');
  });

  it.each([
    [[Number.NaN, 1, 1], 'NaN or infinity'],
    [[0, 0, 0], 'zero'],
  ])('are refused with the vector %o', async (wrong, why) => {
    await using files = await VectorFiles.make();
    const path = await files.file('v.npy', npyOf([...vectors.slice(0, 3), wrong, ...vectors.slice(4)]));
    const expected = { code: 'retriever/bad-vector', message: expect.stringMatching(new RegExp(`p3 .*${why}`)) };
    await expect(read(await precomputedEmbeddings(passages(10), { path }))).rejects.toMatchObject(expected);
  });

  it('are refused with another dimension than the one that is wanted', async () => {
    await using files = await VectorFiles.make();
    const path = await files.file('v.npy', npyOf(vectors));
    const reading = read(await precomputedEmbeddings(passages(10), { path, dimension: 768 }));
    await expect(reading).rejects.toThrow(/3 numbers for p0 where 768/);
  });
});
