"""A case that КНБ is asked about, a moment after, and КНБ's machine."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.cache import cache

from cases.models import Case
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.api.machines import Machine, machine
from tests.conftest import Cases


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


@pytest.fixture
def case(every_case: Cases) -> Case:
    return every_case[State.KNB]


@pytest.fixture
def now(case: Case) -> datetime:
    return people.after(case)


@pytest.fixture
def knb(now: datetime) -> Machine:
    return machine("knb", now=now)
