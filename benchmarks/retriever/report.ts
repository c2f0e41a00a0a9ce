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

const [width, height, margin] = [720, 360, 48];
const colors = ['#1f77b4', '#d62728', '#2ca02c', '#9467bd', '#ff7f0e', '#8c564b'];

/** An SVG picture: recall@3 over the median latency, on a logarithmic scale; one colour for each kind of index. */
export function tradeOffSvg({ vectors, searched }: { vectors: number; searched: readonly Searched[] }): string {
  const times = searched.map(({ at3 }) => at3.p50);
  const [fastest, slowest] = [Math.min(...times) / 1.2, Math.max(...times) * 1.2];
  const lowest = Math.floor(Math.min(...searched.map(({ at3 }) => at3.recall)) * 10) / 10;
  const x = (ms: number): string =>
    (margin + (Math.log(ms / fastest) / Math.log(slowest / fastest)) * (width - 2 * margin)).toFixed(1);
  const y = (recall: number): string =>
    (height - margin - ((recall - lowest) / (1 - lowest)) * (height - 2 * margin)).toFixed(1);
  const kinds = [...new Set(searched.map(({ what }) => kindOf(what)))];
  const color = (kind: string): string => colors[kinds.indexOf(kind) % colors.length] ?? '#000';
  const ticks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000]
    .filter((ms) => ms > fastest && ms < slowest)
    .map(
      (ms) =>
        `<path stroke="#ddd" d="M${x(ms)} ${margin}V${height - margin}"/><text x="${x(ms)}" y="${height - 32}">${ms}</text>`,
    );
  const grid = Array.from({ length: Math.round((1 - lowest) * 10) + 1 }, (_, step) => lowest + step / 10).map(
    (recall) =>
      `<path stroke="#ddd" d="M${margin} ${y(recall)}H${width - margin}"/><text x="12" y="${y(recall)}">${recall.toFixed(1)}</text>`,
  );
  const dots = searched.map(
    ({ what, at3 }) =>
      `<circle cx="${x(at3.p50)}" cy="${y(at3.recall)}" r="${what.endsWith('defaults') ? 6 : 3}" fill="${color(kindOf(what))}"><title>${what}: ${at3.recall.toFixed(3)}, ${at3.p50.toFixed(1)} ms</title></circle>`,
  );
  const labels = kinds.map(
    (kind, at) => `<text x="${margin + 110 * at}" y="${height - 8}" fill="${color(kind)}">${kind}</text>`,
  );
  const title = `${vectors.toLocaleString('en')} vectors: recall@3 over the median time of a search (ms); large dot: the defaults`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/><text x="${margin}" y="24">${title}</text>`,
    ...grid,
    ...ticks,
    ...dots,
    ...labels,
    '</svg>\n',
  ].join('\n');
}

function kindOf(what: string): string {
  return what.split(',')[0] ?? what;
}
