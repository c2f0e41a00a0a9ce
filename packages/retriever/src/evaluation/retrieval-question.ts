import { z } from 'zod';
import { passageId } from '../sources/passage-id.ts';
import { passagesOfQuestion } from '../sources/question-record.ts';

/** A question whose supporting passages are known. */
export interface RetrievalQuestion {
  id: string;
  question: string;
  /** Ids of the passages that support the answer, in an index or by {@link passageId}. */
  supporting: readonly string[];
}

const id = z.union([z.string().min(1), z.int(), z.bigint()]).transform(String);
const base = z.object({ id: id.optional(), _id: id.optional(), question: z.string().trim().min(1) });
/** Our own form: ids of passages as they are in the index. */
const byId = z.object({ supporting: z.array(id).min(1) });
const musique = z.object({
  paragraphs: z.array(z.object({ title: z.string(), paragraph_text: z.string(), is_supporting: z.boolean() })),
});
/** HotpotQA and 2WikiMultiHopQA: `[[title, sentence]]`, or as columns. */
const supportingFacts = z.union([
  z.array(z.tuple([z.string(), z.unknown()])).transform((facts) => facts.map(([title]) => title)),
  z.object({ title: z.array(z.string()) }).transform(({ title }) => title),
]);

/** A question, or why a row is none. */
export type QuestionRow = { question: RetrievalQuestion } | { field: string; reason: string };

/** Reads one row in the form of HotpotQA, 2WikiMultiHopQA or MuSiQue, or `{id, question, supporting: [id]}`. */
export function readQuestion(value: Record<string, unknown>, row: number): QuestionRow {
  const head = base.safeParse(value);
  if (!head.success) return { field: 'question', reason: 'is not a text' };
  const supporting = supportingOf(value);
  if (supporting.length === 0) {
    return { field: 'supporting', reason: 'names no supporting passage that is among the passages of the question' };
  }
  const { id: own, _id: hotpot, question } = head.data;
  return { question: { id: own ?? hotpot ?? `row-${row}`, question, supporting } };
}

function supportingOf(value: Record<string, unknown>): string[] {
  const own = byId.safeParse(value);
  if (own.success) return [...new Set(own.data.supporting)];
  const paragraphs = musique.safeParse(value);
  if (paragraphs.success) {
    const found = paragraphs.data.paragraphs.filter((paragraph) => paragraph.is_supporting);
    return unique(found.map(({ title, paragraph_text: text }) => passageId(title, text.trim())));
  }
  const facts = supportingFacts.safeParse(value.supporting_facts);
  if (!facts.success) return [];
  const titles = new Set(facts.data);
  const { passages } = passagesOfQuestion(value);
  return unique(passages.filter(({ title }) => titles.has(title)).map((passage) => passage.id));
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)];
