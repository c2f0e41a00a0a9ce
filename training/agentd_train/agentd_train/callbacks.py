"""What happens next to training: metrics as JSONL, a clean end on a signal, a stop where the loss is no number."""

from __future__ import annotations

import json
import math
import signal
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from .errors import TrainError


class JsonlMetrics(TrainerCallback):
    """Appends every line of metrics to a file. A resumed run drops what came after its checkpoint."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        if not state.is_world_process_zero:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        before = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        kept = [line for line in before if json.loads(line)["step"] <= state.global_step] if state.global_step else []
        self.path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")

    def on_log(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **given: Any) -> None:
        logs: dict[str, Any] = given["logs"]
        if state.is_world_process_zero:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"step": state.global_step, **logs}) + "\n")
        loss = logs.get("loss", logs.get("eval_loss", 0.0))
        if not math.isfinite(float(loss)):
            raise TrainError("diverged", f"The loss is {loss} at step {state.global_step}: take a lower learning rate.")


class StopOnSignal(TrainerCallback):
    """On SIGINT or SIGTERM the step is finished, a checkpoint is saved and training ends; a second signal kills."""

    def __init__(self) -> None:
        self.received: int | None = None

    def __enter__(self) -> StopOnSignal:
        self.before = {number: signal.signal(number, self._remember) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _remember(self, number: int, frame: FrameType | None) -> None:
        if self.received is not None:
            raise KeyboardInterrupt
        self.received = number

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        if everywhere(self.received is not None):
            control.should_save = True
            control.should_training_stop = True


def everywhere(wanted: bool) -> bool:
    """Whether any process wants it: all must leave training after the same step."""
    if not (torch.distributed.is_available() and torch.distributed.is_initialized()):
        return wanted
    device = "cuda" if torch.distributed.get_backend() == "nccl" else "cpu"
    flag = torch.tensor(int(wanted), device=device)
    torch.distributed.all_reduce(flag, torch.distributed.ReduceOp.MAX)
    return bool(flag.item())
