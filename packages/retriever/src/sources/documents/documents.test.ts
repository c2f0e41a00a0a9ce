import { expect, test } from 'vitest';
import { encodingOfHtml, readHtml } from './html.ts';
import { readMarkdown } from './markdown.ts';
import { splitPassages } from './split-passages.ts';

const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim();
const outline = (document: ReturnType<typeof readHtml>): [string, [string, string][]] => [
  document.title,
  document.sections.map(({ headings, text }) => [headings.join('/'), tidy(text)]),
];

test.each([
  ['# Title\n\nText.', ['Title', [['', 'Text.']]]],
  ['No heading.', ['file.md', [['', 'No heading.']]]],
  [
    'Before.\n\n# One\nText.\n# Two\nMore.',
    [
      'One',
      [
        ['', 'Before.'],
        ['', 'Text.'],
        ['Two', 'More.'],
      ],
    ],
  ],
  ['---\ntitle: "From the front"\ntags: [a]\n---\n# One\nText.', ['From the front', [['One', 'Text.']]]],
  [
    'Title\n=====\n\nText.\n\nPart\n----\nMore.',
    [
      'Title',
      [
        ['', 'Text.'],
        ['Part', 'More.'],
      ],
    ],
  ],
  ['# A\n```sh\n# a comment\n```\nText.', ['A', [['', '```sh # a comment ``` Text.']]]],
  [
    '# A\n~~~~\n```\n# no\n~~~~\n## B ##\nText.',
    [
      'A',
      [
        ['', '~~~~ ``` # no ~~~~'],
        ['B', 'Text.'],
      ],
    ],
  ],
  ['# A\r\n\r\nText.\r\n', ['A', [['', 'Text.']]]],
  ['# A\n\nOne.\n\n---\n\nTwo.', ['A', [['', 'One. Two.']]]],
  ['#hashtag is no heading', ['file.md', [['', '#hashtag is no heading']]]],
])('finds the sections of %j', (source, expected) => {
  expect(outline(readMarkdown(source, 'file.md'))).toEqual(expected);
});

test('takes the text of a page without scripts, styles and navigation', () => {
  const page = `<!doctype html><html><head><title> The  page </title><style>p {}</style></head><body>
    <nav>Home <a href="/">Start</a></nav><p>Caf&eacute; &amp; <b>bo</b>ld.<br>Next</p><script>let a = "<p>no</p>";</script>
    <h2>Part <em>one</em></h2><ul><li>first</li><li>second</li></ul><h3>Deeper</h3>Text<h2>Part two</h2>
    <table><tr><td>a</td><td>b</td></tr></table></body></html>`;
  expect(outline(readHtml(page, 'page.html'))).toEqual([
    'The page',
    [
      ['', 'Café & bold. Next'],
      ['Part one', 'first second'],
      ['Part one/Deeper', 'Text'],
      ['Part two', 'a b'],
    ],
  ]);
});

test.each([
  ['<h1>Only</h1>Text', ['Only', [['', 'Text']]]],
  ['<h2>First</h2>Text', ['First', [['', 'Text']]]],
  ['Text with <unclosed <b>tags', ['page.html', [['', 'Text with tags']]]],
  ['<svg><title>icon</title></svg><p>Text</p>', ['page.html', [['', 'Text']]]],
])('finds the title of %j', (source, expected) => {
  expect(outline(readHtml(source, 'page.html'))).toEqual(expected);
});

test('reads the encoding that a page names', () => {
  expect(encodingOfHtml(Buffer.from('<meta charset="iso-8859-1">'))).toBe('windows-1252');
  expect(encodingOfHtml(Buffer.from('<meta http-equiv="x" content="text/html; charset=Shift_JIS">'))).toBe('shift_jis');
  expect(encodingOfHtml(Buffer.from('<meta charset="klingon">'))).toBe('utf-8');
});

test('cuts words that are longer than a passage, never inside a character', () => {
  const text = '𠮷'.repeat(500);
  const passages = splitPassages({ title: 'T', sections: [{ headings: [], text: `a ${text}` }] }, 'id', 10);
  expect(
    passages
      .map((passage) => passage.text)
      .join('')
      .replace('a', '')
      .replaceAll(' ', ''),
  ).toBe(text);
  expect(Math.max(...passages.map((passage) => passage.text.length))).toBeLessThanOrEqual(200);
});
