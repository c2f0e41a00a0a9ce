"""The command line: train, merge, export-onnx, export-gguf."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from .data.export_folder import open_export
from .errors import TrainError
from .settings import TYPES, TrainSettings, merge_settings
from .settings_sources import from_recipe, read_configuration

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Runs a command. 0: done; 1: an error that says what to do; 130: stopped by a signal, with a checkpoint."""
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except TrainError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    return status


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="python -m agentd_train", description=__doc__)
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    add_train(commands.add_parser("train", help="LoRA fine-tuning from an export"))
    add_merge(commands.add_parser("merge", help="put an adapter's weights into its base model"))
    add_onnx(commands.add_parser("export-onnx", help="write a model in transformers.js' layout"))
    add_gguf(commands.add_parser("export-gguf", help="write a model for llama.cpp"))
    return root


def add_train(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Stronger wins: flags, then --config, then the recipe in the export, then the defaults, which are the paper's."
    )
    command.add_argument("--config", type=Path, help="YAML or TOML file with settings by name")
    for item in fields(TrainSettings):
        kind: dict[str, Any] = {"action": argparse.BooleanOptionalAction} if TYPES[item.name] is bool else {}
        if not kind:
            kind = {"metavar": TYPES[item.name].__name__.upper().replace("STR", "TEXT")}
        shown = f" (default: {item.default})" if item.default != "" else ""
        flag = f"--{item.name.replace('_', '-')}"
        command.add_argument(flag, default=argparse.SUPPRESS, help=item.metadata["help"] + shown, **kind)
    command.set_defaults(run=run_train)


def run_train(options: argparse.Namespace) -> int:
    flags = {key: value for key, value in vars(options).items() if key in TYPES}
    configured = {} if options.config is None else read_configuration(options.config)
    given = {key.replace("-", "_"): value for key, value in configured.items()} | flags
    if not given.get("data"):
        raise TrainError("bad-setting", "--data is missing: folder of an export of @agentd/distill-data.")
    export = open_export(Path(str(given["data"])))
    recipe = export.folder / "recipe.json"
    settings = merge_settings(
        (str(recipe), from_recipe(export.recipe, recipe)), (str(options.config), configured), ("flags", flags)
    )
    from .training import train

    summary = train(settings, export)
    if int(os.environ.get("RANK", "0")) == 0:
        print(json.dumps(asdict(summary), indent=2), flush=True)
        if not summary.finished:
            print(f"Stopped after step {summary.step} of {summary.steps}; --resume goes on.", file=sys.stderr)
    return 0 if summary.finished else INTERRUPTED


def add_merge(command: argparse.ArgumentParser) -> None:
    command.add_argument("adapter", type=Path, help="the output folder of train, or one of its checkpoints")
    command.add_argument("--output", type=Path, required=True)
    command.add_argument("--base", help="the base model; default is the one that the adapter names")
    command.add_argument("--dtype", choices=["float32", "float16", "bfloat16"], help="default: the base model's")
    command.set_defaults(run=run_merge)


def run_merge(options: argparse.Namespace) -> int:
    from .merge import merge

    merge(options.adapter, options.output, options.base, options.dtype)
    return 0


def add_onnx(command: argparse.ArgumentParser) -> None:
    command.add_argument("model", help="folder or id of a merged model")
    command.add_argument("--output", type=Path, required=True)
    command.add_argument("--weights", default="fp32,int8,q4", help="parted by commas; default: fp32,int8,q4")
    command.set_defaults(run=run_onnx)


def run_onnx(options: argparse.Namespace) -> int:
    from .export.onnx_folder import export_onnx

    print(json.dumps(export_onnx(options.model, options.output, options.weights.split(",")), indent=2))
    return 0


def add_gguf(command: argparse.ArgumentParser) -> None:
    command.add_argument("model", help="folder or id of a merged model")
    command.add_argument("--output", type=Path, required=True, help="the file to write")
    command.add_argument("--type", default="f16", choices=["f32", "f16", "bf16", "q8_0"])
    command.add_argument("--pre-tokenizer", help="llama.cpp's name for how the tokenizer splits text, such as qwen2")
    command.set_defaults(run=run_gguf)


def run_gguf(options: argparse.Namespace) -> int:
    from .export.gguf_file import export_gguf

    export_gguf(options.model, options.output, options.type, options.pre_tokenizer)
    return 0
