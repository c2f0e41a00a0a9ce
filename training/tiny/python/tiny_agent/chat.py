"""Conversations as token ids and loss masks.

The text is ChatML, the same that the chat template of the exported tokenizer renders at inference.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import TypedDict

from tokenizers import Tokenizer

START = "<|im_start|>"
END = "<|im_end|>"
PADDING = "<|endoftext|>"
END_OF_CODE = "<end_code>"
#: Special tokens in the order of their ids; END_OF_CODE is an ordinary added token: it stays in decoded text.
SPECIAL = (PADDING, END, START)

CHAT_TEMPLATE = (
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content }}"
    "{% if not (loop.last and continue_final_message) %}{{ '<|im_end|>\n' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


class Message(TypedDict):
    """One turn. ``learn`` is true where the student is to write it itself."""

    role: str
    content: str
    learn: bool


def render(messages: Iterable[Message]) -> str:
    """The whole conversation as text."""
    return "".join(f"{START}{m['role']}\n{m['content']}{END}\n" for m in messages)


def encode(tokenizer: Tokenizer, messages: Sequence[Message]) -> tuple[list[int], list[bool]]:
    """Token ids of the conversation, and which of them the student learns to predict.

    Learnt are the content of a turn marked ``learn`` and its end-of-turn token; never a question, an observation, a
    turn that failed, or the markup that the chat template writes.
    """
    bodies = tokenizer.encode_batch_fast([m["content"] + END for m in messages], add_special_tokens=False)
    tail = markup(tokenizer, "\n")
    ids: list[int] = []
    learnt: list[bool] = []
    for message, body in zip(messages, bodies, strict=True):
        head = markup(tokenizer, f"{START}{message['role']}\n")
        ids += [*head, *body.ids, *tail]
        learnt += [False] * len(head) + [message["learn"]] * len(body.ids) + [False] * len(tail)
    return ids, learnt


@functools.cache
def markup(tokenizer: Tokenizer, text: str) -> tuple[int, ...]:
    """Ids of text that the template writes; the same few texts come with every message."""
    return tuple(tokenizer.encode(text, add_special_tokens=False).ids)
