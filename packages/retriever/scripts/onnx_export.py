"""Exports a BERT encoder to ONNX in the layout of transformers.js: FOLDER/onnx/model.onnx and model_quantized.onnx."""
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

OPSET = 18
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


class Encoder(torch.nn.Module):
    """The encoder alone: last_hidden_state, without the pooler that sentence embeddings do not use."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state


def export_encoder(model: torch.nn.Module, folder: Path) -> None:
    """Writes the model in 32-bit floats and with weights of 8 bits (dynamic quantisation, one scale per column)."""
    target = folder / "onnx"
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        old.unlink()
    example = torch.ones((2, 7), dtype=torch.int64)
    mask = example.clone()
    mask[1, 5:] = 0
    axes = {0: "batch_size", 1: "sequence_length"}
    with tempfile.TemporaryDirectory() as temporary:
        raw = Path(temporary) / "model.onnx"
        torch.onnx.export(
            Encoder(model).eval(),
            (example, mask, torch.zeros_like(example)),
            raw,
            dynamo=False,
            input_names=INPUTS,
            output_names=["last_hidden_state"],
            dynamic_axes={name: axes for name in [*INPUTS, "last_hidden_state"]},
            opset_version=OPSET,
        )
        onnx.save(onnx.load(raw), target / "model.onnx")
    quantize_dynamic(
        target / "model.onnx", target / "model_quantized.onnx", weight_type=QuantType.QInt8, per_channel=True
    )
    for file in sorted(target.iterdir()):
        print(f"{file.name}: {file.stat().st_size / 1e6:.0f} MB")
