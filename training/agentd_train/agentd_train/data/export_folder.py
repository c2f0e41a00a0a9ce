"""The folder of an export: its recipe and its files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import TrainError

SCHEMA_VERSION = 1
#: Where the rows of each form lie; the forms with token ids first.
ENDINGS = {
    "neutral": "parquet",
    "unsloth": "parquet",
    "trl": "jsonl",
    "axolotl": "jsonl",
    "llama-factory": "jsonl",
    "torchtune": "jsonl",
}


@dataclass(frozen=True)
class ExportFolder:
    """A whole export that lies on disk."""

    folder: Path
    form: str
    recipe: dict[str, Any]
    #: The token that ends a turn of the assistant, where the export says it: id and text.
    end_of_turn: tuple[int, str] | None
    train: Path
    validation: Path | None

    @property
    def has_tokens(self) -> bool:
        return ENDINGS[self.form] == "parquet"


def open_export(folder: Path) -> ExportFolder:
    """Reads recipe.json and finds the rows."""
    if not folder.is_dir():
        raise TrainError("no-export", f"There is no folder {folder}. Make an export with `agentd export` first.")
    described = read_recipe(folder / "recipe.json")
    form, version = described.get("format"), described.get("schemaVersion")
    if form not in ENDINGS:
        raise TrainError("bad-export", f"{folder} is in the form {form!r}; known are {', '.join(ENDINGS)}.")
    if version != SCHEMA_VERSION:
        raise TrainError("bad-export", f"{folder} has schema version {version}; this package reads {SCHEMA_VERSION}.")
    train, validation = (folder / f"{split}.{ENDINGS[form]}" for split in ("train", "validation"))
    if not train.is_file():
        raise TrainError("bad-export", f"{folder} has no {train.name}: export again.")
    end = (described.get("tokenizer") or {}).get("endOfTurn")
    return ExportFolder(
        folder=folder,
        form=form,
        recipe=described.get("recipe") or {},
        end_of_turn=(end["id"], end["text"]) if end else None,
        train=train,
        validation=validation if validation.is_file() else None,
    )


def read_recipe(path: Path) -> dict[str, Any]:
    try:
        described = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = f"{path.parent} has no recipe.json, so it is not a whole export of @agentd/distill-data."
        raise TrainError("bad-export", message) from None
    except (OSError, ValueError) as error:
        raise TrainError("bad-export", f"{path} can't be read: {error}") from error
    if not isinstance(described, dict):
        raise TrainError("bad-export", f"{path} is not a JSON object.")
    return described
