"""A tokenizer of transformers as llama.cpp stores it: byte-level BPE."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gguf

from ..errors import TrainError

WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"
REST = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
#: llama.cpp's names of the patterns that split text before BPE.
PRE_TOKENIZERS = {WORDS + r"\p{N}" + REST: "qwen2", WORDS + r"\p{N}{1,3}" + REST: "llama-bpe"}


def write_vocabulary(writer: gguf.GGUFWriter, folder: Path, size: int, pre_tokenizer: str | None) -> None:
    """Tokens, merges, special tokens and the chat template."""
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise TrainError("unknown-tokenizer", f"{folder} has no tokenizer.json. {OTHERWISE}")
    tokenizer = json.loads(path.read_text(encoding="utf-8"))
    if tokenizer["model"]["type"] != "BPE" or '"ByteLevel"' not in json.dumps(tokenizer["pre_tokenizer"]):
        raise TrainError("unknown-tokenizer", f"The tokenizer of {folder} is not byte-level BPE. {OTHERWISE}")
    added = {token["id"]: token for token in tokenizer["added_tokens"]}
    texts = {number: text for text, number in tokenizer["model"]["vocab"].items()}
    texts |= {number: token["content"] for number, token in added.items()}
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre_tokenizer or found_pre_tokenizer(tokenizer, folder))
    writer.add_token_list([texts.get(number, f"[PAD{number}]") for number in range(size)])
    writer.add_token_types([kind(number, texts, added) for number in range(size)])
    gguf.SpecialVocab(folder, load_merges=True, n_vocab=size).add_to_gguf(writer, quiet=True)


def kind(number: int, texts: dict[int, str], added: dict[int, dict[str, Any]]) -> gguf.TokenType:
    if number not in texts:
        return gguf.TokenType.UNUSED
    if number not in added:
        return gguf.TokenType.NORMAL
    return gguf.TokenType.CONTROL if added[number]["special"] else gguf.TokenType.USER_DEFINED


def found_pre_tokenizer(tokenizer: dict[str, Any], folder: Path) -> str:
    parts = tokenizer["pre_tokenizer"].get("pretokenizers", [tokenizer["pre_tokenizer"]])
    patterns = [part["pattern"].get("Regex", "") for part in parts if part["type"] == "Split"]
    if not patterns:
        return "gpt-2"
    name = PRE_TOKENIZERS.get(patterns[0])
    if name is None:
        raise TrainError(
            "unknown-tokenizer",
            f"llama.cpp's name for how the tokenizer of {folder} splits text is not known ({patterns[0]}). Give it as "
            "--pre-tokenizer, such as gpt-2, qwen2 or llama-bpe, and compare the tokens.",
        )
    return name


OTHERWISE = "Use convert_hf_to_gguf.py of llama.cpp on the merged model."
