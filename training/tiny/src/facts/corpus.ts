import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { factsCorpusPath } from '@agentd/corpus-facts';
import { z } from 'zod';

const passageSchema = z.object({ id: z.string(), title: z.string(), text: z.string() });
const statementSchema = z.object({
  relation: z.string(),
  subject: z.string(),
  object: z.string(),
  /** Id of the passage that says it. */
  passage: z.string(),
});

/** A passage of `@agentd/corpus-facts`. */
export type FactPassage = z.infer<typeof passageSchema>;

/** Something that a passage says: `subject` stands in `relation` to `object`. */
export type Statement = z.infer<typeof statementSchema>;

/** The corpus and what it says. */
export interface Facts {
  /** By id. */
  passages: ReadonlyMap<string, FactPassage>;
  /** The first passage of each title. */
  titles: ReadonlyMap<string, FactPassage>;
  statements: readonly Statement[];
}

/** Reads the corpus and the statements that lie beside it in the repository. */
export async function readFacts(): Promise<Facts> {
  const [passages, statements] = await Promise.all([
    readLines(factsCorpusPath, passageSchema),
    readLines(join(dirname(factsCorpusPath), 'relations.jsonl.gz'), statementSchema),
  ]);
  return {
    passages: new Map(passages.map((passage) => [passage.id, passage])),
    titles: new Map(passages.toReversed().map((passage) => [passage.title, passage])),
    statements,
  };
}

async function readLines<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const text = gunzipSync(await readFile(path)).toString('utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => schema.parse(JSON.parse(line)));
}

/** Other names of what the passage is about: `Warszawa` of `Warsaw, Warszawa, capital of Poland, … (…): …`. */
export function otherNames({ title, text }: FactPassage): string[] {
  const head = /^([^(:]*?)(?: \(|:)/.exec(text)?.[1] ?? '';
  return head.split(', ').filter((name) => name !== '' && name !== title && !/^capital of | capital$/.test(name));
}

/** Whether the text holds the name as whole words. */
export function holdsName(text: string, name: string): boolean {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}\d])${escaped}(?![\p{L}\d])`, 'u').test(text);
}
