import type { Figure } from '../plots/figures.ts';
import type { ReportData } from '../schema.ts';
import type { ReportSection, ReportTable, TableCell } from '../text/table.ts';
import { escapeHtml } from './escape.ts';

/** Rows from which a table is folded. */
const LONG = 30;

/** One section: its figures, tables and notes. */
export function renderSection(section: ReportSection, figures: readonly Figure[], report: ReportData): string {
  const { id, heading, notes, tables } = section;
  const plots = figures.filter((figure) => figure.section === id).map(renderFigure);
  const rendered = tables.map(({ caption, table }) => {
    const html = renderTable(table, report);
    if (table.rows.length <= LONG) return caption === undefined ? html : `<h3>${escapeHtml(caption)}</h3>${html}`;
    return `<details><summary>${escapeHtml(caption ?? 'Table')} (${table.rows.length} rows)</summary>${html}</details>`;
  });
  const explained = notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`);
  return `<section id="${id}"><h2>${escapeHtml(heading)}</h2>${[...rendered, ...plots, ...explained].join('\n')}</section>`;
}

function renderFigure({ panels, key = [] }: Figure): string {
  const shown = panels.map(({ title, svg }) => `<figure><figcaption>${escapeHtml(title)}</figcaption>${svg}</figure>`);
  const names = key.map((text, place) => `<span class="series-${place + 1}">${escapeHtml(text)}</span>`);
  const legend = names.length === 0 ? '' : `<p class="key">${names.join(' ')}</p>`;
  return `${legend}<div class="panels">${shown.join('')}</div>`;
}

function renderTable({ columns, rows }: ReportTable, report: ReportData): string {
  const heads = columns.map(
    ({ title, numeric }) => `<th${numeric ? ' class="number"' : ''} aria-sort="none">${escapeHtml(title)}</th>`,
  );
  const body = rows.map((row) => {
    const cells = row.map((cell, column) => renderCell(cell, columns[column]?.numeric ?? false, report));
    return `<tr>${cells.join('')}</tr>`;
  });
  const head = `${groupRow(columns)}<tr class="sort">${heads.join('')}</tr>`;
  return `<div class="scroll"><table><thead>${head}</thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

/** A row above the titles, with each group over its columns; none where there are no groups. */
function groupRow(columns: ReportTable['columns']): string {
  if (columns.every(({ group }) => group === undefined)) return '';
  const spans: { group: string; width: number }[] = [];
  for (const { group = '' } of columns) {
    const last = spans.at(-1);
    if (last?.group === group) last.width += 1;
    else spans.push({ group, width: 1 });
  }
  const heads = spans.map(
    ({ group, width }) => `<th colspan="${width}"${group === '' ? '' : ' class="group"'}>${escapeHtml(group)}</th>`,
  );
  return `<tr>${heads.join('')}</tr>`;
}

function renderCell({ text, sub, sort, strong, of }: TableCell, numeric: boolean, report: ReportData): string {
  const shown = strong === true ? `<strong>${escapeHtml(text)}</strong>` : escapeHtml(text);
  const linked = of === undefined ? shown : `<a href="#items/${placesOf(of, report)}">${shown}</a>`;
  const small = sub === undefined ? '' : ` <small>${escapeHtml(sub)}</small>`;
  const attributes = `${numeric ? ' class="number"' : ''}${sort === undefined ? '' : ` data-sort="${sort}"`}`;
  return `<td${attributes}>${linked}${small}</td>`;
}

const placesOf = ({ benchmark, method }: { benchmark: string; method: string }, report: ReportData): string =>
  `${report.benchmarks.findIndex(({ name }) => name === benchmark)}/${report.methods.findIndex(({ label }) => label === method)}`;
