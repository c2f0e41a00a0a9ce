import { conversation, hashText, type Trajectory } from '@agentd/agent-core';
import type { TrajectoryFilter } from './filter.ts';

/** Keeps the first of several runs with the same conversation, to the byte. */
export function duplicates(): TrajectoryFilter {
  return {
    name: 'duplicates',
    settings: {},
    start: () => {
      const seen = new Map<string, string>();
      return (trajectory) => {
        const hash = hashText(JSON.stringify(wholeConversation(trajectory)));
        const first = seen.get(hash);
        if (first !== undefined) return `the same conversation: as ${first}`;
        seen.set(hash, trajectory.id);
        return undefined;
      };
    },
  };
}

const wholeConversation = ({ prompt, steps }: Trajectory): string[][] =>
  conversation(prompt.messages, steps).map(({ role, content }) => [role, content]);
