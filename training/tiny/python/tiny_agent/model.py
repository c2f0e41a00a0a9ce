"""A decoder-only transformer in Llama shape: RMSNorm, rotary positions, gated feed-forward, tied embeddings."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Cache = list[tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Config:
    """Sizes of the model."""

    vocabulary: int = 1024
    hidden: int = 192
    layers: int = 4
    heads: int = 3
    feed_forward: int = 512
    context: int = 1024
    rope_base: float = 10_000.0
    epsilon: float = 1e-6

    @property
    def head(self) -> int:
        return self.hidden // self.heads

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


class Norm(nn.Module):
    """Root mean square normalisation."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(config.hidden))
        self.epsilon = config.epsilon

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.weight.shape, self.weight.to(x.dtype), self.epsilon)


def rotary_table(config: Config) -> tuple[Tensor, Tensor]:
    """Cosines and sines, [context, head / 2]."""
    frequency = config.rope_base ** -(torch.arange(0, config.head, 2).double() / config.head)
    angle = torch.outer(torch.arange(config.context).double(), frequency)
    return angle.cos().float(), angle.sin().float()


def rotate(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    """Rotates the two halves of each head, as Llama does."""
    first, second = x.chunk(2, -1)
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], -1)


def attend(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """Causal attention. Written out: on a CPU in bfloat16 it is three times as fast as torch's fused operator."""
    with torch.autocast(query.device.type, enabled=False):
        scores = (query @ key.transpose(-1, -2)) * query.shape[-1] ** -0.5
        length, total = scores.shape[-2:]
        if length > 1:
            scores = scores + scores.new_full((length, total), -math.inf).triu(total - length + 1)
        return scores.softmax(-1) @ value


class Block(nn.Module):
    """Attention and feed-forward, each behind a norm and added to the stream."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        width = config.heads * config.head
        self.attention_norm = Norm(config)
        self.query = nn.Linear(config.hidden, width, bias=False)
        self.key = nn.Linear(config.hidden, width, bias=False)
        self.value = nn.Linear(config.hidden, width, bias=False)
        self.output = nn.Linear(width, config.hidden, bias=False)
        self.feed_forward_norm = Norm(config)
        self.gate = nn.Linear(config.hidden, config.feed_forward, bias=False)
        self.up = nn.Linear(config.hidden, config.feed_forward, bias=False)
        self.down = nn.Linear(config.feed_forward, config.hidden, bias=False)

    def forward(
        self, x: Tensor, cosine: Tensor, sine: Tensor, past: tuple[Tensor, Tensor] | None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        config = self.config
        batch, length, _ = x.shape
        y = self.attention_norm(x)
        query = self.query(y).view(batch, length, config.heads, config.head).transpose(1, 2)
        key = self.key(y).view(batch, length, config.heads, config.head).transpose(1, 2)
        value = self.value(y).view(batch, length, config.heads, config.head).transpose(1, 2)
        cosine, sine = cosine.to(query.dtype), sine.to(query.dtype)
        query, key = rotate(query, cosine, sine), rotate(key, cosine, sine)
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        attended = attend(query, key, value)
        x = x + self.output(attended.transpose(1, 2).reshape(batch, length, -1))
        y = self.feed_forward_norm(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y)), (key, value)


class TinyModel(nn.Module):
    """The whole model; the embedding is the output layer as well."""

    cosine: Tensor
    sine: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.hidden)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = Norm(config)
        cosine, sine = rotary_table(config)
        self.register_buffer("cosine", cosine, persistent=False)
        self.register_buffer("sine", sine, persistent=False)
        self._initialise()

    def _initialise(self) -> None:
        for name, parameter in self.named_parameters():
            if parameter.dim() < 2:
                continue
            scale = 0.02 if name.startswith("embedding") else 1 / math.sqrt(parameter.shape[1])
            if name.endswith(("output.weight", "down.weight")):
                scale /= math.sqrt(2 * self.config.layers)
            nn.init.normal_(parameter, std=scale)

    def forward(self, ids: Tensor, past: Cache | None = None, select: Tensor | None = None) -> tuple[Tensor, Cache]:
        """Logits and the cache.

        ``past`` is the cache of the tokens before (then ``ids`` holds one token a row); ``select`` indexes the
        flattened positions whose logits are wanted.
        """
        start = 0 if past is None else past[0][0].shape[2]
        x = self.embedding(ids)
        cosine = self.cosine[start : start + ids.shape[1]]
        sine = self.sine[start : start + ids.shape[1]]
        cache: Cache = []
        for index, block in enumerate(self.blocks):
            x, pair = block(x, cosine, sine, None if past is None else past[index])
            cache.append(pair)
        x = self.norm(x)
        if select is not None:
            x = x.flatten(0, 1)[select]
        return F.linear(x, self.embedding.weight), cache
