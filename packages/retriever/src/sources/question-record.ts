import { z } from 'zod';
import { passageId } from './passage-id.ts';
import { joinSentences } from './passage-text.ts';
import type { RecordPassages } from './row-reader.ts';

const text = z.string();
const sentences = z.array(text);

/** HotpotQA and 2WikiMultiHopQA: `[[title, [sentences]]]`; as columns, in Parquet, `{title: [], sentences: [[]]}`. */
const context = z.union([
  z.array(z.tuple([text, z.union([sentences, text])])),
  z
    .object({ title: z.array(text), sentences: z.array(sentences) })
    .refine((columns) => columns.title.length === columns.sentences.length)
    .transform((columns) =>
      columns.title.map((title, index): [string, string[]] => [title, columns.sentences[index] ?? []]),
    ),
]);

/** MuSiQue: `[{title, paragraph_text}]`. */
const paragraphs = z.array(z.object({ title: text, paragraph_text: text }));

/** Whether the row is a question with its passages. */
export function isQuestion(value: Record<string, unknown>): boolean {
  return value.text === undefined && (value.context !== undefined || value.paragraphs !== undefined);
}

/** The passages of a question, supporting ones and others. */
export function passagesOfQuestion(value: Record<string, unknown>): RecordPassages {
  const field = value.paragraphs === undefined ? 'context' : 'paragraphs';
  const pairs = field === 'context' ? ofContext(value.context) : ofParagraphs(value.paragraphs);
  if (pairs === undefined)
    return { passages: [], problem: { field, reason: `has none of the known forms of ${field}` } };
  const filled = pairs.filter((pair) => pair.text !== '');
  if (filled.length === 0) return { passages: [], problem: { field, reason: 'holds no passage' } };
  return { passages: filled.map((pair) => ({ id: passageId(pair.title, pair.text), ...pair })), mayRepeat: true };
}

function ofContext(value: unknown): { title: string; text: string }[] | undefined {
  const found = context.safeParse(typeof value === 'string' ? parsed(value) : value);
  return found.data?.map(([title, body]) => ({ title, text: joinSentences(typeof body === 'string' ? [body] : body) }));
}

function ofParagraphs(value: unknown): { title: string; text: string }[] | undefined {
  const found = paragraphs.safeParse(value);
  return found.data?.map((paragraph) => ({ title: paragraph.title, text: paragraph.paragraph_text.trim() }));
}

/** Some Parquet exports hold the context as JSON text. */
function parsed(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return value;
  } catch {
    return undefined;
  }
}
