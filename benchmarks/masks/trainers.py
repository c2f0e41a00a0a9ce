"""What trainers make of the exports: token ids and labels, one JSON line a row.

  python trainers.py JOBS.json

JOBS is a list of {trainer, export, tokenizer, template, rows}: what is to be done for which folders, and the file for
the rows. `trl` runs TRL's own SFTTrainer preparation and collator, and `trl-neutral` the same on Parquet. `axolotl` and
`llama-factory` are written anew from the descriptions of how these two tokenise and mask: neither installs here.
"""

import json
import sys
from pathlib import Path

from transformers import AutoTokenizer


def rows(export):
    with open(export / "train.jsonl", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def trl(export, tokenizer, pretokenised):
    """TRL's preparation, and the batches of its collator without the padding."""
    import tempfile

    import torch
    from datasets import load_dataset
    from transformers import LlamaConfig, LlamaForCausalLM
    from trl import SFTConfig, SFTTrainer

    size = max(tokenizer.get_vocab().values()) + 1
    model = LlamaForCausalLM(
        LlamaConfig(vocab_size=size, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1)
    )
    file = "train.parquet" if pretokenised else "train.jsonl"
    kind = "parquet" if pretokenised else "json"
    data = load_dataset(kind, data_files=str(export / file), split="train")
    if pretokenised:
        with open(export / "train.ids.jsonl", encoding="utf-8") as lines:
            identities = [json.loads(line)["id"] for line in lines]
    else:
        identities = data["id"]
    with tempfile.TemporaryDirectory() as output:
        arguments = SFTConfig(
            output_dir=output,
            max_length=10240,
            packing=False,
            assistant_only_loss=not pretokenised,
            chat_template_path=None if pretokenised else str(export / "chat_template.jinja"),
            report_to=[],
            use_cpu=True,
            bf16=False,
            per_device_train_batch_size=8,
        )
        prepared = SFTTrainer(model=model, args=arguments, train_dataset=data, processing_class=tokenizer)
        position = 0
        from torch.utils.data import DataLoader, SequentialSampler

        dataset = prepared._remove_unused_columns(prepared.train_dataset)
        for batch in DataLoader(
            dataset, batch_size=8, sampler=SequentialSampler(dataset), collate_fn=prepared.data_collator
        ):
            for ids, labels, mask in zip(batch["input_ids"], batch["labels"], batch["attention_mask"]):
                length = int(mask.sum())
                assert torch.all(labels[length:] == -100)
                yield identities[position], ids[:length], labels[:length]
                position += 1


def axolotl(export, tokenizer):
    """Dummy text in place of a turn shows where it is; then the flags of turns and characters."""
    ending = json.loads((export / "recipe.json").read_text(encoding="utf-8"))["tokenizer"]["endOfTurn"]["text"]
    end_ids = tokenizer.encode(ending, add_special_tokens=False)
    assert len(end_ids) == 1

    def encode(messages):
        return tokenizer.apply_chat_template(messages, tokenize=True, return_dict=False)

    for row in rows(export):
        messages = [{"role": m["role"], "content": m["content"]} for m in row["messages"]]
        ids = encode(messages)
        labels = [-100] * len(ids)
        for index, message in enumerate(row["messages"]):
            if not message["train"]:
                continue
            dummy = encode([*messages[:index], {"role": message["role"], "content": "[[dummy_message]]"}])
            full = encode(messages[: index + 1])
            shortest = min(len(dummy), len(full))
            start = next(i for i in range(shortest) if dummy[i] != full[i])
            end = next(len(full) - i for i in range(shortest) if dummy[-1 - i] != full[-1 - i])
            if end <= start:
                continue
            labels[start:end] = ids[start:end]
            last = next((i for i in range(end, len(ids)) if ids[i] == end_ids[0]), -1)
            if last != -1 and last - end <= 3:
                labels[last] = ids[last]
        yield row["id"], ids, labels


# Texts around a turn in LLaMA-Factory's own templates: (prefix, default system, system, user, assistant).
FORMATS = {
    "qwen": (
        "",
        "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.",
        "<|im_start|>system\n{}<|im_end|>\n",
        "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n",
        "{}<|im_end|>\n",
    ),
    "smollm2": (
        "",
        "You are a helpful AI assistant named SmolLM, trained by Hugging Face.",
        "<|im_start|>system\n{}<|im_end|>\n",
        "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n",
        "{}<|im_end|>\n",
    ),
    "llama3": (
        "<|begin_of_text|>",
        "",
        "<|start_header_id|>system<|end_header_id|>\n\n{}<|eot_id|>",
        "<|start_header_id|>user<|end_header_id|>\n\n{}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
        "{}<|eot_id|>",
    ),
    "gemma": ("<bos>", "", "{}\n\n", "<start_of_turn>user\n{}<end_of_turn>\n<start_of_turn>model\n", "{}<end_of_turn>\n"),
    "phi": ("", "", "<|system|>\n{}<|end|>\n", "<|user|>\n{}<|end|>\n<|assistant|>\n", "{}<|end|>\n"),
    "phi4": (
        "",
        "",
        "<|im_start|>system<|im_sep|>{}<|im_end|>",
        "<|im_start|>user<|im_sep|>{}<|im_end|><|im_start|>assistant<|im_sep|>",
        "{}<|im_end|>",
    ),
}


def llama_factory(export, tokenizer, name):
    """Prompt and answer of each turn are tokenised apart; every answer is learnt with all that its format writes."""
    prefix, default_system, system_format, user_format, assistant_format = FORMATS[name]

    def encode(text):
        return tokenizer.encode(text, add_special_tokens=False) if text else []

    for row in rows(export):
        messages = row["messages"]
        system = default_system
        if messages[0]["role"] == "system":
            system, messages = messages[0]["content"], messages[1:]
        ids, labels = encode(prefix), []
        if system:
            ids += encode(system_format.format(system))
        labels = [-100] * len(ids)
        for message in messages:
            if message["role"] == "user":
                piece = encode(user_format.format(message["content"]))
                labels += [-100] * len(piece)
            else:
                piece = encode(assistant_format.format(message["content"]))
                labels += piece
            ids += piece
        yield row["id"], ids, labels


for job in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
    folder = Path(job["export"])
    encoder = AutoTokenizer.from_pretrained(job["tokenizer"])
    if job["trainer"] == "axolotl":
        found = axolotl(folder, encoder)
    elif job["trainer"] == "llama-factory":
        found = llama_factory(folder, encoder, job["template"])
    else:
        found = trl(folder, encoder, job["trainer"] == "trl-neutral")
    with open(job["rows"], "w", encoding="utf-8") as target:
        for identity, ids, labels in found:
            row = {"id": identity, "inputIds": list(map(int, ids)), "labels": list(map(int, labels))}
            target.write(json.dumps(row) + "\n")
