import { promptNames } from '@agentd/sag';
import { dtypes } from '@agentd/sag/local';
import { Option, type Command } from 'commander';
import { httpAddress } from '../argument-values.ts';

/** Adds the options that say which model is meant, and what it is told. */
export function addModelOptions(command: Command): Command {
  const options = [
    new Option('--model <name>', 'a model on an OpenAI-compatible server'),
    new Option('--base-url <url>', "the server's address").argParser(httpAddress),
    new Option('--api-key <key>', "the server's key"),
    new Option('--local <path>', 'a local model: a folder in the transformers.js layout, or a .gguf file'),
    new Option('--hub <name>', 'an ONNX model of the Hugging Face hub, downloaded once'),
    new Option('--dtype <format>', 'its weights (default: the most exact)').choices(dtypes),
    new Option('--prompt <name>', 'what the model is told; default: what the model was made for').choices(promptNames),
  ];
  for (const option of options) command.addOption(option.helpGroup('Model:'));
  return command;
}
