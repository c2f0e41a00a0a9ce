import type { ReportData } from '../schema.ts';
import { gapsOf, sectionsOf, summaryOf } from './sections.ts';
import type { ReportSection, ReportTable, TableCell } from './table.ts';

/** The report as Markdown (GitHub's, with tables). Names from the data cannot break out of their cells. */
export function renderMarkdown(report: ReportData): string {
  const gaps = gapsOf(report);
  const parts = [
    `# ${escape(report.title)}`,
    escape(summaryOf(report)),
    ...(gaps === undefined ? [] : [`**${escape(gaps)}**`]),
    ...sectionsOf(report).map(renderSection),
  ];
  return `${parts.join('\n\n')}\n`;
}

function renderSection({ heading, notes, tables }: ReportSection): string {
  const rendered = tables.map(({ caption, table }) =>
    [...(caption === undefined ? [] : [`### ${escape(caption)}`]), renderTable(table)].join('\n\n'),
  );
  return [`## ${escape(heading)}`, ...rendered, ...notes.map(escape)].join('\n\n');
}

function renderTable({ columns, rows }: ReportTable): string {
  const titles = columns.map(({ title, group }) => escape(group === undefined ? title : `${group}: ${title}`));
  const rules = columns.map(({ numeric }) => (numeric ? '--:' : '---'));
  return [titles, rules, ...rows.map((row) => row.map(renderCell))].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function renderCell({ text, sub, strong }: TableCell): string {
  const shown = strong === true ? `**${escape(text)}**` : escape(text);
  return sub === undefined ? shown : `${shown} ${escape(sub)}`;
}

/** Text that stays text: neither HTML nor markup, and on one line. */
const escape = (text: string): string =>
  text.replace(/[\\`*_[\]<>|#~]/g, (character) => (character === '<' ? '&lt;' : `\\${character}`)).replace(/\s+/g, ' ');
