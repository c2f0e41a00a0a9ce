"""A merged model as a folder in transformers.js' layout, checked against torch."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch

from ..base_model import copy_kept_files, load_model, model_folder
from ..errors import TrainError
from .onnx_graph import cache_shape, write_graph
from .onnx_weights import WEIGHTS, save

#: Of a logit, relative to the largest: more is no rounding.
MOST_DIFFERENCE = 1e-3


def export_onnx(model: str, output: Path, weights: list[str]) -> dict[str, dict[str, float]]:
    """Writes the graph in the wanted weights; gives the size in bytes and the difference from torch of each."""
    unknown = [name for name in weights if name not in WEIGHTS]
    if unknown:
        raise TrainError("bad-setting", f"--weights {','.join(unknown)}: give some of {','.join(WEIGHTS)}.")
    source = model_folder(model)
    loaded = load_model(source, torch.float32).eval()
    expected, ids = reference(loaded)
    done: dict[str, dict[str, float]] = {}
    (output / "onnx").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output) as folder:
        made = Path(folder) / "model.onnx"
        write_graph(loaded, made)
        difference = largest_difference(made, loaded.config.get_text_config(), ids, expected)
        if difference > MOST_DIFFERENCE:
            message = (
                f"The graph of {model} differs from torch by {difference:.1e}: the exporter does not know this model."
            )
            raise TrainError("bad-graph", message)
        for name in weights:
            file, convert = WEIGHTS[name]
            path = output / "onnx" / file
            if convert is None:
                save(onnx.load(made), path)
            else:
                convert(made, path)
            found = largest_difference(path, loaded.config.get_text_config(), ids, expected)
            done[name] = {"bytes": path.stat().st_size, "difference": found}
    copy_kept_files(source, output)
    for name in ("config.json", "generation_config.json"):
        if (source / name).is_file():
            shutil.copyfile(source / name, output / name)
    return done


def reference(model: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Logits of torch after random tokens, in two rows."""
    vocabulary = model.config.get_text_config().vocab_size
    ids = torch.randint(0, vocabulary, (2, 24), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        return model(input_ids=ids).logits.numpy(), ids.numpy()


def largest_difference(path: Path, config: Any, ids: np.ndarray[Any, Any], expected: np.ndarray[Any, Any]) -> float:
    """Of a logit, relative to the largest one: first half of the tokens at once, then one by one with the cache."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    layers, heads, width = cache_shape(config)
    rows, length = ids.shape
    parts = [f"{layer}.{part}" for layer in range(layers) for part in ("key", "value")]
    cache = {f"past_key_values.{part}": np.zeros((rows, heads, 0, width), np.float32) for part in parts}
    names = [output.name for output in session.get_outputs()]
    known = {given.name for given in session.get_inputs()}
    found = []
    starts = [0, *range(length // 2, length)]
    for start, end in zip(starts, [*starts[1:], length], strict=True):
        positions = np.broadcast_to(np.arange(start, end), (rows, end - start))
        feeds = {"input_ids": ids[:, start:end], "attention_mask": np.ones((rows, end), np.int64)}
        feeds |= {"position_ids": np.ascontiguousarray(positions)} | cache
        outputs = dict(zip(names, session.run(names, {k: v for k, v in feeds.items() if k in known}), strict=True))
        found.append(outputs["logits"])
        cache = {f"past_key_values.{part}": outputs[f"present.{part}"] for part in parts}
    return float(np.abs(np.concatenate(found, 1) - expected).max() / np.abs(expected).max())
