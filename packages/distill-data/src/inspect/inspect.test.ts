import { describe, expect, it } from 'vitest';
import { openTiny, templates } from '../../test/tiny-tokenizer.ts';
import { trajectory } from '../__fixtures__/trajectories.ts';
import { trainingConversation } from '../conversation/from-trajectory.ts';
import { encodeConversation } from '../masks/encode-conversation.ts';
import { inspectConversation } from './inspect.ts';

const steps = [
  { text: 'print("<b>")', observation: 'Observation: \u001B[31m<script>alert(1)</script>' },
  { text: 'done' },
];
const conversation = trainingConversation(trajectory({ steps }));

describe('inspection', () => {
  it('shows what is learnt, made from tokens and labels', async () => {
    const tokenizer = await openTiny(templates.withoutSystem);
    const { pieces } = inspectConversation(conversation, tokenizer);
    expect(pieces.filter(({ isLearnt }) => isLearnt).map(({ text }) => text)).toEqual([
      'print("<b>")<|im_end|>',
      'done<|im_end|>',
    ]);
    const row = encodeConversation(conversation, tokenizer);
    expect(pieces.map(({ text }) => text).join('')).toBe(row.parts.join(''));
    expect(inspectConversation({ inputIds: row.inputIds, labels: row.labels }, tokenizer).pieces).toEqual(pieces);
  });

  it('sends no control characters of the text to the terminal', async () => {
    const { terminal } = inspectConversation(conversation, await openTiny(templates.withoutSystem));
    expect(terminal).toContain('\u001B[32mprint("<b>")<|im_end|>\u001B[0m');
    expect(terminal).toContain(String.raw`Observation: \x1b[31m<script>`);
    expect(terminal).toMatch(/\d+ tokens, \d+ learnt\n$/);
  });

  it('escapes everything in the page', async () => {
    const { html } = inspectConversation(conversation, await openTiny(templates.withoutSystem));
    expect(html).toContain('<mark>print(&quot;&lt;b&gt;&quot;)&lt;|im_end|&gt;</mark>');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('<script>');
  });
});
