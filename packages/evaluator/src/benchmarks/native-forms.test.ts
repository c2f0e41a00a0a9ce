import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as files from './__fixtures__/native-files.ts';
import { scratch } from './__fixtures__/scratch.ts';
import { type Benchmark, loadBenchmark } from './benchmark.ts';
import {
  aime,
  bamboogle,
  gsmHard,
  hotpotqa,
  math500,
  mathTrain,
  musique,
  olymMath,
  twoWiki,
} from './registry/index.ts';

// The name of the file says nothing: its content tells the form.
const forms: [string, Benchmark, string | Uint8Array, object[]][] = [
  [
    'HotpotQA JSON',
    hotpotqa,
    files.hotpotJson,
    [
      {
        id: 'aa11',
        answers: ['the Vltava'],
        level: 'hard',
        category: 'bridge',
        metadata: { supporting_facts: [['Prague', 0]] },
      },
    ],
  ],
  [
    'HotpotQA Parquet',
    hotpotqa,
    files.hotpotParquet,
    [
      { id: 'aa11', answers: ['the Vltava'], metadata: { supporting_facts: { title: ['Prague'], sent_id: [0] } } },
      { id: 'bb22', answers: ['yes'], category: 'comparison', level: 'medium' },
    ],
  ],
  ['MuSiQue JSON Lines', musique, files.musiqueJsonLines, [{ id: '2hop__1_2', answers: ['Aare', 'the Aar'] }]],
  [
    '2Wiki JSON',
    twoWiki,
    files.twoWikiJson,
    [
      { id: 'c3', answers: ['United States'], category: 'compositional' },
      { id: 'c4', answers: ['no'] },
    ],
  ],
  ['2Wiki Parquet', twoWiki, files.twoWikiParquet, [{ id: 'c3', answers: ['United States'], metadata: {} }]],
  [
    'Bamboogle CSV',
    bamboogle,
    files.bamboogleCsv,
    [
      { question: 'Who led the country in the year "that" bank, or another, was founded?', answers: ['james madison'] },
      { question: 'In what year\nwas it?', answers: ['1999'] },
    ],
  ],
  [
    'MATH-500 JSON Lines',
    math500,
    files.math500JsonLines,
    [{ id: 'test/prealgebra/7.json', answers: ['2'], level: 1, category: 'Prealgebra' }],
  ],
  ['MATH Parquet', math500, files.mathParquet, [{ answers: ['7'], level: 3, category: 'Geometry' }]],
  [
    'GSM-Hard JSON Lines',
    gsmHard,
    files.gsmHardJsonLines,
    [
      { question: 'How many?', answers: ['9867630.0'] },
      { answers: ['1.0E+20'] },
      { answers: ['123456789012345678'] },
      { answers: ['-0.5'] },
    ],
  ],
  [
    'AIME Parquet',
    aime,
    files.aimeParquet,
    [
      { id: '60', answers: ['204'] },
      { id: '61', answers: ['025'] },
    ],
  ],
  [
    'AIME CSV',
    aime,
    files.aimeCsv,
    [{ id: '2022-I-1', question: 'Find $P(0) + Q(0)$, please.', answers: ['116'], metadata: { Year: '2022' } }],
  ],
  ['AIME JSON Lines', aime, files.aimeJsonLines, [{ id: '2024-I-1', answers: ['33'] }]],
  [
    'OlymMATH JSON Lines',
    olymMath,
    files.olymMathJsonLines,
    [
      { id: 'OlymMATH-EASY-0-EN', answers: ['4\\sqrt{15}-14'], level: 'easy', category: 'Geometry' },
      { id: 'OlymMATH-HARD-0-EN', level: 'hard' },
    ],
  ],
  [
    'a subset of the paper',
    mathTrain,
    files.paperSubset,
    [
      { id: '0', answers: ['$x$'], level: 4 },
      { id: '2', answers: ['12'], level: 4 },
    ],
  ],
  [
    'chat columns',
    bamboogle,
    files.chatJsonLines,
    [
      { question: 'Who wrote it?', answers: ['Ovid', 'Publius Ovidius Naso'] },
      { question: 'And when?', answers: ['8 AD'] },
    ],
  ],
  [
    'the rows of the hub',
    bamboogle,
    '{"features": [], "rows": [{"row_idx": 0, "row": {"Question": "Q", "Answer": "A"}}]}',
    [{ question: 'Q', answers: ['A'] }],
  ],
];

it.each(forms)('reads %s', async (_name, benchmark, content, expected) => {
  const source = join(await scratch({ 'data.bin': content }), 'data.bin');
  const { items } = await loadBenchmark(benchmark, { source });
  expect(items).toMatchObject(expected);
  expect(items).toHaveLength(expected.length);
  expect(JSON.stringify(items)).not.toMatch(/"(?:context|paragraphs)"/);
});

it('reads a folder of MATH, whose ids are the names of its files, in the order of their numbers', async () => {
  const { items, badRows } = await loadBenchmark(math500, { source: await scratch(files.mathFolder) });
  expect(items.map(({ id, answers }) => [id, answers[0]])).toEqual([
    ['test/algebra/2', '5'],
    ['test/algebra/10', '\\frac{3}{\\sqrt{2}}'],
  ]);
  expect(badRows).toMatchObject([{ id: 'test/geometry/1', field: 'solution', reason: 'has no \\boxed{} answer' }]);
});

it('gives 2WikiMultiHopQA the aliases and demonyms of its file of aliases', async () => {
  const folder = await scratch({ 'dev.json': files.twoWikiJson, 'id_aliases.json': files.twoWikiAliases });
  const options = { source: join(folder, 'dev.json'), aliases: join(folder, 'id_aliases.json') };
  const { items } = await loadBenchmark(twoWiki, options);
  expect(items.map(({ answers }) => answers)).toEqual([
    ['United States', 'USA', 'United States of America', 'American'],
    ['no'],
  ]);
});

it('joins several files', async () => {
  const folder = await scratch({ easy: files.olymMathJsonLines, hard: files.aimeJsonLines });
  const { items, summary } = await loadBenchmark(olymMath, { source: [join(folder, 'easy'), join(folder, 'hard')] });
  expect(items).toHaveLength(3);
  expect(summary).toMatchObject({ files: [join(folder, 'easy'), join(folder, 'hard')], rows: 3, bad: 0 });
});
