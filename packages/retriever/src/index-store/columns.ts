import type * as Arrow from 'apache-arrow';
import { DESCRIPTION_KEY, type IndexDescription } from './description.ts';

/** A passage on its way into the table. */
export interface Row {
  id: string;
  title: string;
  text: string;
  vector?: Float32Array | undefined;
}

/** What BM25 searches: title and text together. */
function contentsOf({ title, text }: Row): string {
  return `${title}\n${text}`;
}

/** The text in the column `contents` of a passage. */
export function textOf(title: string, contents: string): string {
  return contents.slice(title.length + 1);
}

/** The table's columns, with the description of the index as metadata. */
export function tableSchema(arrow: typeof Arrow, description: IndexDescription): Arrow.Schema {
  const metadata = new Map([[DESCRIPTION_KEY, JSON.stringify(description)]]);
  return new arrow.Schema(columnFields(arrow, description.embedder?.dimension), metadata);
}

function columnFields(arrow: typeof Arrow, dimension: number | undefined): Arrow.Field[] {
  const { Field, Utf8 } = arrow;
  const texts = ['id', 'title', 'contents', 'source'].map((name) => new Field(name, new Utf8(), false));
  const fields: Arrow.Field[] = [...texts, new Field('checkpoint', new Utf8(), true)];
  if (dimension !== undefined) fields.push(new Field('vector', vectorType(arrow, dimension), false));
  return fields;
}

function vectorType({ Field, FixedSizeList, Float32 }: typeof Arrow, dimension: number): Arrow.FixedSizeList {
  return new FixedSizeList(dimension, new Field('item', new Float32(), true));
}

/** One commit's rows; the last one holds the checkpoint. */
export function toArrowTable(
  arrow: typeof Arrow,
  rows: readonly Row[],
  { source, checkpoint, dimension }: { source: string; checkpoint: string; dimension: number | undefined },
): Arrow.Table {
  const length = rows.length;
  const texts = (values: readonly (string | null)[]): Arrow.Data =>
    arrow.vectorFromArray(values, new arrow.Utf8()).data[0] ?? arrow.makeData({ type: new arrow.Utf8() });
  const children: Arrow.Data[] = [
    texts(rows.map(({ id }) => id)),
    texts(rows.map(({ title }) => title)),
    texts(rows.map(contentsOf)),
    texts(rows.map(() => source)),
    texts(rows.map((_, at) => (at === length - 1 ? checkpoint : null))),
  ];
  if (dimension !== undefined) {
    const data = new Float32Array(length * dimension);
    rows.forEach(({ vector }, at) => vector && data.set(vector, at * dimension));
    const child = arrow.makeData({ type: new arrow.Float32(), data });
    children.push(arrow.makeData({ type: vectorType(arrow, dimension), length, nullCount: 0, child }));
  }
  const schema = new arrow.Schema(columnFields(arrow, dimension));
  const struct = arrow.makeData({ type: new arrow.Struct(schema.fields), length, nullCount: 0, children });
  return new arrow.Table(schema, new arrow.RecordBatch(schema, struct));
}
