import type { Command } from 'commander';
import { z } from 'zod';
import { countList, modeList, positiveInteger, searchModes } from '../../argument-values.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { untilInterrupted } from '../../interrupt.ts';
import { addEmbedderOptions, embedderFlagsSchema } from '../embedder-options.ts';

const evalFlagsSchema = embedderFlagsSchema.extend({
  k: z.array(z.number()),
  modes: z.array(z.enum(searchModes)).optional(),
  limit: z.number().optional(),
  json: z.boolean(),
});

/** Options of `agentd index eval`. */
export type EvalFlags = z.output<typeof evalFlagsSchema>;

const epilogue = `
Questions: JSON, JSON Lines or Parquet in the form of HotpotQA, 2WikiMultiHopQA or MuSiQue, whose passages the index
holds, or rows {id, question, supporting: [ids of passages]}.

Example:
  $ agentd index build hotpotqa.json --out hotpotqa.index --embed-local all-MiniLM-L6-v2
  $ agentd index eval hotpotqa.index hotpotqa.json --embed-local all-MiniLM-L6-v2`;

/** Adds `agentd index eval`. */
export function addEvalCommand(index: Command, finish: (code: ExitCode) => void): void {
  const command = index
    .command('eval')
    .description('measure how well an index finds the supporting passages of questions')
    .argument('<index>', 'folder or address of the index')
    .argument('<questions>', 'file with questions whose supporting passages are known')
    .option('-k, --k <counts>', 'ranks at which recall is measured', countList, [2, 3, 5])
    .option('--modes <names>', 'of bm25,dense,hybrid (default: bm25, and with an embedding model all)', modeList)
    .option('--limit <count>', 'only the first so many questions', positiveInteger)
    .option('--json', 'print the report as one JSON document, and nothing else', false)
    .option('--verbose', 'show stack traces of errors');
  addEmbedderOptions(command)
    .addHelpText('after', epilogue)
    .action(async (path: string, questions: string, options: unknown) => {
      const flags = evalFlagsSchema.parse(options);
      const { evaluateIndex } = await import('../../retrieval/evaluate-index.ts');
      finish(await untilInterrupted((signal) => evaluateIndex(path, questions, flags, signal)));
    });
}
