import { readFileSync, readdirSync } from 'node:fs';

/** Resident memory in MiB. */
export interface MemorySample {
  hostMb: number;
  childrenMb: number;
  children: number;
}

const mebibyte = 2 ** 20;
const pageBytes = 4_096;

/** Resident memory of this process and of all that descend from it; of the latter only where there is `/proc`. */
export function sampleMemory(): MemorySample {
  const hostMb = process.memoryUsage().rss / mebibyte;
  if (process.platform !== 'linux') return { hostMb, childrenMb: 0, children: 0 };
  const pages = descendants(process.pid).map(residentPages);
  const sum = pages.reduce((total, count) => total + count, 0);
  return { hostMb, childrenMb: (sum * pageBytes) / mebibyte, children: pages.filter((count) => count > 0).length };
}

function descendants(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid): [pid: number, parent: number] => [Number(pid), parentOf(pid)]);
  const found = [root];
  for (const pid of found) found.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  return found.slice(1);
}

function parentOf(pid: string): number {
  // Behind the program's name, which may hold anything: the state, and the parent.
  return Number(/.*\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1]);
}

function residentPages(pid: number): number {
  return Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0);
}

/** Empty once the process is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
