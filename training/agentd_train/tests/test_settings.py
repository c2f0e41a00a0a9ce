from __future__ import annotations

from pathlib import Path

import pytest

from agentd_train.cli import main
from agentd_train.errors import TrainError
from agentd_train.settings import TrainSettings, merge_settings
from agentd_train.settings_sources import from_recipe, read_configuration

NEEDED = {"data": "d", "model": "m", "output": "o"}


def test_defaults_are_those_of_the_paper() -> None:
    settings = TrainSettings()
    assert (settings.rank, settings.alpha, settings.dropout, settings.target_modules) == (64, 128, 0.05, "all-linear")
    assert (settings.learning_rate, settings.epochs, settings.batch_size, settings.max_length) == (2e-4, 2, 8, 10_240)


def test_flags_beat_the_file_and_the_file_beats_the_recipe(tmp_path: Path) -> None:
    file = tmp_path / "run.toml"
    file.write_text('rank = 16\nlearning-rate = "3e-4"\n', encoding="utf-8")
    recipe = from_recipe({"lora": {"rank": 8, "alpha": 16}, "epochs": 1}, tmp_path)
    settings = merge_settings(("recipe", recipe), ("file", read_configuration(file)), ("flags", NEEDED | {"rank": "4"}))
    assert (settings.rank, settings.alpha, settings.learning_rate, settings.epochs) == (4, 16, 3e-4, 1)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"rank": 0}, "rank is 0"),
        ({"rank": "many"}, "give a whole number"),
        ({"rank": 2.5}, "type int"),
        ({"learning_rate": "nan"}, "above 0"),
        ({"dropout": 1}, "0 to below 1"),
        ({"scheduler": "up"}, "linear, cosine"),
        ({"micro_batch_size": 3}, "divide 8"),
        ({"packing": True}, "no setting 'packing'"),
        ({"resume": "yes"}, "type bool"),
        ({"target_modules": ","}, "names of layers"),
        ({"model": ""}, "--model is missing"),
    ],
)
def test_a_bad_value_is_named_with_the_way_out(values: dict[str, object], says: str) -> None:
    with pytest.raises(TrainError, match=says) as found:
        merge_settings(("flags", NEEDED | values))
    assert found.value.code == "train/bad-setting"


@pytest.mark.parametrize(("name", "text"), [("a.yaml", "rank: [\n"), ("a.toml", "rank 1"), ("a.yaml", "- rank")])
def test_a_damaged_configuration_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TrainError, match=name):
        read_configuration(tmp_path / name)


def test_the_command_line_reports_an_error_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["train", "--data", str(tmp_path / "none"), "--model", "m", "--output", "o"]) == 1
    assert capsys.readouterr().err.startswith("train/no-export: There is no folder")
