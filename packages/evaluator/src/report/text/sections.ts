import type { ReportData } from '../schema.ts';
import { accuracySection } from './accuracy-section.ts';
import { actionsSection } from './actions-section.ts';
import { breakdownSection, scalingSection } from './breakdown-section.ts';
import { comparisonSection } from './comparison-section.ts';
import { completenessSection } from './completeness-section.ts';
import { effortSection } from './effort-section.ts';
import { methodsSection } from './methods-section.ts';
import type { ReportSection } from './table.ts';

/** All parts of a report that have anything to show. */
export function sectionsOf(report: ReportData): ReportSection[] {
  return [
    accuracySection(report),
    completenessSection(report),
    comparisonSection(report),
    scalingSection(report),
    breakdownSection(report),
    actionsSection(report),
    effortSection(report),
    methodsSection(report),
  ].filter(({ tables }) => tables.some(({ table }) => table.rows.length > 0));
}

/** What the report is over, in one line. */
export function summaryOf(report: ReportData): string {
  const count = (amount: number, what: string) => `${amount.toLocaleString('en')} ${what}${amount === 1 ? '' : 's'}`;
  const results = report.cells.reduce((sum, cell) => sum + cell.results, 0);
  const seeds =
    report.seeds.length === 0 ? 'no seed' : `seed${report.seeds.length === 1 ? '' : 's'} ${report.seeds.join(', ')}`;
  const parts = [
    count(report.methods.length, 'method'),
    count(report.benchmarks.length, 'benchmark'),
    count(report.items.length, 'item'),
    seeds,
    count(results, 'result'),
  ];
  return parts.join(' · ');
}

/** What has no result, in one sentence; undefined where everything has one. */
export function gapsOf({ cells }: ReportData): string | undefined {
  const sum = (field: 'errors' | 'missing') => cells.reduce((total, cell) => total + cell[field], 0);
  const [errors, missing] = [sum('errors'), sum('missing')];
  if (errors + missing === 0) return undefined;
  const planned = cells.reduce((total, cell) => total + cell.planned, 0);
  return `${errors + missing} of ${planned} planned results are not there: ${errors} ended in an error, ${missing} never ended. They are left out of the figures; "at least" below counts them as wrong.`;
}
