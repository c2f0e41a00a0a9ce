/** Title and text of the `contents` of wiki-18 and of Search-R1 servers: `"Title"`, a line end, the text. */
export function splitContents(contents: string): { title: string; text: string } {
  const end = contents.indexOf('\n');
  if (end < 0) return { title: '', text: contents };
  const first = contents.slice(0, end).trim();
  const title = first.length > 1 && first.startsWith('"') && first.endsWith('"') ? first.slice(1, -1) : first;
  return { title, text: contents.slice(end + 1) };
}

/** The opposite of {@link splitContents}. */
export function joinContents(title: string, text: string): string {
  return `"${title}"\n${text}`;
}

/** Sentences as one text: some data sets keep the space between two, some do not. */
export function joinSentences(parts: readonly string[]): string {
  let whole = '';
  for (const part of parts) whole += whole === '' || /\s$/.test(whole) || /^\s/.test(part) ? part : ` ${part}`;
  return whole.trim();
}
