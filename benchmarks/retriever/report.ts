import * as Plot from '@observablehq/plot';
import { plotSvg } from '../plot-svg.ts';
import type { Built, Searched } from './measure.ts';
import { rounded } from '../sandbox/measure.ts';

type Table = Record<string, Record<string, number>>;

/** Rows for `console.table`. */
export function builtTable(all: readonly Built[], vectors: number): Table {
  return Object.fromEntries(
    all.map(({ what, seconds, diskMb, peakMb }) => [
      what,
      {
        seconds: rounded(seconds),
        'vectors/s': rounded(vectors / seconds),
        'disk MB': rounded(diskMb),
        'peak MB': Math.round(peakMb),
      },
    ]),
  );
}

/** Rows for `console.table`; times in milliseconds. */
export function searchedTable(all: readonly Searched[]): Table {
  return Object.fromEntries(
    all.map(({ what, at3, at10, peakMb }) => [
      what,
      {
        'recall@3': rounded(at3.recall),
        p50: rounded(at3.p50),
        p95: rounded(at3.p95),
        'recall@10': rounded(at10.recall),
        'p50 of 10': rounded(at10.p50),
        'p95 of 10': rounded(at10.p95),
        'peak MB': Math.round(peakMb),
      },
    ]),
  );
}

/** Beyond so many times the fastest search, a point would leave no room for the others. */
const widest = 20;

/** An SVG picture: recall@3 over the median latency; a line joins what is searched with the same `probes`. */
export function tradeOffSvg({ vectors, searched }: { vectors: number; searched: readonly Searched[] }): string {
  const fastest = Math.min(...searched.map(({ at3 }) => at3.p50));
  const points = searched
    .filter(({ at3 }) => at3.p50 <= widest * fastest)
    .map(({ what, at3: { p50, p95, recall } }) => {
      const [kind = what, probes] = what.split(', ');
      const title = `${what}: ${recall.toFixed(3)}, ${p50.toFixed(1)} ms, 95 % ${p95.toFixed(1)} ms`;
      return { kind, line: `${kind} ${probes}`, isDefault: probes === 'defaults', p50, recall, title };
    });
  const kinds = [...new Set(points.map(({ kind }) => kind))];
  const place = { x: 'p50', y: 'recall' };
  return plotSvg({
    title: `${vectors.toLocaleString('en')} vectors; large dots: the defaults`,
    series: kinds,
    height: 400,
    x: { label: 'median of a search (ms)', grid: true },
    y: { label: 'recall@3', grid: true },
    marks: [
      Plot.line(points, { ...place, z: 'line', stroke: 'kind', sort: 'p50', strokeOpacity: 0.4 }),
      Plot.dot(points, { ...place, fill: 'kind', r: ({ isDefault }) => (isDefault ? 7 : 3), title: 'title' }),
    ],
    r: { type: 'identity' },
  });
}
