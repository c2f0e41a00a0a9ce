// Puts runs into a trajectory file: append-runs.ts PATH PREFIX COUNT
import { jsonlTrajectoryStore } from '@agentd/ftp-sampler';
import { sampleTrajectory } from '@agentd/agent-core/testing';

const [path = '', prefix = '', count = '0'] = process.argv.slice(2);
await using store = await jsonlTrajectoryStore(path);
for (let number = 0; number < Number(count); number += 1) await store.put(sampleTrajectory(`${prefix}-${number}`));
