import * as Plot from '@observablehq/plot';
import { plotSvg } from '../plot-svg.ts';

/** One line of a curve. */
export interface Series {
  name: string;
  values: readonly number[];
}

/** At most so many values: each the highest of those that it stands for. */
function thin(values: readonly number[], most: number): number[] {
  const size = values.length / Math.min(most, values.length);
  return Array.from({ length: Math.min(most, values.length) }, (_, place) =>
    Math.max(...values.slice(Math.floor(place * size), Math.max(Math.floor((place + 1) * size), 1 + place * size))),
  );
}

/** An SVG picture of series over the same, evenly spaced moments, of which `moments` tells the name. */
export function curveSvg(title: string, unit: string, moments: string, all: readonly Series[]): string {
  const points = all.flatMap(({ name, values }) => {
    const few = thin(values, 200);
    return few.map((value, at) => ({ name, value, share: (100 * at) / Math.max(1, few.length - 1) }));
  });
  return plotSvg({
    title,
    series: all.map(({ name }) => name),
    height: 280,
    x: { label: `${moments} (%)` },
    y: { label: unit, grid: true, zero: true },
    marks: [Plot.line(points, { x: 'share', y: 'value', stroke: 'name' })],
  });
}

/** The same in a row of a terminal. */
export function curveText(values: readonly number[]): string {
  const bars = '▁▂▃▄▅▆▇█';
  const top = Math.max(1, ...values);
  return thin(values, 60)
    .map((value) => bars[Math.min(7, Math.floor((value / top) * 8))] ?? '')
    .join('');
}
