import { library } from '../../tsup.base.ts';

// The core runs in browsers and edge runtimes too.
export default library({ platform: 'neutral', target: 'es2024' });
