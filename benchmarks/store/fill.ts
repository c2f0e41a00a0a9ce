// Writes a sampling folder as a finished sampling would have left it: fill.ts FOLDER QUESTIONS
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { memorySamplingStore, sampleTrajectories } from '@agentd/ftp-sampler';
import { sumTasks } from '@agentd/ftp-sampler/testing';
import { fastTeacher } from '../sampling-queue/teacher.ts';
import { manySums } from './tasks.ts';

const [folder = '', questions = ''] = process.argv.slice(2);
await mkdir(folder, { recursive: true });

/** The keys that a sampling of these tasks looks for, in their order. */
const keys: string[] = [];
const { questions: none, ...rest } = memorySamplingStore();
const asked = { ...none, has: async (key: string) => keys.push(key) > 0 };
await sampleTrajectories({
  ...fastTeacher(0),
  tasks: manySums(Number(questions)),
  store: { ...rest, questions: asked },
  concurrency: 1,
});

// One question is sampled for real; all others get copies of what came of it under their own ids.
const sample = memorySamplingStore();
await sampleTrajectories({ ...fastTeacher(0), tasks: sumTasks(1), store: sample });
const [run] = await Array.fromAsync(sample.trajectories.all());
const [record] = await Array.fromAsync(sample.questions.all());
const [step] = run?.steps ?? [];
if (run === undefined || record === undefined || step === undefined) throw new Error('The teacher gave no trajectory.');
const observation = 'x'.repeat(Math.max(0, 2000 - JSON.stringify(run).length));

await write('trajectories.jsonl', (id, number) => ({
  ...run,
  id,
  task: { id: `t${number}`, question: run.task.question },
  steps: [{ ...step, observation }],
}));
await write('questions.jsonl', (id, number) => ({ ...record, id, task: { id: `t${number}` } }));

async function write(name: string, make: (id: string, number: number) => unknown): Promise<void> {
  const stream = createWriteStream(join(folder, name));
  for (const [number, key] of keys.entries()) {
    if (!stream.write(`${JSON.stringify(make(key, number))}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
}
