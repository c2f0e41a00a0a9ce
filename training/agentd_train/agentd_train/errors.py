"""One error for everything that a user can put right."""

from __future__ import annotations


class TrainError(Exception):
    """What went wrong and the way out, for a person to read.

    ``code`` is stable, such as ``train/bad-setting``; programs may depend on it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = f"train/{code}"
