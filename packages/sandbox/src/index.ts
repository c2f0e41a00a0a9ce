export { pyodideExecutor, type PyodideOptions } from './pyodide.ts';
