"""The weights of an ONNX model in fewer bits, as transformers.js' own conversion makes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import onnx

#: Beyond this a file of protobuf can't hold its weights: they go into a file of their own.
MOST_BYTES = 1_900_000_000


def int8(source: Path, target: Path) -> None:
    """Weights and activations of matrix products in 8 bits, scales taken at run time."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    options = {"EnableSubgraph": True, "MatMulConstBOnly": True}
    outside = weights_of_torch(source).exists()
    quantize_dynamic(
        source, target, weight_type=QuantType.QInt8, extra_options=options, use_external_data_format=outside
    )
    if outside:
        model = onnx.load(target)
        weights_of_torch(target).unlink()
        save(model, target)


def q4(source: Path, target: Path) -> None:
    """Weights of matrix products in 4 bits, in blocks of 32."""
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    quantizer = MatMulNBitsQuantizer(onnx.load(source), block_size=32, is_symmetric=True, accuracy_level=4)
    quantizer.process()
    save(quantizer.model.model, target)


def weights_of_torch(path: Path) -> Path:
    """Where torch and ONNX Runtime put weights that do not fit into the graph's file."""
    return path.with_name(f"{path.name}.data")


def save(model: onnx.ModelProto, path: Path) -> None:
    """In one file where it fits, else with the weights in ``NAME_data`` next to it, as transformers.js reads it."""
    if model.ByteSize() > MOST_BYTES:
        data = path.with_name(f"{path.name}_data")
        # Weights are appended to a file that is there.
        data.unlink(missing_ok=True)
        onnx.save(model, path, save_as_external_data=True, location=data.name)
    else:
        onnx.save(model, path)


#: File names of transformers.js, and what makes them of the graph in 32 bits.
WEIGHTS: dict[str, tuple[str, Callable[[Path, Path], None] | None]] = {
    "fp32": ("model.onnx", None),
    "int8": ("model_quantized.onnx", int8),
    "q4": ("model_q4.onnx", q4),
}
