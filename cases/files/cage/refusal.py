"""The two ends a file comes to in the cage."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file after cleaning, as the isolated process returns it."""

    data: bytes
    extension: str
    pages: int | None = None
    width: int | None = None
    """Pixels."""
    height: int | None = None
    """Pixels."""
    notices: Sequence[dict[str, Any]] = ()
    """JSON objects: {"code": …} and facts."""


class Refusal(Exception):
    """A code of `cases.files.refusals.SENTENCES` and the values for its places; values JSON can carry."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
