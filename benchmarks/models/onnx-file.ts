import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

// As much of the ONNX format as a decoder takes; field numbers from
// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.

/** Element types of tensors. */
export const element = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;

/** Attributes of a node by name; `{ float }` sets a 32-bit float, a plain number a whole one. */
export type Attributes = Record<string, number | readonly number[] | { float: number }>;

/** Writes one ONNX graph. Values are named by strings, as in ONNX itself. */
export class OnnxFile {
  readonly #nodes: Uint8Array[] = [];
  readonly #tensors: Uint8Array[] = [];
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  readonly #constants = new Set<string>();
  #count = 0;

  /** Adds a node, and gives the name of its first output; `com.microsoft` is the domain where `own` is given. */
  add(operator: string, inputs: string[], attributes: Attributes = {}, { own = false, outputs = [''] } = {}): string {
    const names = outputs.map((name) => (name === '' ? `value.${this.#count++}` : name));
    this.#nodes.push(
      message((writer) => {
        for (const input of inputs) writer.tag(1, WireType.LengthDelimited).string(input);
        for (const output of names) writer.tag(2, WireType.LengthDelimited).string(output);
        text(writer, 3, `node.${this.#nodes.length}`);
        text(writer, 4, operator);
        for (const [name, value] of Object.entries(attributes)) bytes(writer, 5, attribute(name, value));
        if (own) text(writer, 7, 'com.microsoft');
      }),
    );
    return names[0] ?? '';
  }

  /** Adds a tensor of values that are known. */
  tensor(name: string, type: number, dims: readonly number[], data: ArrayBufferView): string {
    this.#tensors.push(
      message((writer) => {
        for (const dim of dims) writer.tag(1, WireType.Varint).int64(dim);
        writer.tag(2, WireType.Varint).int32(type);
        text(writer, 8, name);
        bytes(writer, 9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      }),
    );
    return name;
  }

  /** A list of whole numbers. */
  integers(...values: number[]): string {
    return this.#constant(`list ${values.join()}`, [values.length], values);
  }

  /** One whole number. */
  integer(value: number): string {
    return this.#constant(`number ${value}`, [], [value]);
  }

  input(name: string, type: number, dims: readonly (number | string)[]): void {
    this.#inputs.push(described(name, type, dims));
  }

  output(name: string, type: number, dims: readonly (number | string)[]): void {
    this.#outputs.push(described(name, type, dims));
  }

  /** The bytes of the file. */
  encode(): Uint8Array {
    const graph = message((writer) => {
      for (const node of this.#nodes) bytes(writer, 1, node);
      text(writer, 2, 'decoder');
      for (const tensor of this.#tensors) bytes(writer, 5, tensor);
      for (const input of this.#inputs) bytes(writer, 11, input);
      for (const output of this.#outputs) bytes(writer, 12, output);
    });
    return message((writer) => {
      writer.tag(1, WireType.Varint).int64(8);
      bytes(writer, 7, graph);
      for (const [domain, version] of [
        ['', 17],
        ['com.microsoft', 1],
      ] as const) {
        const opset = message((part) => text(part, 1, domain).tag(2, WireType.Varint).int64(version));
        bytes(writer, 8, opset);
      }
    });
  }

  #constant(name: string, dims: readonly number[], values: readonly number[]): string {
    if (this.#constants.has(name)) return name;
    this.#constants.add(name);
    return this.tensor(name, element.int64, dims, BigInt64Array.from(values, BigInt));
  }
}

function message(write: (writer: BinaryWriter) => unknown): Uint8Array {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
}

function text(writer: BinaryWriter, field: number, value: string): BinaryWriter {
  return writer.tag(field, WireType.LengthDelimited).string(value);
}

function bytes(writer: BinaryWriter, field: number, value: Uint8Array): void {
  writer.tag(field, WireType.LengthDelimited).bytes(value);
}

function attribute(name: string, value: Attributes[string]): Uint8Array {
  return message((writer) => {
    text(writer, 1, name);
    if (typeof value === 'number') writer.tag(3, WireType.Varint).int64(value).tag(20, WireType.Varint).int32(2);
    else if ('float' in value) writer.tag(2, WireType.Bit32).float(value.float).tag(20, WireType.Varint).int32(1);
    else {
      for (const part of value) writer.tag(8, WireType.Varint).int64(part);
      writer.tag(20, WireType.Varint).int32(7);
    }
  });
}

function described(name: string, type: number, dims: readonly (number | string)[]): Uint8Array {
  const shape = message((writer) => {
    for (const dim of dims) {
      bytes(
        writer,
        1,
        message((part) => (typeof dim === 'number' ? part.tag(1, WireType.Varint).int64(dim) : text(part, 2, dim))),
      );
    }
  });
  const tensor = message((writer) => {
    writer.tag(1, WireType.Varint).int32(type);
    bytes(writer, 2, shape);
  });
  return message((writer) => {
    text(writer, 1, name);
    bytes(
      writer,
      2,
      message((part) => bytes(part, 1, tensor)),
    );
  });
}
