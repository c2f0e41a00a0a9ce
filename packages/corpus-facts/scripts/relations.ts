import type { Element } from './elements.ts';
import { type Facts, isMoney, statement } from './facts.ts';
import type { Synset } from './read-wordnet.ts';

/** Something that a passage says: `subject` stands in `relation` to `object`; both stand in the passage's text. */
export interface Relation {
  relation: string;
  subject: string;
  object: string;
  /** Id of the passage that says it. */
  passage: string;
}

type Said = [relation: string, object: string | undefined, subject?: string];

const continents = [
  'Africa',
  'Asia',
  'Europe',
  'North America',
  'South America',
  'Central America',
  'Caribbean',
  'Oceania',
];

const scientist = new Set(['chemist', 'physicist', 'naturalist', 'astronomer', 'mineralogist', 'metallurgist']);

/**
 * What the passages of the corpus say that questions can be made of. Left out: names that several passages have, and
 * subjects that stand in one relation to several objects.
 */
export function relationsOf(facts: Facts, all: readonly Element[]): Relation[] {
  const finders = findersByName(facts);
  const found = [
    ...facts.chosen.flatMap((synset) => of(`wordnet/${synset.id}`, facts.nameOf(synset.id), saidOf(facts, synset))),
    ...all.flatMap((element) => of(element.passage.id, element.name, saidOfElement(element, finders))),
  ];
  const titles = tally([...facts.chosen.map(({ id }) => facts.nameOf(id)), ...all.map(({ name }) => name)]);
  const pairs = tally(found.map(({ relation, subject }) => `${relation}\n${subject}`));
  const isClear = (name: string): boolean => (titles.get(name) ?? 0) < 2;
  return found.filter(
    ({ relation, subject, object }) =>
      isClear(object) &&
      // "The state whose capital is Columbus" is clear although there are several Columbuses.
      (isClear(subject) || relation.endsWith('capital of')) &&
      pairs.get(`${relation}\n${subject}`) === 1,
  );
}

function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Scientists by their last name, where only one has it: the elements' texts often give no more. */
function findersByName(facts: Facts): Map<string, string> {
  const scientists = facts.chosen.filter((synset) => [...facts.kindsOf(synset)].some((kind) => scientist.has(kind)));
  const lastName = (synset: Synset): string => synset.words[0] ?? '';
  const counts = tally(scientists.map(lastName));
  return new Map(
    scientists.filter((one) => counts.get(lastName(one)) === 1).map((one) => [lastName(one), facts.nameOf(one.id)]),
  );
}

function of(passage: string, name: string, said: readonly Said[]): Relation[] {
  return said.flatMap(([relation, object, subject = name]) =>
    object === undefined ? [] : [{ relation, subject, object, passage }],
  );
}

function saidOf(facts: Facts, synset: Synset): Said[] {
  if (isMoney(synset))
    return [['currency of', match(synset.gloss, /money (?:in|on|of) (?:the )?([A-Z][\w' ]*?)(?:;|$| \()/)]];
  return facts.kindsOf(synset).has('person') ? saidOfPerson(facts, synset) : saidOfPlace(facts, synset);
}

function saidOfPlace(facts: Facts, synset: Synset): Said[] {
  const kinds = facts.kindsOf(synset);
  const kind = facts.nameOf(synset.instanceOf[0] ?? '');
  const wholes = synset.partOf.flatMap((id) => facts.synsets.get(id) ?? []);
  const within = wholes.filter((whole) => isCountry(facts, whole) || isState(facts, whole));
  const [only] = within.length === 1 ? within : [];
  const gloss = statement(synset);
  const said: Said[] = [];
  if (kinds.has('national capital') && only !== undefined) said.push(['capital of', facts.nameOf(only.id)]);
  else if (kinds.has('state capital') && only !== undefined && isState(facts, only)) {
    said.push(['state capital of', facts.nameOf(only.id)]);
  } else if (only !== undefined && !isState(facts, synset)) {
    said.push([`lies in ${isState(facts, only) ? 'state' : 'country'}`, facts.nameOf(only.id)]);
  }
  if (isCountry(facts, synset)) {
    said.push(['continent', wholes.map(({ id }) => facts.nameOf(id)).find((name) => continents.includes(name))]);
    said.push(['independence year', match(gloss, /achieved independence (?:from [\w ]+? )?in (\d{4})/)]);
    said.push(['independence from', match(gloss, /independence from (?:the )?([A-Z][\w ]+?) in \d{4}/)]);
  }
  if (isState(facts, synset)) {
    for (const word of synset.words.slice(1))
      if (word.endsWith(' State')) said.push(['nickname', facts.nameOf(synset.id), word]);
  }
  said.push(['height in feet', match(gloss, /\(([\d,]+) feet high\)/)]);
  if (synset.words.length > 0) said.push(['kind of place', kind || undefined]);
  return said;
}

function saidOfPerson(facts: Facts, synset: Synset): Said[] {
  const gloss = statement(synset);
  const deed =
    /\bwho (discovered|invented|wrote|founded|developed|designed|introduced|built) (?!that |how )([^(;]+?)(?: and (?:who|was|later|his|their)\b.*)?(?= \(|\(|;|$)/.exec(
      gloss,
    );
  const name = facts.nameOf(synset.id);
  return [
    ['birth year', match(gloss, /\((?:[^()]*?)(\d{3,4}) ?- ?\d{3,4}\)/) ?? match(gloss, /born in (\d{4})/)],
    ['death year', match(gloss, /\d{3,4} ?- ?(\d{3,4})\)/)],
    ['birth country', match(gloss, /\(born in (?:the )?([A-Z][A-Za-z ]+?)\)/)],
    [
      'nationality',
      match(
        gloss,
        /^(?:the )?(United States|New Zealand|South African|[A-Z][a-z]+(?:ish|ian|an|ch|ese|ss|tch|eek)) [a-z]/,
      ),
    ],
    ['occupation', facts.nameOf(synset.instanceOf[0] ?? '') || undefined],
    ['presidency', match(gloss, /(\d+(?:st|nd|rd|th)) President of the United States/)],
    deed === null ? ['deed', undefined] : ['deed', name, `${deed[1]} ${deed[2]}`.trim()],
  ];
}

function saidOfElement({ passage: { text }, symbol, number }: Element, finders: Map<string, string>): Said[] {
  const finder = String.raw`((?:(?:Sir|Lord|[A-Z]\.|[A-Z][a-z]+|[A-Z]\.[A-Z]\.) )*[A-Z][a-z]+)`;
  const verb = String.raw`(?:[Dd]iscovered|[Ii]solated|[Ii]dentified|[Dd]etected)`;
  const named = match(text, new RegExp(`${verb}(?: [a-z]+)?(?: in \\d{4})? by ${finder}`));
  return [
    ['symbol', symbol],
    ['atomic number', String(number)],
    ['atomic weight', match(text, /Atomic weight: (\d+(?:\.\d+)?)/)],
    ['discoverer as named', named],
    ['discoverer', finders.get(named?.split(/[ .]/).at(-1) ?? '')],
    ['discovery year', match(text, new RegExp(`${verb}[^.]*? in (\\d{4})`))],
  ];
}

function isCountry(facts: Facts, synset: Synset): boolean {
  return synset.instanceOf.length > 0 && facts.kindsOf(synset).has('country');
}

function isState(facts: Facts, synset: Synset): boolean {
  return synset.instanceOf.some((id) => facts.nameOf(id) === 'American state');
}

function match(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}
