"""One training run: from settings to an adapter."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import torch
from datasets import Dataset
from peft import LoraConfig
from transformers import PreTrainedTokenizerBase
from trl.trainer.sft_config import SFTConfig

from .base_model import copy_kept_files, load_model, load_tokenizer, model_folder, vocabulary_of
from .callbacks import JsonlMetrics, StopOnSignal
from .checkpoints import prepare
from .data.export_folder import ExportFolder
from .data.masks import FileMasks
from .data.rows import Counts, read_rows
from .errors import TrainError
from .files import write_json
from .settings import TrainSettings
from .trainer import CheckedTrainer


@dataclass(frozen=True)
class Summary:
    """How a run ended; also OUTPUT/summary.json."""

    finished: bool
    step: int
    steps: int
    first_loss: float | None
    last_loss: float | None
    validation_loss: float | None
    checked_batches: int
    seconds: float
    rows: dict[str, Any]


@dataclass(frozen=True)
class Data:
    """The rows of an export as tables."""

    train: pa.Table
    validation: pa.Table | None
    counts: dict[str, Any]


def train(settings: TrainSettings, export: ExportFolder) -> Summary:
    """Trains, and leaves the adapter, metrics and a summary in the output folder."""
    started = time.monotonic()
    folder = model_folder(settings.model)
    tokenizer = load_tokenizer(folder)
    check_end_of_turn(tokenizer, export)
    data = read_data(settings, export, tokenizer, vocabulary_of(folder))
    arguments = trl_arguments(settings, data.validation is not None)
    checkpoint = prepare(settings, data.counts)
    if arguments.process_index == 0:
        print(json.dumps({"rows": data.counts, "resumed_from": str(checkpoint) if checkpoint else None}), flush=True)
    with StopOnSignal() as stop:
        trainer = CheckedTrainer(
            model=load_model(folder, torch.bfloat16 if arguments.bf16 else torch.float32),
            args=arguments,
            train_dataset=Dataset(data.train),
            eval_dataset=None if data.validation is None else Dataset(data.validation),
            processing_class=tokenizer,
            peft_config=lora(settings),
            callbacks=[JsonlMetrics(Path(settings.output) / "metrics.jsonl"), stop],
            masks=FileMasks.of_table(data.train),
            checked_batches=settings.checked_batches,
        )
        trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    is_finished = trainer.state.global_step >= trainer.state.max_steps
    if is_finished:
        if data.validation is not None and trainer.state.global_step % settings.save_steps:
            trainer.evaluate()
        trainer.save_model(settings.output)
    summary = summarise(trainer, data, time.monotonic() - started)
    if arguments.process_index == 0:
        copy_kept_files(folder, Path(settings.output))
        write_json(Path(settings.output) / "summary.json", asdict(summary))
    return summary


def check_end_of_turn(tokenizer: PreTrainedTokenizerBase, export: ExportFolder) -> None:
    """The export's tokenizer must be the model's."""
    if export.end_of_turn is None:
        return
    number, text = export.end_of_turn
    found = tokenizer.convert_tokens_to_ids(text)
    if found != number:
        raise TrainError(
            "other-tokenizer",
            f"In {export.folder} turns end with {text} ({number}), which is {found} for the model's tokenizer. "
            "Export with the model's tokenizer.",
        )


def read_data(settings: TrainSettings, export: ExportFolder, tokenizer: Any, vocabulary: int) -> Data:
    def read(path: Path) -> tuple[pa.Table, Counts]:
        return read_rows(path, tokenizer, settings.max_length, vocabulary)

    train, counts = read(export.train)
    validation = None if export.validation is None else read(export.validation)
    described = {"train": asdict(counts)} | ({} if validation is None else {"validation": asdict(validation[1])})
    return Data(train, None if validation is None else validation[0], described)


def lora(settings: TrainSettings) -> LoraConfig:
    named = [name.strip() for name in settings.target_modules.split(",") if name.strip()]
    return LoraConfig(
        task_type="CAUSAL_LM",
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        target_modules="all-linear" if named == ["all-linear"] else named,
    )


def trl_arguments(settings: TrainSettings, has_validation: bool) -> SFTConfig:
    """TRL's own settings. Rows come with labels and are short enough: nothing is masked, cut or packed there."""
    bf16 = settings.precision == "bf16" or (settings.precision == "auto" and torch.cuda.is_available())
    arguments = SFTConfig(
        output_dir=settings.output,
        max_length=None,
        packing=False,
        learning_rate=settings.learning_rate,
        lr_scheduler_type=settings.scheduler,
        warmup_steps=settings.warmup_ratio,
        weight_decay=settings.weight_decay,
        max_grad_norm=settings.max_grad_norm,
        num_train_epochs=settings.epochs,
        max_steps=settings.max_steps or -1,
        per_device_train_batch_size=1,
        train_sampling_strategy="group_by_length" if settings.group_by_length else "random",
        bf16=bf16,
        use_cpu=bf16 and not torch.cuda.is_available(),
        gradient_checkpointing=settings.gradient_checkpointing,
        seed=settings.seed,
        data_seed=settings.seed,
        logging_steps=settings.log_steps,
        logging_first_step=True,
        save_strategy="steps",
        save_steps=settings.save_steps,
        save_total_limit=settings.keep_checkpoints,
        eval_strategy="steps" if has_validation else "no",
        eval_steps=settings.save_steps,
        report_to=["tensorboard"] if settings.tensorboard else [],
        dataloader_pin_memory=torch.cuda.is_available(),
        disable_tqdm=True,
    )
    processes = arguments.world_size
    micro = settings.micro_batch_size or max(1, settings.batch_size // processes)
    if settings.batch_size % (micro * processes):
        raise TrainError(
            "bad-setting",
            f"batch_size {settings.batch_size} is no multiple of {micro} rows in each of {processes} processes.",
        )
    arguments.per_device_train_batch_size = arguments.per_device_eval_batch_size = micro
    arguments.gradient_accumulation_steps = settings.batch_size // (micro * processes)
    return arguments


def summarise(trainer: CheckedTrainer, data: Data, seconds: float) -> Summary:
    state = trainer.state
    losses = [line["loss"] for line in state.log_history if "loss" in line]
    validation = [line["eval_loss"] for line in state.log_history if "eval_loss" in line]
    return Summary(
        finished=state.global_step >= state.max_steps,
        step=state.global_step,
        steps=state.max_steps,
        first_loss=losses[0] if losses else None,
        last_loss=losses[-1] if losses else None,
        validation_loss=validation[-1] if validation else None,
        checked_batches=trainer.checked,
        seconds=round(seconds, 1),
        rows=data.counts,
    )
