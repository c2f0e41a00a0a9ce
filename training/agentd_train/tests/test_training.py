from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import LlamaForCausalLM

from agentd_train.callbacks import JsonlMetrics
from agentd_train.cli import main
from agentd_train.errors import TrainError
from agentd_train.merge import merge
from agentd_train.trainer import CheckedTrainer

from .conftest import EXPORTS


def run(student: Path, output: Path, *more: str) -> int:
    flags = {"data": EXPORTS / "neutral", "model": student, "output": output, "rank": 4, "learning-rate": "1e-2"}
    flags |= {"batch-size": 4, "max-steps": 8, "log-steps": 1, "save-steps": 4, "checked-batches": 2}
    given = [part for key, value in flags.items() for part in (f"--{key}", str(value))]
    return main(["train", *given, "--no-tensorboard", *more])


def metrics(output: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (output / "metrics.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def trained(student: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("runs") / "whole"
    assert run(student, output) == 0
    return output


def test_the_loss_goes_down_and_the_masks_were_compared(trained: Path) -> None:
    summary = json.loads((trained / "summary.json").read_text())
    assert summary["finished"] and summary["step"] == 8
    assert summary["checked_batches"] == 2
    assert summary["last_loss"] < summary["first_loss"] - 0.05
    assert [line["step"] for line in metrics(trained) if "loss" in line] == list(range(1, 9))


def test_a_run_that_a_signal_stopped_goes_on_to_the_same_weights(
    student: Path, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged = JsonlMetrics.on_log

    def stop_at_step_3(self: JsonlMetrics, args: Any, state: Any, control: Any, **given: Any) -> None:
        logged(self, args, state, control, **given)
        if state.global_step == 3:
            os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(JsonlMetrics, "on_log", stop_at_step_3)
        assert run(student, tmp_path) == 130
    assert json.loads((tmp_path / "summary.json").read_text())["finished"] is False
    with pytest.raises(TrainError, match="rank was 4 and is 8"):
        raise_error(student, tmp_path, "--resume", "--rank", "8")
    # A checkpoint that was cut off is not gone on from.
    (tmp_path / "checkpoint-7").mkdir()
    (tmp_path / "checkpoint-7" / "trainer_state.json").write_text('{"global', encoding="utf-8")
    assert run(student, tmp_path, "--resume") == 0
    assert [line["step"] for line in metrics(tmp_path) if "loss" in line] == list(range(1, 9))
    expected = load_file(trained / "adapter_model.safetensors")
    found = load_file(tmp_path / "adapter_model.safetensors")
    assert expected.keys() == found.keys()
    assert all(torch.allclose(expected[name], found[name], atol=1e-6) for name in expected)


def raise_error(student: Path, output: Path, *more: str) -> None:
    """The error in place of its line on stderr."""
    from agentd_train import cli

    flags = ["--data", str(EXPORTS / "neutral"), "--model", str(student), "--output", str(output), "--batch-size", "4"]
    flags += ["--max-steps", "8", "--learning-rate", "1e-2", *more]
    options = cli.parser().parse_args(["train", *flags])
    options.run(options)


def test_a_trainer_that_changes_the_labels_is_stopped_before_it_learns(
    student: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    step = CheckedTrainer.training_step

    def learn_everything(self: CheckedTrainer, model: Any, inputs: dict[str, Any], *more: Any) -> Any:
        inputs["labels"] = torch.where(inputs["attention_mask"] == 1, inputs["input_ids"], -100)
        return step(self, model, inputs, *more)

    monkeypatch.setattr(CheckedTrainer, "training_step", learn_everything)
    assert run(student, tmp_path) == 1
    assert "train/mask-mismatch" in capsys.readouterr().err


def test_a_folder_with_a_run_is_not_overwritten(
    student: Path, trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(student, trained) == 1
    assert "train/output-in-use" in capsys.readouterr().err


def test_resume_needs_a_checkpoint(student: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(student, tmp_path, "--resume") == 1
    assert "train/no-checkpoint" in capsys.readouterr().err


def test_the_merged_model_computes_what_the_adapter_does(student: Path, trained: Path, tmp_path: Path) -> None:
    merge(trained, tmp_path / "merged")
    ids = torch.randint(0, 1024, (1, 20), generator=torch.Generator().manual_seed(0))
    base = LlamaForCausalLM.from_pretrained(student)
    with torch.no_grad():
        before = base(input_ids=ids).logits
        expected = PeftModel.from_pretrained(base, trained).eval()(input_ids=ids).logits
        found = LlamaForCausalLM.from_pretrained(tmp_path / "merged")(input_ids=ids).logits
    assert torch.allclose(found, expected, atol=1e-5)
    assert not torch.allclose(found, before, atol=1e-2)
    for name in ("tokenizer.json", "tokenizer_config.json", "agentd.json"):
        assert (tmp_path / "merged" / name).read_bytes() == (student / name).read_bytes()
    with pytest.raises(TrainError, match="no adapter_config"):
        merge(student, tmp_path / "again")
