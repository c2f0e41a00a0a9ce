import { mkdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { InvalidInputError } from '@agentd/agent-core';
import { EvaluatorError } from '../errors.ts';
import { type HtmlOptions, renderHtml } from './html/render-html.ts';
import { renderJson } from './render-json.ts';
import type { ReportData } from './schema.ts';
import { renderCsv } from './text/render-csv.ts';
import { renderMarkdown } from './text/render-markdown.ts';
import { writeWhole } from './write-whole.ts';

const FORMATS = ['html', 'md', 'csv', 'json'] as const;

/** A form of a report, as its file ends. */
export type ReportFormat = (typeof FORMATS)[number];

/** What {@link writeReport} takes. */
export interface WriteReportOptions extends HtmlOptions {
  /** Which files are written to a folder; default all. */
  formats?: readonly ReportFormat[];
}

/**
 * Writes the report to a folder (`report.html`, `.md`, `.csv`, `.json`) or, where the target ends in one of these, to
 * that file alone. Folders are made; each file is written as a whole or not at all.
 * @returns the paths
 * @throws InvalidInputError `evaluator/report` when the target is a file of another kind
 * @throws EvaluatorError `evaluator/report` when a file cannot be written
 */
export async function writeReport(
  report: ReportData,
  target: string,
  options: WriteReportOptions = {},
): Promise<string[]> {
  const files = await filesFor(target, options.formats ?? FORMATS);
  for (const [format, path] of files) {
    options.signal?.throwIfAborted();
    const text = await render(report, format, options);
    await makeFolder(dirname(path));
    await writeWhole(path, text);
  }
  return files.map(([, path]) => path);
}

async function filesFor(target: string, formats: readonly ReportFormat[]): Promise<[ReportFormat, string][]> {
  const known = await stat(target).catch(() => undefined);
  const ending = extname(target).slice(1).toLowerCase();
  const format = FORMATS.find((one) => one === ending);
  if (known?.isDirectory() !== true && format !== undefined) return [[format, target]];
  if (known?.isFile() === true) {
    throw new InvalidInputError(
      `${target} is a file; give a folder, or a file that ends in .html, .md, .csv or .json.`,
      {
        code: 'evaluator/report',
      },
    );
  }
  return formats.map((one) => [one, join(target, `report.${one}`)]);
}

async function render(report: ReportData, format: ReportFormat, options: HtmlOptions): Promise<string> {
  switch (format) {
    case 'html':
      return renderHtml(report, options);
    case 'md':
      return renderMarkdown(report);
    case 'csv':
      return renderCsv(report);
    case 'json':
      return renderJson(report);
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EvaluatorError(`The folder ${folder} cannot be made (${reason}).`, { code: 'evaluator/report', cause });
  });
}
