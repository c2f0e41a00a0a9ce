"""A causal language model as an ONNX graph with a cache, as transformers.js and @agentd/models read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import DynamicCache

from .onnx_weights import MOST_BYTES

OPSET = 20


class WithCache(torch.nn.Module):
    """The model with its cache as plain tensors: key and value of each layer."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        position_ids: torch.Tensor,
        past: list[torch.Tensor],
    ) -> tuple[torch.Tensor, ...]:
        cache = DynamicCache(list(zip(past[::2], past[1::2], strict=True)))
        done = self.model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=cache,
            use_cache=True,
        )
        return (done.logits, *[part for layer in done.past_key_values.layers for part in (layer.keys, layer.values)])


def cache_shape(config: Any) -> tuple[int, int, int]:
    """Layers, key-value heads, and numbers in a head."""
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return config.num_hidden_layers, config.num_key_value_heads, width


def write_graph(model: Any, path: Path) -> None:
    """Exports in 32 bits. Names and dynamic axes are those of transformers.js."""
    layers, heads, width = cache_shape(model.config.get_text_config())
    # No axis may have the length of another, or 1: the exporter would take them for the same, or for fixed.
    rows, tokens, before = 2, 3, 5
    past = [torch.randn(rows, heads, before, width) for _ in range(2 * layers)]
    inputs = (
        torch.randint(0, 10, (rows, tokens)),
        torch.ones(rows, before + tokens, dtype=torch.int64),
        torch.arange(before, before + tokens).expand(rows, -1).contiguous(),
        past,
    )
    axis = torch.export.Dim
    batch, length, old = axis("batch_size"), axis("sequence_length"), axis("past_sequence_length")
    names = [f"{layer}.{part}" for layer in range(layers) for part in ("key", "value")]
    torch.onnx.export(
        WithCache(model).eval(),
        inputs,
        str(path),
        input_names=["input_ids", "attention_mask", "position_ids", *(f"past_key_values.{name}" for name in names)],
        output_names=["logits", *(f"present.{name}" for name in names)],
        dynamic_shapes=(
            {0: batch, 1: length},
            {0: batch, 1: axis.DYNAMIC},
            {0: batch, 1: length},
            [{0: batch, 2: old} for _ in past],
        ),
        opset_version=OPSET,
        dynamo=True,
        external_data=sum(weight.nbytes for weight in model.parameters()) > MOST_BYTES,
        verbose=False,
    )
