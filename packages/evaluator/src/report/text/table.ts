/** Something that stands in a table: how it reads, and what it is sorted by. */
export interface TableCell {
  text: string;
  /** Stands behind the text, smaller where there are sizes. */
  sub?: string;
  sort?: number;
  strong?: boolean;
  /** The results that the cell is made of. */
  of?: { benchmark: string; method: string };
}

/** One table of a report, for every form that a report has. */
export interface ReportTable {
  columns: readonly {
    title: string;
    /** Stands above neighbours that have the same. */ group?: string;
    numeric: boolean;
  }[];
  rows: readonly (readonly TableCell[])[];
}

/** A part of a report: what it is about, what must be known to read it, and the figures. */
export interface ReportSection {
  id: string;
  heading: string;
  notes: readonly string[];
  tables: readonly { caption?: string; table: ReportTable }[];
}

/** A cell for words. */
export const words = (text: string): TableCell => ({ text });

/** A cell for a number. */
export const number = (text: string, sort: number, more: Partial<TableCell> = {}): TableCell => ({
  text,
  sort,
  ...more,
});

/** A cell for what there is not. */
export const none: TableCell = { text: '–' };
