import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** One field of a protobuf message: how its values are read and written. */
export interface Field<T> {
  readonly number: number;
  /** The value after reading one more occurrence of the field. */
  read: (reader: BinaryReader, wire: WireType, previous: T) => T;
  /** Writes the tag and the value, or nothing for an absent one. */
  write: (writer: BinaryWriter, value: T) => void;
}

/** A message; fields that its type does not name stay in `rest` as they were, tag and all. */
export interface Message {
  rest: Uint8Array[];
}

type KeyOf<M extends Message> = Extract<Exclude<keyof M, 'rest'>, string>;

type FieldsOf<M extends Message> = { [K in KeyOf<M>]: Field<M[K]> };

/** Reads and writes one kind of message, keeping what it does not know. */
export class MessageType<M extends Message> {
  readonly #blank: () => M;
  readonly #fields: FieldsOf<M>;
  readonly #keys = new Map<number, KeyOf<M>>();

  constructor(blank: () => M, fields: FieldsOf<M>) {
    this.#blank = blank;
    this.#fields = fields;
    for (const key of keysOf(fields)) this.#keys.set(fields[key].number, key);
  }

  /** A message with these fields set. */
  create(values: Partial<M>): M {
    return Object.assign(this.#blank(), values);
  }

  /** @throws Error when the bytes are no protobuf message */
  decode(bytes: Uint8Array): M {
    const message = this.#blank();
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const start = reader.pos;
      const [number, wire] = reader.tag();
      const key = this.#keys.get(number);
      if (key !== undefined) {
        message[key] = this.#fields[key].read(reader, wire, message[key]);
      } else {
        reader.skip(wire, number);
        message.rest.push(bytes.subarray(start, reader.pos));
      }
    }
    return message;
  }

  encode(message: M): Uint8Array {
    const writer = new BinaryWriter();
    this.write(message, writer);
    return writer.finish();
  }

  write(message: M, writer: BinaryWriter): void {
    for (const key of this.#keys.values()) this.#fields[key].write(writer, message[key]);
    for (const bytes of message.rest) writer.raw(bytes);
  }
}

function keysOf<T extends object>(object: T): Extract<keyof T, string>[] {
  const keys: Extract<keyof T, string>[] = [];
  for (const key in object) keys.push(key);
  return keys;
}

/** A string; the empty one is not written. */
export const text = (number: number): Field<string> => ({
  number,
  read: (reader) => reader.string(),
  write: (writer, value) => {
    if (value !== '') writer.tag(number, WireType.LengthDelimited).string(value);
  },
});

export const texts = (number: number): Field<string[]> => ({
  number,
  read: (reader, _, previous) => [...previous, reader.string()],
  write: (writer, values) => {
    for (const value of values) writer.tag(number, WireType.LengthDelimited).string(value);
  },
});

export const bytes = (number: number): Field<Uint8Array | undefined> => ({
  number,
  read: (reader) => reader.bytes(),
  write: (writer, value) => {
    if (value !== undefined) writer.tag(number, WireType.LengthDelimited).bytes(value);
  },
});

export const float = (number: number): Field<number | undefined> => ({
  number,
  read: (reader) => reader.float(),
  write: (writer, value) => {
    if (value !== undefined) writer.tag(number, WireType.Bit32).float(value);
  },
});

/** A 64-bit or 32-bit integer or an enumeration; those that ONNX files hold here fit a double, or are clamped to it. */
export const integer = (number: number): Field<number | undefined> => ({
  number,
  read: (reader) => Number(reader.int64()),
  write: (writer, value) => {
    if (value !== undefined) writer.tag(number, WireType.Varint).int64(value);
  },
});

export const integers = (number: number): Field<bigint[]> => ({
  number,
  read: (reader, wire, previous) => {
    if (wire !== WireType.LengthDelimited) return [...previous, BigInt(reader.int64())];
    const values = [...previous];
    const end = reader.uint32() + reader.pos;
    while (reader.pos < end) values.push(BigInt(reader.int64()));
    return values;
  },
  write: (writer, values) => {
    for (const value of values) writer.tag(number, WireType.Varint).int64(value);
  },
});

export const nested = <M extends Message>(number: number, type: () => MessageType<M>): Field<M | undefined> => ({
  number,
  read: (reader) => type().decode(reader.bytes()),
  write: (writer, value) => {
    if (value === undefined) return;
    writer.tag(number, WireType.LengthDelimited).fork();
    type().write(value, writer);
    writer.join();
  },
});

export const nestedList = <M extends Message>(number: number, type: () => MessageType<M>): Field<M[]> => {
  const one = nested(number, type);
  return {
    number,
    read: (reader, _, previous) => {
      previous.push(type().decode(reader.bytes()));
      return previous;
    },
    write: (writer, values) => {
      for (const value of values) one.write(writer, value);
    },
  };
};
