"""Self-checks of the Python half: the loss mask, the batches, and the exported graph.

Run with ``python -m unittest discover -s tests`` in the folder above.
"""

from __future__ import annotations

import json
import random
import tempfile
import unittest
from pathlib import Path

import torch
from tokenizers import Tokenizer

from tiny_agent.chat import END, Message, encode, render
from tiny_agent.data import IGNORED, Example, batches, collate
from tiny_agent.export import as_arrays, largest_difference
from tiny_agent.model import Config, TinyModel
from tiny_agent.onnx_graph import build
from tiny_agent.tokenizer import beginning, train

CONVERSATION: list[Message] = [
    {"role": "user", "content": "Ana has 12 apples. How many?", "learn": False},
    {"role": "assistant", "content": "Thought: Bad.\nCode:\n```py\nprint(x)\n```<end_code>", "learn": False},
    {"role": "user", "content": "Observation: NameError: name 'x' is not defined", "learn": False},
    {"role": "assistant", "content": "Thought: Good.\nCode:\n```py\nfinal_answer(12)\n```<end_code>", "learn": True},
]


def small_tokenizer() -> Tokenizer:
    return train(iter([json.dumps({"messages": CONVERSATION})] * 5), 400)


class Mask(unittest.TestCase):
    def test_learns_the_action_that_worked_and_nothing_else(self) -> None:
        tokenizer = small_tokenizer()
        ids, learnt = encode(tokenizer, CONVERSATION)
        taught = tokenizer.decode([i for i, keep in zip(ids, learnt) if keep], skip_special_tokens=False)
        self.assertEqual(taught, CONVERSATION[3]["content"] + END)

    def test_pieces_give_the_tokens_of_the_whole_text(self) -> None:
        tokenizer = small_tokenizer()
        ids, _ = encode(tokenizer, CONVERSATION)
        self.assertEqual(ids, tokenizer.encode(render(CONVERSATION), add_special_tokens=False).ids)
        self.assertEqual(tokenizer.decode(ids, skip_special_tokens=False), render(CONVERSATION))

    def test_every_digit_is_one_token(self) -> None:
        tokens = small_tokenizer().encode("a 1234567 = 89", add_special_tokens=False).tokens
        self.assertEqual([token for token in tokens if any(c.isdigit() for c in token)], list("123456789"))


class Batches(unittest.TestCase):
    def test_targets_are_the_tokens_after_the_selected_positions(self) -> None:
        batch = collate([Example([5, 6, 7, 8], [False, False, True, True])], 0)
        count = int((batch.targets != IGNORED).sum())
        self.assertEqual(batch.targets[:count].tolist(), [7, 8])
        self.assertEqual(batch.inputs.flatten()[batch.select[:count]].tolist(), [6, 7])

    def test_shapes_are_few(self) -> None:
        order = random.Random(0)
        examples = [Example([1] * n, [True] * n) for n in range(20, 120)]
        stream = batches(examples, 512, order, 0)
        shapes = {next(stream).inputs.shape for _ in range(60)}
        self.assertLessEqual(len(shapes), 4)


class Text(unittest.TestCase):
    def test_the_beginning_of_a_file_is_whole_lines(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "lines"
            path.write_text("aaaa\nbbbb\ncccc\n", encoding="utf-8")
            self.assertEqual(list(beginning(path, 6)), ["aaaa\n", "bbbb\n"])
            self.assertEqual(list(beginning(path, 99)), ["aaaa\n", "bbbb\n", "cccc\n"])


class Export(unittest.TestCase):
    def test_graph_gives_the_probabilities_of_torch(self) -> None:
        torch.manual_seed(0)
        model = TinyModel(Config(vocabulary=300, hidden=128, layers=2, heads=2, feed_forward=192, context=128)).eval()
        ids = torch.randint(0, 300, (2, 40))
        self.assertLess(largest_difference(model, build(model.config, as_arrays(model), quantised=False), ids), 1e-4)
        self.assertLess(largest_difference(model, build(model.config, as_arrays(model), quantised=True), ids), 1.0)

    def test_cache_gives_what_the_whole_text_gives(self) -> None:
        torch.manual_seed(0)
        model = TinyModel(Config(vocabulary=300, hidden=128, layers=2, heads=2, feed_forward=192, context=128)).eval()
        ids = torch.randint(0, 300, (2, 12))
        with torch.no_grad():
            whole, _ = model(ids)
            _, cache = model(ids[:, :-1])
            last, _ = model(ids[:, -1:], past=cache)
        self.assertTrue(torch.allclose(whole[:, -1], last[:, 0], atol=1e-5))


if __name__ == "__main__":
    unittest.main()
