// Opens a sampling folder and resumes it: resume.ts FOLDER QUESTIONS [open]. Prints seconds and memory as JSON.
import { openSamplingFolder, sampleTrajectories } from '@agentd/ftp-sampler';
import { fastTeacher } from '../sampling-queue/teacher.ts';
import { manySums } from './tasks.ts';

const [folder = '', questions = '', only] = process.argv.slice(2);
const clock = performance.now();
await using store = await openSamplingFolder(folder);
const opened = performance.now();
const { skipped } =
  only === 'open'
    ? { skipped: Number(questions) }
    : await sampleTrajectories({ ...fastTeacher(0), tasks: manySums(Number(questions)), store });
if (skipped !== Number(questions)) throw new Error(`${skipped} of ${questions} questions were known.`);
const resumed = performance.now();
const cpu = process.cpuUsage();
console.log(
  JSON.stringify({
    openSeconds: (opened - clock) / 1000,
    resumeSeconds: (resumed - opened) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1000,
  }),
);
