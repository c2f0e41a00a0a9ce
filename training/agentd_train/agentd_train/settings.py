"""What a training run is given: defaults, the export's recipe, a configuration file and flags, in this order."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from .errors import TrainError

SCHEDULERS = ("linear", "cosine", "constant", "constant_with_warmup")
PRECISIONS = ("auto", "fp32", "bf16")


def setting(default: Any, text: str) -> Any:
    """A field with its default and its help text."""
    return field(default=default, metadata={"help": text})


@dataclass(frozen=True)
class TrainSettings:
    """Every field is a flag (``--learning-rate``) and a key of the configuration file (``learning_rate``)."""

    data: str = setting("", "folder of an export of @agentd/distill-data")
    model: str = setting("", "folder or id of the base model in Hugging Face's form")
    output: str = setting("", "folder for the adapter, checkpoints and metrics")
    rank: int = setting(64, "rank of LoRA")
    alpha: int = setting(128, "LoRA's scale, before it is divided by the rank")
    dropout: float = setting(0.05, "dropout in front of LoRA's matrices")
    target_modules: str = setting("all-linear", "layers that get LoRA: all-linear, or names parted by commas")
    learning_rate: float = setting(2e-4, "the highest learning rate")
    scheduler: str = setting("linear", f"how the rate falls: {', '.join(SCHEDULERS)}")
    warmup_ratio: float = setting(0.0, "share of the steps in which the rate rises")
    weight_decay: float = setting(0.0, "weight decay")
    max_grad_norm: float = setting(1.0, "longer gradients are shortened to this")
    epochs: float = setting(2.0, "passes over the data")
    max_steps: int = setting(0, "end after so many steps; 0: after the epochs")
    batch_size: int = setting(8, "rows a step, over all processes")
    micro_batch_size: int = setting(0, "rows a process has in memory at once; 0: as many as a step needs")
    max_length: int = setting(10_240, "longer rows are left out and counted, never cut")
    group_by_length: bool = setting(False, "rows of like length in a batch: less padding, less chance in the order")
    precision: str = setting("auto", f"{', '.join(PRECISIONS)}; auto: bf16 on a GPU, else fp32")
    gradient_checkpointing: bool = setting(False, "compute activations twice, to need less memory")
    seed: int = setting(1, "of LoRA's first weights, the order of rows and dropout")
    log_steps: int = setting(10, "steps between two lines of metrics")
    save_steps: int = setting(200, "steps between two checkpoints")
    keep_checkpoints: int = setting(2, "older checkpoints are deleted")
    checked_batches: int = setting(4, "batches whose masks are compared with the file")
    tensorboard: bool = setting(True, "write TensorBoard files into OUTPUT/runs")
    resume: bool = setting(False, "go on from the last whole checkpoint in OUTPUT")


TYPES: dict[str, type] = {item.name: type(item.default) for item in fields(TrainSettings)}


def merge_settings(*layers: tuple[str, dict[str, Any]]) -> TrainSettings:
    """Joins layers of values, the later the stronger, and checks each value.

    A layer is its source, as error messages name it, and its values.
    """
    values: dict[str, Any] = {}
    for source, layer in layers:
        for key, value in layer.items():
            values[key.replace("-", "_")] = typed(source, key.replace("-", "_"), value)
    settings = TrainSettings(**values)
    check(settings)
    return settings


def typed(source: str, key: str, value: Any) -> Any:
    """The value in the type of its field."""
    wanted = TYPES.get(key)
    if wanted is None:
        raise TrainError("bad-setting", f"{source}: there is no setting {key!r}. Known are {', '.join(TYPES)}.")
    if key == "target_modules" and isinstance(value, list):
        value = ",".join(str(part) for part in value)
    # A flag is text, and YAML reads 2e-4 as text.
    if isinstance(value, str) and wanted in (int, float):
        try:
            value = wanted(value)
        except ValueError:
            raise bad(source, key, value, f"give {'a whole number' if wanted is int else 'a number'}") from None
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not wanted:
        raise bad(source, key, value, f"give a value of type {wanted.__name__}")
    return value


def check(settings: TrainSettings) -> None:
    """Refuses what no training can be run with."""
    for name in ("data", "model", "output"):
        if not getattr(settings, name):
            raise TrainError("bad-setting", f"--{name} is missing: {help_of(name)}.")
    for name in ("rank", "alpha", "batch_size", "max_length", "log_steps", "save_steps", "keep_checkpoints"):
        at_least(settings, name, 1)
    for name in ("max_steps", "micro_batch_size", "seed", "checked_batches", "weight_decay"):
        at_least(settings, name, 0)
    for name in ("learning_rate", "epochs", "max_grad_norm"):
        value = getattr(settings, name)
        if not (value > 0 and math.isfinite(value)):
            raise bad("settings", name, value, "give a number above 0")
    for name in ("dropout", "warmup_ratio"):
        if not 0 <= getattr(settings, name) < 1:
            raise bad("settings", name, getattr(settings, name), "give 0 to below 1")
    one_of(settings, "scheduler", SCHEDULERS)
    one_of(settings, "precision", PRECISIONS)
    if not settings.target_modules.strip(", "):
        raise bad("settings", "target_modules", settings.target_modules, "give all-linear or names of layers")
    if settings.micro_batch_size and settings.batch_size % settings.micro_batch_size:
        raise bad(
            "settings", "micro_batch_size", settings.micro_batch_size, f"divide {settings.batch_size} by it evenly"
        )
    if Path(settings.output).is_file():
        raise bad("settings", "output", settings.output, "give a folder, this is a file")


def at_least(settings: TrainSettings, name: str, least: int) -> None:
    value = getattr(settings, name)
    if not value >= least:
        raise bad("settings", name, value, f"give {least} or more")


def one_of(settings: TrainSettings, name: str, known: tuple[str, ...]) -> None:
    value = getattr(settings, name)
    if value not in known:
        raise bad("settings", name, value, f"give one of {', '.join(known)}")


def bad(source: str, key: str, value: Any, way_out: str) -> TrainError:
    return TrainError("bad-setting", f"{source}: {key} is {value!r} ({help_of(key)}); {way_out}.")


def help_of(name: str) -> str:
    return next(str(item.metadata["help"]) for item in fields(TrainSettings) if item.name == name)
