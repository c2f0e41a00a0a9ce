"""Where settings come from besides flags: a configuration file, and the recipe that goes with an export."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import yaml

from .errors import TrainError

#: Names in an export's recipe, and those of ours.
RECIPE = {"learningRate": "learning_rate", "epochs": "epochs", "batchSize": "batch_size", "maxLength": "max_length"}
RECIPE_LORA = {"rank": "rank", "alpha": "alpha", "dropout": "dropout", "targetModules": "target_modules"}


def read_configuration(path: Path) -> dict[str, Any]:
    """Settings of a YAML or TOML file."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise TrainError("bad-configuration", f"The configuration {path} can't be read: {error.strerror}.") from error
    try:
        values = tomllib.loads(text) if path.suffix == ".toml" else yaml.safe_load(text)
    except (tomllib.TOMLDecodeError, yaml.YAMLError) as error:
        raise TrainError("bad-configuration", f"{path} is neither YAML nor, with .toml, TOML: {error}") from error
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise TrainError("bad-configuration", f"{path} must hold settings by name, such as 'rank: 64'.")
    return values


def from_recipe(recipe: dict[str, Any], source: Path) -> dict[str, Any]:
    """Our settings in the recipe of an export; what it does not say keeps its default."""
    if recipe.get("packing"):
        raise TrainError("bad-export", f"{source} asks for packing, which is not done here: rows are never joined.")
    lora = recipe.get("lora", {})
    found = {ours: lora[theirs] for theirs, ours in RECIPE_LORA.items() if theirs in lora}
    found |= {ours: recipe[theirs] for theirs, ours in (RECIPE | {"seed": "seed"}).items() if theirs in recipe}
    return found
