// Samples into a folder until it is done or killed: sample.ts FOLDER QUESTIONS THINKING_MS
import { openSamplingFolder, sampleTrajectories } from '@agentd/ftp-sampler';
import { fastTeacher } from '../sampling-queue/teacher.ts';
import { manySums } from './tasks.ts';

const [folder = '', questions = '', thinkingMs = ''] = process.argv.slice(2);
await using store = await openSamplingFolder(folder);
await sampleTrajectories({
  ...fastTeacher(Number(thinkingMs)),
  tasks: manySums(Number(questions)),
  store,
  onProgress: ({ done }) => process.stdout.write(`${done}\n`),
});
