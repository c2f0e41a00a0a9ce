/** A TypeScript block of a Markdown file. */
export interface Snippet {
  /** 1-based line of its first line of code. */
  line: number;
  /** The block, after as many empty lines as stand before it: error messages then name the Markdown file's lines. */
  code: string;
  /** Whether it says `ts run`: such a block is also run. */
  isRunnable: boolean;
}

const opening = /^(?<indent> {0,3})(?<fence>`{3,}|~{3,})\s*(?<language>\S*)\s*(?<rest>.*)$/;

/** The blocks that are marked `ts` or `typescript`, with or without `run` after it. */
export function extractSnippets(markdown: string): Snippet[] {
  const snippets: Snippet[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const { fence, language, rest } = opening.exec(lines[at] ?? '')?.groups ?? {};
    if (fence === undefined) continue;
    const start = at + 1;
    do at += 1;
    while (at < lines.length && !isClosing(lines[at] ?? '', fence));
    if (language !== 'ts' && language !== 'typescript') continue;
    snippets.push({
      line: start + 1,
      code: `${'\n'.repeat(start)}${lines.slice(start, at).join('\n')}\n`,
      isRunnable: (rest ?? '').split(/\s+/).includes('run'),
    });
  }
  return snippets;
}

function isClosing(line: string, fence: string): boolean {
  const text = line.trim();
  return text.startsWith(fence) && text === fence.charAt(0).repeat(text.length);
}
