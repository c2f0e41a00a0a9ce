import type { JsonObject } from '@agentd/agent-core';

/** What is asked for: words (`qa`) or a mathematical value (`math`). Decides which scorer fits. */
export type BenchmarkKind = 'qa' | 'math';

/** One question of a benchmark. */
export interface BenchmarkItem {
  /** Unique within the benchmark, and the same whenever the same file is read. */
  id: string;
  question: string;
  /** All of them are right. The first is the gold answer, the others are its aliases. */
  answers: readonly [string, ...string[]];
  /** How hard the question is; `Level 5` is the number 5. */
  level?: number | string;
  /** Subject or type of the question. */
  category?: string;
  /** The other columns of the row, without those that hold whole passages. */
  metadata: JsonObject;
}

/** A row that cannot become an item. */
export interface BadRow {
  file: string;
  /** Counted from 1: the line in JSON Lines and CSV, otherwise the place in the list. */
  row: number;
  /** The row's own id, where it has one. */
  id: string | undefined;
  /** The column at fault; undefined where the row as a whole cannot be read. */
  field: string | undefined;
  reason: string;
}

/** A row that repeats an earlier one. It stays in the benchmark. */
export interface DuplicateRow {
  file: string;
  row: number;
  /** What the two have in common. */
  same: 'id' | 'question';
  /** Id of this item; where the row's own id was taken, with `#2` or a higher number behind it. */
  id: string;
  /** Id of the first item that has the same. */
  firstId: string;
}

/** What was read. */
export interface BenchmarkSummary {
  files: readonly string[];
  /** Rows in all files: good and bad. */
  rows: number;
  bad: number;
  duplicates: number;
  /** Items after `limit`. */
  items: number;
}

/** Options of {@link Benchmark.load}. */
export interface LoadOptions {
  /**
   * A file, a folder of files, a file on the Hugging Face hub as `hf:owner/name@commit/path`, or several of these.
   * Default is the benchmark's own source, where it has one.
   */
  source?: string | readonly string[];
  /** At most so many items: the first ones or, with `seed`, ones drawn at random. */
  limit?: number;
  /** Shuffles the items. The place of an item depends on the seed and its id alone. Default: the order of the file. */
  seed?: number;
  /** A file of aliases as 2WikiMultiHopQA has it (`id_aliases.json`): a path or hub id. */
  aliases?: string;
  /** Largest file that is read, in bytes; default 256 MiB. */
  maxBytes?: number;
  /** Where downloads are kept; default `AGENTD_CACHE_DIR`, or `agentd` in the user's cache folder. */
  cacheDir?: string;
  /** Told of every bad row, which is then left out. Without it the first bad row is an error. */
  onBadRow?: (row: BadRow) => void;
  /** Told of every row that repeats an earlier one. */
  onDuplicate?: (row: DuplicateRow) => void;
  /** Told what was read, before the first item. */
  onSummary?: (summary: BenchmarkSummary) => void;
  signal?: AbortSignal | undefined;
}

/** Where a benchmark comes from, for its readers. */
export interface BenchmarkOrigin {
  title: string;
  /** Where its makers publish it. */
  url: string;
  /** Datasets on the Hugging Face hub in a form that is read here. */
  hub: readonly string[];
  licence: string;
  /** The form of the official files. */
  form: string;
  /** The file with the paper's subset in the repository of its authors, and how many rows it has. */
  subset: { repository: string; file: string; rows: number };
}

/** A set of questions with answers. */
export interface Benchmark {
  readonly name: string;
  readonly kind: BenchmarkKind;
  readonly origin?: BenchmarkOrigin;
  /**
   * Reads the items.
   * @throws EvaluatorError `evaluator/source-missing`, `evaluator/source-unreadable`, `evaluator/source-too-large`,
   * `evaluator/no-rows`, `evaluator/bad-row` (only without `onBadRow`), `evaluator/hub-…`
   * @throws InvalidInputError when an option cannot be used
   */
  load(options?: LoadOptions): AsyncIterable<BenchmarkItem>;
}

/** A whole benchmark in memory. */
export interface LoadedBenchmark {
  items: BenchmarkItem[];
  badRows: BadRow[];
  duplicates: DuplicateRow[];
  summary: BenchmarkSummary | undefined;
}

/** Reads a benchmark to its end. Bad rows are in the result. */
export async function loadBenchmark(benchmark: Benchmark, options: LoadOptions = {}): Promise<LoadedBenchmark> {
  const loaded: LoadedBenchmark = { items: [], badRows: [], duplicates: [], summary: undefined };
  const items = benchmark.load({
    ...options,
    onBadRow: (row) => {
      loaded.badRows.push(row);
      options.onBadRow?.(row);
    },
    onDuplicate: (row) => {
      loaded.duplicates.push(row);
      options.onDuplicate?.(row);
    },
    onSummary: (summary) => {
      loaded.summary = summary;
      options.onSummary?.(summary);
    },
  });
  for await (const item of items) loaded.items.push(item);
  return loaded;
}

/** A bad row in one line. */
export function describeBadRow({ file, row, id, field, reason }: BadRow): string {
  const name = id === undefined ? '' : ` (id ${id})`;
  return `${file}, row ${row}${name}${field === undefined ? '' : `, field "${field}"`}: ${reason}`;
}
