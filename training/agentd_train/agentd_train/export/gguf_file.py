"""A merged model as a GGUF file for llama.cpp: models in the shapes of Llama, Qwen2 and Qwen3."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from gguf.quants import quantize

from ..base_model import load_model, model_folder
from ..errors import TrainError
from .gguf_vocabulary import OTHERWISE, write_vocabulary

ARCHITECTURES = {"llama": gguf.MODEL_ARCH.LLAMA, "qwen2": gguf.MODEL_ARCH.QWEN2, "qwen3": gguf.MODEL_ARCH.QWEN3}
TYPES = {
    "f32": (gguf.GGMLQuantizationType.F32, gguf.LlamaFileType.ALL_F32),
    "f16": (gguf.GGMLQuantizationType.F16, gguf.LlamaFileType.MOSTLY_F16),
    "bf16": (gguf.GGMLQuantizationType.BF16, gguf.LlamaFileType.MOSTLY_BF16),
    "q8_0": (gguf.GGMLQuantizationType.Q8_0, gguf.LlamaFileType.MOSTLY_Q8_0),
}


def export_gguf(model: str, output: Path, kind: str = "f16", pre_tokenizer: str | None = None) -> None:
    """Writes the file; norms and biases stay in 32 bits."""
    folder = model_folder(model)
    loaded = load_model(folder, torch.float32)
    config = loaded.config
    if config.model_type not in ARCHITECTURES:
        message = f"{config.model_type} is not written here, only {', '.join(ARCHITECTURES)}. {OTHERWISE}"
        raise TrainError("unknown-model", message)
    rope = getattr(config, "rope_parameters", None) or {}
    if rope.get("rope_type", "default") != "default":
        raise TrainError(
            "unknown-model", f"Rotary positions of type {rope['rope_type']} are not written here. {OTHERWISE}"
        )
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_name(f"{output.name}.partial")
    writer = gguf.GGUFWriter(partial, gguf.MODEL_ARCH_NAMES[ARCHITECTURES[config.model_type]])
    write_shape(writer, config, folder, TYPES[kind][1])
    write_vocabulary(writer, folder, config.vocab_size, pre_tokenizer)
    write_tensors(writer, loaded, TYPES[kind][0])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    partial.replace(output)


def write_shape(writer: gguf.GGUFWriter, config: Any, folder: Path, file_type: gguf.LlamaFileType) -> None:
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    stored = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    base = (getattr(config, "rope_parameters", None) or stored).get("rope_theta", 10_000.0)
    writer.add_name(folder.resolve().name)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(width)
    writer.add_value_length(width)
    writer.add_rope_dimension_count(width)
    writer.add_rope_freq_base(base)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)
    writer.add_file_type(file_type)


def write_tensors(writer: gguf.GGUFWriter, model: Any, kind: gguf.GGMLQuantizationType) -> None:
    config = model.config
    names = gguf.get_tensor_name_map(ARCHITECTURES[config.model_type], config.num_hidden_layers)
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        there = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if there is None:
            raise TrainError("unknown-model", f"llama.cpp has no name for {name}. {OTHERWISE}")
        array = tensor.numpy()
        if config.model_type == "llama" and ".q_proj." in name:
            array = interleaved(array, config.num_attention_heads)
        if config.model_type == "llama" and ".k_proj." in name:
            array = interleaved(array, config.num_key_value_heads)
        if array.ndim == 1 or kind == gguf.GGMLQuantizationType.F32:
            writer.add_tensor(there, np.ascontiguousarray(array))
        else:
            writer.add_tensor(there, quantize(np.ascontiguousarray(array), kind), raw_dtype=kind)


def interleaved(array: np.ndarray[Any, Any], heads: int) -> np.ndarray[Any, Any]:
    """llama.cpp rotates neighbouring rows of a head, transformers its two halves."""
    half = array.shape[0] // heads // 2
    return array.reshape(heads, 2, half, *array.shape[1:]).swapaxes(1, 2).reshape(array.shape)
