/** Lower-case words with single spaces: what two texts that read the same have in common. */
export function normaliseText(text: string): string {
  return words(text).join(' ');
}

/** Runs of letters, digits and marks, in lower case and in Unicode's composed form. */
export function words(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

/** Every run of `size` words, joined; none where there are fewer. */
export function wordRuns(list: readonly string[], size: number): string[] {
  return Array.from({ length: Math.max(0, list.length - size + 1) }, (_, at) => list.slice(at, at + size).join(' '));
}
