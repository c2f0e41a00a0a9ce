import { Option, type Command } from 'commander';
import { z } from 'zod';
import { positiveInteger } from '../../argument-values.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { untilInterrupted } from '../../interrupt.ts';
import { addEmbedderOptions, embedderFlagsSchema } from '../embedder-options.ts';

const vectorIndexes = ['auto', 'exact', 'ivf-rq'] as const;

const buildFlagsSchema = embedderFlagsSchema.extend({
  out: z.string().optional(),
  format: z.string().optional(),
  idField: z.string().optional(),
  titleField: z.string().optional(),
  textField: z.string().optional(),
  vectorField: z.string().optional(),
  words: z.number().optional(),
  name: z.string().optional(),
  limit: z.number().optional(),
  dryRun: z.boolean(),
  replace: z.boolean(),
  vectors: z.string().optional(),
  language: z.string().optional(),
  vectorIndex: z.enum(vectorIndexes).optional(),
  batchSize: z.number().optional(),
  json: z.boolean(),
});

/** Options of `agentd index build`. */
export type BuildFlags = z.output<typeof buildFlagsSchema>;

const epilogue = `
Files: JSON Lines, JSON, CSV, TSV and Parquet with {id, title, text}, {id, contents}, or questions with their passages
(HotpotQA, 2WikiMultiHopQA, MuSiQue), each also packed with gzip or zstd except Parquet; Markdown, HTML and text.
Folders: their Markdown, HTML and text files. Documents are split into passages of 100 words.

Ctrl-C, a full disk or a lost machine lose nothing that was committed: the same command goes on from there
(with --replace: starts over).
Exit codes: 0 done, 1 a fault, or a path that holds no passage, 2 bad usage, 130 interrupted.

Examples:
  $ agentd index build docs/ --out docs.index
  $ agentd index build psgs_w100.tsv.gz --out wikipedia.index --embed-local e5-base-v2 --embed-dtype q8
  $ agentd index build corpus.jsonl --dry-run`;

/** Adds `agentd index build`. */
export function addBuildCommand(index: Command, finish: (code: ExitCode) => void): void {
  const command = index
    .command('build')
    .description('put the passages of files and folders into an index, which is made where there is none')
    .argument('<paths...>', 'corpus files and folders of documents')
    .option('--out <index>', 'folder of the index, or an address such as s3://bucket/folder')
    .option(
      '--limit <count>',
      'only so many passages of each path; without it the same command goes on',
      positiveInteger,
    )
    .option('--dry-run', 'read and check everything and store nothing; needs no --out', false)
    .option('--replace', 'take out first what an earlier state of the paths has put in', false)
    .option('--json', 'print what was done as one JSON document, and nothing else', false)
    .option('--verbose', 'show stack traces of errors');
  for (const option of readingOptions()) command.addOption(option.helpGroup('Reading:'));
  for (const option of indexOptions()) command.addOption(option.helpGroup('Index:'));
  addEmbedderOptions(command)
    .addHelpText('after', epilogue)
    .action(async (paths: string[], options: unknown) => {
      const flags = buildFlagsSchema.parse(options);
      const { buildIndex } = await import('../../retrieval/build-index.ts');
      finish(await untilInterrupted((signal) => buildIndex(paths, flags, signal)));
    });
}

function readingOptions(): Option[] {
  return [
    new Option('--format <name>', 'jsonl, json, csv, tsv, parquet, markdown, html or text (default: found out)'),
    new Option('--id-field <name>', 'where a row has its id (default: id)'),
    new Option('--title-field <name>', '… its title (default: title)'),
    new Option('--text-field <name>', '… its text (default: text)'),
    new Option('--vector-field <name>', '… its vector, made by the embedding model that is named below'),
    new Option('--vectors <file>', 'vectors of that model in a .npy or .parquet file, in the order of the passages'),
    new Option('--words <count>', 'words in a passage of a document (default: 100)').argParser(positiveInteger),
    new Option('--name <name>', 'what the path is called in the index (default: the absolute path)'),
  ];
}

function indexOptions(): Option[] {
  return [
    new Option('--language <name>', 'words are reduced to its stems; none: as they are written (default: English)'),
    new Option(
      '--vector-index <kind>',
      'how vectors are searched (default: auto, exact below 20,000 passages)',
    ).choices(vectorIndexes),
    new Option('--batch-size <count>', 'most passages in one commit (default: 10,000)').argParser(positiveInteger),
  ];
}
