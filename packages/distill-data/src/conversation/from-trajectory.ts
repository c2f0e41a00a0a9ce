import { conversation, type PromptSet, type Step, type Tool, type Trajectory } from '@agentd/agent-core';
import { stepWorked } from './steps.ts';
import { TRAINING_CONVERSATION_VERSION, type TrainingConversation } from './training-conversation.ts';

/** What {@link trainingConversation} takes. */
export interface TrainingConversationOptions {
  /**
   * The student's prompts, where they are not the teacher's: the conversation is rendered anew with them. Give the
   * prompt set and the tools that the student will run with.
   */
  prompt?: PromptSet;
  /** Tools that the student's prompt shows; only with `prompt`. */
  tools?: readonly Tool[];
  /** Learn actions that failed too. Default false: they stay as context, and what followed them is learnt. */
  learnFailedSteps?: boolean;
}

/**
 * What a student learns from a run: the conversation as the agent saw it, with loss on its actions (a first-thought
 * prefix is part of the first) and on nothing else. What follows the last action that is learnt is left out.
 */
export function trainingConversation(
  trajectory: Trajectory,
  options: TrainingConversationOptions = {},
): TrainingConversation {
  const { id, task, model, steps } = trajectory;
  const prompt = options.prompt ?? trajectory.prompt;
  const opening = options.prompt?.opening(task.question, options.tools ?? []) ?? trajectory.prompt.messages;
  const shown = steps.map((step) => ({
    text: step.text,
    observation: observationOf(step, trajectory, options.prompt),
  }));
  const worked = steps.map(stepWorked);
  let action = 0;
  const messages = conversation(opening, shown).map(({ role, content }, index) => ({
    role,
    content,
    // Assistant messages of the opening are demonstrations.
    learn:
      role === 'assistant' &&
      index >= opening.length &&
      (worked[action++] === true || options.learnFailedSteps === true),
  }));
  const last = messages.findLastIndex(({ learn }) => learn);
  return {
    schemaVersion: TRAINING_CONVERSATION_VERSION,
    id,
    question: { id: task.id, text: task.question },
    kind: 'agent',
    messages: last === -1 ? messages : messages.slice(0, last + 1),
    provenance: {
      source: id,
      model: model.id,
      prompt: { name: prompt.name, version: prompt.version },
      firstThoughtPrefix: steps[0]?.prefill !== undefined,
      steps: steps.length,
      failedSteps: worked.filter((did) => !did).length,
    },
  };
}

function observationOf(step: Step, { parameters }: Trajectory, prompt: PromptSet | undefined): string {
  if (prompt === undefined || step.observation === '') return step.observation;
  const commitErrors = step.toolCalls
    .filter(({ effect, error }) => effect === 'write' && error !== undefined)
    .map(({ tool, error }) => `${tool} failed: ${error}`);
  const { execution } = step.candidates[step.elected] ?? {};
  return prompt.observation({ execution, commitErrors, limit: parameters.observationLimit });
}
