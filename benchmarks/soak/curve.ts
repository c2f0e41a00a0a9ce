/** One line of a curve. */
export interface Series {
  name: string;
  color: string;
  values: readonly number[];
}

const [width, height, margin] = [720, 240, 44];

/** At most so many values: each the highest of those that it stands for. */
function thin(values: readonly number[], most: number): number[] {
  const size = values.length / Math.min(most, values.length);
  return Array.from({ length: Math.min(most, values.length) }, (_, place) =>
    Math.max(...values.slice(Math.floor(place * size), Math.max(Math.floor((place + 1) * size), 1 + place * size))),
  );
}

/** An SVG picture of series over the same, evenly spaced moments. */
export function curveSvg(title: string, unit: string, all: readonly Series[]): string {
  const series = all.map((each) => ({ ...each, values: thin(each.values, 200) }));
  const top = Math.max(1, ...series.flatMap(({ values }) => values)) * 1.1;
  const y = (value: number) => (height - margin - (value / top) * (height - 2 * margin)).toFixed(1);
  const line = ({ color, values }: Series) => {
    const step = (width - 2 * margin) / Math.max(1, values.length - 1);
    const points = values.map((value, index) => `${(margin + index * step).toFixed(1)},${y(value)}`);
    return `<polyline fill="none" stroke="${color}" points="${points.join(' ')}"/>`;
  };
  const label = ({ name, color }: Series, index: number) =>
    `<text x="${margin + 120 * index}" y="${height - 8}" fill="${color}">${name}</text>`;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const value = part * top;
    return `<path stroke="#ccc" d="M${margin} ${y(value)}H${width - margin}"/><text x="4" y="${y(value)}">${Math.round(value)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/><text x="${margin}" y="20">${title} (${unit})</text>`,
    ...grid,
    ...series.map(line),
    ...series.map(label),
    '</svg>\n',
  ].join('\n');
}

/** The same in a row of a terminal. */
export function curveText(values: readonly number[]): string {
  const bars = '▁▂▃▄▅▆▇█';
  const top = Math.max(1, ...values);
  return thin(values, 60)
    .map((value) => bars[Math.min(7, Math.floor((value / top) * 8))] ?? '')
    .join('');
}
