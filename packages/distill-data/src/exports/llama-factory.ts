import { DistillDataError } from '../errors.ts';
import { stringify } from 'yaml';
import type { ExportFormat, ExportRow, LeftOutReason } from './format.ts';
import { jsonLines, needsFlags, plainMessages, spellsSpecialToken } from './message-rows.ts';

/**
 * Conversations in the "sharegpt" form of LLaMA-Factory. Observations are turns of the user: its own role for them would
 * be put into tags of tools by some of its templates.
 */
export const llamaFactory: ExportFormat = {
  refusal: (row) => spellsSpecialToken(row) ?? needsFlags(row) ?? rolesOutOfTurn(row),
  dataFile: (split) => `${split}.jsonl`,
  open: (folder, split) =>
    jsonLines(folder, split, ({ conversation, encoded }) => ({
      id: conversation.id,
      messages: plainMessages(encoded.messages),
    })),
  files: ({ recipe, model, hasValidation, llamaFactoryTemplate }) => {
    if (llamaFactoryTemplate === undefined) {
      throw new DistillDataError(
        `LLaMA-Factory writes prompts with templates of its own, and none is known for ${model}; pass llamaFactoryTemplate, such as "qwen" or "llama3".`,
        { code: 'distill-data/no-template-name' },
      );
    }
    const entry = (file: string) => ({
      file_name: file,
      formatting: 'sharegpt',
      columns: { messages: 'messages' },
      tags: {
        role_tag: 'role',
        content_tag: 'content',
        user_tag: 'user',
        assistant_tag: 'assistant',
        system_tag: 'system',
      },
    });
    const info = {
      student_train: entry('train.jsonl'),
      ...(hasValidation ? { student_validation: entry('validation.jsonl') } : {}),
    };
    return {
      'dataset_info.json': `${JSON.stringify(info, null, 2)}\n`,
      'llamafactory.yaml': stringify({
        model_name_or_path: model,
        stage: 'sft',
        do_train: true,
        finetuning_type: 'lora',
        lora_rank: recipe.lora.rank,
        lora_alpha: recipe.lora.alpha,
        lora_dropout: recipe.lora.dropout,
        lora_target: 'all',
        dataset_dir: '.',
        dataset: 'student_train',
        ...(hasValidation ? { eval_dataset: 'student_validation', eval_strategy: 'epoch' } : {}),
        template: llamaFactoryTemplate,
        cutoff_len: recipe.maxLength,
        train_on_prompt: false,
        mask_history: false,
        packing: recipe.packing,
        per_device_train_batch_size: 1,
        gradient_accumulation_steps: recipe.batchSize,
        learning_rate: recipe.learningRate,
        num_train_epochs: recipe.epochs,
        bf16: true,
        seed: recipe.seed,
        logging_steps: 10,
        output_dir: 'student',
      }),
    };
  },
  guide: `In this folder: \`llamafactory-cli train llamafactory.yaml\`. LLaMA-Factory learns every turn of the assistant (\`mask_history: true\` would learn the last alone), so conversations with a turn that is not to be learnt, such as an action that failed, are left out. It writes prompts with a template of its own: check that it is the model's (that of SmolLM2 ends its default system message with a full stop, which the model's own does not; give a system message). Those of Qwen, Gemma and SmolLM2 put the line break behind the end of a turn into the turn, and so learn that token too; that of Phi 3 tokenises line breaks otherwise than the model's. Exact for every conversation: export the neutral form too, turn its rows into a data set (\`load_dataset('parquet', data_files={'train': 'train.parquet'}).save_to_disk('tokenised')\` with Python's \`datasets\`), and add \`tokenized_path: tokenised\` to \`llamafactory.yaml\`; its \`dataset\` and \`template\` must stay, but are not used.`,
};

/** It wants a system message at most in front, then user and assistant in turn, and an answer last. */
function rolesOutOfTurn({ encoded }: ExportRow): LeftOutReason | undefined {
  const [first, ...others] = encoded.messages;
  const turns = first?.role === 'system' ? others : encoded.messages;
  const alternate = turns.every(({ role }, at) => role === (at % 2 === 0 ? 'user' : 'assistant'));
  return alternate && turns.length % 2 === 0 ? undefined : 'other-text';
}

/** LLaMA-Factory's name for the template of a tokenizer with these special tokens, where it is known. */
export function llamaFactoryTemplateFor(model: string, specialTokens: Iterable<string>): string | undefined {
  const tokens = new Set(specialTokens);
  if (tokens.has('<|im_sep|>')) return 'phi4';
  if (tokens.has('<|eot_id|>')) return 'llama3';
  if (tokens.has('<start_of_turn>')) return 'gemma';
  if (tokens.has('<|end|>') && tokens.has('<|assistant|>')) return 'phi';
  if (/smollm/i.test(model)) return 'smollm2';
  return /qwen-?2/i.test(model) ? 'qwen' : undefined;
}
