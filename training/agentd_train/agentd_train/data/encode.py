"""Messages as token ids, and the labels that mark what is learnt of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from .messages import Message

#: Where there is no loss; PyTorch's default.
NO_LOSS = -100


class ChatTokenizer(Protocol):
    """What is needed of a tokenizer of transformers."""

    def apply_chat_template(
        self, conversation: list[dict[str, str]], *, tokenize: bool, add_generation_prompt: bool
    ) -> str: ...

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]: ...

    @property
    def added_tokens_decoder(self) -> dict[int, object]: ...


class Unmaskable(Exception):
    """Tokens and what is learnt of a conversation do not meet exactly."""


@dataclass(frozen=True)
class Row:
    """A conversation as a trainer reads it; labels are not shifted."""

    ids: list[int]
    labels: list[int]


def encode(messages: Sequence[Message], tokenizer: ChatTokenizer) -> Row:
    """Tokens of the conversation as the chat template writes it, with loss on what is learnt and nothing else.

    The conversation is tokenised as one text. It is checked that the template writes each learnt content unchanged
    behind the prompt of its turn, and that tokens begin and end where the learnt text does.
    """
    plain = [{"role": message.role, "content": message.content} for message in messages]
    refuse_special_tokens(plain, tokenizer)
    text = tokenizer.apply_chat_template(plain, tokenize=False, add_generation_prompt=False)
    ids = tokenizer.encode(text, add_special_tokens=False)
    labels = [NO_LOSS] * len(ids)
    for index, message in enumerate(messages):
        if message.learn is False:
            continue
        prompt = tokenizer.apply_chat_template(plain[:index], tokenize=False, add_generation_prompt=True)
        if not text.startswith(prompt + message.content):
            raise Unmaskable(f"the chat template rewrites message {index}")
        size = len(message.content)
        for start, end in [(0, size)] if message.learn is True else message.learn:
            first = boundary(text, len(prompt) + start, ids, tokenizer)
            last = boundary(text, len(prompt) + end, ids, tokenizer)
            labels[first:last] = ids[first:last]
            if end == size:
                labels[last] = end_of_turn(ids, last, tokenizer)
    return Row(ids, labels)


def boundary(text: str, at: int, ids: list[int], tokenizer: ChatTokenizer) -> int:
    """How many tokens the text up to a character has."""
    before = tokenizer.encode(text[:at], add_special_tokens=False)
    if before != ids[: len(before)]:
        raise Unmaskable(f"no token begins at character {at}, before {text[at : at + 20]!r}")
    return len(before)


def end_of_turn(ids: list[int], at: int, tokenizer: ChatTokenizer) -> int:
    if at >= len(ids) or ids[at] not in tokenizer.added_tokens_decoder:
        raise Unmaskable("no special token ends the turn")
    return ids[at]


def refuse_special_tokens(messages: list[dict[str, str]], tokenizer: ChatTokenizer) -> None:
    """A text that spells a special token out would become that token."""
    special = [str(token) for token in tokenizer.added_tokens_decoder.values() if getattr(token, "special", True)]
    for message in messages:
        found = next((token for token in special if token in message["content"]), None)
        if found is not None:
            raise Unmaskable(f"a message spells {found} out")
