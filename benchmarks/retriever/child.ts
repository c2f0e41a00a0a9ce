import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What a process of its own did. */
export interface Done<Result> {
  result: Result;
  seconds: number;
  /** The most memory that it had. */
  peakMb: number;
}

const replySchema = z.object({ result: z.unknown(), seconds: z.number(), peakMb: z.number() });

/** Runs a task of `tasks.ts` in a process of its own, so that its memory is that of the task alone. */
export async function inChild<Result>(task: object, result: z.ZodType<Result>): Promise<Done<Result>> {
  const script = fileURLToPath(new URL('tasks.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@agentd/source', script, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`The task ${JSON.stringify(task)} failed.`);
  const reply = replySchema.parse(JSON.parse(output));
  return { ...reply, result: result.parse(reply.result) };
}

/** The other side of {@link inChild}. */
export async function answerParent(work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1_000;
  const peakMb = process.resourceUsage().maxRSS / 1_024;
  process.stdout.write(JSON.stringify({ result: result ?? null, seconds, peakMb }));
}
