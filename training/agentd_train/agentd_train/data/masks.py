"""The masks of a file, to hold what the trainer sees against them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa

from ..errors import TrainError

Array = np.ndarray[Any, np.dtype[Any]]


class FileMasks:
    """A digest of the tokens and labels of every row."""

    def __init__(self, rows: Iterable[tuple[Array, Array]]) -> None:
        self.labels: dict[bytes, set[bytes]] = {}
        for ids, labels in rows:
            self.labels.setdefault(digest(ids), set()).add(digest(labels))

    @classmethod
    def of_table(cls, table: pa.Table) -> FileMasks:
        def rows() -> Iterable[tuple[Array, Array]]:
            for batch in table.to_batches():
                for ids, labels in zip(batch.column("input_ids"), batch.column("labels"), strict=True):
                    yield ids.values.to_numpy(), labels.values.to_numpy()

        return cls(rows())

    def compare(self, input_ids: Array, attention: Array, labels: Array) -> None:
        """Refuses a batch whose rows, without padding, are not rows of the file with the file's labels."""
        for number, (ids, seen, label) in enumerate(zip(input_ids, attention.astype(bool), labels, strict=True)):
            known = self.labels.get(digest(ids[seen]))
            if known is None:
                raise mismatch(f"row {number} of the batch has {int(seen.sum())} tokens that are no row of the export")
            if digest(label[seen]) not in known:
                raise mismatch(f"the labels of row {number} of the batch are not those of the export")
            if bool((label[~seen] != -100).any()):
                raise mismatch(f"row {number} of the batch has a loss on padding")


def digest(values: Array) -> bytes:
    return blake2b(np.ascontiguousarray(values, dtype=np.int32).tobytes(), digest_size=12).digest()


def mismatch(what: str) -> TrainError:
    return TrainError(
        "mask-mismatch",
        f"The trainer would learn something else than the export says: {what}. "
        "Nothing was trained. This is a fault of a library's version: install those of requirements.txt.",
    )
