"""TRL's trainer, with its first batches held against the export's masks."""

from __future__ import annotations

from typing import Any

from trl.trainer.sft_trainer import SFTTrainer

from .data.masks import FileMasks


class CheckedTrainer(SFTTrainer):
    """Compares what the model is really given with the masks that the export computed."""

    def __init__(self, *args: Any, masks: FileMasks, checked_batches: int, **named: Any) -> None:
        super().__init__(*args, **named)
        self.masks = masks
        self.wanted = checked_batches
        self.checked = 0

    def training_step(self, model: Any, inputs: dict[str, Any], *args: Any, **named: Any) -> Any:
        if self.checked < self.wanted:
            batch = [inputs[key].cpu().numpy() for key in ("input_ids", "attention_mask", "labels")]
            self.masks.compare(*batch)
            self.checked += 1
        return super().training_step(model, inputs, *args, **named)
