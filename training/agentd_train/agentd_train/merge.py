"""An adapter put into the weights of its base model."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from peft import PeftModel

from .base_model import copy_kept_files, load_model, model_folder
from .errors import TrainError


def merge(adapter: Path, output: Path, base: str | None = None, dtype: str | None = None) -> None:
    """Adds in 32 bits, and writes a whole model in the type of the base model's weights."""
    configuration = adapter / "adapter_config.json"
    if not configuration.is_file():
        raise TrainError("no-adapter", f"{adapter} has no adapter_config.json: give the output folder of train.")
    if output.resolve() == adapter.resolve():
        raise TrainError("output-in-use", f"{output} is the adapter's own folder; name another one.")
    named = base or json.loads(configuration.read_text(encoding="utf-8"))["base_model_name_or_path"]
    folder = model_folder(named)
    stored = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    wanted = dtype or stored.get("dtype") or stored.get("torch_dtype") or "float32"
    model = PeftModel.from_pretrained(load_model(folder, torch.float32), adapter).merge_and_unload(safe_merge=True)
    model.to(getattr(torch, wanted)).save_pretrained(output)
    copy_kept_files(folder, output)
