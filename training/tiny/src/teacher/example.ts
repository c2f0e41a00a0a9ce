import { conversation, type ChatMessage, type Trajectory } from '@agentd/agent-core';

/** A conversation to train on. */
export interface TrainingExample {
  id: string;
  /** `learn` marks the turns that the student is to write itself: the actions that worked. */
  messages: (ChatMessage & { learn: boolean })[];
}

/** What the student learns from a run: the conversation as the agent saw it, with the actions that ran without fault. */
export function toTrainingExample(trajectory: Trajectory): TrainingExample {
  const worked = trajectory.steps.map(({ candidates, elected }) => candidates[elected]?.status === 'ok');
  let action = 0;
  return {
    id: trajectory.task.id,
    messages: conversation(trajectory.prompt.messages, trajectory.steps).map((message) => ({
      ...message,
      learn: message.role === 'assistant' && worked[action++] === true,
    })),
  };
}
