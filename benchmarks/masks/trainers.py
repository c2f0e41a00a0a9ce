"""What trainers make of the exports: token ids and labels, one JSON line a row.

  python trainers.py JOBS.json

JOBS is a list of {trainer, export, tokenizer, rows}: what is to be done for which folders, and the file for
the rows. `trl` runs TRL's SFTTrainer preparation and collator, and `trl-neutral` the same on Parquet; `axolotl` reads
`axolotl.yaml` and the data as Axolotl does, `llama-factory` `llamafactory.yaml` as LLaMA-Factory does, and
`llama-factory-neutral` Parquet as its `tokenized_path`. Only settings that need a GPU or a model are changed.
"""

import importlib.machinery
import json
import os
import sys
import types
from pathlib import Path

from transformers import AutoTokenizer


def rows(export):
    with open(export / "train.jsonl", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def identities_of(export):
    """Of rows in Parquet."""
    with open(export / "train.ids.jsonl", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["id"]


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
    identities = list(identities_of(export)) if pretokenised else data["id"]
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
    """Axolotl's check of its configuration, and its strategy for chat templates."""
    import yaml
    from axolotl.prompt_strategies.chat_template import load
    from axolotl.utils.config import validate_config
    from axolotl.utils.dict import DictDefault

    settings = yaml.safe_load((export / "axolotl.yaml").read_text(encoding="utf-8"))
    settings = validate_config(DictDefault({**settings, "bf16": False}))
    strategy = load(tokenizer, settings, settings["datasets"][0])
    for row in rows(export):
        found = strategy.tokenize_prompt({"messages": row["messages"]})
        yield row["id"], found["input_ids"], found["labels"]


def llama_factory(export, tokenizer, pretokenised):
    """LLaMA-Factory's arguments, template and preparation; or what it reads from rows that are tokenised already."""
    import yaml
    from datasets import load_dataset

    os.environ["DISABLE_VERSION_CHECK"] = "1"
    # Imported for audio, whose build for a CPU is not on PyPI.
    audio = types.ModuleType("torchaudio")
    audio.__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)
    sys.modules["torchaudio"] = audio
    from llamafactory.data.loader import get_dataset
    from llamafactory.data.template import get_template_and_fix_tokenizer
    from llamafactory.hparams.parser import get_train_args

    if pretokenised:
        tokenised = str(export / "tokenised")
        load_dataset("parquet", data_files={"train": str(export / "train.parquet")}).save_to_disk(tokenised)
        settings = {"model_name_or_path": "student", "stage": "sft", "do_train": True, "tokenized_path": tokenised}
        # Must be named, but are not used.
        settings.update(dataset="student_train", template="empty")
    else:
        settings = yaml.safe_load((export / "llamafactory.yaml").read_text(encoding="utf-8"))
        settings["dataset_dir"] = str(export)
    settings.update(bf16=False, use_cpu=True, output_dir=str(export / "student"))
    model_args, data_args, training_args, _, _ = get_train_args(settings)
    template = get_template_and_fix_tokenizer(tokenizer, data_args)
    data = get_dataset(template, model_args, data_args, training_args, stage="sft", tokenizer=tokenizer)
    identities = list(identities_of(export) if pretokenised else (row["id"] for row in rows(export)))
    assert len(identities) == len(data["train_dataset"])
    for identity, row in zip(identities, data["train_dataset"]):
        yield identity, row["input_ids"], row["labels"]


def learnt_by(job):
    folder = Path(job["export"])
    tokenizer = AutoTokenizer.from_pretrained(job["tokenizer"])
    pretokenised = job["trainer"].endswith("-neutral")
    if job["trainer"] == "axolotl":
        return axolotl(folder, tokenizer)
    if job["trainer"].startswith("llama-factory"):
        return llama_factory(folder, tokenizer, pretokenised)
    return trl(folder, tokenizer, pretokenised)


for job in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
    with open(job["rows"], "w", encoding="utf-8") as target:
        for identity, ids, labels in learnt_by(job):
            row = {"id": identity, "inputIds": list(map(int, ids)), "labels": list(map(int, labels))}
            target.write(json.dumps(row) + "\n")
