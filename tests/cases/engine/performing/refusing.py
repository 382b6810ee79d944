"""A step that is refused: the sentence, and that nothing was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from cases.engine.steps import STEPS
from cases.models import Case
from tests.cases.engine import ways
from tests.cases.engine.ways import nothing_written

Stand = Callable[[str], Case]


def refused(error: type[Exception], case: Case, name: str, **options: Any) -> str:
    """The sentence of the refusal, in English; asserts that nothing at all was written."""
    now = options.get("now") or ways.ready_at(case, name)
    options.setdefault("user", ways.somebody(STEPS[name].by, case))
    ways.facts(case, name, now)  # with the rows they ask for
    with translation.override("en"), nothing_written():
        with pytest.raises(error) as caught:
            ways.take(case, name, **options)
        return str(caught.value)
