import { library } from '../../tsup.base.ts';

// The computer algebra system runs in a worker thread that is started by file name, so it is an output of its own.
export default library({ entry: { 'math/algebra/worker': 'src/math/algebra/worker.ts' } });
