"""The output folder of a training run: its settings, and checkpoints to go on from."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .errors import TrainError
from .files import write_json
from .settings import TrainSettings

#: What may differ between a run and the one that goes on from it.
FREE = {"output", "resume", "log_steps", "save_steps", "keep_checkpoints", "checked_batches", "tensorboard"}
#: The last file that a checkpoint gets.
LAST_FILE = "trainer_state.json"


def last_checkpoint(output: Path) -> Path | None:
    """The newest checkpoint that was written to its end."""
    whole = [path.parent for path in output.glob(f"checkpoint-*/{LAST_FILE}") if is_json(path)]
    return max(whole, key=lambda path: int(path.name.removeprefix("checkpoint-")), default=None)


def is_json(path: Path) -> bool:
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return False
    return True


def prepare(settings: TrainSettings, rows: dict[str, Any]) -> Path | None:
    """Writes settings.json, and finds the checkpoint to go on from.

    A folder that holds a run is only used to go on with the same settings and data.
    """
    output = Path(settings.output)
    path = output / "settings.json"
    mine = {key: value for key, value in asdict(settings).items() if key not in FREE} | {"rows": rows}
    found = last_checkpoint(output)
    if settings.resume:
        if found is None or not path.is_file():
            raise TrainError("no-checkpoint", f"{output} has no whole checkpoint to go on from; leave --resume out.")
        theirs = json.loads(path.read_text(encoding="utf-8"))
        differing = [key for key in mine if theirs.get(key) != mine[key]]
        if differing:
            shown = ", ".join(f"{key} was {theirs.get(key)!r} and is {mine[key]!r}" for key in differing)
            raise TrainError("other-run", f"{output} holds a run with other settings: {shown}.")
        return found
    if found is not None or (output / "adapter_config.json").exists():
        raise TrainError("output-in-use", f"{output} holds a run already: --resume goes on, or name another folder.")
    output.mkdir(parents=True, exist_ok=True)
    write_json(path, mine)
    return None
