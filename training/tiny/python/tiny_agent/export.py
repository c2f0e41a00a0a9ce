"""Exports a checkpoint as a model folder: int8 ONNX, tokenizer and configuration."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from tokenizers import Tokenizer

from .chat import END, PADDING
from .model import Config, TinyModel
from .onnx_graph import Array, build

#: What agentd reads: the prompt that the model was trained on, and how its web_search shows passages.
AGENT_SETTINGS = {"prompt": "compact", "search": {"passages": 2, "maxPassageCharacters": 320}}


def load_checkpoint(path: Path) -> TinyModel:
    """The model of a checkpoint that ``tiny_agent.train`` wrote."""
    checkpoint = torch.load(path, weights_only=True)
    model = TinyModel(Config(**checkpoint["config"]))
    model.load_state_dict(checkpoint["weights"])
    return model.eval()


def as_arrays(model: TinyModel) -> dict[str, Array]:
    return {name: value.float().numpy() for name, value in model.state_dict().items()}


def largest_difference(model: TinyModel, graph: onnx.ModelProto, ids: torch.Tensor) -> float:
    """Largest difference of a log-probability between torch and the graph, whole and split in two by the cache."""
    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    config = model.config
    batch, length = ids.shape
    with torch.no_grad():
        expected = model(ids)[0].log_softmax(-1).numpy()
    cache = {
        f"past_key_values.{layer}.{part}": np.zeros((batch, config.heads, 0, config.head), np.float32)
        for layer in range(config.layers)
        for part in ("key", "value")
    }
    names = [output.name for output in session.get_outputs()]
    found = []
    # The first half at once, then token by token through the cache.
    starts = [0, *range(length // 2, length)]
    for start, end in zip(starts, [*starts[1:], length]):
        feeds = {"input_ids": ids[:, start:end].numpy(), "attention_mask": np.ones((batch, end), np.int64), **cache}
        outputs = dict(zip(names, session.run(names, feeds)))
        found.append(outputs.pop("logits"))
        cache = {name.replace("present", "past_key_values"): value for name, value in outputs.items()}
    logits = torch.from_numpy(np.concatenate(found, 1)).log_softmax(-1).numpy()
    return float(np.abs(logits - expected).max())


def configuration(config: Config, end: int, padding: int) -> dict[str, object]:
    """config.json of a Llama model of this size."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        "hidden_size": config.hidden,
        "intermediate_size": config.feed_forward,
        "num_hidden_layers": config.layers,
        "num_attention_heads": config.heads,
        "num_key_value_heads": config.heads,
        "head_dim": config.head,
        "rms_norm_eps": config.epsilon,
        "rope_theta": config.rope_base,
        "max_position_embeddings": config.context,
        "vocab_size": config.vocabulary,
        "tie_word_embeddings": True,
        "attention_bias": False,
        "mlp_bias": False,
        "bos_token_id": padding,
        "eos_token_id": end,
        "pad_token_id": padding,
    }


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("tokenizer", type=Path, help="folder with tokenizer.json and tokenizer_config.json")
    parser.add_argument("output", type=Path, help="the model folder")
    arguments = parser.parse_args()
    model = load_checkpoint(arguments.checkpoint)
    tokenizer = Tokenizer.from_file(str(arguments.tokenizer / "tokenizer.json"))
    end, padding = tokenizer.token_to_id(END), tokenizer.token_to_id(PADDING)
    weights = as_arrays(model)
    ids = torch.randint(0, model.config.vocabulary, (2, 64), generator=torch.Generator().manual_seed(0))
    exact = largest_difference(model, build(model.config, weights, quantised=False), ids)
    graph = build(model.config, weights, quantised=True)
    rounded = largest_difference(model, graph, ids)
    if exact > 1e-3:
        raise SystemExit(f"The graph differs from torch by {exact}; at most 1e-3 is rounding. The export is wrong.")
    (arguments.output / "onnx").mkdir(parents=True, exist_ok=True)
    path = arguments.output / "onnx" / "model_quantized.onnx"
    onnx.save(graph, str(path))
    write_json(arguments.output / "config.json", configuration(model.config, end, padding))
    write_json(
        arguments.output / "generation_config.json",
        {"bos_token_id": padding, "eos_token_id": end, "pad_token_id": padding, "do_sample": False},
    )
    write_json(arguments.output / "agentd.json", AGENT_SETTINGS)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(arguments.tokenizer / name, arguments.output / name)
    print(json.dumps({"bytes": path.stat().st_size, "difference_fp32": exact, "difference_int8": rounded}))


if __name__ == "__main__":
    main()
