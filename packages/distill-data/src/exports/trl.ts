import { stringify } from 'yaml';
import type { ExportFormat } from './format.ts';
import { jsonLines, spellsSpecialToken } from './message-rows.ts';

/** Messages for TRL's `assistant_only_loss`, with a chat template that says what is learnt. */
export const trl: ExportFormat = {
  refusal(row, template) {
    const { messages, parts } = row.encoded;
    if (spellsSpecialToken(row) !== undefined) return 'special-token';
    if (messages.some(({ learn }) => Array.isArray(learn))) return 'partial-turn';
    return template?.writes(messages, parts.join('')) === true ? undefined : 'other-text';
  },
  dataFile: (split) => `${split}.jsonl`,
  open: (folder, split) =>
    jsonLines(folder, split, ({ conversation, encoded }) => ({ id: conversation.id, messages: encoded.messages })),
  files: ({ recipe, model, template }) => ({
    'chat_template.jinja': template?.jinja ?? '',
    'trl.yaml': stringify({
      model_name_or_path: model,
      datasets: [{ path: 'json', data_files: 'train.jsonl' }],
      chat_template_path: 'chat_template.jinja',
      assistant_only_loss: true,
      max_length: recipe.maxLength,
      packing: recipe.packing,
      use_peft: true,
      lora_r: recipe.lora.rank,
      lora_alpha: recipe.lora.alpha,
      lora_dropout: recipe.lora.dropout,
      lora_target_modules: [recipe.lora.targetModules],
      learning_rate: recipe.learningRate,
      num_train_epochs: recipe.epochs,
      per_device_train_batch_size: 1,
      gradient_accumulation_steps: recipe.batchSize,
      bf16: true,
      seed: recipe.seed,
      logging_steps: 10,
      save_strategy: 'epoch',
      output_dir: 'student',
    }),
  }),
  guide: `In this folder: \`trl sft --config trl.yaml\` (checked with TRL 1.16). \`chat_template.jinja\` writes what the model's own template writes, and marks what is learnt; turns with \`learn: false\` are context. TRL's own training templates differ: that of Qwen2.5 also learns the line break after the role and the one after the end of the turn. The batch of the recipe is one conversation a step and device, accumulated: divide \`gradient_accumulation_steps\` by the number of devices. Its command line takes no second file, so \`validation.jsonl\` is for a script of yours. TRL saves the training template with the student: put the model's own one back before you serve it.`,
};
