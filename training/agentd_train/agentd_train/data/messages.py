"""Rows of the exports that hold messages, brought into one shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import TrainError

ROLES = ("system", "user", "assistant")


@dataclass(frozen=True)
class Message:
    """One turn. Learnt of it is all with its end, parts (characters, the end excluded), or nothing."""

    role: str
    content: str
    learn: bool | tuple[tuple[int, int], ...]


def read_messages(path: Path) -> Iterator[list[Message]]:
    """Every conversation of a JSONL file in the forms of TRL, Axolotl, LLaMA-Factory and torchtune."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                messages = [read_message(raw) for raw in json.loads(line)["messages"]]
            except (ValueError, KeyError, TypeError) as error:
                raise TrainError("bad-export", f"{path}:{number} is not a row of messages: {error!r}") from error
            yield messages


def read_message(raw: dict[str, Any]) -> Message:
    role, content = raw["role"], raw["content"]
    if role not in ROLES or not isinstance(content, str):
        raise ValueError(f"role {role!r}; give one of {', '.join(ROLES)} and a text")
    return Message(role, content, learnt(raw) if role == "assistant" else False)


def learnt(raw: dict[str, Any]) -> bool | tuple[tuple[int, int], ...]:
    """Forms without a flag learn every turn of the assistant."""
    detail = raw.get("train_detail")
    if detail is None:
        return bool(raw.get("learn", raw.get("train", True)))
    # Axolotl's ends are part of the span.
    return tuple((part["begin_offset"], part["end_offset"] + 1) for part in detail if part.get("train", True))
