import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { OutputFile } from './output-file.ts';

const ROWS_IN_A_GROUP = 1000;

/** One row of a {@link TokenTable}. */
export interface TokenRow {
  inputIds: readonly number[];
  labels: readonly number[];
}

const list = (name: string) => [
  {
    name,
    repetition_type: 'REQUIRED' as const,
    num_children: 1,
    converted_type: 'LIST' as const,
    logical_type: { type: 'LIST' as const },
  },
  { name: 'list', repetition_type: 'REPEATED' as const, num_children: 1 },
  { name: 'element', type: 'INT32' as const, repetition_type: 'REQUIRED' as const },
];

const schema = [
  { name: 'schema', num_children: 3 },
  ...list('input_ids'),
  ...list('labels'),
  { name: 'length', type: 'INT32' as const, repetition_type: 'REQUIRED' as const },
];

/** A Parquet file of token ids and labels, written a thousand rows at a time. */
export class TokenTable {
  readonly #file: OutputFile;
  readonly #bytes = new ByteWriter();
  readonly #parquet: ParquetWriter;
  #rows: TokenRow[] = [];

  constructor(file: OutputFile) {
    this.#file = file;
    this.#parquet = new ParquetWriter({ writer: this.#bytes, schema });
  }

  async add(row: TokenRow): Promise<void> {
    this.#rows.push(row);
    if (this.#rows.length >= ROWS_IN_A_GROUP) await this.#writeGroup();
  }

  async finish(): Promise<void> {
    if (this.#rows.length > 0) await this.#writeGroup();
    await this.#parquet.finish();
    await this.#send();
  }

  async #writeGroup(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    await this.#parquet.write({
      columnData: [
        { name: 'input_ids', data: rows.map(({ inputIds }) => inputIds) },
        { name: 'labels', data: rows.map(({ labels }) => labels) },
        { name: 'length', data: rows.map(({ inputIds }) => inputIds.length) },
      ],
      rowGroupSize: ROWS_IN_A_GROUP,
    });
    await this.#send();
  }

  async #send(): Promise<void> {
    const bytes = this.#bytes.getBytes().slice();
    // The buffer is used again; its offset in the file goes on.
    this.#bytes.index = 0;
    await this.#file.write(bytes);
  }
}
