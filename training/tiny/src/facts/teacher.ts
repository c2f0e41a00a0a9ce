import {
  END_OF_CODE,
  InvalidInputError,
  renderAction,
  type ChatMessage,
  type CompletionRequest,
  type CompletionResult,
  type LanguageModel,
} from '@agentd/agent-core';
import { hash32, Random } from '../problems/random.ts';
import { holdsName } from './corpus.ts';
import type { FactQuestion, Lookup } from './questions.ts';

/** How often a search is misspelt at first, so that the student sees how one goes on. */
const MISSPELT = 0.07;

/** Whether what is looked for stands in the observation, in the passage that says it. */
export function isFound(observation: string, { found, passage }: Lookup): boolean {
  const start = observation.indexOf(`] ${passage.title}\n`);
  if (start === -1) return false;
  const end = observation.indexOf('\n\n[', start);
  return holdsName(observation.slice(start, end === -1 ? undefined : end), found);
}

/**
 * A language model that knows which facts a question needs, and nothing of the corpus: it searches, goes on when the
 * fact stands in what was found, and otherwise searches with other words. The same conversation always gets the same turn.
 */
export class FactTeacher implements LanguageModel {
  readonly id = 'agentd-fact-teacher-1';
  readonly capabilities = { n: false, prefill: false, seed: false, logprobs: false, streaming: false };
  readonly #questions: ReadonlyMap<string, FactQuestion>;

  constructor(questions: readonly FactQuestion[]) {
    this.#questions = new Map(questions.map((question) => [question.question, question]));
  }

  /** @throws InvalidInputError when the conversation is about no question of this teacher */
  async complete({ messages }: CompletionRequest): Promise<CompletionResult> {
    const text = renderAction(this.#next(messages)).replace(new RegExp(`${END_OF_CODE}$`), '');
    const tokens = Math.ceil(text.length / 4);
    return {
      completions: [{ index: 0, text, finishReason: 'stop', stopString: END_OF_CODE, tokens }],
      usage: { promptTokens: 0, completionTokens: tokens, estimated: true },
    };
  }

  #next(messages: readonly ChatMessage[]): { thought: string; code: string } {
    const [opening, ...rest] = messages;
    const question = this.#questions.get(opening?.content ?? '');
    if (question === undefined) {
      throw new InvalidInputError(`The teacher has no question ${JSON.stringify(opening?.content)}.`);
    }
    let done = 0;
    let misses = 0;
    for (const { content } of rest.filter(({ role }) => role === 'user')) {
      const lookup = question.lookups[done];
      if (lookup !== undefined && isFound(content, lookup)) [done, misses] = [done + 1, 0];
      else misses += 1;
    }
    return nextTurn(question, done, misses);
  }
}

/** The turn after `done` facts were found, and `misses` searches for the next one were in vain. */
function nextTurn(question: FactQuestion, done: number, misses: number): { thought: string; code: string } {
  const random = new Random(hash32(`turn:${question.id}:${done}`));
  const lookup = question.lookups[done];
  const before = question.lookups[done - 1];
  if (lookup === undefined) {
    const { goal = '', found = '' } = before ?? {};
    const thought = random.pick([`The ${goal} is ${found}.`, `The answer is ${found}.`]);
    return { thought, code: `final_answer(${JSON.stringify(question.answer)})` };
  }
  const [best = ''] = lookup.queries;
  const attempts = random.chance(MISSPELT) ? [misspell(best, random), ...lookup.queries] : lookup.queries;
  const query = attempts[misses];
  // The answer cannot be right then, and the run is left out.
  if (query === undefined) return { thought: 'I found nothing.', code: 'final_answer("unknown")' };
  return {
    thought: misses > 0 ? again(random) : plan(question, done),
    code: `print(web_search(${JSON.stringify(query)}))`,
  };
}

function plan({ lookups }: FactQuestion, done: number): string {
  const goals = lookups.map(({ goal }) => goal);
  const [first = '', last] = goals;
  const found = lookups[done - 1]?.found;
  if (found !== undefined) return `The ${first} is ${found}. I look for its ${last}.`;
  return last === undefined ? `I look for the ${first}.` : `First I look for the ${first}, then for its ${last}.`;
}

const again = (random: Random): string =>
  random.pick(['That does not say it. I search with other words.', 'I did not find it. I search again.']);

/** One letter of the longest word is left out, and another one is doubled. */
function misspell(query: string, random: Random): string {
  const longest = query.split(' ').reduce((a, b) => (b.length > a.length ? b : a));
  if (longest.length < 4) return query;
  const at = random.int(1, longest.length - 3);
  return query.replace(
    longest,
    () => longest.slice(0, at) + longest.slice(at + 1, -1) + (longest.at(-1) ?? '').repeat(2),
  );
}
