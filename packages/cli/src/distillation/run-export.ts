import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import {
  exportConversations,
  inspectConversation,
  openTokenizer,
  type ExportFormatName,
  type TrainingConversation,
  type TrainingTokenizer,
} from '@agentd/distill-data';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import { exportLines, inspectedText } from '../render/export-report.ts';
import { number, plural } from '../render/words.ts';
import { Screen } from '../screen.ts';
import { UsageError } from '../usage-error.ts';
import { conversationsOf, type LeftOutOfLog } from './conversations.ts';
import { checkExportFlags, type ExportFlags } from './export-flags.ts';
import { readFilterReport } from './filter-report-file.ts';
import { note, noteBadLines } from './notes.ts';
import { trajectoryFile } from './trajectory-source.ts';

/** Writes training data or, with `--inspect`, shows a row of it. */
export async function runExport(input: string | undefined, flags: ExportFlags, signal: AbortSignal): Promise<ExitCode> {
  checkExportFlags(input, flags);
  // Found out first: opening a tokenizer takes a moment.
  if (flags.inspect === undefined && flags.out !== undefined && !flags.overwrite && existsSync(flags.out)) {
    throw new UsageError(`${flags.out} is there already. Choose another folder, or add --overwrite.`);
  }
  const file = input === undefined ? undefined : await trajectoryFile(input);
  const tokenizer = await openTokenizer(flags.tokenizer, { signal });
  const leftOut: LeftOutOfLog = { wrong: 0, bad: [] };
  const conversations = conversationsOf(file, flags, leftOut, signal);
  const { format, out, inspect } = flags;
  try {
    if (inspect !== undefined) await showRow(conversations, tokenizer, flags);
    else if (format !== undefined && out !== undefined) {
      await write(conversations, { file, tokenizer, format, out, flags, leftOut, signal });
    }
    return exitCodes.ok;
  } finally {
    noteBadLines(leftOut.bad);
  }
}

interface Writing {
  file: string | undefined;
  tokenizer: TrainingTokenizer;
  format: ExportFormatName;
  out: string;
  flags: ExportFlags;
  leftOut: LeftOutOfLog;
  signal: AbortSignal;
}

async function write(
  conversations: AsyncIterable<TrainingConversation>,
  { file, tokenizer, format, out, flags, leftOut, signal }: Writing,
): Promise<void> {
  const { model, maxLength, validation, seed, title, licence, overwrite, dropUnmaskable, json } = flags;
  const filters = file === undefined ? undefined : await readFilterReport(file);
  const line = new ProgressLine();
  try {
    const report = await exportConversations(withProgress(conversations, line), {
      folder: out,
      format,
      tokenizer,
      validation,
      seed,
      overwrite,
      signal,
      onUnmaskable: dropUnmaskable ? 'drop' : 'error',
      recipe: { seed, ...(maxLength !== undefined && { maxLength }) },
      ...(model !== undefined && { model }),
      ...(filters !== undefined && { filters }),
      card: { ...(title !== undefined && { title }), ...(licence !== undefined && { licence }) },
    });
    line.end();
    if (json) process.stdout.write(`${JSON.stringify({ out, ...report, leftOutOfLog: leftOut })}\n`);
    else {
      const screen = new Screen(process.stdout);
      const { style, width } = screen.renderOptions;
      screen.show({ lines: exportLines(report, out, width, style) });
      if (leftOut.wrong > 0) note(`${plural(leftOut.wrong, 'row')} of the log were judged wrong and are left out.`);
    }
  } finally {
    line.end();
  }
}

async function* withProgress(
  conversations: AsyncIterable<TrainingConversation>,
  line: ProgressLine,
): AsyncGenerator<TrainingConversation> {
  let count = 0;
  for await (const conversation of conversations) {
    if (count % 100 === 0) line.show(`${number(count)} conversations`);
    count += 1;
    yield conversation;
  }
}

/** Rows are counted from 1, in the order of the input. */
async function showRow(
  conversations: AsyncIterable<TrainingConversation>,
  tokenizer: TrainingTokenizer,
  { inspect, html }: ExportFlags,
): Promise<void> {
  const row = typeof inspect === 'number' ? inspect : 1;
  let count = 0;
  for await (const conversation of conversations) {
    count += 1;
    if (count < row) continue;
    const inspected = inspectConversation(conversation, tokenizer);
    if (html === undefined) process.stdout.write(inspectedText(inspected, process.stdout));
    else {
      await writeFile(html, inspected.html);
      note(`Row ${row} (${conversation.id}) is in ${html}.`);
    }
    return;
  }
  throw new UsageError(`--inspect ${row}: there ${count === 1 ? 'is' : 'are'} only ${plural(count, 'row')}.`);
}
