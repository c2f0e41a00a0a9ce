"""A small byte-level BPE tokenizer with single digits, trained on the trajectories."""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from .chat import CHAT_TEMPLATE, END, END_OF_CODE, PADDING, SPECIAL, render

#: Words with the space before them, single digits, runs of punctuation, white space. An underscore stands alone, so
#: that a noun in a variable name has the tokens of the noun in the question.
PATTERN = r" ?[A-Za-z]+|_|[0-9]| ?[^\sA-Za-z0-9_]+|\s"
CONTEXT = 1024


def train(lines: Iterator[str], vocabulary: int) -> Tokenizer:
    """Trains the merges on conversations in JSONL."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary - 1,
        min_frequency=3,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    texts = (without_markup(render(json.loads(line)["messages"])) for line in lines)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_tokens([AddedToken(END_OF_CODE, special=False, normalized=False)])
    return tokenizer


def without_markup(text: str) -> str:
    for token in (*SPECIAL, END_OF_CODE):
        text = text.replace(token, "")
    return text


def beginning(path: Path, characters: int) -> Iterator[str]:
    """Whole lines of the file until there are this many characters."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if characters <= 0:
                return
            characters -= len(line)
            yield line


def save(tokenizer: Tokenizer, folder: Path) -> None:
    """Writes tokenizer.json and the configuration with the chat template."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "Qwen2Tokenizer",
        "add_bos_token": False,
        "clean_up_tokenization_spaces": False,
        "eos_token": END,
        "pad_token": PADDING,
        "model_max_length": CONTEXT,
        "chat_template": CHAT_TEMPLATE,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="+", help="conversations, JSONL")
    parser.add_argument("folder", type=Path, help="where the tokenizer is written")
    parser.add_argument("--vocabulary", type=int, default=1024)
    parser.add_argument("--characters", type=int, default=10_000_000, help="how much of each file to learn from")
    arguments = parser.parse_args()
    lines = itertools.chain.from_iterable(beginning(path, arguments.characters) for path in arguments.data)
    tokenizer = train(lines, arguments.vocabulary)
    save(tokenizer, arguments.folder)
    print(f"{tokenizer.get_vocab_size()} entries in {arguments.folder}")


if __name__ == "__main__":
    main()
