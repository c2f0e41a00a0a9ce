import { beforeAll, expect, it } from 'vitest';
import { sampleRandom } from '../random.ts';
import { fixtureSettings } from './__fixtures__/model-folders.ts';
import { readModelFolder } from './model-folder.ts';
import { TokenText } from './token-text.ts';
import { ChatTokenizer } from './tokenizer.ts';

let tokenizer: ChatTokenizer;
beforeAll(async () => {
  tokenizer = await ChatTokenizer.open(await readModelFolder(fixtureSettings('tiny-attention')));
});

function incremental(ids: number[]): string[] {
  const text = new TokenText(tokenizer.decode);
  return [...ids.map((id) => text.push(id)), text.flush()];
}

it('shows a character once all of its tokens are there', () => {
  const question = 'é→😀';
  const ids = tokenizer.encodePrompt([{ role: 'user', content: question }], '');
  const pieces = incremental(ids);
  expect(pieces.join('')).toContain(question);
  expect(pieces.filter((piece) => piece.includes('\uFFFD'))).toEqual([]);
  expect(pieces).toContain('😀');
});

it('gives the same text as decoding everything at once, for any tokens', () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = sampleRandom(seed, 0);
    const ids = Array.from({ length: 1 + Math.floor(random() * 40) }, () => Math.floor(random() * 370));
    expect(incremental(ids).join('')).toBe(tokenizer.decode(ids));
  }
});
