import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndex, fileSource } from '@agentd/sag/retriever';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { embeddingServer } from './__fixtures__/embedding-server.ts';
import { runHere } from './run-here.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-cli-usage-'));
  const corpus = join(folder, 'corpus.jsonl');
  await writeFile(corpus, '{"id": "a", "title": "Alpha", "text": "the first letter"}\n');
  await writeFile(join(folder, 'empty.jsonl'), '{"id": "a"}\n');
  const index = await createIndex({ path: join(folder, 'own.index') });
  await index.ingest(await fileSource(corpus));
  await index.close();
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command; `@` stands for the test's folder. */
const run = (args: readonly string[]) => runHere(args.map((part) => part.replaceAll('@', folder)));

it.each([
  [['search', '@', ' '], 'The query is empty'],
  [['search', '@', 'q', '--mode', 'fuzzy'], 'bm25, dense, hybrid'],
  [['search', '@', 'q', '-k', '0'], 'a whole number above 0'],
  [['search', 'http://127.0.0.1:9', 'q', '--mode', 'dense'], 'cannot be chosen for a search server'],
  [['index', 'build', '@/corpus.jsonl'], 'Add --out INDEX'],
  [['index', 'build', '@/corpus.jsonl', '--dry-run', '--format', 'xml'], 'one of jsonl, json, csv'],
  [['index', 'build', '@', '--dry-run', '--text-field', 'body'], '--text-field is for a file'],
  [['index', 'build', '@/a', '@/b', '--dry-run', '--name', 'n'], '--name is for one path, and 2 are given'],
  [['index', 'build', '@/corpus.jsonl', '--out', '@/x', '--language', 'Klingon'], 'one of none, Arabic'],
  [
    ['index', 'build', '@/corpus.jsonl', '--out', '@/own.index', '--language', 'german'],
    'was made for --language English',
  ],
  [['index', 'build', '@/corpus.jsonl', '--out', '@/x', '--vector-field', 'v'], '--embed-local or --embed-url'],
  [['index', 'build', '@/corpus.jsonl', '--out', '@/x', '--embed-model', 'm'], 'add --embed-url URL'],
  [['index', 'build', '@/corpus.jsonl', '--out', '@/x', '--embed-local', 'm', '--embed-dtype', 'q9'], 'fp32, fp16, q8'],
  [['index', 'build', '@/corpus.jsonl', '--out', '@/x', '--dry-run', '--replace'], 'a dry run removes nothing'],
  [['index', 'eval', '@/own.index', '@/q.json', '--modes', 'dense'], "needs the index's embedding model"],
  [['index', 'eval', '@/own.index', '@/q.json', '-k', '3;5'], 'such as 2,3,5'],
  [['index', 'remove', '@/own.index', 'nothing'], '/corpus.jsonl'],
  [['retriever', 'serve', '@', '--port', '99999'], 'a port from 0'],
  [['retriever', 'serve', '@/own.index', '--host', '0.0.0.0'], 'Give a token'],
  [['run', 'Q', '--passages', '2'], 'add --corpus PATH'],
])('refuses %j as bad usage', async (args, message) => {
  const { stderr, ...rest } = await run(args);
  expect(stderr).toContain(message);
  expect(rest).toEqual({ code: 2, stdout: '' });
  expect(stderr).not.toMatch(/^\s+at /m);
});

it.each([
  [['index', 'info', '@/nowhere'], 'There is no index at'],
  [['index', 'info', '@'], 'is not an index'],
  [['index', 'eval', '@/own.index', '@/corpus.jsonl'], 'holds no question'],
  [['index', 'build', '@/nowhere.jsonl', '--out', '@/x'], 'nowhere.jsonl'],
  [['search', '@/own.index', 'q', '--mode', 'dense'], 'holds no vectors'],
])('says in one line what fails in %j', async (args, message) => {
  const { code, stderr } = await run(args);
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(code).toBe(1);
});

it('tries a corpus without storing anything, and fails where no row is a passage', async () => {
  const good = await run(['index', 'build', '@/corpus.jsonl', '--dry-run']);
  expect(good).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/1 passage would be added; nothing was stored/),
  });
  const bad = await run(['index', 'build', '@/empty.jsonl', '--dry-run', '--json']);
  expect(bad.code).toBe(1);
  expect(bad.stdout).toMatch(/"dryRun": true[^]*"is missing; the row has the fields id": 1/);
});

