export { buildReport } from './build-report.ts';
export { compare, type CompareOptions } from './compare.ts';
export type { EvalLog, EvalMessage, EvalSample, EvalUsage } from './eval-log/eval-log.ts';
export { type EvalLogOptions, evalLogs } from './eval-log/eval-logs.ts';
export { writeEvalLogs } from './eval-log/write-eval-logs.ts';
export { fromRun } from './from-run.ts';
export type { EvidenceOptions } from './html/evidence.ts';
export { type HtmlOptions, renderHtml } from './html/render-html.ts';
export { parseReport, renderJson } from './render-json.ts';
export type { PlannedCell, ReportOptions } from './report-options.ts';
export {
  type Accuracy,
  type Comparison,
  type ReportCell,
  type ReportData,
  type ReportResult,
  REPORT_SCHEMA_VERSION,
  reportSchema,
} from './schema.ts';
export { renderCsv } from './text/render-csv.ts';
export { renderMarkdown } from './text/render-markdown.ts';
export { type ReportFormat, writeReport, type WriteReportOptions } from './write-report.ts';
