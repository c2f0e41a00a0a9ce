import { library } from '../../tsup.base.ts';

// The worker thread of a local embedding model is started by file name, so it is an output of its own.
export default library({ entry: { 'embedders/onnx/worker': 'src/embedders/onnx/worker.ts' } });
