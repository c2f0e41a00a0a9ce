import type { PassageSource, SourcePassage } from '../../passage-source.ts';

/** A source of given passages. */
export function arraySource(passages: readonly SourcePassage[], name = 'array'): PassageSource {
  const size = ({ id, title, text }: SourcePassage): number => id.length + title.length + text.length;
  return {
    name,
    bytes: passages.reduce((total, passage) => total + size(passage), 0),
    async *read() {
      let bytesRead = 0;
      for (const passage of passages) {
        bytesRead += size(passage);
        yield { passage, bytesRead };
      }
    },
  };
}

/** Passages that differ, each with a word of its own. */
export function numberedPassages(count: number, prefix = 'p'): SourcePassage[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `${prefix}${i}`,
    title: `Volume ${i % 10}`,
    text: `The record ${prefix}word${i} tells of harbours and lighthouses, part ${i}.`,
  }));
}
