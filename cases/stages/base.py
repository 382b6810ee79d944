"""What every stage may use of the case it is part of."""

from __future__ import annotations

from typing import Any

from django.db import models


class StageModel(models.Model):
    """A step sets fields and asks for records; `perform()` writes both in one transaction."""

    class Meta:
        abstract = True

    def record(self, model: str, **fields: Any) -> None:
        """Ask for a row of `cases.<model>` belonging to this case, written with the step."""
        self.__dict__.setdefault("records", []).append((model, fields))
