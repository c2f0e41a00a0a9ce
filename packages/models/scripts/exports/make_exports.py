"""Exports tiny random-weight models of well-known families in the ways that people export theirs.

  python3 -m venv venv && venv/bin/pip install -r requirements.txt
  venv/bin/python make_exports.py OUT [--families qwen2.5,gemma3] [--exporters optimum,genai-fp32]

Every folder OUT/FAMILY/EXPORTER is in the transformers.js layout and has a reference.json: token ids and the logits that
transformers computes after them, and an exported.json: the same from the export in Python. compare-exports.ts, next to
this file, runs them. What is already there is kept; failed.txt says why an export failed.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from exporters import EXPORTERS
from families import CONFIGS, make_model

FIXTURE = Path(__file__).parents[2] / "fixtures" / "tiny-gqa"
TOKENIZER = ["tokenizer.json", "tokenizer_config.json", "chat_template.jinja"]
PROMPT, STEPS = 40, 8


def reference(model: torch.nn.Module) -> dict:
    """Token ids, and the logits after the prompt and after each token that follows."""
    generator = torch.Generator().manual_seed(3)
    ids = torch.randint(5, 360, (1, PROMPT + STEPS), generator=generator)
    with torch.no_grad():
        logits = model(input_ids=ids).logits[0, PROMPT - 1 :]
    return dict(prompt=ids[0, :PROMPT].tolist(), steps=ids[0, PROMPT:].tolist(), logits=logits.float().tolist())


def exported_logits(target: Path) -> list:
    """The same logits as the Python package of ONNX Runtime computes them from the export."""
    known = json.loads((target / "reference.json").read_text())
    ids = np.array([known["prompt"] + known["steps"]])
    session = onnxruntime.InferenceSession(target / "onnx" / "model.onnx", providers=["CPUExecutionProvider"])
    feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "position_ids": np.arange(ids.size)[None]}
    feeds["num_logits_to_keep"] = np.array(0)
    inputs = {value.name: value for value in session.get_inputs()}
    for name, value in inputs.items():
        if name.startswith("past_key_values."):
            _, heads, _, width = value.shape
            feeds[name] = np.zeros((1, heads, 0, width), np.float16 if "float16" in value.type else np.float32)
    (logits,) = session.run(["logits"], {name: feed for name, feed in feeds.items() if name in inputs})
    return logits[0, PROMPT - 1 :].astype(np.float32).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--families", default=",".join(CONFIGS))
    parser.add_argument("--exporters", default=",".join(EXPORTERS))
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    for family in arguments.families.split(","):
        source = arguments.out / family / "source"
        if not source.exists():
            model = make_model(family)
            model.save_pretrained(source)
            for name in TOKENIZER:
                shutil.copy(FIXTURE / name, source)
            (source / "reference.json").write_text(json.dumps(reference(model)))
        for exporter in arguments.exporters.split(","):
            target = arguments.out / family / exporter
            if (target / "onnx").exists() or (target / "failed.txt").exists():
                continue
            if not arguments.one:
                # In a process of its own: exporters patch modules, and some of them crash.
                command = [sys.executable, __file__, str(arguments.out), "--one"]
                done = subprocess.run(
                    [*command, "--families", family, "--exporters", exporter], capture_output=True, text=True
                )
                if done.returncode != 0:
                    shutil.rmtree(target / "onnx", ignore_errors=True)
                    target.mkdir(parents=True, exist_ok=True)
                    (target / "failed.txt").write_text(done.stderr[-4000:])
                print(f"{family} {exporter}: {'made' if done.returncode == 0 else 'failed'}", flush=True)
                continue
            target.mkdir(parents=True, exist_ok=True)
            for name in [*TOKENIZER, "config.json", "generation_config.json", "reference.json"]:
                shutil.copy(source / name, target)
            EXPORTERS[exporter](source, target)
            (target / "exported.json").write_text(json.dumps(exported_logits(target)))


if __name__ == "__main__":
    main()
