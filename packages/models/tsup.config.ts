import { library } from '../../tsup.base.ts';

// The worker thread of a local model is started by file name, so it is an output of its own.
export default library({ entry: { 'local/worker': 'src/local/worker.ts' } });
