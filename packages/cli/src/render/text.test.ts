import { describe, expect, it } from 'vitest';
import { oneLine, safe, wrap } from './text.ts';

describe('safe', () => {
  it('takes out what would steer the terminal', () => {
    expect(safe('a\u001b[2Jb\u001b]0;title\u0007c\r\nd\u0000\u009b31me')).not.toMatch(/[^\P{Cc}\n]/u);
    expect(safe('\u001b[31mred\u001b[0m')).toBe('red');
  });

  it('keeps line feeds and widens tabs', () => {
    expect(safe('if x:\r\n\tprint(1)\n')).toBe('if x:\n    print(1)\n');
  });
});

describe('oneLine', () => {
  it('shows line feeds and cuts at the width', () => {
    expect(oneLine(' one\n  two \nthree', 80)).toBe('one ⏎ two ⏎ three');
    expect(oneLine('0123456789', 5)).toBe('0123…');
  });
});

describe('wrap', () => {
  it('breaks at spaces, and keeps line feeds and indents', () => {
    expect(wrap('the quick brown fox', 10)).toEqual(['the quick', 'brown fox']);
    expect(wrap('a\n\n  b', 10)).toEqual(['a', '', '  b']);
  });

  it('leaves a word that is longer than the line whole', () => {
    expect(wrap('see https://example.org/long', 10)).toEqual(['see', 'https://example.org/long']);
  });
});
