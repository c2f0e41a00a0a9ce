/** One way to do a task. */
export interface Contestant {
  name: string;
  /**
   * Does the task once.
   * @returns milliseconds, where the contestant measures itself better than from outside
   */
  once(): Promise<number | void>;
  /** Takes part in every so many rounds only, because it is slow; default 1. */
  every?: number;
  /** How many tasks `once` stands for: its time is divided by it. */
  tasks?: number;
  /** How many times `once` has to be done for the task: its time is multiplied by it. */
  times?: number;
}

/** Milliseconds, in ascending order. */
export interface Timing {
  name: string;
  times: number[];
  median: number;
}

/** Times contestants in turns, so that a machine that is busy with other work slows all of them alike. */
export async function race(contestants: readonly Contestant[], rounds: number): Promise<Timing[]> {
  const found = contestants.map((contestant) => ({ contestant, times: Array<number>() }));
  for (let round = 0; round < rounds; round++) {
    for (const { contestant, times } of found) {
      const { once, every = 1, tasks = 1, times: factor = 1 } = contestant;
      if (round % every !== 0) continue;
      const startedAt = performance.now();
      const own = await once();
      times.push(((own ?? performance.now() - startedAt) / tasks) * factor);
    }
  }
  return found.map(({ contestant: { name }, times }) => {
    times.sort((one, other) => one - other);
    return { name, times, median: times[Math.floor(times.length / 2)] ?? Number.NaN };
  });
}

/** Three digits, and no exponent. */
export const rounded = (value = Number.NaN) => Number(value.toPrecision(3));

/** Rows for `console.table`: how often each took the time of the first. */
export function tableOf(timings: readonly Timing[]): Record<string, Record<string, number>> {
  const base = timings[0]?.median ?? Number.NaN;
  return Object.fromEntries(
    timings.map(({ name, times, median }) => [
      name,
      {
        'median ms': rounded(median),
        'best ms': rounded(times[0]),
        'worst ms': rounded(times.at(-1)),
        rounds: times.length,
        ratio: rounded(median / base),
      },
    ]),
  );
}
