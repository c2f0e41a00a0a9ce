import { stringify } from 'yaml';
import type { ExportFormat } from './format.ts';
import { jsonLines, needsFlags, plainMessages, spellsSpecialToken } from './message-rows.ts';

/** Messages for torchtune's chat datasets, with the part of its configuration that does not depend on the model. */
export const torchtune: ExportFormat = {
  refusal: (row) => spellsSpecialToken(row) ?? needsFlags(row),
  dataFile: (split) => `${split}.jsonl`,
  open: (folder, split) =>
    jsonLines(folder, split, ({ conversation, encoded }) => ({
      id: conversation.id,
      messages: plainMessages(encoded.messages),
    })),
  files: ({ recipe, hasValidation }) => {
    const dataset = (file: string) => ({
      _component_: 'torchtune.datasets.chat_dataset',
      source: 'json',
      data_files: file,
      split: 'train',
      conversation_column: 'messages',
      conversation_style: 'openai',
      train_on_input: false,
      packed: recipe.packing,
    });
    return {
      'torchtune.yaml': stringify({
        dataset: dataset('train.jsonl'),
        ...(hasValidation ? { dataset_val: dataset('validation.jsonl'), run_val_every_n_steps: 100 } : {}),
        tokenizer: { max_seq_len: recipe.maxLength },
        model: {
          lora_attn_modules: ['q_proj', 'k_proj', 'v_proj', 'output_proj'],
          apply_lora_to_mlp: true,
          apply_lora_to_output: false,
          lora_rank: recipe.lora.rank,
          lora_alpha: recipe.lora.alpha,
          lora_dropout: recipe.lora.dropout,
        },
        optimizer: { lr: recipe.learningRate },
        epochs: recipe.epochs,
        batch_size: 1,
        gradient_accumulation_steps: recipe.batchSize,
        seed: recipe.seed,
      }),
    };
  },
  guide: `torchtune is not maintained any more: take another trainer if you can. \`torchtune.yaml\` is the part of a configuration that does not depend on the model: merge it into the one that \`tune cp\` gives for yours (\`lora_finetune_single_device\`). torchtune writes prompts with templates in its own code and learns every turn of the assistant, so conversations with a turn that is not to be learnt are left out. Its masks are not ours: by its code (0.6.1) it learns the header of each of these turns too, such as \`<|im_start|>assistant\`, and ends Qwen's last turn with the end of the text.`,
};
