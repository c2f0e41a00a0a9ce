import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';
import { REPORT_SCHEMA_VERSION, type ReportData, reportSchema } from './schema.ts';

/** The report's data as JSON text; the same data gives the same bytes. {@link parseReport} reads it. */
export const renderJson = (report: ReportData): string => `${JSON.stringify(reportSchema.parse(report), null, 1)}\n`;

/**
 * Reads what {@link renderJson} wrote.
 * @param source where the text stands, for the error message
 * @throws InvalidInputError `evaluator/report` that names the field, or says that the report is of a later version
 */
export function parseReport(json: string, source = 'report'): ReportData {
  const refuse = (why: string, cause?: unknown) =>
    new InvalidInputError(`${source} ${why}`, { code: 'evaluator/report', cause });
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    throw refuse(`is not JSON: ${String(cause)}`, cause);
  }
  const version = z.object({ schemaVersion: z.number() }).safeParse(raw).data?.schemaVersion;
  if (version !== undefined && version > REPORT_SCHEMA_VERSION) {
    throw refuse(
      `has schemaVersion ${version}; this agentd reads up to ${REPORT_SCHEMA_VERSION}. Update @agentd/evaluator.`,
    );
  }
  const parsed = reportSchema.safeParse(raw);
  if (!parsed.success) throw refuse(`is not a report: ${z.prettifyError(parsed.error)}`, parsed.error);
  return parsed.data;
}
