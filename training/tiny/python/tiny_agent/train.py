"""Trains the tiny agent's model from random weights on conversations.

Each process has one thread, its own share of the data and a copy of the model; gradients are averaged once a step.
Threads inside one process would wait for each other a thousand times a step instead.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import tempfile
import time
from pathlib import Path

import torch
import torch.distributed as distributed
import torch.multiprocessing as multiprocessing
import torch.nn.functional as F
from tokenizers import Tokenizer

from .data import IGNORED, Batch, batches, collate, load, padding_id
from .model import Config, TinyModel

WARM_UP_STEPS = 150
WEIGHT_DECAY = 0.05
LOG_STEPS = 50
CHECKPOINT_MINUTES = 4


def rate(step: int, progress: float, highest: float, final: float) -> float:
    """Linear warm-up, then a cosine down to the ``final`` share of the highest."""
    decay = final + (1 - final) * 0.5 * (1 + math.cos(math.pi * progress))
    return highest * min(1, (step + 1) / WARM_UP_STEPS) * decay


def loss_of(model: TinyModel, batch: Batch, weights: torch.Tensor | None = None) -> torch.Tensor:
    """Mean loss of the learnt tokens; ``weights`` gives each entry of the vocabulary its share."""
    with torch.autocast("cpu", torch.bfloat16):
        logits, _ = model(batch.inputs, select=batch.select)
    return F.cross_entropy(logits.float(), batch.targets, weight=weights, ignore_index=IGNORED)


def token_weights(tokenizer: Tokenizer, digit: float) -> torch.Tensor:
    """One for every token but the ten digits: they are few, and one wrong digit spoils the answer."""
    weights = torch.ones(tokenizer.get_vocab_size())
    for value in range(10):
        weights[tokenizer.token_to_id(str(value))] = digit
    return weights


@torch.no_grad()
def validate(model: TinyModel, held_out: list[Batch]) -> float:
    model.eval()
    loss = sum(loss_of(model, batch).item() for batch in held_out) / max(1, len(held_out))
    model.train()
    return loss


def average(model: TinyModel, values: list[float]) -> list[float]:
    """Averages the gradients of all processes in place, and with them these values."""
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    flat = torch.cat([*(gradient.flatten() for gradient in gradients), torch.tensor(values)])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    start = 0
    for gradient in gradients:
        gradient.copy_(flat[start : start + gradient.numel()].view_as(gradient))
        start += gradient.numel()
    return flat[start:].tolist()


def optimiser_of(model: TinyModel) -> torch.optim.AdamW:
    matrices = [parameter for parameter in model.parameters() if parameter.dim() >= 2]
    vectors = [parameter for parameter in model.parameters() if parameter.dim() < 2]
    groups = [{"params": matrices, "weight_decay": WEIGHT_DECAY}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def run(rank: int, store: str, arguments: argparse.Namespace) -> None:
    """One process of the training."""
    torch.set_num_threads(1)
    world = arguments.processes
    distributed.init_process_group("gloo", init_method=f"file://{store}", rank=rank, world_size=world)
    torch.manual_seed(arguments.seed)
    tokenizer = Tokenizer.from_file(str(arguments.tokenizer / "tokenizer.json"))
    config = Config(
        vocabulary=tokenizer.get_vocab_size(),
        hidden=arguments.hidden,
        layers=arguments.layers,
        heads=arguments.hidden // 64,
        feed_forward=arguments.feed_forward,
    )
    padding = padding_id(tokenizer)
    examples = load(arguments.data, tokenizer, config.context, rank, world)
    validation = [one for path in arguments.validation for one in load([path], tokenizer, config.context)[:96]]
    held_out = [collate(validation[start : start + 16], padding) for start in range(0, len(validation), 16)]
    model = TinyModel(config)
    if arguments.start is not None:
        model.load_state_dict(torch.load(arguments.start, weights_only=True)["weights"])
    if rank == 0:
        parameters = sum(parameter.numel() for parameter in model.parameters())
        report(arguments.output, {"parameters": parameters, "examples": len(examples) * world, **config.as_dict()})
    optimiser = optimiser_of(model)
    weights = token_weights(tokenizer, arguments.digit_weight)
    started = time.process_time()
    seen = minutes = saved = 0.0
    recent: list[float] = []
    order = random.Random(arguments.seed * world + rank)
    for step, batch in enumerate(batches(examples, arguments.batch_tokens // world, order, padding)):
        progress = max(seen / arguments.tokens, minutes / arguments.minutes)
        if progress >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = rate(step, progress, arguments.learning_rate, arguments.final_rate)
        loss = loss_of(model, batch, weights)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        values = [loss.item(), float(batch.tokens), (time.process_time() - started) / 60]
        # All processes get the same numbers and so end at the same step.
        mean_loss, tokens, minutes = average(model, values)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        seen += tokens * world
        recent.append(mean_loss)
        if rank == 0 and (step + 1) % LOG_STEPS == 0:
            record = {"step": step + 1, "tokens": round(seen), "minutes": round(minutes, 2)}
            losses = {"loss": round(sum(recent) / len(recent), 4), "validation": round(validate(model, held_out), 4)}
            recent.clear()
            report(arguments.output, {**record, **losses})
        if rank == 0 and minutes - saved >= CHECKPOINT_MINUTES:
            saved = minutes
            save(model, arguments.output / f"minute-{round(minutes)}.pt")
    if rank == 0:
        save(model, arguments.output / "final.pt")
    distributed.destroy_process_group()


def report(folder: Path, record: dict[str, float]) -> None:
    print(json.dumps(record), flush=True)
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(record) + "\n")


def save(model: TinyModel, path: Path) -> None:
    torch.save({"config": model.config.as_dict(), "weights": model.state_dict()}, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="training conversations, JSONL")
    parser.add_argument("--validation", type=Path, nargs="+", required=True, help="held-out conversations, JSONL")
    parser.add_argument("--tokenizer", type=Path, required=True, help="folder with tokenizer.json")
    parser.add_argument("--output", type=Path, required=True, help="folder for checkpoints and the log")
    parser.add_argument("--tokens", type=float, default=30e6, help="tokens to train on, repeats counted")
    parser.add_argument("--minutes", type=float, default=600, help="CPU minutes of each process; the schedule ends with them")
    parser.add_argument("--batch-tokens", type=int, default=5120)
    parser.add_argument("--layers", type=int, default=Config.layers)
    parser.add_argument("--hidden", type=int, default=Config.hidden)
    parser.add_argument("--feed-forward", type=int, default=Config.feed_forward)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--start", type=Path, help="checkpoint to go on from")
    parser.add_argument("--digit-weight", type=float, default=3.0, help="weight of a digit in the loss")
    parser.add_argument("--learning-rate", type=float, default=3e-3)
    parser.add_argument("--final-rate", type=float, default=0.02, help="share of the learning rate that is left at the end")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "rendezvous")
        multiprocessing.spawn(run, (store, arguments), nprocs=arguments.processes)


if __name__ == "__main__":
    main()
