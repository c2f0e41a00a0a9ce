import type { CallOptions, ChatMessage, CompletionRequest, LanguageModel, Usage } from '@agentd/agent-core';
import { EvaluatorError } from '../../errors.ts';
import { type JudgeCase, judgeMessages, type JudgeOrder, repairMessages } from './judge-prompt.ts';
import { parseVerdict, type Verdict } from './verdict.ts';

/** Settings of one verdict. */
export interface JudgeRequest extends CallOptions {
  rubric: string;
  order: JudgeOrder;
  seed: number;
  temperature: number;
  maxTokens: number;
  onUsage?: (usage: Usage) => void;
}

/**
 * Asks for a verdict, and once more when the answer is none.
 * @throws EvaluatorError `evaluator/judge-unreadable`
 * @throws ModelError what the model throws
 */
export async function askForVerdict(model: LanguageModel, one: JudgeCase, request: JudgeRequest): Promise<Verdict> {
  const messages = judgeMessages(one, request.rubric, request.order);
  const first = await complete(model, messages, request);
  if ('verdict' in first) return first.verdict;
  const second = await complete(model, repairMessages(messages, first.text, first.fault), request);
  if ('verdict' in second) return second.verdict;
  throw new EvaluatorError(
    `The judge ${model.id} gave no verdict, also when asked again: ${second.fault}. It wrote ` +
      `${JSON.stringify(second.text.slice(0, 200))}. Take a model that follows instructions, or raise maxTokens.`,
    { code: 'evaluator/judge-unreadable', isRetryable: true },
  );
}

type Answer = { verdict: Verdict } | { fault: string; text: string };

async function complete(model: LanguageModel, messages: ChatMessage[], request: JudgeRequest): Promise<Answer> {
  const { seed, temperature, maxTokens, signal, onUsage } = request;
  const wanted: CompletionRequest = { messages, temperature, maxTokens };
  if (model.capabilities.seed) wanted.seed = seed;
  const { completions, usage } = await model.complete(wanted, { signal });
  onUsage?.(usage);
  const [completion] = completions;
  const text = completion?.text ?? '';
  const parsed = parseVerdict(text);
  if ('verdict' in parsed) return parsed;
  const fault = completion?.finishReason === 'length' ? 'it was cut off at the limit of tokens' : parsed.fault;
  return { fault, text };
}
