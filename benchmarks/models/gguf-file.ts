// The GGUF format, version 3: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

const ALIGNMENT = 32;
const BLOCK = 32;

/** Types of metadata. */
const kind = { uint32: 4, int32: 5, float32: 6, boolean: 7, string: 8, array: 9 } as const;

/** A value of metadata. */
export type MetaValue = string | boolean | { uint32: number } | { float32: number } | string[] | Int32Array;

/** How numbers of a tensor are kept, by the type numbers of GGML. */
export const tensorType = { fp32: 0, q4: 2, int8: 8 } as const;

/** A tensor; `dims` begins with the dimension whose numbers lie side by side. */
export interface GgufTensor {
  name: string;
  dims: readonly number[];
  type: keyof typeof tensorType;
  values: Float32Array;
}

/** The bytes of a GGUF file. */
export function encodeGguf(metadata: Readonly<Record<string, MetaValue>>, tensors: readonly GgufTensor[]): Uint8Array {
  const encoded = tensors.map(({ type, values }) => encode[type](values));
  const entries = Object.entries(metadata);
  const head: Uint8Array[] = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(entries.length)];
  for (const [key, value] of entries) head.push(text(key), meta(value));
  let offset = 0;
  for (const [at, { name, dims, type }] of tensors.entries()) {
    head.push(text(name), u32(dims.length), ...dims.map(u64), u32(tensorType[type]), u64(offset));
    offset += aligned(encoded[at]?.length ?? 0);
  }
  return Buffer.concat([padded(Buffer.concat(head)), ...encoded.map(padded)]);
}

const encode: Record<GgufTensor['type'], (values: Float32Array) => Uint8Array> = {
  fp32: (values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  // A 16-bit scale and 32 whole numbers.
  int8: (values) =>
    inBlocks(values, 2 + BLOCK, (block, write) => {
      const scale = block.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127;
      write.setUint16(0, halfBits(scale), true);
      for (const [at, value] of block.entries()) write.setInt8(2 + at, Math.round(value / (scale || 1)));
    }),
  // A 16-bit scale and 32 numbers of four bits, 8 standing for zero: the first half of the block in the lower bits.
  q4: (values) =>
    inBlocks(values, 2 + BLOCK / 2, (block, write) => {
      const greatest = block.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
      const scale = greatest / -8;
      write.setUint16(0, halfBits(scale), true);
      const level = (at: number): number => Math.min(15, Math.floor((block[at] ?? 0) / (scale || 1) + 8.5));
      for (let at = 0; at < BLOCK / 2; at++) write.setUint8(2 + at, level(at) | (level(at + BLOCK / 2) << 4));
    }),
};

function inBlocks(
  values: Float32Array,
  bytes: number,
  encodeBlock: (block: Float32Array, write: DataView) => void,
): Uint8Array {
  const all = new Uint8Array((values.length / BLOCK) * bytes);
  for (let at = 0; at < values.length / BLOCK; at++) {
    encodeBlock(values.subarray(at * BLOCK, (at + 1) * BLOCK), new DataView(all.buffer, at * bytes, bytes));
  }
  return all;
}

/** The bits of a number as a 16-bit float; those too small for one become zero. */
function halfBits(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
  const exponent = ((bits >>> 23) & 255) - 127 + 15;
  if (exponent <= 0) return 0;
  return ((bits >>> 16) & 0x8000) | ((exponent << 10) + (((bits & 0x7fffff) + 0x1000) >>> 13));
}

function meta(value: MetaValue): Uint8Array {
  if (typeof value === 'string') return Buffer.concat([u32(kind.string), text(value)]);
  if (typeof value === 'boolean') return Buffer.concat([u32(kind.boolean), Uint8Array.of(Number(value))]);
  if (value instanceof Int32Array) {
    const raw = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return Buffer.concat([u32(kind.array), u32(kind.int32), u64(value.length), raw]);
  }
  if (Array.isArray(value)) {
    return Buffer.concat([u32(kind.array), u32(kind.string), u64(value.length), ...value.map(text)]);
  }
  if ('uint32' in value) return Buffer.concat([u32(kind.uint32), u32(value.uint32)]);
  return Buffer.concat([u32(kind.float32), new Uint8Array(Float32Array.of(value.float32).buffer)]);
}

function text(value: string): Uint8Array {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

function u64(value: number): Uint8Array {
  return new Uint8Array(BigUint64Array.of(BigInt(value)).buffer);
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes], aligned(bytes.length));
}
