import type { Interval } from '@agentd/agent-core';
import type { ReportCell, ReportData } from '../schema.ts';

/** Value and both ends of the 95 % interval, as three columns. */
const spread = (name: string, interval: Interval | undefined | null): [string, number | ''][] => [
  [name, interval?.value ?? ''],
  [`${name}_low`, interval?.low ?? ''],
  [`${name}_high`, interval?.high ?? ''],
];

/**
 * The figures as CSV (RFC 4180), one row for each method on each benchmark. Shares are from 0 to 1, tokens, calls,
 * steps and cost are means a question, times are milliseconds; what there is not is empty.
 */
export function renderCsv(report: ReportData): string {
  const rows = report.cells.map((cell) => row(report, cell));
  const [first = []] = rows;
  const lines = [first.map(([name]) => name), ...rows.map((columns) => columns.map(([, value]) => value))];
  return lines.map((line) => `${line.map(quote).join(',')}\r\n`).join('');
}

function row({ methods }: ReportData, cell: ReportCell): [string, string | number][] {
  const { accuracy, actions, time } = cell;
  return [
    ['benchmark', cell.benchmark],
    ['method', cell.method],
    ['model', methods.find(({ label }) => label === cell.method)?.model ?? ''],
    ['items', cell.items],
    ['planned', cell.planned],
    ['results', cell.results],
    ['errors', cell.errors],
    ['missing', cell.missing],
    ['unanswered', cell.unanswered],
    ...spread('accuracy', accuracy),
    ['accuracy_interval', accuracy?.interval ?? ''],
    ['accuracy_at_least', cell.accuracyAtLeast],
    ['accuracy_deviation_over_seeds', cell.deviation ?? ''],
    ['score', cell.score],
    ...(['elected', 'sampled'] as const).flatMap((kind): [string, string | number][] => [
      [`${kind}_actions`, actions?.[kind].count ?? ''],
      ...spread(`${kind}_parse_errors`, actions?.[kind].parseErrors),
      ...spread(`${kind}_execution_errors`, actions?.[kind].executionErrors),
    ]),
    ...spread('generated_tokens', cell.generatedTokens),
    ['prompt_tokens', cell.promptTokens],
    ...spread('retrieval_calls', cell.retrievalCalls),
    ['steps', cell.steps],
    ['cost', cell.cost ?? ''],
    ['time_median_ms', time?.medianMs ?? ''],
    ['time_total_ms', time?.totalMs ?? ''],
  ];
}

/** Also keeps spreadsheets from taking a name that begins like a formula for one. */
function quote(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
