/**
 * Recall of supporting passages on real questions by BM25, by vectors and by both, as tables in Markdown.
 *
 *   node --conditions=@agentd/source benchmarks/retriever/quality.ts --corpora FOLDER --model FOLDER
 *     [--indexes FOLDER] [--python PYTHON] [--json]
 *
 * The corpora are HotpotQA and MuSiQue with their questions, and 2WikiMultiHopQA to make the haystack larger. The model
 * is an ONNX export, such as packages/retriever/scripts/export_minilm.py makes. Embedding takes minutes: `--indexes`
 * keeps what was made. With a PYTHON that has bm25s, rank_bm25 and PyStemmer, their BM25 is measured too.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Interval } from '@agentd/agent-core';
import {
  createIndex,
  type Embedder,
  evaluateRetrieval,
  fileSource,
  onnxEmbedder,
  type PassageIndex,
  type PassageSource,
  readQuestions,
  type RetrievalMethod,
  type RetrievalReport,
} from '@agentd/retriever';
import { z } from 'zod';
import { referenceMethods } from './reference.ts';

const { values } = parseArgs({
  options: {
    corpora: { type: 'string' },
    model: { type: 'string' },
    indexes: { type: 'string' },
    python: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const corpora = resolve(z.string('pass --corpora FOLDER').parse(values.corpora));
const model = resolve(z.string('pass --model FOLDER').parse(values.model));

const ks = [2, 3, 5];
const [hotpot, musique, wiki] = ['hotpotqa_train_corpus', 'musique_train_corpus', '2wikimultihopqa_corpus'];
const tasks = [
  { name: 'HotpotQA', questions: 'hotpotqa_train', index: 'hotpotqa', files: [hotpot] },
  { name: 'MuSiQue', questions: 'musique_train', index: 'musique', files: [musique] },
  { name: 'HotpotQA, all three corpora', questions: 'hotpotqa_train', index: 'all', files: [hotpot, musique, wiki] },
  { name: 'MuSiQue, all three corpora', questions: 'musique_train', index: 'all', files: [hotpot, musique, wiki] },
];

async function openTask(folder: string, embedder: Embedder, name: string, sources: readonly PassageSource[]) {
  const index = await createIndex({ path: join(folder, name), embedder, ifExists: 'open' });
  for (const source of sources) {
    console.error(`${name}: ${source.name}`);
    await index.ingest(source, { buildIndexes: false });
  }
  await index.buildIndexes();
  return index;
}

function methodsOf(index: PassageIndex): RetrievalMethod[] {
  return [
    { name: 'hybrid', search: (query, options) => index.search(query, { ...options, mode: 'hybrid' }) },
    { name: 'BM25', search: (query, options) => index.search(query, { ...options, mode: 'bm25' }) },
    { name: 'dense', search: (query, options) => index.search(query, { ...options, mode: 'dense' }) },
    {
      name: 'reciprocal rank fusion',
      search: (query, options) => index.search(query, { ...options, mode: 'hybrid', fusion: 'ranks' }),
    },
  ];
}

const percent = (share: number): string => (100 * share).toFixed(1);
const shown = ({ value, low, high }: Interval): string => `${percent(value)} (${percent(low)} to ${percent(high)})`;
const negative = ({ value, low, high }: Interval): Interval => ({ value: -value, low: -high, high: -low });

function markdown(title: string, { methods, differences }: RetrievalReport): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const columns = ks.map((k) => `recall@${k}`);
  return [
    `### ${title}\n`,
    row(['', ...columns]),
    row(['---', ...columns.map(() => '---')]),
    ...methods.map(({ method, recall }) => row([method, ...ks.map((k) => shown(recall[k] ?? nothing))])),
    // The report has each method less the first.
    ...differences.map(({ method, recall }) =>
      row([`hybrid less ${method}`, ...ks.map((k) => shown(negative(recall[k] ?? nothing)))]),
    ),
    '',
  ].join('\n');
}

const nothing: Interval = { value: 0, low: 0, high: 0 };

const folder = values.indexes ?? (await mkdtemp(join(tmpdir(), 'agentd-quality-')));
const embedder = await onnxEmbedder({ path: model });
try {
  const reports: { name: string; passages: number; report: RetrievalReport }[] = [];
  for (const { name, questions: file, index: indexName, files } of tasks) {
    const sources = await Promise.all(files.map((each) => fileSource(join(corpora, `${each}.json`))));
    const questions = await readQuestions(join(corpora, `${file}.json`));
    const index = await openTask(folder, embedder, indexName, sources);
    const references =
      values.python === undefined ? [] : await referenceMethods(values.python, sources, questions, Math.max(...ks));
    const report = await evaluateRetrieval([...methodsOf(index), ...references], questions, { ks });
    reports.push({ name, passages: await index.count(), report });
    await index.close();
  }
  if (values.json) console.log(JSON.stringify(reports));
  else {
    for (const { name, passages, report } of reports) {
      console.log(
        markdown(`${name}: ${report.questions} questions, ${passages.toLocaleString('en')} passages`, report),
      );
    }
  }
} finally {
  await embedder.close();
  if (values.indexes === undefined) await rm(folder, { recursive: true, force: true });
}
