import { basename } from 'node:path';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { FileWindow } from './file-window.ts';

/** Tensors above this size, in bytes, stay in their file; smaller ones may be shapes that a graph's checks need. */
const LARGE = 4096;

// Field numbers of onnx.proto on the way to a tensor's bytes, and of what says that the bytes lie in another file.
const GRAPH = 7;
const INITIALIZER = 5;
const RAW_DATA = 9;
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;
const EXTERNAL = 1;

/**
 * An ONNX model without its weights: large tensors are replaced by references into the file itself, in ONNX's own form
 * for external data. So the outline of a model of any size is small, and the weights are never read here.
 *
 * @throws RangeError when the file is cut off or is no protobuf message
 */
export function readOutline(path: string): Uint8Array {
  const file = new FileWindow(path);
  const writer = new BinaryWriter();
  try {
    const copyTensor = (start: number, end: number): void => {
      const large: FieldPlace[] = [];
      eachField(file, start, end, (field) => {
        if (field.number === RAW_DATA && field.end - field.content > LARGE) large.push(field);
      });
      const [raw] = large;
      eachField(file, start, end, (field) => {
        // A tensor that once lay in another file may still say that it does, or that it does not.
        const moved = [RAW_DATA, EXTERNAL_DATA, DATA_LOCATION].includes(field.number);
        if (raw === undefined || !moved) writer.raw(file.slice(field.start, field.end));
      });
      if (raw !== undefined) refer(writer, basename(path), raw.content, raw.end - raw.content);
    };
    const copy = (start: number, end: number, way: readonly number[]): void =>
      eachField(file, start, end, (field) => {
        const [next, ...further] = way;
        if (field.number !== next || field.end - field.content <= LARGE) {
          writer.raw(file.slice(field.start, field.end));
          return;
        }
        writer.tag(field.number, WireType.LengthDelimited).fork();
        if (further.length > 0) copy(field.content, field.end, further);
        else copyTensor(field.content, field.end);
        writer.join();
      });
    copy(0, file.size, [GRAPH, INITIALIZER]);
    return writer.finish();
  } finally {
    file.close();
  }
}

/** A field in a file: where its tag, its content and the next field begin. */
interface FieldPlace {
  number: number;
  start: number;
  content: number;
  end: number;
}

function eachField(file: FileWindow, start: number, end: number, visit: (field: FieldPlace) => void): void {
  for (let at = start; at < end;) {
    const tag = file.varint(at);
    const number = Math.floor(tag.value / 8);
    const field = { number, start: at, ...content(file, tag.value % 8, tag.end) };
    if (field.end > end) throw new RangeError(`field ${number} at byte ${at} is longer than its message`);
    visit(field);
    at = field.end;
  }
}

function content(file: FileWindow, wire: number, at: number): { content: number; end: number } {
  if (wire === WireType.LengthDelimited) {
    const length = file.varint(at);
    return { content: length.end, end: length.end + length.value };
  }
  if (wire === WireType.Varint) return { content: at, end: file.varint(at).end };
  if (wire === WireType.Bit64) return { content: at, end: at + 8 };
  if (wire === WireType.Bit32) return { content: at, end: at + 4 };
  throw new RangeError(`there is no protobuf field at byte ${at}`);
}

/** Writes where a tensor's bytes are, as fields of the tensor. */
function refer(writer: BinaryWriter, location: string, offset: number, length: number): void {
  for (const [key, value] of Object.entries({ location, offset: String(offset), length: String(length) })) {
    writer.tag(EXTERNAL_DATA, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value);
    writer.join();
  }
  writer.tag(DATA_LOCATION, WireType.Varint).int32(EXTERNAL);
}
