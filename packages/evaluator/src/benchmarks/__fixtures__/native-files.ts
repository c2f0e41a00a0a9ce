import { parquetWriteBuffer } from 'hyparquet-writer';

// Small files in the forms in which the benchmarks are published; the rows are our own.

const jsonLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const text = (data: string[]) => ({ data, type: 'STRING' as const });
const parquet = (
  columns: Record<string, { data: unknown[]; type: 'STRING' | 'INT64' | 'JSON' | 'DOUBLE' }>,
): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({ columnData: Object.entries(columns).map(([name, column]) => ({ name, ...column })) }),
  );

export const hotpotJson = JSON.stringify([
  {
    _id: 'aa11',
    answer: 'the Vltava',
    question: 'Which river flows through the birthplace of the engraver?',
    supporting_facts: [['Prague', 0]],
    context: [['Prague', ['Prague lies on the Vltava.']]],
    type: 'bridge',
    level: 'hard',
  },
]);

export const hotpotParquet = parquet({
  id: text(['aa11', 'bb22']),
  question: text(['Which river flows through Prague?', 'Are both of them cities?']),
  answer: text(['the Vltava', 'yes']),
  type: text(['bridge', 'comparison']),
  level: text(['hard', 'medium']),
  supporting_facts: {
    data: [
      { title: ['Prague'], sent_id: [0] },
      { title: [], sent_id: [] },
    ],
    type: 'JSON',
  },
  context: { data: [{ title: ['Prague'] }, { title: [] }], type: 'JSON' },
});

export const musiqueJsonLines = jsonLines([
  {
    id: '2hop__1_2',
    paragraphs: [{ idx: 0, title: 'Bern', paragraph_text: 'Bern lies on the Aare.', is_supporting: true }],
    question: 'What river does the seat of the Swiss government lie on?',
    question_decomposition: [{ id: 1, question: 'seat of the Swiss government', answer: 'Bern' }],
    answer: 'Aare',
    answer_aliases: ['the Aar', 'Aare'],
    answerable: true,
  },
  { id: '2hop__1_3', paragraphs: [], question: 'Unknowable?', answer: 'x', answer_aliases: [], answerable: false },
]);

export const twoWikiJson = JSON.stringify([
  {
    _id: 'c3',
    type: 'compositional',
    question: 'What country is the director of the film from?',
    context: [['A film', ['It was shot.']]],
    supporting_facts: [['A film', 0]],
    evidences: [['A film', 'director', 'Someone']],
    answer: 'United States',
    answer_id: 'Q30',
    evidences_id: [],
  },
  { _id: 'c4', type: 'comparison', question: 'Is it?', context: [], answer: 'no', answer_id: null },
]);
export const twoWikiAliases = jsonLines([
  { Q_id: 'Q30', aliases: ['USA', 'United States of America'], demonyms: ['American'] },
  { Q_id: 'Q1', aliases: [], demonyms: [] },
]);
export const twoWikiParquet = parquet({
  _id: text(['c3']),
  type: text(['compositional']),
  question: text(['What country is the director of the film from?']),
  context: text(['[["A film", ["It was shot."]]]']),
  answer: text(['United States']),
});

export const bamboogleCsv =
  '\uFEFFQuestion,Answer\r\n"Who led the country in the year ""that"" bank, or another, was founded?",james madison\r\n' +
  'In what year\nwas it?,1999\r\n'.replace('In what year\nwas it?', '"In what year\nwas it?"');

export const math500JsonLines = jsonLines([
  {
    problem: 'What is $1+1$?',
    solution: 'It is $\\boxed{2}$.',
    answer: '2',
    subject: 'Prealgebra',
    level: 1,
    unique_id: 'test/prealgebra/7.json',
  },
]);
const mathFile = (solution: string): string =>
  JSON.stringify({ problem: `Find it. ${solution.length}`, level: 'Level 5', type: 'Algebra', solution });
export const mathFolder = {
  'test/algebra/10.json': mathFile('First $\\boxed{1}$; in the end $x=\\boxed{\\frac{3}{\\sqrt{2}}}$.'),
  'test/algebra/2.json': mathFile('So $\\boxed{5}$ it is.'),
  'test/geometry/1.json': mathFile('No box here.'),
  'README.md': '# not data',
};
export const mathParquet = parquet({
  problem: text(['What is it?']),
  level: text(['Level 3']),
  type: text(['Geometry']),
  solution: text(['It is $\\fbox{7}$.']),
});

// Numbers stand here as the file has them: no serialiser of ours would write them so.
export const gsmHardJsonLines =
  '{"input": "How many?", "code": "def solution(): ...", "target": 9867630.0}\n' +
  '{"input": "How much?", "code": "", "target": 1.0E+20}\n' +
  '{"input": "And now?", "code": "", "target": 123456789012345678}\n' +
  '{"input": "Less?", "code": "", "target": -0.5}\n';

export const aimeParquet = parquet({
  id: { data: [60n, 61n], type: 'INT64' },
  problem: text(['Find $m+n$.', 'Find $r$.']),
  solution: text(['...', '...']),
  answer: text(['204', '025']),
  url: text(['https://example.org/1', 'https://example.org/2']),
});
export const aimeCsv =
  'ID,Year,Problem Number,Question,Answer,Part\n2022-I-1,2022,1,"Find $P(0) + Q(0)$, please.",116,I\n';
export const aimeJsonLines = jsonLines([{ ID: '2024-I-1', Problem: 'Find it.', Solution: '...', Answer: 33 }]);

export const olymMathJsonLines = jsonLines([
  { problem: 'Find $a$.', answer: '4\\sqrt{15}-14', subject: 'Geometry', unique_id: 'OlymMATH-EASY-0-EN' },
  { problem: 'Find $b$.', answer: '948', subject: 'Combinatorics', unique_id: 'OlymMATH-HARD-0-EN' },
]);

/** A subset as the authors of the paper write them. */
export const paperSubset = JSON.stringify({
  metadata: { dataset_info: { name: 'MATH', total_examples: 3 } },
  examples: [
    { id: 0, question: 'Q0', answer: '$x$', level: 'Level 4', type: 'Algebra', dataset_name: 'MATH', split: 'train' },
    { id: 1, question: 'Q1', answer: null, level: 'Level 4', type: 'Algebra', dataset_name: 'MATH', split: 'train' },
    { id: 2, question: 'Q2', answer: 12, level: 4, type: 'Algebra', dataset_name: 'MATH', split: 'train' },
  ],
});

export const chatJsonLines = jsonLines([
  {
    input: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Who wrote it?' },
    ],
    ideal: ['Ovid', 'Publius Ovidius Naso'],
  },
  { prompt: 'And when?', answers: ['8 AD'] },
]);
