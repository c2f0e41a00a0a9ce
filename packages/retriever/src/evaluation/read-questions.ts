import { z } from 'zod';
import { checkOptions } from '../check-options.ts';
import { RetrieverError } from '../errors.ts';
import type { BadRow, ReadOptions } from '../passage-source.ts';
import { isDocumentFormat } from '../sources/file-format.ts';
import { openFile, rowsOf } from '../sources/open-file.ts';
import { isRecord } from '../sources/row-reader.ts';
import { readQuestion, type RetrievalQuestion } from './retrieval-question.ts';

/** What {@link readQuestions} takes besides the path. */
export interface ReadQuestionsOptions extends ReadOptions {
  /** Only the first so many questions. */
  limit?: number | undefined;
}

const schema = z.looseObject({ limit: z.int().positive().optional() });
const maxRowBytes = 2 ** 26;

/**
 * The questions in a file: JSON, JSON Lines or Parquet, packed or not, in any form that `readQuestion` knows. A row
 * that is no question, or whose supporting passages are not known, goes to `onBadRow`.
 * @throws InvalidInputError `retriever/bad-options`
 * @throws RetrieverError `retriever/no-questions` where no row is a question, and those of `fileSource`
 */
export async function readQuestions(path: string, options: ReadQuestionsOptions = {}): Promise<RetrievalQuestion[]> {
  const { limit = Number.POSITIVE_INFINITY } = checkOptions('readQuestions', schema, options);
  const { signal, onBadRow } = options;
  const questions: RetrievalQuestion[] = [];
  let firstBad: BadRow | undefined;
  const refuse = (bad: BadRow): void => {
    firstBad ??= bad;
    onBadRow?.(bad);
  };
  const opened = await openFile(path, 'auto', signal);
  const { format } = opened;
  if (isDocumentFormat(format)) throw noQuestions(path, `it is read as ${format}`);
  for await (const { rows } of rowsOf(opened, format, { maxRowBytes, wants: () => true, signal })) {
    signal?.throwIfAborted();
    for (const raw of rows) {
      const at = { file: path, row: raw.row };
      if ('reason' in raw) {
        refuse({ ...at, reason: raw.reason });
        continue;
      }
      const read = isRecord(raw.value) ? readQuestion(raw.value, raw.row) : { reason: 'the row is not an object' };
      if (!('question' in read)) {
        refuse({ ...at, ...read });
        continue;
      }
      questions.push(read.question);
      if (questions.length >= limit) return questions;
    }
  }
  if (questions.length > 0) return questions;
  const why =
    firstBad === undefined ? 'it has no row' : `row ${firstBad.row}: ${firstBad.field ?? 'it'} ${firstBad.reason}`;
  throw noQuestions(path, why);
}

function noQuestions(path: string, why: string): RetrieverError {
  return new RetrieverError(
    `${path} holds no question with known supporting passages (${why}). Give rows in the form of HotpotQA, 2WikiMultiHopQA or MuSiQue, or {id, question, supporting: [ids]}.`,
    { code: 'retriever/no-questions' },
  );
}
