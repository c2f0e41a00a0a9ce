import { stringify } from 'yaml';
import type { TrainingMessage } from '../conversation/training-conversation.ts';
import type { ExportFormat } from './format.ts';
import { jsonLines, spellsSpecialToken } from './message-rows.ts';

/** Messages with Axolotl's flags for turns (`train`) and characters (`train_detail`). */
export const axolotl: ExportFormat = {
  refusal: spellsSpecialToken,
  dataFile: (split) => `${split}.jsonl`,
  open: (folder, split) =>
    jsonLines(folder, split, ({ conversation, encoded }) => ({
      id: conversation.id,
      messages: encoded.messages.map(withFlags),
    })),
  files: ({ recipe, model, endOfTurn, hasValidation }) => {
    const dataset = (path: string) => ({
      path,
      ds_type: 'json',
      type: 'chat_template',
      field_messages: 'messages',
      message_property_mappings: { role: 'role', content: 'content' },
      message_field_training: 'train',
      message_field_training_detail: 'train_detail',
      roles_to_train: [],
      train_on_eot: 'turn',
      train_on_eos: 'none',
    });
    return {
      'axolotl.yaml': stringify({
        base_model: model,
        chat_template: 'tokenizer_default',
        eot_tokens: [endOfTurn],
        datasets: [dataset('train.jsonl')],
        ...(hasValidation ? { test_datasets: [{ ...dataset('validation.jsonl'), split: 'train' }] } : {}),
        adapter: 'lora',
        lora_r: recipe.lora.rank,
        lora_alpha: recipe.lora.alpha,
        lora_dropout: recipe.lora.dropout,
        lora_target_linear: true,
        sequence_len: recipe.maxLength,
        excess_length_strategy: 'raise',
        sample_packing: recipe.packing,
        micro_batch_size: 1,
        gradient_accumulation_steps: recipe.batchSize,
        num_epochs: recipe.epochs,
        learning_rate: recipe.learningRate,
        optimizer: 'adamw_torch',
        lr_scheduler: 'linear',
        bf16: true,
        gradient_checkpointing: true,
        seed: recipe.seed,
        output_dir: 'student',
      }),
    };
  },
  guide: `In this folder: \`axolotl train axolotl.yaml\`. Only turns with \`train: true\` and their end of turn are learnt. Checked with Axolotl 0.19; earlier ones may lose the first token of a turn that begins with \`[[\` and the last of one that ends with \`]]\`. For parts of a turn it tokenises the content apart from what precedes it. The batch of the recipe is one conversation a step and device, accumulated.`,
};

function withFlags({ role, content, learn }: TrainingMessage): object {
  if (!Array.isArray(learn)) return { role, content, train: learn };
  // Axolotl's last character is included.
  const details = learn.map(({ start, end }) => ({ begin_offset: start, end_offset: end - 1, train: true }));
  return { role, content, train: learn.length > 0, train_detail: details };
}
