import { memoryTrajectoryStore } from './memory-store.ts';
import { describeTrajectoryStore } from './store-conformance.ts';

describeTrajectoryStore('in memory', () => memoryTrajectoryStore());
