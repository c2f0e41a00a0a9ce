import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openModel } from './open-model.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('gives a .gguf file to llama.cpp and anything else to ONNX', async () => {
  const file = join(folder, 'model.gguf');
  await writeFile(file, 'not a model');
  await expect(openModel({ local: file })).rejects.toThrow(/model\.gguf is not a GGUF file/);
  await expect(openModel({ local: folder })).rejects.toThrow(/config\.json/);
});

it('reads the settings next to a .gguf file', async () => {
  await writeFile(join(folder, 'agentd.json'), '{ "prompt": "none of ours" }');
  await expect(openModel({ local: join(folder, 'model.gguf') })).rejects.toThrow(/agentd\.json cannot be used/);
});
