"""The model as an ONNX graph in the layout that transformers.js loads, written operator by operator.

Attention is one GroupQueryAttention node a layer (com.microsoft): it applies the rotary positions and appends to the
cache. In the quantised graph every matrix is int8 with one scale an output channel, activations are quantised as they
come (DynamicQuantizeMatMul).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from .model import Config

MICROSOFT = "com.microsoft"
Array = NDArray[np.float32]


@dataclass
class GraphBuilder:
    """Collects nodes and constants; names are given in order of creation."""

    quantised: bool
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, onnx.TensorProto] = field(default_factory=dict)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, inputs: list[str], outputs: list[str], domain: str = "", **attributes: object) -> str:
        self.nodes.append(
            helper.make_node(operator, inputs, outputs, name=outputs[0] + "/" + operator, domain=domain, **attributes)
        )
        return outputs[0]

    def linear(self, x: str, weight: Array, name: str, output: str | None = None) -> str:
        """``x @ weight.T`` for a weight as torch keeps it, [out, in]."""
        result = output or f"{name}/out"
        matrix = weight.T
        if not self.quantised:
            return self.node("MatMul", [x, self.constant(name, matrix)], [result])
        scale = (np.abs(matrix).max(0) / 127 + 1e-12).astype(np.float32)
        integers = np.clip(np.round(matrix / scale), -127, 127).astype(np.int8)
        inputs = [
            x,
            self.constant(f"{name}_quantized", integers),
            self.constant(f"{name}_scale", scale),
            self.constant(f"{name}_zero_point", np.zeros(len(scale), np.int8)),
        ]
        return self.node("DynamicQuantizeMatMul", inputs, [result], MICROSOFT)


def build(config: Config, weights: dict[str, Array], *, quantised: bool) -> onnx.ModelProto:
    """The graph for these weights (names as in ``TinyModel.state_dict()``)."""
    graph = GraphBuilder(quantised)
    angles = np.outer(
        np.arange(config.context), config.rope_base ** -(np.arange(0, config.head, 2, dtype=np.float64) / config.head)
    )
    cosine = graph.constant("cos_cache", np.cos(angles).astype(np.float32))
    sine = graph.constant("sin_cache", np.sin(angles).astype(np.float32))
    lengths = sequence_lengths(graph)
    x = graph.node("Gather", [graph.constant("embedding", weights["embedding.weight"]), "input_ids"], ["embedded"])
    for layer in range(config.layers):
        x = block(graph, config, weights, layer, x, [*lengths, cosine, sine])
    x = norm(graph, config, x, weights["norm.weight"], "norm")
    graph.linear(x, weights["embedding.weight"], "lm_head", "logits")
    return wrap(graph, config)


def sequence_lengths(graph: GraphBuilder) -> list[str]:
    """What GroupQueryAttention wants: each row's last position, and the longest total length."""
    axis = graph.constant("axis_1", np.array([1], np.int64))
    total = graph.node("ReduceSum", ["attention_mask", axis], ["mask_sum"], keepdims=0)
    last = graph.node("Sub", [total, graph.constant("one", np.array(1, np.int64))], ["last_position"])
    row = graph.node("Cast", [last], ["row_lengths"], to=TensorProto.INT32)
    shape = graph.node("Shape", ["attention_mask"], ["mask_shape"])
    width = graph.node("Gather", [shape, graph.constant("index_1", np.array(1, np.int64))], ["mask_width"])
    longest = graph.node("Cast", [width], ["total_length"], to=TensorProto.INT32)
    return [row, longest]


def norm(graph: GraphBuilder, config: Config, x: str, weight: Array, name: str) -> str:
    scale = graph.constant(f"{name}/weight", weight)
    return graph.node(
        "SimplifiedLayerNormalization", [x, scale], [f"{name}/out"], axis=-1, epsilon=config.epsilon, stash_type=1
    )


def block(
    graph: GraphBuilder, config: Config, weights: dict[str, Array], layer: int, x: str, positions: list[str]
) -> str:
    name = f"layer_{layer}"

    def weight(part: str) -> Array:
        return weights[f"blocks.{layer}.{part}.weight"]

    y = norm(graph, config, x, weight("attention_norm"), f"{name}/attention_norm")
    projected = [graph.linear(y, weight(part), f"{name}/{part}") for part in ("query", "key", "value")]
    past = [f"past_key_values.{layer}.key", f"past_key_values.{layer}.value"]
    present = [f"present.{layer}.key", f"present.{layer}.value"]
    attended = graph.node(
        "GroupQueryAttention",
        [*projected, *past, *positions],
        [f"{name}/attention", *present],
        MICROSOFT,
        num_heads=config.heads,
        kv_num_heads=config.heads,
        do_rotary=1,
        rotary_interleaved=0,
        scale=config.head**-0.5,
    )
    x = graph.node("Add", [x, graph.linear(attended, weight("output"), f"{name}/output")], [f"{name}/attended"])
    y = norm(graph, config, x, weight("feed_forward_norm"), f"{name}/feed_forward_norm")
    gate = graph.linear(y, weight("gate"), f"{name}/gate")
    sigmoid = graph.node("Sigmoid", [gate], [f"{name}/sigmoid"])
    silu = graph.node("Mul", [gate, sigmoid], [f"{name}/silu"])
    gated = graph.node("Mul", [silu, graph.linear(y, weight("up"), f"{name}/up")], [f"{name}/gated"])
    return graph.node("Add", [x, graph.linear(gated, weight("down"), f"{name}/down")], [f"{name}/result"])


def wrap(graph: GraphBuilder, config: Config) -> onnx.ModelProto:
    integers, floats = TensorProto.INT64, TensorProto.FLOAT

    def cache(prefix: str, length: str) -> list[onnx.ValueInfoProto]:
        shape = ["batch_size", config.heads, length, config.head]
        return [
            helper.make_tensor_value_info(f"{prefix}.{layer}.{part}", floats, shape)
            for layer in range(config.layers)
            for part in ("key", "value")
        ]

    inputs = [
        helper.make_tensor_value_info("input_ids", integers, ["batch_size", "sequence_length"]),
        helper.make_tensor_value_info("attention_mask", integers, ["batch_size", "total_sequence_length"]),
        *cache("past_key_values", "past_sequence_length"),
    ]
    logits = helper.make_tensor_value_info("logits", floats, ["batch_size", "sequence_length", config.vocabulary])
    outputs = [logits, *cache("present", "total_sequence_length")]
    return helper.make_model(
        helper.make_graph(graph.nodes, "tiny_agent", inputs, outputs, list(graph.constants.values())),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=8,
        producer_name="agentd-training-tiny",
    )