it('shows what an index holds, and takes a source out of it', async () => {
  const { stdout } = await run(['index', 'info', '@/own.index']);
  expect(stdout).toMatch(/Passages +1, [^]*Words +reduced to their stems \(English\)[^]*corpus\.jsonl: 1 passage/);
  const removed = await run(['index', 'remove', '@/own.index', '@/corpus.jsonl', '--json']);
  expect(removed).toMatchObject({ code: 0, stdout: expect.stringContaining('"removed": 1') });
});

it('builds an index, names what is left out, and measures it', async () => {
  const rows = [
    '{"id": "a", "title": "Alpha", "text": "the first letter of the Greek alphabet"}',
    '{"id": "b", "title": "Beta"}',
    '{"id": "a", "title": "Again", "text": "the same id"}',
  ];
  await writeFile(join(folder, 'rows.jsonl'), rows.join('\n'));
  await mkdir(join(folder, 'docs'));
  await writeFile(join(folder, 'docs', 'orr.md'), '# Orr\n\nThe river Orr is 212 km long.\n');
  await writeFile(join(folder, 'docs', 'map.pdf'), 'no document\n');
  const questions = ['{"question": "first letter?", "supporting": ["a"]}', '{"question": "alone?"}'];
  await writeFile(join(folder, 'questions.jsonl'), questions.join('\n'));

  const built = await run(['index', 'build', '@/rows.jsonl', '@/docs', '--out', '@/new.index']);
  expect(built).toMatchObject({ code: 0, stderr: '' });
  expect(built.stdout).toMatch(/rows\.jsonl: 1 passage added[^]*2 rows left out:\n {4}1 × [^]*row 2, text: is missing/);
  expect(built.stdout).toMatch(/docs: 1 passage added[^]*Not read in the folder: 1 of another format/);
  expect(built.stdout).toMatch(/The index .*new\.index holds 2 passages\. Search it: agentd search/);

  await writeFile(join(folder, 'docs', 'orr.md'), '# Orr\n\nThe river Orr is 213 km long.\n');
  const again = ['index', 'build', '@/docs', '--out', '@/new.index'];
  expect(await run(again)).toMatchObject({ code: 1, stderr: expect.stringContaining('is not what it was') });
  expect(await run([...again, '--replace'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('holds 2 passages'),
  });

  const measured = await run(['index', 'eval', '@/new.index', '@/questions.jsonl', '-k', '1,2']);
  expect(measured.stdout).toMatch(/^1 question +recall@1 +recall@2 +MRR/);
  expect(measured.stdout).toMatch(/^bm25 +100\.0 \[100\.0, 100\.0\]/m);
  expect(measured).toMatchObject({ code: 0, stderr: expect.stringMatching(/1 row left out.*row 2: supporting/) });

  const { stdout } = await run(['search', '@/new.index', 'Greek alphabet', '-k', '1']);
  expect(stdout).toMatch(/^1\. Alpha {2}\d+\.\d+\n {3}the first letter of the Greek alphabet\n {3}a\n$/);
});

it('builds, measures and searches with a model on a server, and names it where it is forgotten', async () => {
  const { url, close } = await embeddingServer();
  const model = ['--embed-url', url, '--embed-model', 'letters'];
  try {
    expect(await run(['index', 'build', '@/corpus.jsonl', '--out', '@/dense.index', ...model])).toMatchObject({
      code: 0,
    });
    const questions = join(folder, 'dense-questions.jsonl');
    await writeFile(questions, '{"question": "first letter?", "supporting": ["a"]}\n');
    const { stdout } = await run(['index', 'eval', '@/dense.index', questions, '-k', '1', ...model, '--json']);
    const report = z.object({ methods: z.array(z.looseObject({ method: z.string() })) }).parse(JSON.parse(stdout));
    expect(report.methods.map(({ method }) => method)).toEqual(['bm25', 'dense', 'hybrid']);
    const found = await run(['search', '@/dense.index', 'letter', '--mode', 'dense', '--json', ...model]);
    expect(JSON.parse(found.stdout)).toMatchObject({ passages: [{ id: 'a' }] });
    const forgotten = await run(['index', 'build', '@/corpus.jsonl', '--out', '@/dense.index']);
    expect(forgotten).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/holds vectors of letters: .*--embed-url/),
    });
  } finally {
    await close();
  }
});
