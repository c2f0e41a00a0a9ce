/** One way to draw samples. */
export interface Contestant {
  name: string;
  /** Draws them for a new prompt each time. */
  once(round: number): Promise<unknown>;
  /** Takes part in the first so many rounds only, because it is slow. */
  rounds?: number;
}

/** Processor seconds, in ascending order. */
export interface Cost {
  name: string;
  seconds: number[];
  median: number;
  least: number;
}

/** Processor time of this process, with all its threads, that `use` takes: seconds. */
export async function processorTime(use: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await use();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Measures contestants in turns, so that a machine that is busy with other work slows all of them alike. */
export async function race(contestants: readonly Contestant[], rounds: number): Promise<Cost[]> {
  const found = contestants.map((contestant) => ({ contestant, seconds: Array<number>() }));
  for (let round = 0; round < rounds; round++) {
    for (const { contestant, seconds } of found) {
      if (round >= (contestant.rounds ?? rounds)) continue;
      seconds.push(await processorTime(() => contestant.once(round)));
      console.error(`  round ${round + 1}, ${contestant.name}: ${seconds.at(-1)?.toFixed(2)} s`);
    }
  }
  return found.map(({ contestant: { name }, seconds }) => {
    seconds.sort((one, other) => one - other);
    const middle = seconds[Math.floor(seconds.length / 2)] ?? Number.NaN;
    return { name, seconds, median: middle, least: seconds[0] ?? Number.NaN };
  });
}

/** Three digits, and no exponent. */
export const rounded = (value = Number.NaN): number => Number(value.toPrecision(3));
