import type { ChatMessage } from '@agentd/agent-core';

// One conversation, and how each family of models shows it.

const says =
  (role: ChatMessage['role']) =>
  (content: string): ChatMessage => ({ role, content });
export const system = says('system');
export const user = says('user');
export const assistant = says('assistant');

/** What an agent sends: a task, a step, what came of it, and a last request. */
export const conversation = [
  system('Be brief.'),
  user('How much is 2 * 3?'),
  assistant('Thought: count.\n```py\nprint(2 * 3)\n```<end_code>'),
  user('Observation:\n6'),
  user('Answer now.'),
];

const chatMlConversation = `
<|im_start|>system
Be brief.<|im_end|>
<|im_start|>user
How much is 2 * 3?<|im_end|>
<|im_start|>assistant
Thought: count.
\`\`\`py
print(2 * 3)
\`\`\`<end_code><|im_end|>
<|im_start|>user
Observation:
6<|im_end|>
<|im_start|>user
Answer now.<|im_end|>
<|im_start|>assistant
`;
const gemmaConversation = `
<bos><start_of_turn>user
Be brief.

How much is 2 * 3?<end_of_turn>
<start_of_turn>model
Thought: count.
\`\`\`py
print(2 * 3)
\`\`\`<end_code><end_of_turn>
<start_of_turn>user
Observation:
6

Answer now.<end_of_turn>
<start_of_turn>model
`;
const expected: Record<string, string> = {
  'Qwen2.5': chatMlConversation,
  Qwen3: `${chatMlConversation}<think>\n\n</think>\n\n`,
  SmolLM2: chatMlConversation,
  'Llama 3': `
<|begin_of_text|><|start_header_id|>system<|end_header_id|>

Today Date: 26 Jul 2024

Be brief.<|eot_id|><|start_header_id|>user<|end_header_id|>

How much is 2 * 3?<|eot_id|><|start_header_id|>assistant<|end_header_id|>

Thought: count.
\`\`\`py
print(2 * 3)
\`\`\`<end_code><|eot_id|><|start_header_id|>user<|end_header_id|>

Observation:
6<|eot_id|><|start_header_id|>user<|end_header_id|>

Answer now.<|eot_id|><|start_header_id|>assistant<|end_header_id|>

`,
  'Gemma 2': gemmaConversation,
  'Gemma 3': gemmaConversation,
  // Its tokens swallow the line breaks after them, and its decoder writes a space for each part of a text.
  'Phi 3': `
<|system|> Be brief.<|end|><|user|> How much is 2 * 3?<|end|><|assistant|> Thought: count.
\`\`\`py
print(2 * 3)
\`\`\`<end_code><|end|><|user|> Observation:
6<|end|><|user|> Answer now.<|end|><|assistant|> `,
  'Phi 4':
    '\n<|im_start|>system<|im_sep|>Be brief.<|im_end|><|im_start|>user<|im_sep|>How much is 2 * 3?<|im_end|>' +
    '<|im_start|>assistant<|im_sep|>Thought: count.\n```py\nprint(2 * 3)\n```<end_code><|im_end|>' +
    '<|im_start|>user<|im_sep|>Observation:\n6<|im_end|><|im_start|>user<|im_sep|>Answer now.<|im_end|>' +
    '<|im_start|>assistant<|im_sep|>',
};
/** Pins the date that Llama 3 shows. */
export const variables = { date_string: '26 Jul 2024' };

/** The conversation as a family's model sees it, up to the answer. */
export function written(family: string): string {
  return (expected[family] ?? '').slice(1);
}
