"""The figure of the next case: both ways take cases, none of them twice, and leave nothing behind."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest

from bench import takes
from bench.casecopies import Template
from bench.report import BenchReport
from cases.models import Assignment
from cases.programmes.nomad.states import State
from tests import people


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_both_ways_take_the_next_case(monkeypatch: pytest.MonkeyPatch) -> None:
    people.reference()
    case = people.case_in(State.REGISTRATION)
    took: list[Any] = []
    raw = takes._raw

    def counted(*given: Any) -> None:
        raw(*given)
        took.extend(Assignment.objects.values_list("case", flat=True))

    monkeypatch.setattr(takes, "_raw", counted)
    report = BenchReport(StringIO(), profiles=False)
    made = takes.measure(report, Template.of(case), people.officer(), people.after(case), 2, 7000)
    assert made == 5
    assert len(took) == 3 + 5 and len(set(took)) == 5
    assert "take next / raw SQL" in report.lines[0].what
    assert not Assignment.objects.exists()
