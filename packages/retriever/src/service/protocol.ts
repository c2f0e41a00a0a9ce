import type { Passage } from '@agentd/agent-core';
import { z } from 'zod';
import { passageId } from '../sources/passage-id.ts';
import { joinContents, splitContents } from '../sources/passage-text.ts';

/** What a Search-R1 server is asked: `POST /retrieve`. */
export interface RetrieveRequest {
  queries: string[];
  topk: number;
  return_scores: boolean;
}

const id = z.union([z.string(), z.number()]).nullish();

/** A document: wiki-18 rows have `contents`, other corpora `title` and `text`, some servers send bare text. */
const documentSchema = z.union([
  z.string().transform((contents) => ({ id: undefined, ...splitContents(contents) })),
  z
    .object({ id, title: z.string().nullish(), text: z.string() })
    .transform((document) => ({ ...document, title: document.title ?? '' })),
  z
    .object({ id, contents: z.string() })
    .transform((document) => ({ id: document.id, ...splitContents(document.contents) })),
]);

const scored = z.object({ document: documentSchema, score: z.coerce.number().finite() });
const unscored = documentSchema.transform((document) => ({ document, score: undefined }));

/** What a Search-R1 server answers to one query: a list that holds its list of documents, with scores or without. */
export const answerSchema = z.object({ result: z.tuple([z.array(z.union([scored, unscored]))]) });

type Hit = z.infer<typeof answerSchema>['result'][0][number];

/** A document as a passage; without scores the places stand in for them. */
export function toPassage({ document: { id: given, title, text }, score }: Hit, place: number): Passage {
  const known = given === null || given === undefined || given === '' ? passageId(title, text) : String(given);
  return { id: known, title, text, score: score ?? 1 / (place + 1) };
}

/** A passage as a server sends it, for readers of either form of document. */
export function toDocument({ id: known, title, text }: Passage): Record<string, string> {
  return { id: known, title, text, contents: joinContents(title, text) };
}
