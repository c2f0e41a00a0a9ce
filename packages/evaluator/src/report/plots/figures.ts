import type { Interval } from '@agentd/agent-core';
import type { ReportCell, ReportData } from '../schema.ts';
import { titleOf } from '../text/titles.ts';
import type { Drawing } from './draw.ts';
import { intervalPlot, type IntervalRow, type ValueAxis } from './interval-plot.ts';
import { linePlot } from './line-plot.ts';

/** Small plots beside each other, one for each benchmark or division, on one scale. */
export interface Figure {
  /** Id of the section that it belongs to. */
  section: string;
  panels: { title: string; svg: string }[];
  /** What the marks mean, where they mean something that the axes do not say. */
  key?: readonly string[];
}

/** All plots that the report's data can fill. */
export function figuresOf(report: ReportData, drawing: Drawing): Figure[] {
  return [
    accuracyFigure(report, drawing),
    scalingFigure(report, drawing),
    ...breakdownFigures(report, drawing),
    actionsFigure(report, drawing),
    meansFigure(report, drawing, 'generatedTokens', 'generated tokens a question'),
    meansFigure(report, drawing, 'retrievalCalls', 'retrieval calls a question'),
  ].filter(({ panels }) => panels.length > 0);
}

const ACCURACY: ValueAxis = { label: 'accuracy (%)', domain: [0, 100] };

const inPercent = ({ value, low, high }: Interval): Interval => ({
  value: value * 100,
  low: low * 100,
  high: high * 100,
});

const placeOf = ({ methods }: ReportData, method: string): number => methods.findIndex(({ label }) => label === method);

/** One panel for each benchmark, with the rows that its cells give. */
function panelsByBenchmark(
  report: ReportData,
  drawing: Drawing,
  axis: ValueAxis,
  rowsOf: (cell: ReportCell) => IntervalRow[],
): Figure['panels'] {
  return report.benchmarks.flatMap(({ name, title }) => {
    const rows = report.cells.filter(({ benchmark }) => benchmark === name).flatMap(rowsOf);
    return rows.length === 0 ? [] : [{ title, svg: intervalPlot(drawing, rows, axis, `${title}: ${axis.label}`) }];
  });
}

function accuracyFigure(report: ReportData, drawing: Drawing): Figure {
  const panels = panelsByBenchmark(report, drawing, ACCURACY, ({ method, accuracy }) =>
    accuracy === null ? [] : [{ label: method, interval: inPercent(accuracy), series: placeOf(report, method) }],
  );
  return { section: 'accuracy', panels };
}

function actionsFigure(report: ReportData, drawing: Drawing): Figure {
  const rates = report.cells.flatMap(({ actions }) =>
    actions === null ? [] : [actions.elected.parseErrors.high, actions.elected.executionErrors.high],
  );
  const axis: ValueAxis = {
    label: 'elected actions with an error (%)',
    domain: [0, roof(100 * Math.max(0, ...rates))],
  };
  const panels = panelsByBenchmark(report, drawing, axis, ({ method, actions }) =>
    actions === null
      ? []
      : [
          { label: method, interval: inPercent(actions.elected.parseErrors), series: 0, kind: 0 },
          { label: method, interval: inPercent(actions.elected.executionErrors), series: 1, kind: 1 },
        ],
  );
  return { section: 'actions', panels, key: ['● parse errors', '■ execution errors'] };
}

function meansFigure(
  report: ReportData,
  drawing: Drawing,
  field: 'generatedTokens' | 'retrievalCalls',
  label: string,
): Figure {
  const cells = report.cells.filter((cell) => cell.results > 0);
  const used = new Set(cells.filter((cell) => cell[field].value > 0).map(({ benchmark }) => benchmark));
  const axis: ValueAxis = { label, domain: [0, roof(Math.max(0, ...cells.map((cell) => cell[field].high)))] };
  const panels = panelsByBenchmark(report, drawing, axis, (cell) =>
    cell.results > 0 && used.has(cell.benchmark)
      ? [{ label: cell.method, interval: cell[field], series: placeOf(report, cell.method) }]
      : [],
  );
  return { section: 'effort', panels };
}

function breakdownFigures(report: ReportData, drawing: Drawing): Figure[] {
  const groups = Map.groupBy(report.breakdowns, ({ benchmark, by }) => `${benchmark}\n${by}`);
  return [...groups.values()].map((group) => {
    const values = [...new Set(group.map(({ value }) => value))];
    const panels = values.map((value) => {
      const rows = group
        .filter((one) => one.value === value)
        .map(({ method, accuracy }) => ({
          label: method,
          interval: inPercent(accuracy),
          series: placeOf(report, method),
        }));
      const [first] = group;
      const title = first === undefined ? value : `${titleOf(report, first.benchmark)}, ${first.by} ${value}`;
      return { title, svg: intervalPlot(drawing, rows, ACCURACY, `${title}: ${ACCURACY.label}`) };
    });
    return { section: 'breakdown', panels };
  });
}

function scalingFigure(report: ReportData, drawing: Drawing): Figure {
  const panels = [...Map.groupBy(report.scaling, ({ benchmark }) => benchmark)].map(([benchmark, points]) => {
    const title = titleOf(report, benchmark);
    const line = points.map(({ series, samples, accuracy }) => ({
      series,
      x: samples,
      interval: inPercent(accuracy),
    }));
    const axes = { x: 'samples (N)', y: ACCURACY };
    return { title, svg: linePlot(drawing, line, axes, `${title}: accuracy against samples`) };
  });
  return { section: 'scaling', panels };
}

/** The end of an axis: the next of 1, 2, 5 times a power of ten. */
function roof(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((step) => step * power >= value) ?? 10) * power;
}
