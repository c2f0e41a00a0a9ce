import type { Interval } from '@agentd/agent-core';

/** A share in percent with one decimal, without the sign: the head of the column has it. */
export const percent = (share: number): string => fixed(share * 100, 1);

/** Both ends of the interval of a share, in percent. */
export const percentInterval = ({ low, high }: Interval): string => `[${percent(low)}, ${percent(high)}]`;

/** A difference of shares in percentage points, with its sign. */
export const points = (difference: number): string => `${difference > 0 ? '+' : ''}${percent(difference)}`;

/** Both ends of an interval of differences. */
export const pointsInterval = ({ low, high }: Interval): string => `[${points(low)}, ${points(high)}]`;

/** A number with so many decimals, `-0` as `0`, and digits of whole numbers in groups of three. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals).replace(/^-(0(?:\.0*)?)$/, '$1');
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A p-value as papers print it. */
export const pValue = (p: number): string => (p < 0.001 ? '<0.001' : fixed(p, 3));

/** A cost with as many decimals as it takes to see it. */
export const cost = (value: number): string => (value === 0 ? '0' : String(Number(value.toPrecision(3))));

/** Milliseconds as people read them. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${fixed(milliseconds, 0)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${fixed(seconds, 1)} s`;
  if (seconds < 3600) return `${fixed(seconds / 60, 1)} min`;
  return `${fixed(seconds / 3600, 1)} h`;
}
