export {
  type BadRow,
  type Benchmark,
  type BenchmarkItem,
  type BenchmarkKind,
  type BenchmarkOrigin,
  type BenchmarkSummary,
  describeBadRow,
  type DuplicateRow,
  loadBenchmark,
  type LoadedBenchmark,
  type LoadOptions,
} from './benchmark.ts';
export type { Columns } from './columns.ts';
export { type BenchmarkDefinition, defineBenchmark, type RowFault } from './define-benchmark.ts';
export {
  aime,
  bamboogle,
  benchmarkNamed,
  benchmarks,
  gsmHard,
  hotpotqa,
  hotpotqaTrain,
  math500,
  mathTrain,
  mathTrainMedium,
  musique,
  olymMath,
  twoWiki,
} from './registry/index.ts';
