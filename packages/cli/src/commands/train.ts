import { Option, type Command } from 'commander';
import { trainFlagsSchema } from '../distillation/train-flags.ts';
import { untilInterrupted } from '../interrupt.ts';

const epilogue = `
All other options are the trainer's, such as --epochs 3, --learning-rate 1e-4, --config settings.yaml, --resume; see
python -m agentd_train train --help. Write them after DATA. Defaults are those of the export's recipe, which is the paper's.
Ctrl-C finishes the step and saves a checkpoint; --resume goes on from it. A second one quits at once.

Exit codes: the trainer's own (0 done, 130 stopped with a checkpoint), 1 where it cannot be started, 2 bad usage.

Examples:
  $ agentd train data --model Qwen/Qwen2.5-0.5B-Instruct --output student
  $ agentd train data --model Qwen/Qwen2.5-0.5B-Instruct --output student --python .venv/bin/python --resume`;

/** Adds `agentd train`. */
export function addTrainCommand(program: Command, finish: (code: number) => void): void {
  const command = program
    .command('train')
    .description('fine-tune a student with LoRA on exported data (Python, in an environment of yours)')
    .argument('<data>', 'the folder of an export')
    .requiredOption('--model <name>', 'the model to train: a folder, or a name on the hub')
    .requiredOption('--output <folder>', 'for the adapter, checkpoints and metrics')
    .addOption(new Option('--python <path>', 'which has agentd_train and what it needs').default('python3'))
    .option('--accelerate <file>', 'a configuration of accelerate, for several GPUs or processes')
    .option('--verbose', 'show stack traces of errors')
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', epilogue);
  command.action(async (data: string, options: unknown) => {
    const { runTrain } = await import('../distillation/run-train.ts');
    const flags = trainFlagsSchema.parse(options);
    finish(await untilInterrupted((signal) => runTrain(data, command.args.slice(1), flags, signal)));
  });
}
