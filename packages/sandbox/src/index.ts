export { pyodideExecutor, type PyodideOptions } from './pyodide.ts';
export { nativeExecutor, type NativeOptions } from './native.ts';
export { quickjsExecutor, type QuickJSOptions } from './quickjs.ts';
export { executorPool, type ExecutorPool, type PoolOptions, type PoolStatistics } from './pool.ts';
export { defaultCacheDir } from './pyodide/snapshot-store.ts';
export { isolationReport, type IsolationReport, type LayerReport } from './isolation/report.ts';
