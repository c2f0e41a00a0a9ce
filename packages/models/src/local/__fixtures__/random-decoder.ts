import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelFolder } from '../model-folder.ts';
import { GraphWriter, MICROSOFT } from '../onnx/graph-writer.ts';
import { elementType, graph as graphType, model, opset } from '../onnx/model.ts';
import { DecoderWriter, GRAPH_NAME, info, small, type DecoderSizes, type Weights } from './decoder-writer.ts';
import { writeAttention, type AttentionStyle } from './random-attention.ts';

// Decoders with random weights, written here: every style of attention export in a few kilobytes.

/** Writes a decoder with attention in this style. */
export function randomDecoder(
  style: AttentionStyle,
  weights: Weights = 'fp32',
  sizes: DecoderSizes = small,
): Uint8Array {
  const decoder = new DecoderWriter(weights, sizes);
  const { graph, writer } = decoder;
  const { layers, hidden, heads, vocabulary, keyHeads, width, inner } = sizes;
  const embedding = decoder.tensor('embedding', [vocabulary, hidden], decoder.normal(vocabulary * hidden, 1));
  let states = writer.add('Gather', [embedding, 'input_ids']);
  const attend = writeAttention(decoder, style);
  const element = style.halfFloats === true ? elementType.float16 : elementType.float32;
  graph.inputs.push(info('input_ids', elementType.int64, ['batch_size', 'length']));
  graph.inputs.push(info('attention_mask', elementType.int64, ['batch_size', 'total_length']));
  if (style.positionIds === true) graph.inputs.push(info('position_ids', elementType.int64, ['batch_size', 'length']));
  graph.outputs.push(info('logits', elementType.float32, ['batch_size', 'length', vocabulary]));
  for (let layer = 0; layer < layers; layer++) {
    const attended = decoder.linear(`${layer}.output`, attend(layer, states), heads * width, hidden);
    states = writer.add('Tanh', [writer.add('Add', [states, attended])]);
    if (inner > 0) states = writer.add('Add', [states, feedForward(decoder, layer, states)]);
    for (const part of ['key', 'value']) {
      graph.inputs.push(info(`past_key_values.${layer}.${part}`, element, ['batch_size', keyHeads, 'past', width]));
      graph.outputs.push(info(`present.${layer}.${part}`, element, ['batch_size', keyHeads, 'total', width]));
    }
  }
  writer.add('Mul', [decoder.linear('head', states, hidden, vocabulary), writer.float(4)], {}, { output: 'logits' });
  graph.nodes = writer.nodes;
  graph.rest.push(GRAPH_NAME);
  return model.encode(
    model.create({
      // The version of the format.
      rest: [Uint8Array.of(8, 8)],
      graph,
      opsets: [
        opset.create({ domain: '', version: style.operator === 'standard' ? 23 : 17 }),
        opset.create({ domain: MICROSOFT, version: 1 }),
      ],
    }),
  );
}

function feedForward(decoder: DecoderWriter, layer: number, states: string): string {
  const { hidden, inner } = decoder.sizes;
  const gate = decoder.writer.add('Sigmoid', [decoder.linear(`${layer}.gate`, states, hidden, inner)]);
  const gated = decoder.writer.add('Mul', [gate, decoder.linear(`${layer}.up`, states, hidden, inner)]);
  return decoder.linear(`${layer}.down`, gated, inner, hidden);
}

/** The same decoder with other names of its inputs, outputs and values. */
export function renamed(decoder: Uint8Array, rename: (name: string) => string): Uint8Array {
  const decoded = model.decode(decoder);
  const { nodes = [], inputs = [], outputs = [] } = decoded.graph ?? {};
  for (const node of nodes) {
    node.inputs = node.inputs.map(rename);
    node.outputs = node.outputs.map(rename);
  }
  for (const value of [...inputs, ...outputs]) value.name = rename(value.name);
  return model.encode(decoded);
}

/** The same decoder with a Cast behind each past cache and before each present one, at the end of the graph. */
export function withCasts(decoder: Uint8Array): Uint8Array {
  const decoded = model.decode(
    renamed(decoder, (name) => (/^(past_key_values|present)\./.test(name) ? `${name}.inner` : name)),
  );
  const { nodes = [], inputs = [], outputs = [] } = decoded.graph ?? {};
  const writer = new GraphWriter(decoded.graph ?? graphType.create({}), 'cast');
  for (const value of [...inputs, ...outputs]) {
    const inner = value.name;
    if (!inner.endsWith('.inner')) continue;
    value.name = inner.slice(0, -'.inner'.length);
    const [from, output] = inputs.includes(value) ? [value.name, inner] : [inner, value.name];
    writer.add('Cast', [from], { to: elementType.float32 }, { output });
  }
  nodes.push(...writer.nodes);
  return model.encode(decoded);
}

/** Lays a decoder into a folder for as long as `use` runs. */
export async function withDecoder(bytes: Uint8Array, use: (folder: ModelFolder) => Promise<void>): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'agentd-decoder-'));
  const onnxFile = join(path, 'model.onnx');
  try {
    await writeFile(onnxFile, bytes);
    await use({
      path,
      onnxFile,
      onnxBytes: bytes.length,
      chatTemplate: '',
      endIds: [],
      maxContext: small.positions,
      heads: small.heads,
      keyValueHeads: small.keyHeads,
      headDim: small.width,
    });
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}
