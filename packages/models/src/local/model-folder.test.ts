import { copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '@agentd/agent-core';
import { describe, expect, it } from 'vitest';
import { Engine } from './engine.ts';
import { fixture, fixtureSettings, withCopy } from './__fixtures__/model-folders.ts';
import { readModelFolder } from './model-folder.ts';
import { model } from './onnx/model.ts';
import { ChatTokenizer } from './tokenizer.ts';

/** The error of loading a damaged copy of a fixture. */
async function loadError(name: string, damage: (path: string) => Promise<void>): Promise<ModelError> {
  let error: unknown;
  await withCopy(name, async (path) => {
    await damage(path);
    error = await Engine.open({ ...fixtureSettings(name), path })
      .then((engine) => engine.close())
      .catch((thrown) => thrown);
  });
  expect(error).toBeInstanceOf(ModelError);
  if (!(error instanceof ModelError)) throw new Error('loaded in spite of the damage');
  return error;
}

async function edit(file: string, change: (json: Record<string, unknown>) => void): Promise<void> {
  const json: Record<string, unknown> = JSON.parse(await readFile(file, 'utf8'));
  change(json);
  await writeFile(file, JSON.stringify(json));
}

const lfsPointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';

describe('a model folder', () => {
  it('that is not there is named', async () => {
    await expect(readModelFolder({ ...fixtureSettings('nothing') })).rejects.toMatchObject({
      code: 'model/not-found',
      message: expect.stringMatching(/nothing.*Check the path/),
    });
  });

  it.each(['config.json', 'tokenizer.json', 'tokenizer_config.json'])('without %s is refused', async (file) => {
    const error = await loadError('tiny-attention', (path) => rm(join(path, file)));
    expect(error).toMatchObject({ code: 'model/not-found', message: expect.stringContaining(file) });
  });

  it.each(['config.json', 'tokenizer.json', 'tokenizer_config.json'])('with %s cut off is refused', async (file) => {
    const error = await loadError('tiny-attention', (path) => truncate(join(path, file), 100));
    expect(error).toMatchObject({ code: 'model/bad-files', message: expect.stringContaining(file) });
  });

  it('without generation_config.json takes the end token of the other files', async () => {
    await withCopy('tiny-attention', async (path) => {
      await rm(join(path, 'generation_config.json'));
      const settings = { ...fixtureSettings('tiny-attention'), path };
      const folder = await readModelFolder(settings);
      const { endIds } = await ChatTokenizer.open(folder);
      expect([...endIds]).toEqual([0, 1]);
    });
  });

  it('with weights cut off is refused', async () => {
    const error = await loadError('tiny-attention', (path) => truncate(join(path, 'onnx/model.onnx'), 100_000));
    expect(error).toMatchObject({ code: 'model/bad-files', message: expect.stringMatching(/model\.onnx is cut off/) });
  });

  it('with external data cut off or missing is refused, and the file named', async () => {
    const cut = await loadError('tiny-gqa', (path) => truncate(join(path, 'onnx/model.onnx_data'), 1000));
    expect(cut).toMatchObject({
      code: 'model/bad-files',
      message: expect.stringMatching(/model\.onnx_data is cut off: it has 1000 bytes, but model\.onnx needs 210888/),
    });
    const gone = await loadError('tiny-gqa', (path) => rm(join(path, 'onnx/model.onnx_data')));
    expect(gone).toMatchObject({
      code: 'model/bad-files',
      message: expect.stringMatching(/model\.onnx_data is missing/),
    });
  });

  it('whose external data are a Git LFS pointer is refused with the way out', async () => {
    const error = await loadError('tiny-gqa', (path) => writeFile(join(path, 'onnx/model.onnx_data'), lfsPointer));
    expect(error).toMatchObject({ code: 'model/bad-files', message: expect.stringContaining('git lfs pull') });
  });

  it('whose weights would lie outside of it is refused', async () => {
    const error = await loadError('tiny-gqa', async (path) => {
      const file = join(path, 'onnx/model.onnx');
      const decoded = model.decode(await readFile(file));
      const external = decoded.graph?.initializers.find((tensor) => tensor.external.length > 0)?.external;
      for (const entry of external ?? []) if (entry.key === 'location') entry.value = '../../elsewhere';
      await writeFile(file, model.encode(decoded));
    });
    expect(error).toMatchObject({ code: 'model/bad-files', message: expect.stringMatching(/outside.*elsewhere/) });
  });

  it('with weights of another model is refused', async () => {
    const layers = await loadError('tiny-gqa', (path) =>
      edit(join(path, 'config.json'), (config) => (config['num_hidden_layers'] = 24)),
    );
    expect(layers).toMatchObject({ code: 'model/bad-files', message: expect.stringMatching(/2 layers.*says 24/) });
    const vocabulary = await loadError('tiny-gqa', (path) =>
      edit(join(path, 'tokenizer.json'), (tokenizer) => {
        const vocab = Object.fromEntries(Array.from({ length: 400 }, (_, id) => [`token ${id}`, id]));
        tokenizer['model'] = { type: 'BPE', vocab, merges: [] };
      }),
    );
    expect(vocabulary).toMatchObject({
      code: 'model/bad-files',
      message: expect.stringMatching(/370 tokens.*has 400/),
    });
  });

  it('that needs more memory than there is is refused with the way out', async () => {
    const error = await loadError('tiny-gqa', (path) => truncate(join(path, 'onnx/model.onnx_data'), 2 ** 42));
    expect(error).toMatchObject({
      code: 'model/out-of-memory',
      message: expect.stringMatching(/model\.onnx.*are 4398\.05 GB.*GB of memory are free.*dtype q8 or q4/),
    });
  });

  it('with no or empty weights is refused', async () => {
    const gone = await loadError('tiny-attention', (path) => rm(join(path, 'onnx'), { recursive: true }));
    expect(gone).toMatchObject({ code: 'model/not-found', message: expect.stringMatching(/onnx/) });
    const empty = await loadError('tiny-attention', (path) => truncate(join(path, 'onnx/model.onnx'), 0));
    expect(empty).toMatchObject({ code: 'model/bad-files', message: expect.stringContaining('empty') });
  });

  it('whose weights are a Git LFS pointer is refused with the way out', async () => {
    const error = await loadError('tiny-attention', (path) => writeFile(join(path, 'onnx/model.onnx'), lfsPointer));
    expect(error).toMatchObject({ code: 'model/bad-files', message: expect.stringContaining('git lfs pull') });
  });

  it('without the wanted weight format names those that it has', async () => {
    await expect(readModelFolder({ ...fixtureSettings('tiny-attention'), dtype: 'q4' })).rejects.toMatchObject({
      code: 'model/not-found',
      message: expect.stringMatching(/model_q4\.onnx.*model\.onnx.*another dtype/),
    });
  });

  it('without a chat template is refused', async () => {
    const error = await loadError('tiny-gqa', (path) => rm(join(path, 'chat_template.jinja')));
    expect(error).toMatchObject({ code: 'model/not-found', message: expect.stringContaining('chat template') });
  });

  it('without a context length needs one', async () => {
    const error = await loadError('tiny-attention', (path) =>
      edit(join(path, 'config.json'), (config) => delete config['max_position_embeddings']),
    );
    expect(error).toMatchObject({ code: 'model/bad-files', message: expect.stringContaining('maxContext') });
  });

  it.each([
    ['foreign-input.onnx', /encoder_hidden_states/],
    ['no-cache.onnx', /no past_key_values/],
  ])('with the graph %s is refused', async (file, message) => {
    const error = await loadError('tiny-attention', (path) =>
      copyFile(fixture(`unsupported/${file}`), join(path, 'onnx/model.onnx')),
    );
    expect(error).toMatchObject({ code: 'model/unsupported', message: expect.stringMatching(message) });
  });

  it('with a tokenizer of an unknown kind is refused', async () => {
    const error = await loadError('tiny-attention', (path) =>
      edit(join(path, 'tokenizer.json'), (tokenizer) => (tokenizer['model'] = { type: 'Runes' })),
    );
    expect(error).toMatchObject({ code: 'model/bad-files', message: expect.stringContaining('tokenizer') });
  });
});
