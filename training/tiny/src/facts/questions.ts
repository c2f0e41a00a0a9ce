import { hash32 } from '../problems/random.ts';
import type { Split } from '../problems/story.ts';
import { holdsName, otherNames, type Facts, type Statement } from './corpus.ts';
import { firstHops } from './first-hops.ts';
import type { FirstHop, LastHop } from './hops.ts';
import { lastHops } from './last-hops.ts';
import { splitOf, Splits } from './splits.ts';

/** One search and what is read from it. */
export interface Lookup {
  /** The best one first. */
  queries: string[];
  /** What is looked for, in a few words. */
  goal: string;
  /** Id and title of the passage that says it. */
  passage: { id: string; title: string };
  /** The name or number to read there. */
  found: string;
}

/** A question with the searches that answer it. */
export interface FactQuestion {
  id: string;
  split: Split;
  /** Names the wording; held-out questions have wordings of their own. */
  template: string;
  question: string;
  /** The name that the question holds. */
  subject: string;
  answer: string;
  /** Other names of the answer. */
  aliases: string[];
  lookups: Lookup[];
}

/** Every question that can be made of the facts, in the order of a hash. */
export function factQuestions(facts: Facts): FactQuestion[] {
  const byRelation = Map.groupBy(facts.statements, ({ relation }) => relation);
  const splits = new Splits(facts);
  const found = lastHops.flatMap((last) => {
    const statements = byRelation.get(last.relation) ?? [];
    const known = Map.groupBy(statements, (statement) => ends(statement, last).about);
    const firsts = firstHops.filter((first) => first.leadsTo === last.about && first.relation !== last.relation);
    return [
      ...[...known].flatMap(([name, own]) => oneStep(facts, splits, last, name, own)),
      ...firsts.flatMap((first) =>
        (byRelation.get(first.relation) ?? []).flatMap((statement) =>
          twoSteps(facts, splits, first, last, statement, known.get(statement.object) ?? []),
        ),
      ),
    ];
  });
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function oneStep(facts: Facts, splits: Splits, last: LastHop, name: string, own: readonly Statement[]): FactQuestion[] {
  const [statement] = own;
  if (statement === undefined || !isClear(own, last)) return [];
  const lookup = lookupOf(facts, last, name, ends(statement, last).answer, statement.passage);
  return last.frames.map((frame, wording) =>
    toQuestion(facts, own, last, {
      template: `1:${last.relation}:${wording}`,
      question: fill(frame, name),
      subject: name,
      split: splits.ofNames([name, ...(last.isName ? [lookup.found] : [])]),
      lookups: [lookup],
    }),
  );
}

function twoSteps(
  facts: Facts,
  splits: Splits,
  first: FirstHop,
  last: LastHop,
  statement: Statement,
  own: readonly Statement[],
): FactQuestion[] {
  const [second] = own;
  const { subject, object: middle } = statement;
  if (second === undefined || !isClear(own, last) || second.passage === statement.passage) return [];
  const { answer } = ends(second, last);
  const middlePassage = facts.titles.get(middle);
  const names = [middle, ...(middlePassage === undefined ? [] : otherNames(middlePassage))];
  if (isGivenAway(subject, names) || holdsName(subject, answer)) return [];
  const lookups = [
    lookupOf(facts, { ...first, goal: first.leadsTo }, subject, middle, statement.passage),
    lookupOf(facts, last, middle, answer, second.passage),
  ];
  const split = splits.ofNames([middle, ...(last.isName ? [answer] : [])]);
  return last.frames.flatMap((frame, wording) =>
    first.descriptions.flatMap((description, way) => {
      const template = `2:${first.relation}:${way}:${last.relation}:${wording}`;
      const ofTemplate = splitOf(`template:${template}`);
      // Held-out facts come in held-out wordings; training gets neither.
      if (ofTemplate !== split) return [];
      const question = fill(frame, fill(description, subject));
      return [toQuestion(facts, own, last, { template, question, subject, split, lookups })];
    }),
  );
}

function toQuestion(
  facts: Facts,
  own: readonly Statement[],
  last: LastHop,
  given: Pick<FactQuestion, 'template' | 'question' | 'subject' | 'split' | 'lookups'>,
): FactQuestion {
  const answer = given.lookups.at(-1)?.found ?? '';
  const passage = own[0] === undefined ? undefined : facts.passages.get(own[0].passage);
  const others = own.slice(1).map((statement) => ends(statement, last).answer);
  const aliases = passage?.title === answer ? otherNames(passage) : [];
  return {
    id: `fact-${hash32(given.question).toString(16).padStart(8, '0')}`,
    ...given,
    answer,
    aliases: [...new Set([...aliases, ...others])],
  };
}

function ends({ subject, object }: Statement, { isInverse }: LastHop): { about: string; answer: string } {
  return isInverse ? { about: object, answer: subject } : { about: subject, answer: object };
}

/** One answer, or several of which each is right: a state's nicknames. */
const isClear = (own: readonly Statement[], { relation }: LastHop): boolean =>
  own.length === 1 || relation === 'nickname';

const fill = (pattern: string, name: string): string => pattern.replace('{}', () => name);

function lookupOf(
  facts: Facts,
  { queries, goal }: Pick<LastHop, 'queries' | 'goal'>,
  name: string,
  found: string,
  passage: string,
): Lookup {
  const title = facts.passages.get(passage)?.title ?? '';
  return { queries: queries.map((query) => fill(query, name)), goal, found, passage: { id: passage, title } };
}

/** `Chadian franc` gives `Chad` away, and `Mexico City` Mexico. */
export function isGivenAway(subject: string, names: readonly string[]): boolean {
  const words = (text: string): string[] => text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  const starts = new Set(names.flatMap(words).map((word) => word.slice(0, 4)));
  return words(subject).some((word) => starts.has(word.slice(0, 4)));
}
