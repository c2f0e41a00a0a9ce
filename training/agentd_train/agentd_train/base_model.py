"""The base model: its folder, its tokenizer and its weights."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from .errors import TrainError

#: Files besides the weights that a student takes over from its base, byte for byte.
KEPT_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "tokenizer.model",
    "chat_template.jinja",
    "chat_template.json",
    "agentd.json",
)


def model_folder(model: str) -> Path:
    """The folder of a model; one that is named by its id is fetched from the hub."""
    folder = Path(model)
    if (folder / "config.json").is_file():
        return folder
    if folder.exists() or model.startswith((".", "/")):
        raise TrainError("no-model", f"{model} is no model folder: it has no config.json.")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        return Path(snapshot_download(model, ignore_patterns=["*.bin", "*.pt", "*.gguf", "onnx/*", "original/*"]))
    except (OSError, ValueError, HfHubHTTPError, HFValidationError) as error:
        raise TrainError("no-model", f"{model} is no folder, and the hub did not give it: {error}") from error


def load_tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder)
    except (OSError, ValueError) as error:
        raise TrainError("no-tokenizer", f"The tokenizer in {folder} can't be read: {error}") from error
    if tokenizer.chat_template is None:
        raise TrainError("no-chat-template", f"The tokenizer in {folder} has no chat template: take an instruct model.")
    return tokenizer


def vocabulary_of(folder: Path) -> int:
    from transformers import AutoConfig

    try:
        return int(AutoConfig.from_pretrained(folder).get_text_config().vocab_size)
    except (OSError, ValueError, AttributeError) as error:
        raise TrainError("no-model", f"{folder}/config.json can't be used: {error}") from error


def load_model(folder: Path, dtype: Any) -> Any:
    """A causal language model with its weights in the given type."""
    from transformers import AutoModelForCausalLM

    try:
        return AutoModelForCausalLM.from_pretrained(folder, dtype=dtype)
    except (OSError, ValueError) as error:
        raise TrainError("no-model", f"The weights in {folder} can't be loaded: {error}") from error


def copy_kept_files(source: Path, target: Path) -> None:
    """Tokenizer, chat template and agentd's settings; the prompt must be the same bytes at inference."""
    target.mkdir(parents=True, exist_ok=True)
    for name in KEPT_FILES:
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)
