"""It runs through with small numbers, and only where there is nobody."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases.bench.report import Line, Report, percentile_ms
from cases.models import Case
from tests import people


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_it_prints_every_figure() -> None:
    out = StringIO()
    call_command("bench", quick=True, stdout=out)
    text = out.getvalue()
    for word in (
        "perform approve_preliminary",
        "perform register",
        "sweep of 40 expiries",
        "queue, officer",
        "letter, warm",
    ):
        assert word in text
    assert Case.objects.count() >= 600


@pytest.mark.django_db
def test_it_is_refused_where_there_are_people() -> None:
    people.applicant()
    with pytest.raises(CommandError, match="has people"):
        call_command("bench", quick=True)


def test_a_miss_is_said_with_its_profile() -> None:
    out = StringIO()
    report = Report(out)
    report.lines = [
        Line("quick", "1×", "≤ 2×", True),
        Line("slow", "3×", "≤ 2×", False, lambda: "the top of the profile"),
        Line("told", "5 ms"),
    ]
    report.print()
    lines = out.getvalue().splitlines()
    assert [line.split()[-1] for line in lines[1:4]] == ["PASS", "MISS", "ms"]
    assert "the top of the profile" in lines[-1]


def test_a_percentile_is_one_of_the_times() -> None:
    assert percentile_ms([0.001 * i for i in range(1, 101)], 0.95) == 96.0
