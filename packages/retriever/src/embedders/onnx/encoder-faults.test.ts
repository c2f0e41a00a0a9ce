import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestEncoder } from '../__fixtures__/encoder.ts';
import { FolderCopy, tinyBert, tinyPooled } from '../__fixtures__/model-folders.ts';

describe('a folder that cannot be used', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ['no folder', { path: join(tinyBert, 'nowhere') }, 'retriever/not-found', 'hf download'],
    ['no file of the dtype', { dtype: 'q4' }, 'retriever/not-found', 'model_quantized.onnx'],
    ['another file that is not there', { file: 'onnx/other.onnx' }, 'retriever/not-found', 'other.onnx'],
    ['a file that is no graph', { file: 'tokenizer.json' }, 'retriever/bad-model', "can't be loaded"],
    ['a foreign input', { path: tinyPooled, file: 'onnx/foreign.onnx' }, 'retriever/unsupported', 'pixel_values'],
    ['an unknown option', { batch: 3 }, 'retriever/bad-options', 'batch'],
    ['an unknown pooling', { pooling: 'max' }, 'retriever/bad-options', 'mean'],
    ['a limit of 0', { maxTokens: 0 }, 'retriever/bad-options', 'maxTokens'],
  ])('is named: %s', async (_, options, code, part) => {
    const message = expect.stringContaining(part);
    await expect(TestEncoder.open(options)).rejects.toMatchObject({ code, message });
  });

  const pointer = 'version https://git-lfs.github.com/spec/v1';
  const dense = [{ path: '3_Dense', type: 'sentence_transformers.models.Dense' }];
  it.each<[string, string, unknown, string, string]>([
    ['an empty graph', 'onnx/model.onnx', '', 'bad-model', 'empty'],
    ['a pointer in place of the weights', 'onnx/model.onnx', pointer, 'bad-model', 'git lfs pull'],
    ['a cut configuration', 'config.json', '{"model_type": "be', 'bad-model', 'config.json'],
    ['a configuration of the wrong form', 'modules.json', { no: 'list' }, 'bad-model', 'modules.json'],
    ['a pooling that is not known', '1_Pooling/config.json', { pooling_mode: 'max' }, 'unsupported', 'max'],
    ['two poolings', '1_Pooling/config.json', twoPoolings(), 'unsupported', 'cls_token with mean_tokens'],
    ['a pooling without the prefix', '1_Pooling/config.json', withoutPrompt(), 'unsupported', 'prefix'],
    ['a further module', 'modules.json', dense, 'unsupported', 'Dense'],
    ['a tokenizer that is none', 'tokenizer.json', { model: { type: 'Nothing' } }, 'bad-model', 'tokenizer'],
  ])('is named: %s', async (_, file, content, code, part) => {
    await using copy = await FolderCopy.of(tinyBert);
    await copy.write(file, content);
    const expected = { code: `retriever/${code}`, message: expect.stringContaining(part) };
    await expect(TestEncoder.open({ path: copy.path })).rejects.toMatchObject(expected);
  });

  it.each(['config.json', 'tokenizer.json', 'onnx'])('is named: no %s', async (file) => {
    await using copy = await FolderCopy.of(tinyBert);
    await copy.remove(file);
    await expect(TestEncoder.open({ path: copy.path })).rejects.toMatchObject({ code: 'retriever/not-found' });
  });
});

function twoPoolings(): unknown {
  return { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true };
}

function withoutPrompt(): unknown {
  return { pooling_mode: 'mean', include_prompt: false };
}
