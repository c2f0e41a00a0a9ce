import { AnswerRulesByKind, type AnswerRules } from './answer-rules.ts';
import { AnswerVote } from './answer-vote.ts';
import { askChainOfThought, chainOfThoughtSettings } from './ask-chain-of-thought.ts';
import { checkChainOfThought, type ChainOfThoughtOptions, type RetrievalOptions } from './cot-options.ts';
import type { Method } from './method.ts';

/** What {@link chainOfThoughtSelfConsistency} takes; with a `retriever`, passages stand before the question. */
export interface SelfConsistencyOptions extends ChainOfThoughtOptions, Partial<RetrievalOptions> {
  /** How many chains of thought; default 8. */
  samples?: number;
  /** Default 0.4. */
  temperature?: number;
  /** How the vote reads answers. Default: `mathAnswers()` for mathematical questions, `qaAnswers` for all others. */
  answers?: AnswerRules;
}

/**
 * Several chains of thought, and the answer that most of them come to (Wang et al. 2023, "Self-Consistency"). Ties go to
 * the answer seen first; a chain of thought without an answer does not vote. Of a mathematical question the answer is
 * the text of the first sample that voted for the winner, of any other its short answer.
 * @throws InvalidInputError `evaluator/options`; `answer` throws what the model or the retriever throws
 */
export function chainOfThoughtSelfConsistency(options: SelfConsistencyOptions): Method {
  const { samples = 8, temperature = 0.4 } = options;
  const chain = checkChainOfThought('chainOfThoughtSelfConsistency', { ...options, samples, temperature });
  const rules = new AnswerRulesByKind(options.answers);
  return {
    name: options.name ?? (options.retriever === undefined ? 'cot-sc' : 'cot-rag-sc'),
    model: chain.model.id,
    settings: { ...chainOfThoughtSettings(chain), answers: rules.settings },
    async answer({ question }, callOptions) {
      const { kind, signal } = callOptions;
      const { texts, ...rest } = await askChainOfThought(chain, question, callOptions);
      const { extract, equal } = rules.for(kind);
      const vote = new AnswerVote(equal);
      for (const [sample, text] of texts.entries()) {
        const answer = extract(text);
        if (answer !== undefined) await vote.add(sample, answer, { signal });
      }
      const { winner } = vote;
      const answer = winner === undefined || kind === 'qa' ? winner?.answer : texts[winner.sample];
      return { answer, trajectories: [], chainsOfThought: texts, ...rest };
    },
  };
}
