/** A passage of a corpus. */
export interface Passage {
  id: string;
  title: string;
  text: string;
}

/** A text in pieces of 100 words, as passages with the ids `base#1`, `base#2`, …; one piece keeps the id `base`. */
export function inHundreds(base: string, title: string, text: string): Passage[] {
  const words = text.split(/\s+/).filter(Boolean);
  const count = Math.ceil(words.length / 100);
  return Array.from({ length: count }, (_, index) => ({
    id: count === 1 ? base : `${base}#${index + 1}`,
    title,
    text: words.slice(index * 100, (index + 1) * 100).join(' '),
  }));
}
