import type * as Plot from '@observablehq/plot';

/** Width of a plot in its own units: what a phone shows, so that text keeps its size there. */
export const PLOT_WIDTH = 420;

/** Makes SVG text. Colours are CSS variables of the page (`--series-1` to `--series-8`), so light and dark both read. */
export type Draw = (options: Plot.PlotOptions, label: string) => string;

/** How a figure makes its marks. */
export interface Drawing {
  plot: typeof Plot;
  draw: Draw;
}

/**
 * Loads the plot library, which only reports with plots need, and a document for it that is no browser's.
 * Its text measures are built in, so the same data gives the same bytes on every machine.
 */
export async function openDrawing(): Promise<Drawing> {
  const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  return {
    plot,
    draw(options, label) {
      const element = plot.plot({
        document,
        width: PLOT_WIDTH,
        ariaLabel: label,
        ...options,
      });
      return String(element.outerHTML);
    },
  };
}

/** The colour of a series, by its place; after eight they come again, as more could not be told apart. */
export const seriesColour = (place: number): string => `var(--series-${(place % 8) + 1})`;
