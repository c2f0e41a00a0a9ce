import { Option, type Command } from 'commander';
import { z } from 'zod';
import { portNumber, searchModes } from '../argument-values.ts';
import type { ExitCode } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';
import { addEmbedderOptions, embedderFlagsSchema } from './embedder-options.ts';

const serveFlagsSchema = embedderFlagsSchema.extend({
  port: z.number(),
  host: z.string(),
  token: z.string().optional(),
  mode: z.enum(searchModes).optional(),
});

/** Options of `agentd retriever serve`. */
export type ServeFlags = z.output<typeof serveFlagsSchema>;

const epilogue = `
It speaks the form of Search-R1's server: POST /retrieve {"queries": ["…"], "topk": 3, "return_scores": true}.
It is plain HTTP: beyond this machine put a proxy with TLS before it.

Examples:
  $ agentd retriever serve wikipedia.index
  $ AGENTD_RETRIEVER_TOKEN=… agentd retriever serve wikipedia.index --host 0.0.0.0
  $ agentd run --corpus http://127.0.0.1:8000 "Who built Skerrin Light?"`;

/** Adds `agentd retriever`. */
export function addRetrieverCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('retriever')
    .description('search as a service')
    .command('serve')
    .description('serve an index, a folder of documents or a corpus file to other programs, until Ctrl-C')
    .argument('<corpus>', 'an index, a folder or a corpus file')
    .option('--port <number>', 'where it listens; 0 for any free one', portNumber, 8000)
    .option('--host <address>', 'where it listens; anything but this machine needs a token', '127.0.0.1')
    .option('--token <text>', 'asked for as Authorization: Bearer …; better in AGENTD_RETRIEVER_TOKEN')
    .addOption(
      new Option(
        '--mode <name>',
        'by words, by vectors, or both (default: hybrid with an embedding model, else bm25)',
      ).choices(searchModes),
    )
    .option('--verbose', 'show stack traces of errors');
  addEmbedderOptions(command)
    .addHelpText('after', epilogue)
    .action(async (path: string, options: unknown) => {
      const flags = serveFlagsSchema.parse(options);
      const { serveCorpus } = await import('../retrieval/serve-corpus.ts');
      finish(await untilInterrupted((signal) => serveCorpus(path, flags, signal)));
    });
}
