import { expect, it } from 'vitest';
import { randomDecoder, withDecoder } from './__fixtures__/random-decoder.ts';
import { emptyCache } from './kv-cache.ts';
import { isAllocationFailure } from './model-folder-memory.ts';
import { OnnxDecoder } from './onnx-decoder.ts';
import { GraphWriter } from './onnx/graph-writer.ts';
import { model } from './onnx/model.ts';

/** A decoder that asks for 4 TB for each token that it is run on. */
function greedyDecoder(): Uint8Array {
  const decoded = model.decode(randomDecoder({ operator: 'plain' }));
  const { graph } = decoded;
  const last = graph?.nodes.at(-1);
  if (graph === undefined || last === undefined) throw new Error('no graph');
  last.outputs = ['modest'];
  const writer = new GraphWriter(graph, 'greedy');
  const shape = writer.add('Mul', [writer.add('Shape', ['input_ids']), writer.integers(2 ** 40, 1)]);
  const sum = writer.add('ReduceSum', [writer.add('Expand', [writer.float(0), shape])], { keepdims: 0 });
  writer.add('Add', ['modest', sum], {}, { output: 'logits' });
  graph.nodes.push(...writer.nodes);
  return model.encode(decoded);
}

it('memory that runs out while the model runs is an error of its own', async () => {
  await withDecoder(greedyDecoder(), async (folder) => {
    const decoder = await OnnxDecoder.open(folder, 1);
    const error: unknown = await decoder.run([1], 1, emptyCache(decoder.slots)).catch((thrown: unknown) => thrown);
    await decoder.close();
    expect(error).toMatchObject({
      code: 'model/out-of-memory',
      message: expect.stringMatching(/1 rows of 0 \+ 1 tokens do not fit.*requested buffer.*fewer samples/),
    });
  });
});

it('is told from other failures', () => {
  for (const message of ['std::bad_alloc', 'bad allocation', 'Array buffer allocation failed']) {
    expect(isAllocationFailure(new Error(message))).toBe(true);
  }
  expect(isAllocationFailure(new Error('Non-zero status code returned while running Add node'))).toBe(false);
});
