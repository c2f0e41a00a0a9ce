import {
  Agent,
  compactPrompt,
  conversation,
  GreedyDecoder,
  type Executor,
  type Tool,
  type Trajectory,
} from '@agentd/agent-core';
import { isSameAnswer } from './answer.ts';
import type { FactExample } from './example.ts';
import type { FactQuestion } from './questions.ts';
import { FactTeacher, isFound } from './teacher.ts';

/** Steps that the teacher may take: two searches, each with up to two that miss, and the answer. */
const MAX_STEPS = 7;

/** Runs the teacher on one question through the agent loop, with the real search. */
export async function teachFact(question: FactQuestion, executor: Executor, search: Tool): Promise<Trajectory> {
  const agent = new Agent({
    model: new FactTeacher([question]),
    executor,
    tools: [search],
    decoder: new GreedyDecoder(),
    prompt: compactPrompt,
    maxSteps: MAX_STEPS,
  });
  return agent.run({ id: question.id, question: question.question });
}

/** Whether the run ended with the answer. */
export const isFactRight = ({ outcome }: Trajectory, question: FactQuestion): boolean =>
  outcome.status === 'answered' && isSameAnswer(outcome.answer?.text ?? '', question);

/** What the student learns from a run: the conversation, and the actions in it that found something. */
export function toFactExample({ task, prompt, steps }: Trajectory, { subject, lookups }: FactQuestion): FactExample {
  let done = 0;
  const learnt = steps.map(({ observation }) => {
    const lookup = lookups[done];
    if (lookup === undefined) return true;
    const hit = isFound(observation, lookup);
    if (hit) done += 1;
    return hit;
  });
  let action = 0;
  return {
    id: task.id,
    subject,
    found: lookups.map(({ found }) => found),
    messages: conversation(prompt.messages, steps).map((message) => ({
      ...message,
      learn: message.role === 'assistant' && learnt[action++] === true,
    })),
  };
}
