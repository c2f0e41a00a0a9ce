"""Writes a checkpoint of ``tiny_agent.train`` as a model folder of transformers, and checks the logits of both.

Run in the folder above with the environment of ``training/agentd_train``:

    PYTHONPATH=python build/venv/bin/python base/make_base.py build/checkpoints/final.pt build/tokenizer base
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from tiny_agent.export import AGENT_SETTINGS, configuration, load_checkpoint
from tiny_agent.model import TinyModel

#: Matrices of a block here, and their names in Llama.
MATRICES = {
    "query": "self_attn.q_proj",
    "key": "self_attn.k_proj",
    "value": "self_attn.v_proj",
    "output": "self_attn.o_proj",
    "gate": "mlp.gate_proj",
    "up": "mlp.up_proj",
    "down": "mlp.down_proj",
    "attention_norm": "input_layernorm",
    "feed_forward_norm": "post_attention_layernorm",
}
END, PADDING = 1, 0


def llama_weights(model: TinyModel) -> dict[str, Tensor]:
    """The weights under Llama's names; the embedding is the output layer as well."""
    weights = model.state_dict()
    named = {"model.embed_tokens.weight": weights["embedding.weight"], "model.norm.weight": weights["norm.weight"]}
    for layer in range(model.config.layers):
        for ours, theirs in MATRICES.items():
            named[f"model.layers.{layer}.{theirs}.weight"] = weights[f"blocks.{layer}.{ours}.weight"]
    return named | {"lm_head.weight": named["model.embed_tokens.weight"]}


def largest_difference(model: TinyModel, llama: LlamaForCausalLM) -> float:
    """Of a log-probability, over random tokens in two rows of 256."""
    ids = torch.randint(0, model.config.vocabulary, (2, 256), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        ours = model(ids)[0].log_softmax(-1)
        theirs = llama(input_ids=ids).logits.log_softmax(-1)
    return float((ours - theirs).abs().max())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("tokenizer", type=Path, help="folder with tokenizer.json and tokenizer_config.json")
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    tiny = load_checkpoint(arguments.checkpoint)
    shape = {key: value for key, value in configuration(tiny.config, END, PADDING).items() if key != "architectures"}
    llama = LlamaForCausalLM(LlamaConfig(**shape)).eval()
    llama.load_state_dict(llama_weights(tiny), strict=True)
    exact = largest_difference(tiny, llama)
    if exact > 1e-3:
        raise SystemExit(f"Llama differs from the checkpoint by {exact}; at most 1e-3 is rounding. The names are wrong.")
    llama.half().save_pretrained(arguments.output)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(arguments.tokenizer / name, arguments.output / name)
    (arguments.output / "agentd.json").write_text(json.dumps(AGENT_SETTINGS, indent=2) + "\n", encoding="utf-8")
    stored = LlamaForCausalLM.from_pretrained(arguments.output, dtype=torch.float32).eval()
    print(json.dumps({"difference_fp32": exact, "difference_fp16": largest_difference(tiny, stored)}))


if __name__ == "__main__":
    main()
