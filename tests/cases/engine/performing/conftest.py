"""A case to take a step with."""

from __future__ import annotations

import pytest

from cases.models import Case
from cases.programmes.nomad.states import State
from tests.cases.engine import ways
from tests.cases.engine.performing.refusing import Stand


@pytest.fixture
def stand(every_case: dict[State, Case]) -> Stand:
    """The module's case in a state, prepared for its next step; what a test does to it is undone after the test."""
    return lambda state: ways.fresh(every_case[State(state)])
