import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Processes below `pid`, by `/proc` (Linux). */
export function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((candidate) => Number.isInteger(candidate) && candidate > 0 && parentOf(candidate) === pid);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function parentOf(pid: number): number | undefined {
  try {
    // The name in parentheses may hold blanks; the state comes first after it, the parent second.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

/** Those of the processes that still run when the time is over. */
export async function untilGone(pids: readonly number[], limitMs: number): Promise<number[]> {
  const isAlive = (pid: number) => parentOf(pid) !== undefined;
  const until = performance.now() + limitMs;
  while (performance.now() < until && pids.some(isAlive)) await delay(50);
  return pids.filter(isAlive);
}

/** Processes whose command line holds the text, also such that have lost their parent (Linux). */
export function processesWith(text: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return pid > 0 && pid !== process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    });
}

/** What this process holds of the system: its handles by kind, its open files and its child processes. */
export interface Holdings {
  handles: Record<string, number>;
  files: number;
  children: number;
}

export function holdings(): Holdings {
  const handles: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    // Timers and immediates of the test runner come and go.
    if (!/Timeout|Immediate|TickObject/.test(kind)) handles[kind] = (handles[kind] ?? 0) + 1;
  }
  if (process.platform !== 'linux') return { handles, files: 0, children: 0 };
  return { handles, files: readdirSync('/proc/self/fd').length, children: descendants(process.pid).length };
}
