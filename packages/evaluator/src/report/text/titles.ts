import type { ReportData } from '../schema.ts';

/** The heading of a benchmark. */
export const titleOf = ({ benchmarks }: Pick<ReportData, 'benchmarks'>, name: string): string =>
  benchmarks.find((benchmark) => benchmark.name === name)?.title ?? name;
