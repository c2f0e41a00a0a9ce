"""Writes how Python renders and tokenises some conversations, for the test that holds it against transformers.js."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tokenizers import Tokenizer

from .chat import encode, render


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="conversations, JSONL")
    parser.add_argument("tokenizer", type=Path, help="folder with tokenizer.json")
    parser.add_argument("output", type=Path, help="the fixture, JSONL")
    parser.add_argument("--lines", type=int, default=24)
    arguments = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(arguments.tokenizer / "tokenizer.json"))
    with arguments.data.open(encoding="utf-8") as source, arguments.output.open("w", encoding="utf-8") as target:
        for _, line in zip(range(arguments.lines), source):
            example = json.loads(line)
            ids, learnt = encode(tokenizer, example["messages"])
            record = {"id": example["id"], "text": render(example["messages"]), "ids": ids}
            learnt_text = tokenizer.decode([i for i, keep in zip(ids, learnt) if keep], skip_special_tokens=False)
            target.write(json.dumps({**record, "learnt": learnt_text}) + "\n")


if __name__ == "__main__":
    main()
