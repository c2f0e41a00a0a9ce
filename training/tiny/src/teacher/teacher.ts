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
import type { Problem } from '../problems/generate.ts';
import { writeScript, type Turn } from './script.ts';

/**
 * A language model that knows the programs of its problems: it answers the conversation about one of them with the
 * next turn of its script. The same problem always gets the same script.
 */
export class Teacher implements LanguageModel {
  readonly id = 'agentd-programmatic-teacher-1';
  readonly capabilities = { n: false, prefill: false, seed: false, logprobs: false, streaming: false };
  readonly #problems: ReadonlyMap<string, Problem>;

  constructor(problems: readonly Problem[]) {
    this.#problems = new Map(problems.map((problem) => [problem.question, problem]));
  }

  /** @throws InvalidInputError when the conversation is about no problem of this teacher */
  async complete({ messages }: CompletionRequest): Promise<CompletionResult> {
    const turn = this.#next(messages);
    // The stop string ends a completion and is not part of it.
    const text = renderAction(turn).replace(new RegExp(`${END_OF_CODE}$`), '');
    const tokens = Math.ceil(text.length / 4);
    return {
      completions: [{ index: 0, text, finishReason: 'stop', stopString: END_OF_CODE, tokens }],
      usage: { promptTokens: 0, completionTokens: tokens, estimated: true },
    };
  }

  #next(messages: readonly ChatMessage[]): Turn {
    const question = messages.find(({ role }) => role === 'user')?.content ?? '';
    const problem = this.#problems.get(question);
    if (problem === undefined) {
      throw new InvalidInputError(`The teacher has no problem with the question ${JSON.stringify(question)}.`);
    }
    const script = writeScript(problem, new Random(hash32(`script:${problem.id}`)));
    const turn = script[messages.filter(({ role }) => role === 'assistant').length];
    if (turn === undefined) {
      throw new InvalidInputError(`The teacher's script for ${problem.id} ends after ${script.length} turns.`);
    }
    return turn;
  }
}
