import type { FileHandle } from 'node:fs/promises';
import type { CallOptions } from '@agentd/agent-core';
import { z } from 'zod';
import { EvaluatorError } from '../errors.ts';
import { EVALUATION_RECORD_VERSION, evaluationRecordSchema, type EvaluationRecord } from './record.ts';

/** What in a journal could not be read. */
export interface JournalDamage {
  /** Lines that hold no result, such as after a fault of the disk; their results count as not there. */
  unreadable: { line: number; reason: string }[];
  /** What stands behind the last line feed where a run was killed while it wrote; cut off when a run goes on. */
  halfLine: { line: number; bytes: number } | undefined;
}

/** A line of a journal. */
export interface JournalLine {
  /** Counted from 1. */
  line: number;
  record: EvaluationRecord;
  /** Whether a line feed follows. */
  terminated: boolean;
}

/** How every line of a journal begins. */
const BEGINNING = '{"schemaVersion":';
const LINE_FEED = 0x0a;
const CHUNK_BYTES = 256 * 1024;

const versionSchema = z.object({ schemaVersion: z.number().gt(EVALUATION_RECORD_VERSION) });

/** The result as a line, its line feed included. */
export function encodeLine(record: EvaluationRecord): Buffer {
  return Buffer.from(`${JSON.stringify(record)}\n`);
}

/**
 * The results of a journal as they stand in it. What cannot be read goes into `damage`.
 * @throws EvaluatorError `evaluator/journal-version` for results of a later version; `evaluator/not-a-journal` where
 * there is text but no result
 */
export async function* journalLines(
  file: FileHandle,
  path: string,
  damage: JournalDamage,
  { signal }: CallOptions = {},
): AsyncGenerator<JournalLine, void> {
  let results = 0;
  let line = 0;
  for await (const { bytes, terminated } of linesOf(file)) {
    signal?.throwIfAborted();
    line += 1;
    const text = bytes.toString('utf8');
    if (text.trim() === '' && terminated) continue;
    const parsed = parseLine(text, `${path}:${line}`);
    if ('record' in parsed) {
      results += 1;
      yield { line, record: parsed.record, terminated };
    } else if (terminated) damage.unreadable.push({ line, reason: parsed.reason });
    else if (results > 0 || isBeginning(text)) damage.halfLine = { line, bytes: bytes.length };
    else damage.unreadable.push({ line, reason: parsed.reason });
  }
  const [first] = damage.unreadable;
  if (results > 0 || first === undefined) return;
  throw new EvaluatorError(
    `${path} is no journal of an evaluation: line ${first.line} ${first.reason}. Name another file; a new one is made.`,
    { code: 'evaluator/not-a-journal' },
  );
}

/** A line that was being written, or zeros in its place after a power cut. */
function isBeginning(text: string): boolean {
  return /^\0*$/.test(text) || text.startsWith(BEGINNING) || BEGINNING.startsWith(text);
}

function parseLine(text: string, source: string): { record: EvaluationRecord } | { reason: string } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { reason: 'is not JSON' };
  }
  const parsed = evaluationRecordSchema.safeParse(raw);
  if (parsed.success) return { record: parsed.data };
  const later = versionSchema.safeParse(raw);
  if (!later.success) {
    const [issue] = parsed.error.issues;
    return { reason: `is no result: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
  }
  throw new EvaluatorError(
    `${source} has schemaVersion ${later.data.schemaVersion}; this agentd reads up to ${EVALUATION_RECORD_VERSION}. Update @agentd/evaluator.`,
    { code: 'evaluator/journal-version' },
  );
}

/** Split at line feeds alone: JSON text may hold other characters that end a line, such as U+2028. */
async function* linesOf(file: FileHandle): AsyncGenerator<{ bytes: Buffer; terminated: boolean }, void> {
  let position = 0;
  let parts: Buffer[] = [];
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    let rest = buffer.subarray(0, bytesRead);
    for (let at = rest.indexOf(LINE_FEED); at >= 0; at = rest.indexOf(LINE_FEED)) {
      yield { bytes: Buffer.concat([...parts, rest.subarray(0, at)]), terminated: true };
      rest = rest.subarray(at + 1);
      parts = [];
    }
    if (rest.length > 0) parts.push(rest);
  }
  if (parts.length > 0) yield { bytes: Buffer.concat(parts), terminated: false };
}
