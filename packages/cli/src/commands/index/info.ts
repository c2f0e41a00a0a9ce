import type { Command } from 'commander';
import { z } from 'zod';
import type { ExitCode } from '../../exit-codes.ts';
import { untilInterrupted } from '../../interrupt.ts';

const flagsSchema = z.object({ json: z.boolean() });

/** Adds `agentd index info`. */
export function addInfoCommand(index: Command, finish: (code: ExitCode) => void): void {
  index
    .command('info')
    .description('show what an index holds: passages, sources, language, embedding model, search indexes')
    .argument('<index>', 'folder or address of the index')
    .option('--json', 'print it as one JSON document, and nothing else', false)
    .option('--verbose', 'show stack traces of errors')
    .action(async (path: string, options: unknown) => {
      const { json } = flagsSchema.parse(options);
      const { showIndex } = await import('../../retrieval/show-index.ts');
      finish(await untilInterrupted((signal) => showIndex(path, json, signal)));
    });
}
