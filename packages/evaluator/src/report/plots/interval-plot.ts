import type { Interval } from '@agentd/agent-core';
import { type Drawing, PLOT_WIDTH, seriesColour } from './draw.ts';

/** One estimate: a dot with its interval. */
export interface IntervalRow {
  /** What the row is called on the axis. */
  label: string;
  interval: Interval;
  /** Place of the series, for its colour. */
  series: number;
  /** Which of several dots of a row this is, from 0; they stand above each other with other marks. */
  kind?: number;
}

/** How the axis of values looks. */
export interface ValueAxis {
  /** With the unit. */
  label: string;
  domain: readonly [low: number, high: number];
}

const ROW_HEIGHT = 24;
/** Longest label in characters, and the width of one. */
const LONGEST_LABEL = 24;
const CHARACTER = 6.6;
const SYMBOLS = ['circle', 'square2'] as const;

/** Dots with error bars, one row for each label, from top to bottom as given. */
export function intervalPlot(
  { plot, draw }: Drawing,
  rows: readonly IntervalRow[],
  axis: ValueAxis,
  title: string,
): string {
  const labels = [...new Set(rows.map(({ label }) => label))];
  const kinds = 1 + Math.max(0, ...rows.map(({ kind = 0 }) => kind));
  const offsetOf = (kind: number) => (kind - (kinds - 1) / 2) * 8;
  const marks = Array.from({ length: kinds }, (_, kind) => {
    const data = rows
      .filter((row) => (row.kind ?? 0) === kind)
      .map(({ label, interval, series }) => ({
        label,
        ...interval,
        colour: seriesColour(kinds > 1 ? kind : series),
      }));
    const shared = { y: 'label', dy: offsetOf(kind) };
    return [
      plot.ruleY(data, { ...shared, x1: 'low', x2: 'high', stroke: 'colour', strokeWidth: 2 }),
      plot.dot(data, {
        ...shared,
        x: 'value',
        fill: 'colour',
        r: 4,
        symbol: SYMBOLS[kind % SYMBOLS.length] ?? 'circle',
      }),
    ];
  });
  const marginLeft = 12 + CHARACTER * Math.min(LONGEST_LABEL, Math.max(...labels.map(({ length }) => length)));
  return draw(
    {
      height: 48 + labels.length * (kinds > 1 ? ROW_HEIGHT * 1.3 : ROW_HEIGHT),
      width: PLOT_WIDTH,
      marginLeft,
      marginTop: 6,
      marginBottom: 40,
      marginRight: 16,
      x: { label: axis.label, labelAnchor: 'center', labelArrow: 'none', domain: axis.domain, grid: true, ticks: 5 },
      y: { label: null, domain: labels, tickSize: 0, tickFormat: shorten },
      color: { type: 'identity' },
      symbol: { type: 'identity' },
      marks: [plot.ruleX([axis.domain[0]], { strokeOpacity: 0.3 }), ...marks.flat()],
    },
    title,
  );
}

const shorten = (label: string): string =>
  label.length <= LONGEST_LABEL ? label : `${label.slice(0, LONGEST_LABEL - 1)}…`;
