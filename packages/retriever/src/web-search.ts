import { type Passage, type Retriever, tool, type Tool, truncateEnd } from '@agentd/agent-core';
import { z } from 'zod';
import { abortable } from './abortable.ts';
import { checkOptions } from './check-options.ts';

/**
 * How passages are shown to the model. `paper`: `Doc 1(Title: …) …`, a line for each, as Search-R1 writes them.
 * `recommended`: number and title on a line of their own, then the text.
 */
export type PassageForm = 'paper' | 'recommended';

/** What {@link webSearch} takes. */
export interface WebSearchOptions {
  /** Passages for each query; default 3, as in the paper. */
  k?: number;
  /** Longer passages are cut; default: whole. */
  maxPassageCharacters?: number;
  /** Default `recommended`. */
  form?: PassageForm;
  /** What is searched, as the model is told; default `an encyclopedia`. */
  over?: string;
  /** Queries whose answers are kept; default 1,000. */
  memory?: number;
  /** Ends every search of the tool. */
  signal?: AbortSignal;
}

const optionsSchema = z.object({
  k: z.int().positive().default(3),
  maxPassageCharacters: z.int().positive().optional(),
  form: z.enum(['paper', 'recommended']).default('recommended'),
  over: z.string().min(1).default('an encyclopedia'),
  memory: z.int().nonnegative().default(1_000),
});

const input = z.object({ query: z.string().describe('What to look for, in a few words or as a question.') });

/**
 * The tool `web_search(query: str) -> str` over a corpus. It remembers what it found; equal queries that come while
 * the first is on its way share its search. The passages stand in the trajectory as the tool's output.
 * @throws InvalidInputError `retriever/bad-options`
 */
export function webSearch(retriever: Retriever, options: WebSearchOptions = {}): Tool {
  const settings = checkOptions('webSearch', optionsSchema, options);
  const { k, maxPassageCharacters = Number.POSITIVE_INFINITY, form, over, memory } = settings;
  /** The least recently used first. */
  const answers = new Map<string, Promise<string>>();

  async function find(query: string): Promise<string> {
    const passages = await retriever.search(query, { k, signal: options.signal });
    if (passages.length === 0) return `No passage was found for ${JSON.stringify(query)}. Try other words.`;
    const shown = passages.map((passage) => ({ ...passage, text: truncateEnd(passage.text, maxPassageCharacters) }));
    return form === 'paper' ? paperForm(shown) : recommendedForm(shown);
  }

  function remembered(query: string): Promise<string> {
    const answer = answers.get(query) ?? find(query);
    answers.delete(query);
    answers.set(query, answer);
    // A search that failed may succeed the next time.
    answer.catch(() => answers.get(query) === answer && answers.delete(query));
    for (const oldest of answers.keys()) {
      if (answers.size <= memory) break;
      answers.delete(oldest);
    }
    return answer;
  }

  return tool({
    name: 'web_search',
    description: `Searches ${over} and returns the ${k === 1 ? 'passage that fits' : `${k} passages that fit`} the query best.`,
    input,
    output: z.string(),
    effect: 'read',
    async execute({ query }, { signal }) {
      const words = query.trim();
      if (words === '') return 'The query is empty: call web_search with the words to look for.';
      return abortable(remembered(words), signal);
    },
  });
}

function paperForm(passages: readonly Passage[]): string {
  return passages.map(({ title, text }, index) => `Doc ${index + 1}(Title: ${title}) ${text}\n`).join('');
}

function recommendedForm(passages: readonly Passage[]): string {
  return passages.map(({ title, text }, index) => `[${index + 1}] ${title}\n${text}`).join('\n\n');
}
