from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
import onnxruntime
import pytest
import torch
from transformers import LlamaForCausalLM

from agentd_train.errors import TrainError
from agentd_train.export.gguf_file import export_gguf, interleaved
from agentd_train.export.onnx_folder import export_onnx


def test_the_onnx_folder_computes_what_torch_does(student: Path, tmp_path: Path) -> None:
    done = export_onnx(str(student), tmp_path, ["fp32", "int8", "q4"])
    assert done["fp32"]["difference"] < 1e-5
    assert max(done["int8"]["difference"], done["q4"]["difference"]) < 0.5
    for name in ("config.json", "tokenizer.json", "agentd.json", "onnx/model_quantized.onnx", "onnx/model_q4.onnx"):
        assert (tmp_path / name).is_file()
    session = onnxruntime.InferenceSession(tmp_path / "onnx" / "model.onnx", providers=["CPUExecutionProvider"])
    shapes = {given.name: given.shape for given in session.get_inputs()}
    assert shapes["input_ids"] == ["batch_size", "sequence_length"]
    assert shapes["past_key_values.0.key"] == ["batch_size", 2, "past_sequence_length", 8]


def test_unknown_weights_are_refused(student: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainError, match="give some of fp32,int8,q4"):
        export_onnx(str(student), tmp_path, ["q2"])


def test_the_gguf_file_holds_the_model(student: Path, tmp_path: Path) -> None:
    export_gguf(str(student), tmp_path / "model.gguf", "f32", "gpt-2")
    reader = gguf.GGUFReader(tmp_path / "model.gguf")
    fields = {name: field.contents() for name, field in reader.fields.items()}
    assert fields["general.architecture"] == "llama"
    assert fields["llama.attention.head_count_kv"] == 2
    assert fields["tokenizer.ggml.tokens"][1] == "<|im_end|>"
    assert fields["tokenizer.ggml.eos_token_id"] == 1
    assert "add_generation_prompt" in fields["tokenizer.chat_template"]
    tensors = {tensor.name: tensor.data for tensor in reader.tensors}
    weights = LlamaForCausalLM.from_pretrained(student).state_dict()
    assert np.array_equal(tensors["token_embd.weight"], weights["model.embed_tokens.weight"].numpy())
    key = weights["model.layers.0.self_attn.k_proj.weight"].numpy()
    assert np.array_equal(tensors["blk.0.attn_k.weight"], interleaved(key, 2))


def test_rows_of_a_head_are_interleaved_for_llama() -> None:
    rows = torch.arange(8).reshape(8, 1).numpy()
    assert interleaved(rows, 2).ravel().tolist() == [0, 2, 1, 3, 4, 6, 5, 7]


def test_a_tokenizer_that_llama_has_no_name_for_is_refused(student: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainError, match="--pre-tokenizer"):
        export_gguf(str(student), tmp_path / "model.gguf")
    assert not list(tmp_path.iterdir()) or not (tmp_path / "model.gguf").exists()
