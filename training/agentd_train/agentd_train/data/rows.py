"""The rows of one file of an export, ready for TRL: token ids and labels in 32 bits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import TrainError
from .encode import NO_LOSS, ChatTokenizer, Unmaskable, encode
from .messages import read_messages

SCHEMA = pa.schema([("input_ids", pa.list_(pa.int32())), ("labels", pa.list_(pa.int32()))])
BATCH = 1024


@dataclass
class Counts:
    """What became of a file's rows."""

    kept: int = 0
    too_long: int = 0
    #: Reasons for which rows of messages could not be masked, with how often each came up.
    unmaskable: dict[str, int] = field(default_factory=dict)
    tokens: int = 0
    learnt: int = 0


def read_rows(path: Path, tokenizer: ChatTokenizer, max_length: int, vocabulary: int) -> tuple[pa.Table, Counts]:
    """Reads the rows that are not longer than ``max_length``, in the order of the file."""
    counts = Counts()
    batches = parquet_batches(path) if path.suffix == ".parquet" else message_batches(path, tokenizer, counts)
    kept = [keep_short(batch, max_length, counts) for batch in batches if check(batch, path, vocabulary)]
    table = pa.Table.from_batches(kept, SCHEMA)
    counts.kept = table.num_rows
    if counts.kept == 0:
        raise TrainError("no-rows", f"{path} leaves nothing to train on: {counts}. Raise --max-length or export again.")
    if counts.learnt == 0:
        raise TrainError("no-rows", f"No token of {path} has a loss. Export again.")
    return table, counts


def parquet_batches(path: Path) -> Iterator[pa.RecordBatch]:
    try:
        file = pq.ParquetFile(path)
        for batch in file.iter_batches(BATCH, columns=list(SCHEMA.names)):
            yield batch.cast(SCHEMA)
    except (pa.ArrowException, OSError, KeyError) as error:
        raise TrainError("bad-export", f"{path} is not a Parquet file with input_ids and labels: {error}") from error


def message_batches(path: Path, tokenizer: ChatTokenizer, counts: Counts) -> Iterator[pa.RecordBatch]:
    for messages in read_messages(path):
        try:
            row = encode(messages, tokenizer)
        except Unmaskable as reason:
            kind = str(reason).split(",")[0]
            counts.unmaskable[kind] = counts.unmaskable.get(kind, 0) + 1
            continue
        yield pa.RecordBatch.from_pydict({"input_ids": [row.ids], "labels": [row.labels]}, SCHEMA)


def check(batch: pa.RecordBatch, path: Path, vocabulary: int) -> bool:
    """Refuses rows that no trainer could mean; a wrong tokenizer shows here before the model is loaded."""
    ids, labels = (flat(batch.column(name)) for name in SCHEMA.names)
    if not np.array_equal(*(batch.column(name).value_lengths().to_numpy() for name in SCHEMA.names)):
        raise TrainError("bad-export", f"{path}: a row has not as many labels as tokens. Export again.")
    if not bool(((labels == NO_LOSS) | (labels == ids)).all()):
        raise TrainError("bad-export", f"{path}: a label is neither -100 nor its own token. Export again.")
    if len(ids) and (int(ids.min()) < 0 or int(ids.max()) >= vocabulary):
        message = f"{path} has token {int(ids.max())}, the model only {vocabulary}. Export with the model's tokenizer."
        raise TrainError("other-tokenizer", message)
    return True


def flat(column: Any) -> np.ndarray[Any, np.dtype[np.int32]]:
    return column.flatten().to_numpy()


def keep_short(batch: pa.RecordBatch, max_length: int, counts: Counts) -> pa.RecordBatch:
    lengths = batch.column("input_ids").value_lengths().to_numpy()
    fits = lengths <= max_length
    counts.too_long += int((~fits).sum())
    kept = batch.filter(pa.array(fits))
    counts.tokens += int(lengths[fits].sum())
    counts.learnt += int((flat(kept.column("labels")) != NO_LOSS).sum())
    return kept
