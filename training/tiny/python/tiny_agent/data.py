"""Training examples in batches of like length."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from .chat import PADDING, encode


@dataclass(frozen=True)
class Example:
    """A conversation as token ids, and which of them are learnt."""

    ids: list[int]
    learnt: list[bool]


#: Lengths and numbers of targets are rounded up to these: every new shape costs the CPU a compiled kernel.
LENGTH_STEP = 32
TARGET_STEP = 1024
IGNORED = -100


@dataclass(frozen=True)
class Batch:
    """Rows padded on the right. ``select`` indexes the flattened inputs whose next token is learnt."""

    inputs: Tensor
    select: Tensor
    targets: Tensor
    tokens: int


def load(paths: list[Path], tokenizer: Tokenizer, context: int, share: int = 0, shares: int = 1) -> list[Example]:
    """Reads every ``shares``-th conversation from JSONL; those longer than the context are left out."""
    examples = []
    number = 0
    for path in paths:
        with path.open(encoding="utf-8") as file:
            for line in file:
                number += 1
                if number % shares != share:
                    continue
                ids, learnt = encode(tokenizer, json.loads(line)["messages"])
                if len(ids) <= context:
                    examples.append(Example(ids, learnt))
    return examples


def batches(examples: list[Example], tokens: int, order: random.Random, padding: int) -> Iterator[Batch]:
    """Endless batches of about ``tokens`` tokens and like lengths; each pass over the examples is shuffled anew."""
    waiting: dict[int, list[Example]] = {}
    while True:
        for example in order.sample(examples, len(examples)):
            length = round_up(len(example.ids), LENGTH_STEP)
            group = waiting.setdefault(length, [])
            group.append(example)
            if (len(group) + 1) * length > tokens:
                yield collate(waiting.pop(length), padding)


def collate(group: list[Example], padding: int) -> Batch:
    """One batch from examples of like length."""
    length = round_up(max(len(example.ids) for example in group), LENGTH_STEP)
    ids = torch.full((len(group), length + 1), padding)
    learnt = torch.zeros(len(group), length + 1, dtype=torch.bool)
    for row, example in enumerate(group):
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        learnt[row, : len(example.learnt)] = torch.tensor(example.learnt)
    found = learnt[:, 1:].flatten().nonzero().flatten()
    room = round_up(len(found), TARGET_STEP) - len(found)
    select = F.pad(found, (0, room))
    targets = F.pad(ids[:, 1:].flatten()[found], (0, room), value=IGNORED)
    return Batch(ids[:, :-1], select, targets, sum(len(example.ids) for example in group))


def round_up(value: int, step: int) -> int:
    return -(-value // step) * step


def padding_id(tokenizer: Tokenizer) -> int:
    """Id of the padding token."""
    found = tokenizer.token_to_id(PADDING)
    if found is None:
        raise ValueError(f"The tokenizer has no {PADDING}; train it with tiny_agent.tokenizer.")
    return found
