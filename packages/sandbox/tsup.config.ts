import { library } from '../../tsup.base.ts';

// The child process is started by file name, so it is an output of its own.
export default library({
  entry: { 'pyodide-child': 'src/pyodide/child/main.ts', 'quickjs-child': 'src/quickjs/child/main.ts' },
});
