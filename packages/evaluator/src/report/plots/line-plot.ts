import type { Interval } from '@agentd/agent-core';
import { type Drawing, seriesColour } from './draw.ts';
import type { ValueAxis } from './interval-plot.ts';

/** One point of a line. */
export interface LinePoint {
  series: string;
  x: number;
  interval: Interval;
}

const SYMBOLS = ['circle', 'square', 'triangle', 'diamond', 'star', 'wye'] as const;

/** Lines with error bars over a logarithmic axis of counts, each named at its end. */
export function linePlot(
  { plot, draw }: Drawing,
  points: readonly LinePoint[],
  axes: { x: string; y: ValueAxis },
  title: string,
): string {
  const names = [...new Set(points.map(({ series }) => series))];
  const data = points.map(({ series, x, interval }) => ({
    series,
    // Beside each other, where they would hide each other's bars.
    x: x * 2 ** ((names.indexOf(series) - (names.length - 1) / 2) * 0.06),
    ...interval,
    colour: seriesColour(names.indexOf(series)),
    symbol: SYMBOLS[names.indexOf(series) % SYMBOLS.length] ?? 'circle',
  }));
  const counts = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const [least = 1] = counts;
  const most = counts.at(-1) ?? 1;
  const ends = names.flatMap((name) => data.findLast(({ series }) => series === name) ?? []);
  return draw(
    {
      height: 260,
      marginLeft: 46,
      marginTop: 24,
      marginBottom: 40,
      marginRight: 24,
      x: {
        type: 'log',
        base: 2,
        domain: [least / 1.2, most * 1.2],
        ticks: counts,
        tickFormat: (count: number) => String(count),
        label: axes.x,
        labelAnchor: 'center',
        labelArrow: 'none',
      },
      y: { label: axes.y.label, labelArrow: 'none', domain: axes.y.domain, grid: true, ticks: 5 },
      color: { type: 'identity' },
      symbol: { type: 'identity' },
      marks: [
        plot.line(data, { x: 'x', y: 'value', z: 'series', stroke: 'colour', strokeWidth: 1.5 }),
        plot.ruleX(data, { x: 'x', y1: 'low', y2: 'high', stroke: 'colour', strokeWidth: 2 }),
        plot.dot(data, { x: 'x', y: 'value', fill: 'colour', symbol: 'symbol', r: 4.5 }),
        plot.text(ends, { x: 'x', y: 'high', text: 'series', dy: -9, textAnchor: 'end', fill: 'colour' }),
      ],
    },
    title,
  );
}
