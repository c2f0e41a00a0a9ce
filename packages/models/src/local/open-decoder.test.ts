import { chmod, mkdtemp, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fixtureSettings, withCopy } from './__fixtures__/model-folders.ts';
import type { AttentionStyle } from './__fixtures__/random-attention.ts';
import { randomDecoder, withDecoder } from './__fixtures__/random-decoder.ts';
import { readModelFolder, type ModelFolder } from './model-folder.ts';
import { OnnxDecoder } from './onnx-decoder.ts';
import { model } from './onnx/model.ts';
import { readOutline } from './onnx/outline.ts';
import { openDecoder, type PrefixSharing } from './open-decoder.ts';
import { openChecked } from './shared-prefix/check.ts';
import { sharePrefix } from './shared-prefix/rewrite.ts';

let cacheDir = '';
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'agentd-graphs-'));
});
afterEach(() => rm(cacheDir, { recursive: true, force: true }));

/** Loads a decoder and closes it; says how it keeps its cache, and how many decoders were loaded for that. */
async function load(folder: ModelFolder, change: { sharePrefix?: boolean; cacheDir?: string } = {}) {
  const opens = vi.spyOn(OnnxDecoder, 'open');
  const { decoder, sharing } = await openDecoder(folder, { ...fixtureSettings(''), cacheDir, ...change });
  await decoder.close();
  const loads = opens.mock.calls.length;
  opens.mockRestore();
  return { sharing, loads };
}

const grouped: AttentionStyle = { operator: 'grouped', rotary: 'halves' };
const shared: PrefixSharing = { shared: true };

describe('a decoder', () => {
  it('is compared with the original once, and then taken from the cache folder', async () => {
    await withDecoder(randomDecoder(grouped), async (folder) => {
      expect(await load(folder)).toEqual({ sharing: shared, loads: 2 });
      expect(await load(folder)).toEqual({ sharing: shared, loads: 1 });
    });
    await withDecoder(randomDecoder({ ...grouped, scale: 0.3 }), async (folder) => {
      expect(await load(folder)).toEqual({ sharing: shared, loads: 2 });
    });
    expect(await readdir(cacheDir)).toHaveLength(2);
  });

  it('is rewritten anew when its file in the cache folder is damaged', async () => {
    await withDecoder(randomDecoder(grouped), async (folder) => {
      await load(folder);
      const [name = ''] = await readdir(cacheDir);
      const file = join(cacheDir, name);
      const whole = await readFile(file);
      for (const damage of [
        () => truncate(file, whole.length - 7),
        () => truncate(file, 3),
        () => writeFile(file, 'x'),
      ]) {
        await damage();
        expect(await load(folder)).toEqual({ sharing: shared, loads: 2 });
        expect(await readFile(file)).toEqual(whole);
      }
    });
  });

  it('is rewritten in memory when the cache folder cannot be written', async () => {
    const file = join(cacheDir, 'file');
    await writeFile(file, '');
    await chmod(file, 0o400);
    await withDecoder(randomDecoder(grouped), async (folder) => {
      expect(await load(folder, { cacheDir: join(file, 'folder') })).toEqual({ sharing: shared, loads: 2 });
    });
  });

  it('can be loaded by several at once', async () => {
    await withDecoder(randomDecoder(grouped), async (folder) => {
      const settings = { ...fixtureSettings(''), cacheDir };
      const opened = await Promise.all([1, 2, 3, 4].map(() => openDecoder(folder, settings)));
      for (const { decoder, sharing } of opened) {
        expect(sharing).toEqual(shared);
        await decoder.close();
      }
      expect(await readdir(cacheDir)).toHaveLength(1);
    });
  });

  it('keeps its weights in its own files, external ones too', async () => {
    await withDecoder(randomDecoder(grouped), async (folder) => {
      const outline = model.decode(readOutline(folder.onnxFile));
      expect(outline.graph?.initializers.find(({ name }) => name === 'embedding')?.raw).toBeUndefined();
    });
    await withCopy('tiny-gqa', async (path) => {
      const settings = { ...fixtureSettings(''), path, cacheDir };
      const { decoder, sharing } = await openDecoder(await readModelFolder(settings), settings);
      await decoder.close();
      expect(sharing).toEqual(shared);
      const [name = ''] = await readdir(cacheDir);
      expect((await readFile(join(cacheDir, name))).length).toBeLessThan(20_000);
    });
  });

  it('shares its prefix when its weights once lay in another file and say so', async () => {
    const decoded = model.decode(randomDecoder(grouped));
    // The field data_location, after the weights, says that they lie in the file itself.
    for (const tensor of decoded.graph?.initializers ?? []) tensor.rest.push(Uint8Array.of(0x70, 0));
    await withDecoder(model.encode(decoded), async (folder) => {
      expect(await load(folder)).toEqual({ sharing: shared, loads: 2 });
    });
  });

  it.each(['tiny-gqa', 'tiny-attention'])('is found through links, as download caches have them: %s', async (name) => {
    await withCopy(name, async (path) => {
      const blobs = await mkdtemp(join(tmpdir(), 'agentd-blobs-'));
      for (const [index, file] of (await readdir(join(path, 'onnx'))).entries()) {
        await rename(join(path, 'onnx', file), join(blobs, `blob-${index}`));
        await symlink(join(blobs, `blob-${index}`), join(path, 'onnx', file));
      }
      const settings = { ...fixtureSettings(''), path, cacheDir };
      expect(await load(await readModelFolder(settings))).toEqual({ sharing: shared, loads: 2 });
      await rm(blobs, { recursive: true });
    });
  });

  it.each<[string, AttentionStyle, RegExp]>([
    [
      'an operator that is causal whatever is in the cache',
      { operator: 'standard', hides: 'operator', joined: true },
      /Attention exported\.\d+ is causal from its first key on/,
    ],
    ['scores that it gives away', { ...grouped, givesScores: true }, /gives its scores away/],
    [
      'another reader of the cache',
      { operator: 'plain', stranger: true },
      /present\.\d\.value is also read by ReduceMean/,
    ],
  ])('with %s runs as it is and says why', async (_, style, reason) => {
    await withDecoder(randomDecoder(style), async (folder) => {
      const expected = { shared: false, reason: expect.stringMatching(reason) };
      expect(await load(folder)).toEqual({ sharing: expected, loads: 1 });
      expect(await load(folder)).toEqual({ sharing: expected, loads: 1 });
    });
  });

  it('runs as it is when told so', async () => {
    await withDecoder(randomDecoder(grouped), async (folder) => {
      const { sharing, loads } = await load(folder, { sharePrefix: false });
      expect(sharing).toMatchObject({ shared: false, reason: expect.stringContaining('sharePrefix') });
      expect(loads).toBe(1);
    });
  });

  it('whose rewrite computes something else is refused', async () => {
    await withDecoder(randomDecoder({ ...grouped, scale: 0.5 }), async (folder) => {
      const original = randomDecoder({ ...grouped, scale: 0.52 });
      await writeFile(join(folder.path, 'other.onnx'), original);
      const outline = readOutline(folder.onnxFile);
      const wrong = sharePrefix(readOutline(join(folder.path, 'other.onnx')), {
        queryHeads: 4,
        heads: undefined,
        width: undefined,
      });
      const opening = openChecked(
        outline,
        () => OnnxDecoder.open(folder, 1),
        () => OnnxDecoder.open(folder, 1, wrong),
      );
      await expect(opening).rejects.toThrow(/logits differ by 0\.\d+ standard deviations/);
    });
  });
});
