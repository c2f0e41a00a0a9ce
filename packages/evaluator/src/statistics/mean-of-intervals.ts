import { type Interval, mean } from '@agentd/agent-core';

/**
 * The mean of independent estimates with its interval, from theirs: the distances of their ends are added as squares
 * (MOVER: Zou and Donner 2008, "Construction of confidence limits about effect measures"). 0 of nothing.
 */
export function meanOfIntervals(intervals: readonly Interval[]): Interval {
  const value = mean(intervals.map((interval) => interval.value));
  const distance = (side: 'low' | 'high'): number =>
    Math.hypot(...intervals.map((interval) => interval[side] - interval.value)) / Math.max(1, intervals.length);
  return { value, low: value - distance('low'), high: value + distance('high') };
}
