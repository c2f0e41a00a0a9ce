from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import load_dataset
from transformers import LlamaForCausalLM, PreTrainedTokenizerBase
from trl import SFTConfig, SFTTrainer

from agentd_train.data.encode import Unmaskable, encode
from agentd_train.data.export_folder import open_export
from agentd_train.data.masks import FileMasks
from agentd_train.data.messages import Message
from agentd_train.data.rows import read_rows
from agentd_train.errors import TrainError

from .conftest import EXPORTS


def rows(form: str, tokenizer: PreTrainedTokenizerBase, max_length: int = 10_240) -> list[dict[str, list[int]]]:
    table, _ = read_rows(open_export(EXPORTS / form).train, tokenizer, max_length, 1024)
    return table.to_pylist()


@pytest.mark.parametrize("form", ["trl", "axolotl"])
def test_forms_with_messages_give_the_masks_of_the_neutral_form(form: str, tokenizer: PreTrainedTokenizerBase) -> None:
    assert rows(form, tokenizer) == rows("neutral", tokenizer)


@pytest.mark.parametrize("form", ["llama-factory", "torchtune"])
def test_forms_without_flags_hold_the_rows_in_which_every_turn_is_learnt(
    form: str, tokenizer: PreTrainedTokenizerBase
) -> None:
    neutral, found = rows("neutral", tokenizer), rows(form, tokenizer)
    assert 0 < len(found) < len(neutral)
    assert all(row in neutral for row in found)


def test_trl_itself_makes_the_same_masks_of_its_export(
    student: Path, tokenizer: PreTrainedTokenizerBase, tmp_path: Path
) -> None:
    data = load_dataset("json", data_files=str(EXPORTS / "trl" / "train.jsonl"), cache_dir=tmp_path, split="train")
    trainer = SFTTrainer(
        model=LlamaForCausalLM.from_pretrained(student),
        args=SFTConfig(
            output_dir=str(tmp_path),
            assistant_only_loss=True,
            max_length=None,
            chat_template_path=str(EXPORTS / "trl" / "chat_template.jinja"),
            bf16=False,
            report_to=[],
        ),
        train_dataset=data,
        processing_class=type(tokenizer).from_pretrained(student),
    )
    prepared = [{key: row[key] for key in ("input_ids", "labels")} for row in trainer.train_dataset]
    assert prepared == rows("neutral", tokenizer)


def test_rows_that_are_too_long_are_counted_and_not_cut(tokenizer: PreTrainedTokenizerBase) -> None:
    path = open_export(EXPORTS / "neutral").train
    whole, _ = read_rows(path, tokenizer, 10_240, 1024)
    lengths = [len(row["input_ids"]) for row in whole.to_pylist()]
    table, counts = read_rows(path, tokenizer, sorted(lengths)[4], 1024)
    assert (counts.kept, counts.too_long) == (5, len(lengths) - 5)
    assert all(row in whole.to_pylist() for row in table.to_pylist())
    with pytest.raises(TrainError, match="nothing to train on"):
        read_rows(path, tokenizer, 3, 1024)


def test_a_conversation_without_an_exact_mask_is_not_masked_nearly(tokenizer: PreTrainedTokenizerBase) -> None:
    user = Message("user", "How many?", False)
    with pytest.raises(Unmaskable, match=r"spells <\|im_end\|> out"):
        encode([user, Message("assistant", "12<|im_end|>", True)], tokenizer)
    with pytest.raises(Unmaskable, match="no token begins"):
        encode([user, Message("assistant", "apples", ((3, 6),))], tokenizer)


def test_parts_of_a_turn_are_learnt_alone(tokenizer: PreTrainedTokenizerBase) -> None:
    row = encode([Message("user", "How?", False), Message("assistant", "1 and 2", ((0, 1), (6, 7)))], tokenizer)
    assert tokenizer.decode([label for label in row.labels if label != -100]) == "12<|im_end|>"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": "other"}, "known are neutral"),
        ({"schemaVersion": 2}, "schema version 2"),
        ({"format": "trl"}, "no train.jsonl"),
    ],
)
def test_what_is_no_export_is_refused(change: dict[str, object], says: str, tmp_path: Path) -> None:
    shutil.copytree(EXPORTS / "neutral", tmp_path / "export")
    recipe = tmp_path / "export" / "recipe.json"
    recipe.write_text(json.dumps(json.loads(recipe.read_text()) | change), encoding="utf-8")
    with pytest.raises(TrainError, match=says):
        open_export(tmp_path / "export")


@pytest.mark.parametrize(
    ("ids", "labels", "says"),
    [
        ([[1, 2]], [[-100]], "as many labels"),
        ([[1, 2]], [[-100, 3]], "neither -100 nor its own"),
        ([[1, 2000]], [[-100, 2000]], "token 2000, the model only 1024"),
        ([[1, 2]], [[-100, -100]], "has a loss"),
    ],
)
def test_damaged_rows_are_refused(
    ids: list[list[int]], labels: list[list[int]], says: str, tmp_path: Path, tokenizer: PreTrainedTokenizerBase
) -> None:
    pq.write_table(pa.table({"input_ids": ids, "labels": labels}), tmp_path / "train.parquet")
    with pytest.raises(TrainError, match=says):
        read_rows(tmp_path / "train.parquet", tokenizer, 100, 1024)


def test_a_batch_with_another_mask_than_the_file_is_refused() -> None:
    ids, labels = np.array([[5, 6, 7, 0]]), np.array([[-100, 6, 7, -100]])
    seen = np.array([[1, 1, 1, 0]])
    masks = FileMasks([(ids[0, :3], labels[0, :3])])
    masks.compare(ids, seen, labels)
    for wrong in ([-100, -100, 7, -100], [5, 6, 7, -100], [-100, 6, 7, 0]):
        with pytest.raises(TrainError, match="something else than the export says"):
            masks.compare(ids, seen, np.array([wrong]))
    with pytest.raises(TrainError, match="no row of the export"):
        masks.compare(ids + 1, seen, labels)
