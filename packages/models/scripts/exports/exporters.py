"""The ways to export a decoder: each takes a folder of transformers and puts model.onnx into the onnx folder of another."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import onnx
import torch


def optimum(source: Path, target: Path) -> None:
    """optimum-cli export onnx --task text-generation-with-past."""
    from optimum.exporters.onnx import main_export

    with tempfile.TemporaryDirectory() as folder:
        main_export(str(source), folder, task="text-generation-with-past", do_validation=False)
        place(Path(folder) / "model.onnx", target)


def dynamo(source: Path, target: Path, opset: int, position_ids: bool = True) -> None:
    """torch.onnx.export of the exported program, as written by hand around transformers' DynamicCache."""
    from transformers import AutoModelForCausalLM, DynamicCache

    model = AutoModelForCausalLM.from_pretrained(source).eval()
    config = model.config
    heads, layers = config.num_key_value_heads, config.num_hidden_layers
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads

    class Wrapped(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask, position_ids, past):
            cache = DynamicCache.from_legacy_cache(past)
            out = self.model(
                input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids, past_key_values=cache
            )
            return (out.logits, *[part for layer in out.past_key_values.layers for part in (layer.keys, layer.values)])

    rows, tokens, past_length = 2, 3, 5
    past = tuple(
        (torch.randn(rows, heads, past_length, width), torch.randn(rows, heads, past_length, width))
        for _ in range(layers)
    )
    positions = torch.arange(past_length, past_length + tokens).expand(rows, -1).contiguous() if position_ids else None
    inputs = (
        torch.randint(5, 300, (rows, tokens)),
        torch.ones(rows, past_length + tokens, dtype=torch.int64),
        positions,
        past,
    )
    batch, length, total, old = (torch.export.Dim(name) for name in ("batch", "tokens", "total", "past"))
    auto = torch.export.Dim.DYNAMIC
    dynamic = (
        {0: batch, 1: length},
        {0: batch, 1: auto},
        {0: batch, 1: length} if position_ids else None,
        tuple(({0: batch, 2: old}, {0: batch, 2: old}) for _ in range(layers)),
    )
    names = [f"{layer}.{part}" for layer in range(layers) for part in ("key", "value")]
    with tempfile.TemporaryDirectory() as folder:
        torch.onnx.export(
            Wrapped().eval(),
            inputs,
            f"{folder}/model.onnx",
            input_names=[
                "input_ids",
                "attention_mask",
                *(["position_ids"] if position_ids else []),
                *(f"past_key_values.{name}" for name in names),
            ],
            output_names=["logits", *(f"present.{name}" for name in names)],
            dynamic_shapes=dynamic,
            opset_version=opset,
            dynamo=True,
        )
        place(Path(folder) / "model.onnx", target)


def genai(source: Path, target: Path, precision: str, provider: str = "cpu", options: tuple[str, ...] = ()) -> None:
    """The model builder of onnxruntime-genai."""
    with tempfile.TemporaryDirectory() as folder:
        builder = [sys.executable, "-m", "onnxruntime_genai.models.builder", "-i", str(source), "-o", folder]
        extra = ["--extra_options", *options] if options else []
        subprocess.run([*builder, "-p", precision, "-e", provider, "-c", f"{folder}/cache", *extra], check=True)
        place(Path(folder) / "model.onnx", target)


def converted(convert: Callable[[Path, Path], None], source: Path, target: Path, base: str = "optimum") -> None:
    """What transformers.js' conversion scripts make of an exported model."""
    made = target.parent / base / "onnx" / "model.onnx"
    if not made.exists():
        raise FileNotFoundError(f"{made}: export {base} first")
    with tempfile.TemporaryDirectory() as folder:
        convert(made, Path(folder) / "model.onnx")
        place(Path(folder) / "model.onnx", target)


def int8(made: Path, to: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    options = {"EnableSubgraph": True, "MatMulConstBOnly": True}
    quantize_dynamic(made, to, weight_type=QuantType.QInt8, extra_options=options)


def q4(made: Path, to: Path) -> None:
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    quantizer = MatMulNBitsQuantizer(onnx.load(made), block_size=32, is_symmetric=True, accuracy_level=4)
    quantizer.process()
    quantizer.model.save_model_to_file(str(to))


def fp16(made: Path, to: Path, keep_io: bool = True) -> None:
    from onnxruntime.transformers.float16 import convert_float_to_float16

    onnx.save(convert_float_to_float16(onnx.load(made), keep_io_types=keep_io), to)


def with_logits_to_keep(made: Path, to: Path) -> None:
    """Adds num_logits_to_keep, as newer exports for transformers.js have it: 0 for all, else how many from the end."""
    model = onnx.load(made)
    graph = model.graph
    head = next(node for node in graph.node if "logits" in node.output)
    states, head.input[0] = head.input[0], "kept_states"
    for name, value in dict(most=2**62, tokens_axis=1, as_list=-1).items():
        graph.initializer.append(onnx.numpy_helper.from_array(np.array([value]), name))
    nodes = [
        onnx.helper.make_node("Neg", ["num_logits_to_keep"], ["first_kept"]),
        onnx.helper.make_node("Reshape", ["first_kept", "as_list"], ["first_kept_list"]),
        onnx.helper.make_node("Slice", [states, "first_kept_list", "most", "tokens_axis"], ["kept_states"]),
    ]
    at = list(graph.node).index(head)
    for offset, node in enumerate(nodes):
        graph.node.insert(at + offset, node)
    graph.input.append(onnx.helper.make_tensor_value_info("num_logits_to_keep", onnx.TensorProto.INT64, []))
    onnx.save(model, to)


def fused(made: Path, to: Path) -> None:
    """ONNX Runtime's optimiser for transformers."""
    from onnxruntime.transformers.optimizer import optimize_model

    optimize_model(str(made), model_type="gpt2", num_heads=4, hidden_size=64, opt_level=0).save_model_to_file(str(to))


def place(made: Path, target: Path) -> None:
    """Puts a model with its external data into the onnx folder, in one file where it fits."""
    (target / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(onnx.load(made), target / "onnx" / "model.onnx")


EXPORTERS: dict[str, Callable[[Path, Path], None]] = {
    "optimum": optimum,
    "optimum-int8": partial(converted, int8),
    "optimum-q4": partial(converted, q4),
    "optimum-fp16": partial(converted, partial(fp16, keep_io=False)),
    "optimum-fp16-io32": partial(converted, fp16),
    "optimum-q4f16": partial(converted, partial(fp16, keep_io=False), base="optimum-q4"),
    "optimum-fused": partial(converted, fused),
    "dynamo-18": partial(dynamo, opset=18),
    "dynamo-18-nopos": partial(dynamo, opset=18, position_ids=False),
    "dynamo-23": partial(dynamo, opset=23),
    "genai-fp32": partial(genai, precision="fp32"),
    "genai-logits": partial(converted, with_logits_to_keep, base="genai-fp32"),
    "genai-int4": partial(genai, precision="int4"),
    "genai-fp16": partial(genai, precision="fp16", provider="webgpu"),
    "genai-cuda-fp32": partial(genai, precision="fp32", provider="cuda"),
}
