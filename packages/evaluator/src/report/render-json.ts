import { parseVersioned } from '@agentd/agent-core';
import { REPORT_SCHEMA_VERSION, type ReportData, reportSchema } from './schema.ts';

/** The report's data as JSON text; the same data gives the same bytes. {@link parseReport} reads it. */
export const renderJson = (report: ReportData): string => `${JSON.stringify(reportSchema.parse(report), null, 1)}\n`;

/**
 * Reads what {@link renderJson} wrote.
 * @param source where the text stands, for the error message
 * @throws InvalidInputError `evaluator/report` that names the field, or says that the report is of a later version
 */
export function parseReport(json: string, source = 'report'): ReportData {
  return parseVersioned(json, source, {
    schema: reportSchema,
    version: REPORT_SCHEMA_VERSION,
    otherwise: 'is not a report',
    codes: { invalid: 'evaluator/report', tooNew: 'evaluator/report' },
    package: '@agentd/evaluator',
  });
}
