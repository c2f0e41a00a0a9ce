import { Option, type Command } from 'commander';
import { z } from 'zod';
import { positiveInteger, searchModes } from '../argument-values.ts';
import type { ExitCode } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';
import { questionFrom } from '../question.ts';
import { addEmbedderOptions, embedderFlagsSchema } from './embedder-options.ts';

const searchFlagsSchema = embedderFlagsSchema.extend({
  k: z.number(),
  mode: z.enum(searchModes).optional(),
  json: z.boolean(),
});

/** Options of `agentd search`. */
export type SearchFlags = z.output<typeof searchFlagsSchema>;

const epilogue = `
Exit codes: 0 done, also where nothing was found, 1 a fault, 2 bad usage, 130 interrupted.

Examples:
  $ agentd search docs.index "how to rotate the keys"
  $ agentd search docs/ "how to rotate the keys" -k 5 --json`;

/** Adds `agentd search`. */
export function addSearchCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('search')
    .description('find passages in an index, a folder of documents or a corpus file')
    .argument('<corpus>', 'an index, a folder, a corpus file, or the address of a search server')
    .argument('<query>', 'the query, or - to read it from standard input')
    .option('-k, --k <count>', 'how many passages', positiveInteger, 3)
    .addOption(
      new Option(
        '--mode <name>',
        'by words, by vectors, or both (default: hybrid with an embedding model, else bm25)',
      ).choices(searchModes),
    )
    .option('--json', 'print what was found as one JSON document, and nothing else', false)
    .option('--verbose', 'show stack traces of errors');
  addEmbedderOptions(command)
    .addHelpText('after', epilogue)
    .action(async (path: string, argument: string, options: unknown) => {
      const flags = searchFlagsSchema.parse(options);
      const { searchCorpus } = await import('../retrieval/search-corpus.ts');
      finish(
        await untilInterrupted(async (signal) =>
          searchCorpus(path, await questionFrom(argument, signal, 'query'), flags, signal),
        ),
      );
    });
}
