"""Writes the tiny agent in the forms that other servers read, from the ONNX file in packages/tiny-agent.

  OUT/model.gguf  for llama.cpp's server
  OUT/hf          for "transformers serve" (only where torch and transformers are installed)

Needs: numpy, onnx, gguf; torch and transformers for the second form. Run: python make_models.py OUT
"""

import json
import sys
from pathlib import Path

import gguf
import numpy as np
import onnx
from onnx import numpy_helper

SOURCE = Path(__file__).resolve().parents[3] / "tiny-agent" / "model"
MATRICES = ["query", "key", "value", "output", "gate", "up", "down"]


def read_weights() -> dict[str, np.ndarray]:
    """Every tensor in 32-bit floats; matrices as (outputs, inputs)."""
    graph = onnx.load(SOURCE / "onnx" / "model_quantized.onnx").graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def matrix(name: str) -> np.ndarray:
        shifted = stored[f"{name}_quantized"].astype(np.float32) - stored[f"{name}_zero_point"].astype(np.float32)
        return np.ascontiguousarray((shifted * stored[f"{name}_scale"]).T)

    weights = {name: array for name, array in stored.items() if name.endswith("norm/weight") or name == "embedding"}
    weights["lm_head"] = matrix("lm_head")
    for layer in range(config()["num_hidden_layers"]):
        for name in MATRICES:
            weights[f"layer_{layer}/{name}"] = matrix(f"layer_{layer}/{name}")
    return weights


def config() -> dict:
    return json.loads((SOURCE / "config.json").read_text())


def interleaved(matrix: np.ndarray, heads: int) -> np.ndarray:
    """llama.cpp rotates neighbouring rows of a head, this model the two halves."""
    head = matrix.shape[0] // heads
    return matrix.reshape(heads, 2, head // 2, -1).swapaxes(1, 2).reshape(matrix.shape)


def write_gguf(path: Path, weights: dict[str, np.ndarray]) -> None:
    shape = config()
    tokenizer = json.loads((SOURCE / "tokenizer.json").read_text())
    template = json.loads((SOURCE / "tokenizer_config.json").read_text())["chat_template"]

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny-agent")
    writer.add_context_length(shape["max_position_embeddings"])
    writer.add_block_count(shape["num_hidden_layers"])
    writer.add_embedding_length(shape["hidden_size"])
    writer.add_feed_forward_length(shape["intermediate_size"])
    writer.add_head_count(shape["num_attention_heads"])
    writer.add_head_count_kv(shape["num_key_value_heads"])
    writer.add_rope_dimension_count(shape["head_dim"])
    writer.add_rope_freq_base(shape["rope_theta"])
    writer.add_layer_norm_rms_eps(shape["rms_norm_eps"])
    writer.add_vocab_size(shape["vocab_size"])
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)

    added = {token["id"]: token for token in tokenizer["added_tokens"]}
    tokens = {number: token for token, number in tokenizer["model"]["vocab"].items()}
    kinds = gguf.TokenType
    numbers = range(shape["vocab_size"])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([added[i]["content"] if i in added else tokens[i] for i in numbers])
    writer.add_token_types(
        [
            kinds.NORMAL if i not in added else kinds.CONTROL if added[i]["special"] else kinds.USER_DEFINED
            for i in numbers
        ]
    )
    writer.add_token_merges([" ".join(merge) for merge in tokenizer["model"]["merges"]])
    writer.add_bos_token_id(shape["bos_token_id"])
    writer.add_eos_token_id(shape["eos_token_id"])
    writer.add_pad_token_id(shape["pad_token_id"])
    writer.add_add_bos_token(False)
    writer.add_chat_template(template)

    writer.add_tensor("token_embd.weight", weights["embedding"])
    writer.add_tensor("output_norm.weight", weights["norm/weight"])
    writer.add_tensor("output.weight", weights["lm_head"])
    for layer in range(shape["num_hidden_layers"]):
        here, there = f"layer_{layer}/", f"blk.{layer}."
        writer.add_tensor(f"{there}attn_norm.weight", weights[f"{here}attention_norm/weight"])
        writer.add_tensor(f"{there}attn_q.weight", interleaved(weights[f"{here}query"], shape["num_attention_heads"]))
        writer.add_tensor(f"{there}attn_k.weight", interleaved(weights[f"{here}key"], shape["num_key_value_heads"]))
        writer.add_tensor(f"{there}attn_v.weight", weights[f"{here}value"])
        writer.add_tensor(f"{there}attn_output.weight", weights[f"{here}output"])
        writer.add_tensor(f"{there}ffn_norm.weight", weights[f"{here}feed_forward_norm/weight"])
        for name in ("gate", "up", "down"):
            writer.add_tensor(f"{there}ffn_{name}.weight", weights[here + name])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_hugging_face(folder: Path, weights: dict[str, np.ndarray]) -> None:
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

    names = {"embed_tokens": "embedding", "norm": "norm/weight"}
    for layer in range(config()["num_hidden_layers"]):
        here, there = f"layer_{layer}/", f"layers.{layer}."
        names |= {f"{there}self_attn.{x[0]}_proj": here + x for x in ("query", "key", "value", "output")}
        names |= {f"{there}mlp.{x}_proj": here + x for x in ("gate", "up", "down")}
        names[f"{there}input_layernorm"] = f"{here}attention_norm/weight"
        names[f"{there}post_attention_layernorm"] = f"{here}feed_forward_norm/weight"
    state = {f"model.{name}.weight": torch.tensor(weights[source]) for name, source in names.items()}
    state["lm_head.weight"] = torch.tensor(weights["lm_head"])
    # The head was quantized and the embedding was not: they are two tensors now.
    model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(SOURCE, tie_word_embeddings=False))
    model.load_state_dict(state, strict=True)
    model.generation_config.eos_token_id = config()["eos_token_id"]
    # Without this, "transformers serve" draws greedily whatever the temperature is.
    model.generation_config.do_sample = True
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(SOURCE).save_pretrained(folder)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    tensors = read_weights()
    write_gguf(out / "model.gguf", tensors)
    try:
        write_hugging_face(out / "hf", tensors)
    except ImportError as missing:
        print(f"without the Hugging Face form: {missing}", file=sys.stderr)
