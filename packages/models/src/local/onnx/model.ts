import {
  bytes,
  float,
  integer,
  integers,
  MessageType,
  nested,
  nestedList,
  text,
  texts,
  type Message,
} from './message.ts';

// The messages of ONNX files that a graph rewrite touches, with the field numbers of onnx.proto
// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). All other fields pass through unread.

export interface Model extends Message {
  graph: Graph | undefined;
  opsets: Opset[];
}

export interface Opset extends Message {
  domain: string;
  version: number | undefined;
}

export interface Graph extends Message {
  nodes: Node[];
  initializers: TensorData[];
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  /** What is known of values that are neither inputs nor outputs. */
  values: ValueInfo[];
}

export interface Node extends Message {
  inputs: string[];
  outputs: string[];
  name: string;
  operator: string;
  /** Empty for ONNX's own operators. */
  domain: string;
  attributes: Attribute[];
}

export interface Attribute extends Message {
  name: string;
  kind: number | undefined;
  float: number | undefined;
  integer: number | undefined;
  integers: bigint[];
  graph: Graph | undefined;
  graphs: Graph[];
}

export interface TensorData extends Message {
  name: string;
  dims: bigint[];
  type: number | undefined;
  raw: Uint8Array | undefined;
  /** Where the bytes are in another file: `location`, `offset` and `length`. */
  external: Entry[];
}

export interface Entry extends Message {
  key: string;
  value: string;
}

export interface ValueInfo extends Message {
  name: string;
  type: ValueType | undefined;
}

export interface ValueType extends Message {
  tensor: TensorType | undefined;
}

export interface TensorType extends Message {
  element: number | undefined;
  shape: Shape | undefined;
}

export interface Shape extends Message {
  dims: Dimension[];
}

export interface Dimension extends Message {
  size: number | undefined;
  symbol: string;
}

/** Element types of tensors. */
export const elementType = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10 } as const;

/** Kinds of attributes. */
export const attributeKind = { integer: 2, integers: 7 } as const;

export const opset = new MessageType<Opset>(() => ({ rest: [], domain: '', version: undefined }), {
  domain: text(1),
  version: integer(2),
});

export const dimension = new MessageType<Dimension>(() => ({ rest: [], size: undefined, symbol: '' }), {
  size: integer(1),
  symbol: text(2),
});

export const shape = new MessageType<Shape>(() => ({ rest: [], dims: [] }), {
  dims: nestedList(1, () => dimension),
});

export const tensorType = new MessageType<TensorType>(() => ({ rest: [], element: undefined, shape: undefined }), {
  element: integer(1),
  shape: nested(2, () => shape),
});

export const valueType = new MessageType<ValueType>(() => ({ rest: [], tensor: undefined }), {
  tensor: nested(1, () => tensorType),
});

export const valueInfo = new MessageType<ValueInfo>(() => ({ rest: [], name: '', type: undefined }), {
  name: text(1),
  type: nested(2, () => valueType),
});

const entry = new MessageType<Entry>(() => ({ rest: [], key: '', value: '' }), { key: text(1), value: text(2) });

export const tensorData = new MessageType<TensorData>(
  () => ({ rest: [], name: '', dims: [], type: undefined, raw: undefined, external: [] }),
  { dims: integers(1), type: integer(2), name: text(8), raw: bytes(9), external: nestedList(13, () => entry) },
);

export const attribute: MessageType<Attribute> = new MessageType<Attribute>(
  () => ({
    rest: [],
    name: '',
    kind: undefined,
    float: undefined,
    integer: undefined,
    integers: [],
    graph: undefined,
    graphs: [],
  }),
  {
    name: text(1),
    float: float(2),
    integer: integer(3),
    graph: nested(6, () => graph),
    integers: integers(8),
    graphs: nestedList(11, () => graph),
    kind: integer(20),
  },
);

export const node = new MessageType<Node>(
  () => ({ rest: [], inputs: [], outputs: [], name: '', operator: '', domain: '', attributes: [] }),
  {
    inputs: texts(1),
    outputs: texts(2),
    name: text(3),
    operator: text(4),
    attributes: nestedList(5, () => attribute),
    domain: text(7),
  },
);

export const graph: MessageType<Graph> = new MessageType<Graph>(
  () => ({ rest: [], nodes: [], initializers: [], inputs: [], outputs: [], values: [] }),
  {
    nodes: nestedList(1, () => node),
    initializers: nestedList(5, () => tensorData),
    inputs: nestedList(11, () => valueInfo),
    outputs: nestedList(12, () => valueInfo),
    values: nestedList(13, () => valueInfo),
  },
);

export const model = new MessageType<Model>(() => ({ rest: [], graph: undefined, opsets: [] }), {
  graph: nested(7, () => graph),
  opsets: nestedList(8, () => opset),
});
