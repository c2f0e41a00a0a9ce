import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Colours of series, in their order. */
const colours = ['#4269d0', '#ff725c', '#3ca951', '#a463f2', '#9c6b4e', '#efb118'];

/** What {@link plotSvg} takes besides what a plot has. */
export interface PlotSvgOptions extends Plot.PlotOptions {
  title: string;
  /** Names of what has a colour; they stand under the title, in theirs. */
  series: readonly string[];
}

/** A plot as the text of an SVG file, black on white. Text measures are built in: the same data gives the same bytes. */
export function plotSvg({ title, series, marks = [], ...options }: PlotSvgOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const line = (text: string, place: number, fill: string): Plot.Markish =>
    Plot.text([text], {
      frameAnchor: 'top-left',
      textAnchor: 'start',
      dy: 16 * place - marginTop + 14,
      fontSize: 12,
      fill,
    });
  const marginTop = 36 + 16 * series.length;
  const svg = Plot.plot({
    document,
    width: 720,
    inset: 8,
    marginTop,
    marginLeft: 56,
    color: { domain: series, range: colours },
    marks: [...marks, line(title, 0, 'black'), ...series.map((name, at) => line(name, at + 1, colours[at] ?? 'black'))],
    ...options,
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('style', 'background: white; color: black');
  return `${String(svg.outerHTML)}\n`;
}
