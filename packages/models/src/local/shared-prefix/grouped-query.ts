import { floatOf, integerOf, MICROSOFT, type GraphWriter } from '../onnx/graph-writer.ts';
import { elementType, type Graph, type Node } from '../onnx/model.ts';
import { CannotShare } from './cannot-share.ts';
import type { CacheInput } from './layers.ts';
import { CausalMask } from './causal-mask.ts';
import type { SharedAttention, SharedSlot } from './shared-attention.ts';

const known = new Set(
  (
    'num_heads kv_num_heads do_rotary rotary_interleaved scale softcap local_window_size ' +
    'smooth_softmax qk_output k_quant_type v_quant_type kv_cache_bit_width'
  ).split(' '),
);

/**
 * Rewrites ONNX Runtime's GroupQueryAttention operator, which joins the cache, rotates queries and keys, and attends
 * (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.GroupQueryAttention).
 */
export class GroupedQueryRewrite {
  readonly #graph: Graph;
  readonly #writer: GraphWriter;
  readonly #attention: SharedAttention;
  readonly #mask: CausalMask;

  constructor(graph: Graph, writer: GraphWriter, attention: SharedAttention, caches: readonly CacheInput[]) {
    this.#graph = graph;
    this.#writer = writer;
    this.#attention = attention;
    this.#mask = new CausalMask(writer, attention, caches);
  }

  /**
   * Writes what takes the node's place.
   * @throws CannotShare for a variant of the operator that has no equal in other operators
   */
  replace(node: Node, key: CacheInput, value: CacheInput): void {
    const writer = this.#writer;
    const settings = readSettings(node, key);
    const [, , , , , , , cos = '', sin = '', positions = '', bias = ''] = node.inputs;
    const [output = '', presentKey = '', presentValue = ''] = node.outputs;
    const parts = this.#split(node, settings, key.width);
    const start = positions === '' ? this.#mask.start : positions;
    const rotate = (states: string): string =>
      settings.rotary ? this.#rotate(states, start, cos, sin, settings, key.width) : states;
    const scale = this.#float(settings.scale, key.element);
    const queries = writer.add('Mul', [rotate(this.#heads(parts.query, settings.heads, key.width)), scale]);
    const newKeys = rotate(this.#heads(parts.key, key.heads, key.width));
    const newValues = this.#heads(parts.value, value.heads, value.width);
    writer.add('Concat', [key.past, newKeys], { axis: 2 }, { output: presentKey });
    writer.add('Concat', [value.past, newValues], { axis: 2 }, { output: presentValue });
    const keys: SharedSlot = { ...key, suffix: presentKey };
    const soft = settings.softcap > 0;
    const windowed = settings.window >= 0;
    const mask = windowed ? this.#mask.window(settings.window, key.element) : this.#mask.causal(key.element);
    const late = soft || windowed;
    let scores = this.#attention.scores(queries, keys, late ? undefined : mask);
    if (soft) scores = this.#capped(scores, settings.softcap, key.element);
    if (late) scores = this.#attention.addMask(scores, windowed ? mask : this.#mask.window(-1, key.element), keys);
    if (bias !== '') scores = this.#attention.addMask(scores, bias, keys);
    const weights = writer.add('Softmax', [scores], { axis: -1 });
    const mixed = this.#attention.mix(weights, keys, { ...value, suffix: presentValue });
    const joined = writer.add('Transpose', [mixed], { perm: [0, 2, 1, 3] });
    writer.add('Reshape', [joined, writer.integers(0, 0, settings.heads * value.width)], {}, { output });
  }

  /** Queries, keys and values, which may come as one value. */
  #split(node: Node, settings: Settings, width: number): { query: string; key: string; value: string } {
    const [query = '', key = '', value = ''] = node.inputs;
    if (key !== '' && value !== '') return { query, key, value };
    const { heads, keyHeads } = settings;
    const bounds = [0, heads * width, (heads + keyHeads) * width, (heads + 2 * keyHeads) * width];
    const part = (index: number): string => {
      const [from = 0, to = 0] = bounds.slice(index);
      const writer = this.#writer;
      return writer.add('Slice', [query, writer.integers(from), writer.integers(to), writer.integers(2)]);
    };
    return { query: part(0), key: part(1), value: part(2) };
  }

  /** [rows, tokens, heads times width] to [rows, heads, tokens, width]. */
  #heads(states: string, heads: number, width: number): string {
    const writer = this.#writer;
    const split = writer.add('Reshape', [states, writer.integers(0, 0, heads, width)]);
    return writer.add('Transpose', [split], { perm: [0, 2, 1, 3] });
  }

  #rotate(states: string, positions: string, cos: string, sin: string, settings: Settings, width: number): string {
    const table = this.#graph.initializers.find(({ name }) => name === cos);
    const rotated = Number(table?.dims[1] ?? width / 2) * 2;
    const partial = rotated === width ? {} : { rotary_embedding_dim: rotated, num_heads: settings.heads };
    const attributes = { interleaved: settings.interleaved, ...partial };
    return this.#writer.add('RotaryEmbedding', [states, positions, cos, sin], attributes, { domain: MICROSOFT });
  }

  #capped(scores: string, cap: number, element: number): string {
    const limit = this.#float(cap, element);
    const writer = this.#writer;
    return writer.add('Mul', [writer.add('Tanh', [writer.add('Div', [scores, limit])]), limit]);
  }

  #float(value: number, element: number): string {
    const constant = this.#writer.float(value);
    return element === elementType.float32 ? constant : this.#writer.add('Cast', [constant], { to: element });
  }
}

interface Settings {
  heads: number;
  keyHeads: number;
  rotary: boolean;
  interleaved: number;
  scale: number;
  softcap: number;
  /** -1 where there is none. */
  window: number;
}

function readSettings(node: Node, key: CacheInput): Settings {
  const heads = integerOf(node, 'num_heads') ?? 0;
  const keyHeads = integerOf(node, 'kv_num_heads') ?? 0;
  const strange = node.attributes.find(({ name }) => !known.has(name));
  if (strange !== undefined) throw new CannotShare(`${node.name} has the unknown attribute ${strange.name}`);
  if (keyHeads !== key.heads || heads % keyHeads !== 0) {
    throw new CannotShare(`${node.name} has ${heads} heads and ${keyHeads} of keys, but ${key.past} has ${key.heads}`);
  }
  if (integerOf(node, 'smooth_softmax') === 1 || (node.inputs[11] ?? '') !== '') {
    throw new CannotShare(`${node.name} uses attention sinks`);
  }
  if (node.inputs.slice(12).some((input) => input !== '') || (node.outputs[3] ?? '') !== '') {
    throw new CannotShare(`${node.name} quantises its cache or gives its scores away`);
  }
  const scale = floatOf(node, 'scale') ?? 0;
  return {
    heads,
    keyHeads,
    rotary: integerOf(node, 'do_rotary') === 1,
    interleaved: integerOf(node, 'rotary_interleaved') ?? 0,
    scale: scale === 0 ? 1 / Math.sqrt(key.width) : scale,
    softcap: floatOf(node, 'softcap') ?? 0,
    window: integerOf(node, 'local_window_size') ?? -1,
  };
}
