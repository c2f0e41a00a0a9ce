import { askChainOfThought, chainOfThoughtSettings } from './ask-chain-of-thought.ts';
import { checkChainOfThought, type ChainOfThoughtOptions, type RetrievalOptions } from './cot-options.ts';
import { finalAnswerOf } from './final-answer.ts';
import type { Method } from './method.ts';

/** What {@link chainOfThought} takes. */
export interface SingleChainOfThoughtOptions extends ChainOfThoughtOptions {
  /** Default 0: greedy. */
  temperature?: number;
}

/**
 * The model reasons in words, without tools (Wei et al. 2022, "Chain-of-Thought Prompting"). Of a mathematical question
 * the whole text is the answer, as scorers find it in there; of any other the short answer ({@link finalAnswerOf}). A
 * question that does not fit into the model's context has no answer.
 * @throws InvalidInputError `evaluator/options`; `answer` throws what the model throws
 */
export function chainOfThought(options: SingleChainOfThoughtOptions): Method {
  return singleChain('chainOfThought', 'cot', options);
}

/**
 * The same, with the passages that the retriever finds for the question shown before it.
 * @throws InvalidInputError `evaluator/options`; `answer` throws what the model or the retriever throws
 */
export function chainOfThoughtWithRetrieval(options: SingleChainOfThoughtOptions & RetrievalOptions): Method {
  return singleChain('chainOfThoughtWithRetrieval', 'cot-rag', options);
}

function singleChain(
  maker: string,
  defaultName: string,
  options: SingleChainOfThoughtOptions & Partial<RetrievalOptions>,
): Method {
  const chain = checkChainOfThought(maker, { ...options, temperature: options.temperature ?? 0, samples: 1 });
  return {
    name: options.name ?? defaultName,
    model: chain.model.id,
    settings: chainOfThoughtSettings(chain),
    async answer({ question }, callOptions) {
      const { texts, ...rest } = await askChainOfThought(chain, question, callOptions);
      const [text = ''] = texts;
      const answer = callOptions.kind === 'qa' ? finalAnswerOf(text, 'qa') : text;
      return {
        answer: answer === undefined || answer.trim() === '' ? undefined : answer,
        trajectories: [],
        chainsOfThought: texts,
        ...rest,
      };
    },
  };
}
