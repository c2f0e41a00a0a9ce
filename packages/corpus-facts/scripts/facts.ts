import type { Passage } from './passage.ts';
import type { Synset } from './read-wordnet.ts';

const location = 15;
const naturalObject = 17;
const person = 18;

/** Shorter glosses of persons, such as "Russian choreographer (1834-1905)", are left out to keep the corpus small. */
const shortestPerson = 45;

/** What of WordNet is in the corpus, and what each synset is called there. */
export interface Facts {
  synsets: Map<string, Synset>;
  /** Synsets with a passage. */
  chosen: Synset[];
  nameOf(id: string): string;
  /** The names of all that a synset is, directly or not. */
  kindsOf(synset: Synset): Set<string>;
}

/** Named places, natural objects, persons with years, and units of money. */
export function chooseFacts(synsets: Map<string, Synset>): Facts {
  const kinds = new Map<string, Set<string>>();

  function kindsOf(synset: Synset): Set<string> {
    const known = kinds.get(synset.id);
    if (known !== undefined) return known;
    const found = new Set<string>();
    kinds.set(synset.id, found);
    for (const id of [...synset.instanceOf, ...synset.kindOf]) {
      const above = synsets.get(id);
      if (above === undefined) continue;
      found.add(above.words[0] ?? '');
      for (const kind of kindsOf(above)) found.add(kind);
    }
    return found;
  }

  function isChosen(synset: Synset): boolean {
    if (isMoney(synset)) return true;
    if (synset.instanceOf.length === 0) return false;
    // The British colonies have the names of American states.
    if (synset.lexicalFile === location) return !kindsOf(synset).has('Colony');
    if (synset.lexicalFile === naturalObject) return !kindsOf(synset).has('constellation');
    return (
      synset.lexicalFile === person &&
      synset.gloss.length >= shortestPerson &&
      /\d{3,4} ?-|born in \d{4}/.test(synset.gloss)
    );
  }

  const chosen = [...synsets.values()].filter(isChosen);
  const names = namesOf(chosen);
  const nameOf = (id: string): string => names.get(id) ?? usualName(synsets.get(id));
  return { synsets, chosen, nameOf, kindsOf };
}

/** Usual names; where several synsets have the same one, a longer one (`New York City`, `New York State`). */
function namesOf(chosen: readonly Synset[]): Map<string, string> {
  const byName = Map.groupBy(chosen, usualName);
  const names = new Map<string, string>();
  for (const [name, same] of byName) {
    for (const synset of same) {
      const longer = synset.words.find((word) => word !== name && word.includes(name) && !byName.has(word));
      names.set(synset.id, same.length > 1 && longer !== undefined ? longer : name);
    }
  }
  return names;
}

/** Whether a synset is the money of one country. */
export function isMoney({ gloss }: Synset): boolean {
  return /^(?:the |formerly the )?basic unit of money (?:in|on|of) /.test(gloss);
}

/** Of a person the name with the first name, of a river or mountain the one with the kind, of anything else the first. */
function usualName(synset: Synset | undefined): string {
  const [first = '', ...others] = synset?.words ?? [];
  if (synset?.lexicalFile === naturalObject) {
    return others.find((word) => word.startsWith(`${first} `) || word.endsWith(` ${first}`)) ?? first;
  }
  return (synset?.lexicalFile === person ? others.find((word) => word.endsWith(` ${first}`)) : undefined) ?? first;
}

/** A synset as a passage: its names, what it is, its gloss, and what it is a part of. */
export function toPassage(facts: Facts, synset: Synset): Passage {
  const title = facts.nameOf(synset.id);
  const names = [title, ...synset.words.filter((word) => word !== title)].join(', ');
  const kinds = [...synset.instanceOf, ...(isMoney(synset) ? synset.kindOf : [])].map(facts.nameOf).join(', ');
  const wholes = synset.partOf.map(facts.nameOf);
  const part = wholes.length === 0 ? '' : ` Part of ${wholes.join(', ')}.`;
  return { id: `wordnet/${synset.id}`, title, text: `${names} (${kinds}): ${statement(synset)}.${part}` };
}

/** The gloss without its examples of use. */
export function statement({ gloss }: Synset): string {
  return gloss.replace(/;? *"[^"]*"(?: *- .*?)?(?=;|$)/g, '').trim();
}
