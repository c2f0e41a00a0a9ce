import { canonicalJson } from '@agentd/agent-core';
import type { ReportData } from '../schema.ts';
import { type ReportSection, words } from './table.ts';
import { titleOf } from './titles.ts';

/** What was run: models, scorers and settings. */
export function methodsSection(report: ReportData): ReportSection {
  const rows = report.methods.flatMap(({ label, model, configurations }) =>
    configurations.map(({ benchmarks, scorer, settings }) => [
      words(label),
      words(model),
      words(benchmarks.map((name) => titleOf(report, name)).join(', ')),
      words(scorer),
      words(canonicalJson(settings)),
    ]),
  );
  const titles = ['Method', 'Model', 'Benchmarks', 'Scorer', 'Settings'];
  return {
    id: 'methods',
    heading: 'Methods',
    notes: ['Everything that decides about answers besides question and seed.'],
    tables: [{ table: { columns: titles.map((title) => ({ title, numeric: false })), rows } }],
  };
}
