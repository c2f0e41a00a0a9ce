import { readdirSync, readFileSync } from 'node:fs';

/** Number of processes below this one, by Linux's `/proc`; undefined on other systems. */
export function countDescendants(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const parent = Number.isInteger(pid) ? parentOf(pid) : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const count = (pid: number): number => (children.get(pid) ?? []).reduce((sum, child) => sum + 1 + count(child), 0);
  return count(process.pid);
}

function parentOf(pid: number): number | undefined {
  try {
    // The name in parentheses may hold blanks; state and parent come after it.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}
