import type { ExportFormat } from './format.ts';
import { neutral } from './neutral.ts';

/** The rows of the neutral form, and a script that trains on them with Unsloth. */
export const unsloth: ExportFormat = {
  ...neutral,
  files: ({ recipe, model, hasValidation }) => ({
    'train.py': `# Trains the student with Unsloth on rows that are tokenised and masked already.
from datasets import load_dataset
from unsloth import FastLanguageModel
from trl import SFTConfig, SFTTrainer

model, tokenizer = FastLanguageModel.from_pretrained(
    ${JSON.stringify(model)}, max_seq_length=${recipe.maxLength}, load_in_4bit=False
)
model = FastLanguageModel.get_peft_model(
    model,
    r=${recipe.lora.rank},
    lora_alpha=${recipe.lora.alpha},
    lora_dropout=${recipe.lora.dropout},
    target_modules="all-linear",
    use_gradient_checkpointing="unsloth",
    random_state=${recipe.seed},
)
data = load_dataset("parquet", data_files={"train": "train.parquet"${hasValidation ? ', "validation": "validation.parquet"' : ''}})
trainer = SFTTrainer(
    model=model,
    processing_class=tokenizer,
    train_dataset=data["train"].select_columns(["input_ids", "labels"]),
    eval_dataset=${hasValidation ? 'data["validation"].select_columns(["input_ids", "labels"])' : 'None'},
    args=SFTConfig(
        max_length=${recipe.maxLength},
        packing=False,
        per_device_train_batch_size=1,
        gradient_accumulation_steps=${recipe.batchSize},
        learning_rate=${recipe.learningRate},
        num_train_epochs=${recipe.epochs},
        seed=${recipe.seed},
        output_dir="student",
    ),
)
trainer.train()
trainer.save_model("student")
`,
  }),
  guide: `In this folder: \`python train.py\`. Unsloth takes rows with \`input_ids\` and \`labels\` as they are, so its \`train_on_responses_only\`, which looks for the text between turns, is not needed. The script follows Unsloth's interface; it needs a GPU and was not run here.`,
};
