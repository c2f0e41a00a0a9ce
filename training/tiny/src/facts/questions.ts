import { hash32 } from '../problems/random.ts';
import type { Split } from '../problems/story.ts';
import { holdsName, otherNames, type Facts, type Statement } from './corpus.ts';
import { firstHops, lastHops, type FirstHop, type LastHop } from './hops.ts';

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

/** Names in more passages than this are never held out: too little text would be left to train on. */
const COMMON = 60;

/** Every question that can be made of the facts, in the order of a hash. */
export function factQuestions(facts: Facts): FactQuestion[] {
  const byRelation = Map.groupBy(facts.statements, ({ relation }) => relation);
  const splits = new Splits(facts);
  const found = lastHops.flatMap((last) => {
    const statements = byRelation.get(last.relation) ?? [];
    const known = new Map(
      [...Map.groupBy(statements, (statement) => ends(statement, last).about)].map(([name, own]) => [name, own]),
    );
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
  return found.sort((a, b) => hash32(`order:${a.id}`) - hash32(`order:${b.id}`));
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
  const middlePassage = [...facts.passages.values()].find(({ title }) => title === middle);
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
    id: `fact-${hash32(given.question).toString(16)}`,
    ...given,
    answer,
    aliases: [...new Set([...aliases, ...others])],
  };
}

function ends({ subject, object }: Statement, { isInverse }: LastHop): { about: string; answer: string } {
  return isInverse ? { about: object, answer: subject } : { about: subject, answer: object };
}

/** One answer, or several of which each is right: a state's nicknames. */
const isClear = (own: readonly Statement[], { relation }: LastHop): boolean => own.length === 1 || relation === 'nickname';

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

function splitOf(key: string): Split {
  const part = hash32(key) % 16;
  return part < 4 ? 'test' : part < 6 ? 'development' : 'train';
}

/** Which entities are held out. */
class Splits {
  readonly #facts: Facts;
  readonly #isCommon = new Map<string, boolean>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** Of a fact about the first of these names. */
  ofNames([name = '', ...others]: readonly string[]): Split {
    const split = splitOf(`entity:${name}`);
    return split !== 'train' && [name, ...others].some((each) => this.#common(each)) ? 'train' : split;
  }

  #common(name: string): boolean {
    const known = this.#isCommon.get(name);
    if (known !== undefined) return known;
    let passages = 0;
    for (const { text } of this.#facts.passages.values()) if (text.includes(name) && holdsName(text, name)) passages += 1;
    this.#isCommon.set(name, passages > COMMON);
    return passages > COMMON;
  }
}
