import type { Command } from 'commander';
import { z } from 'zod';
import type { ExitCode } from '../../exit-codes.ts';
import { untilInterrupted } from '../../interrupt.ts';

const flagsSchema = z.object({ json: z.boolean() });

/** Adds `agentd index remove`. */
export function addRemoveCommand(index: Command, finish: (code: ExitCode) => void): void {
  index
    .command('remove')
    .description("take a source's passages out of an index, as if it had never been put in")
    .argument('<index>', 'folder or address of the index')
    .argument('<source>', 'its path, or its name as agentd index info shows it')
    .option('--json', 'print what was done as one JSON document, and nothing else', false)
    .option('--verbose', 'show stack traces of errors')
    .action(async (path: string, source: string, options: unknown) => {
      const { json } = flagsSchema.parse(options);
      const { removeSource } = await import('../../retrieval/remove-source.ts');
      finish(await untilInterrupted((signal) => removeSource(path, source, json, signal)));
    });
}
