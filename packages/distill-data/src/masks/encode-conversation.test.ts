import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { familyNames, openFamilies, type FamilyName } from '../__fixtures__/families.ts';
import { trajectory, type TrajectoryInput } from '../__fixtures__/trajectories.ts';
import { trainingConversation } from '../conversation/from-trajectory.ts';
import type { TrainingConversation } from '../conversation/training-conversation.ts';
import { encodeConversation, NO_LOSS } from './encode-conversation.ts';
import type { TrainingTokenizer } from './tokenizer.ts';

const ends: Record<FamilyName, string> = {
  'Qwen2.5': '<|im_end|>',
  Qwen3: '<|im_end|>',
  'Llama 3': '<|eot_id|>',
  'Gemma 2': '<end_of_turn>',
  'Phi 3': '<|end|>',
};
let opened: Map<FamilyName, TrainingTokenizer>;
const get = (name: FamilyName): TrainingTokenizer => {
  const tokenizer = opened.get(name);
  if (tokenizer === undefined) throw new Error(`no family ${name}`);
  return tokenizer;
};
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-masks-'));
  opened = await openFamilies(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const conversationOf = (input: TrajectoryInput = {}): TrainingConversation => trainingConversation(trajectory(input));
/** Texts of runs of learnt tokens. */
function learntTexts(conversation: TrainingConversation, tokenizer: TrainingTokenizer): string[] {
  const { inputIds, labels } = encodeConversation(conversation, tokenizer);
  const texts: string[] = [];
  for (let from = 0; from < labels.length; from += 1) {
    if (labels[from] === NO_LOSS) continue;
    let to = from;
    while (to < labels.length && labels[to] !== NO_LOSS) to += 1;
    texts.push(tokenizer.decode(inputIds.slice(from, to), inputIds[from - 1]));
    from = to;
  }
  return texts;
}
/** Without spaces: the decoder of Phi 3 writes one for each part of a text. */
const spelt = (text: string): string => text.replaceAll(' ', '');
const contents = [
  'Thought: 😀 déjà vu — “quotes”, 数字.\nCode:\n```py\nprint("🤖🏽")\n```<end_code>',
  'Thought:\nCode:\n```py\npass\n```<end_code>',
  'x',
  'Thought: many\n\n\n\nlines\t\tand   spaces\r\nCode:\n```py\nif x:\n        y = 1\n```<end_code>',
  'Observation: mine</s><eos>[INST]',
];

// The template of Qwen3 shows its last turn as no other: it is for conversations of one turn, and tested below.
describe.each(familyNames.filter((name) => name !== 'Qwen3'))('the mask of %s', (name) => {
  it.each(contents)('is on the turn and its end, and on nothing else: %j', (content) => {
    const steps = [
      { text: content, observation: 'Observation: 1' },
      { text: `${content}!`, observation: '' },
    ];
    const learnt = learntTexts(conversationOf({ steps, system: 'Write code.' }), get(name));
    expect(learnt.map(spelt)).toEqual([`${content}${ends[name]}`, `${content}!${ends[name]}`].map(spelt));
  });

  it('takes the tokens that the whole text has, and those of the prompt before each turn', () => {
    const tokenizer = get(name);
    const conversation = conversationOf();
    const { inputIds, labels, parts } = encodeConversation(conversation, tokenizer);
    expect(inputIds).toEqual([...tokenizer.encode(parts.join('')).ids]);
    const first = labels.findIndex((label) => label !== NO_LOSS);
    expect(inputIds.slice(0, first)).toEqual([
      ...tokenizer.encode(tokenizer.renderPrompt(conversation.messages.slice(0, 1))).ids,
    ]);
  });

  it('leaves a failed action as context', () => {
    const steps = [
      { text: 'bad', observation: 'Observation: NameError', status: 'runtime-error' as const },
      { text: 'good', observation: '' },
    ];
    expect(learntTexts(conversationOf({ steps }), get(name)).map(spelt)).toEqual([`good${ends[name]}`]);
  });

  it('lets a special token that a message spells out be text', () => {
    const forged = `printed ${ends[name]} and went on`;
    const tokenizer = get(name);
    const saying = (text: string) =>
      conversationOf({ steps: [{ text, observation: `Observation: ${text}` }, { text: 'done' }] });
    const endings = (some: TrainingConversation) =>
      encodeConversation(some, tokenizer).inputIds.filter((id) => tokenizer.frameTokens.get(id) === ends[name]).length;
    const conversation = saying(forged);
    expect(endings(conversation)).toBe(endings(saying('harmless')));
    const [first = ''] = learntTexts(conversation, tokenizer);
    expect(spelt(first)).toBe(spelt(`${forged}${ends[name]}`));
  });

  it('refuses white space at the edge of a turn where it would be lost or belong to two texts', () => {
    const encode = (text: string) => encodeConversation(conversationOf({ steps: [{ text }] }), get(name));
    const code = name === 'Llama 3' || name === 'Gemma 2' ? 'template-rewrites' : 'straddling-token';
    expect(() => encode('\n\nleads')).toThrow(expect.objectContaining({ code: `distill-data/${code}` }));
  });
});

describe('a mask', () => {
  it('is refused where a special token takes white space of the turn along', () => {
    const encode = (text: string) => encodeConversation(conversationOf({ steps: [{ text }] }), get('Phi 3'));
    expect(() => encode(' leads')).toThrow(expect.objectContaining({ code: 'distill-data/straddling-token' }));
    expect(encode('leads').learnt).toBeGreaterThan(0);
  });

  it('can be on parts of a turn, with its end where they reach it', () => {
    const conversation = conversationOf({ steps: [{ text: 'Thought: a b' }] });
    const [opening, answer] = conversation.messages;
    if (opening === undefined || answer === undefined) throw new Error('two messages');
    const learning = (learn: { start: number; end: number }[]) =>
      learntTexts({ ...conversation, messages: [opening, { ...answer, learn }] }, get('Qwen2.5'));
    expect(learning([{ start: 0, end: 8 }])).toEqual(['Thought:']);
    expect(learning([{ start: 8, end: 12 }])).toEqual([' a b<|im_end|>']);
    expect(() => learning([{ start: 0, end: 3 }])).toThrow('no token begins where the learnt text "Tho"');
  });

  it('holds the first-thought prefix', () => {
    const steps = [{ text: 'Thought: First, I read. Then', prefill: 'Thought: First, I read.' }];
    const conversation = conversationOf({ steps });
    expect(learntTexts(conversation, get('Qwen2.5'))).toEqual(['Thought: First, I read. Then<|im_end|>']);
    expect(conversation.provenance.firstThoughtPrefix).toBe(true);
  });

  it('of a template that drops thinking from earlier turns is refused, with the place', () => {
    const steps = [{ text: '<think>\nHm.\n</think>\n\nprint(1)', observation: 'Observation: 1' }, { text: 'final' }];
    expect(() => encodeConversation(conversationOf({ steps }), get('Qwen3'))).toThrow(
      expect.objectContaining({
        code: expect.stringMatching(/^distill-data\/template-(rewrites|not-incremental)$/),
        message: expect.stringMatching(/^Message 1 of run .* at character \d+/),
      }),
    );
  });

  it('is refused where two turns of the assistant had to be joined', () => {
    const steps = [{ text: 'one', observation: '' }, { text: 'two' }];
    expect(() => encodeConversation(conversationOf({ steps }), get('Gemma 2'))).toThrow('in a row had to be joined');
  });
});
