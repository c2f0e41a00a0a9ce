import { Option, type Command } from 'commander';
import { z } from 'zod';
import { httpAddress } from '../argument-values.ts';

/** Schema of the options that say which embedding model is used. */
export const embedderFlagsSchema = z.object({
  embedLocal: z.string().optional(),
  embedDtype: z.string().optional(),
  embedUrl: z.string().optional(),
  embedModel: z.string().optional(),
  embedKey: z.string().optional(),
});

/** See {@link embedderFlagsSchema}. */
export type EmbedderFlags = z.output<typeof embedderFlagsSchema>;

/** Adds the options that say which embedding model is used. */
export function addEmbedderOptions(command: Command): Command {
  const options = [
    new Option('--embed-local <folder>', 'a local ONNX model, as sentence-transformers exports it'),
    new Option('--embed-dtype <name>', 'its weights: fp32 (default), fp16, q8 and others that the folder has'),
    new Option(
      '--embed-url <url>',
      'a server: with --embed-model OpenAI-compatible, else text-embeddings-inference',
    ).argParser(httpAddress),
    new Option('--embed-model <name>', 'the model on an OpenAI-compatible server'),
    new Option('--embed-key <key>', "the server's key (or set AGENTD_EMBED_KEY)"),
  ];
  for (const option of options) command.addOption(option.helpGroup('Embedding model:'));
  return command;
}
