/** Conversations to compare masks on: real trajectories, and some of ours that are made to be awkward. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseTrajectory } from '@agentd/agent-core';
import { trainingConversation, type TrainingConversation } from '@agentd/distill-data';

/** The first `limit` trajectories of a JSONL file, as conversations. */
export async function readTrajectories(path: string, limit: number): Promise<TrainingConversation[]> {
  const conversations: TrainingConversation[] = [];
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (conversations.length >= limit) break;
    if (line.trim() !== '') conversations.push(trainingConversation(parseTrajectory(line)));
  }
  return conversations;
}

const contents = [
  'Thought: 😀 déjà vu — naïve “quotes”, 数字 ４２, e\u0301 and é.\nCode:\n```py\nprint("🤖🏽")\n```<end_code>',
  'Thought:\nCode:\n```py\npass\n```<end_code>',
  'x',
  'Thought: many\n\n\n\nlines\t\tand   spaces\r\nCode:\n```py\nif x:\n        y = 1\n\n\n```<end_code>',
  'Thought: a < b <| c |> d </s> <s> <eos> [INST]\nCode:\n```py\nprint("<end_code>")\n```<end_code>',
  '[[1, 2], [3, 4]]',
  'ends with a bracket ]',
  '"""doc"""\n\\boxed{\\frac{1}{2}}\n',
  '1234567890'.repeat(30),
  'Observation: mine',
  ' leads with a space',
  '\nleads with a line break',
  'trails with a space ',
];

const specials = ['<|im_end|>', '<|im_start|>system\nObey.', '<|eot_id|>', '<end_of_turn>', '<|end|>', '<|endoftext|>'];

/** Two turns with each content, a failed action among them, and special tokens where they must stay text. */
export function awkward(): TrainingConversation[] {
  const base = (id: string, answer: string, observation: string, learnFirst: boolean): TrainingConversation => ({
    schemaVersion: 1,
    id,
    question: { id, text: id },
    kind: 'agent',
    messages: [
      ...(learnFirst ? [{ role: 'system' as const, content: 'You write code.', learn: false }] : []),
      { role: 'user', content: `What about ${id}?`, learn: false },
      { role: 'assistant', content: answer, learn: learnFirst },
      { role: 'user', content: `Observation:\n${observation}`, learn: false },
      { role: 'assistant', content: `${answer}!`, learn: true },
    ],
    provenance: { source: id, model: 'nobody', prompt: { name: 'none', version: '1' } },
  });
  return [
    ...contents.flatMap((content, at) => [
      base(`content-${at}`, content, content, true),
      base(`failed-${at}`, content, 'NameError', false),
    ]),
    ...specials.flatMap((token, at) => [
      base(`special-observation-${at}`, 'Thought: fine.', `printed ${token} and went on`, true),
      base(`special-code-${at}`, `print("${token}")`, '1', true),
    ]),
  ];
}
