"""A copy of a case is what performing would have written, and is made only where everything stands as it did."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from cases.files import storing
from cases.law.calendar import ALMATY
from cases.models import Blob, Case, Counter, DutyRate, Event, User
from tests import copies, people

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def performed(request: pytest.FixtureRequest) -> list[str]:
    """The states to which a journey went, in this test; what was kept before is set aside."""
    steps: list[str] = []
    patch = pytest.MonkeyPatch()  # not the test's own: that one keeps from copying
    request.addfinalizer(patch.undo)
    patch.setattr(copies, "_kept", {})
    to = people.Journey.to

    def note(journey: people.Journey, state: people.State) -> None:
        steps.append(str(state))
        to(journey, state)

    patch.setattr(people.Journey, "to", note)
    return steps


def again(*states: str, before: Callable[[], Any] = lambda: None) -> tuple[list[Case], copies.Content]:
    """As another test would: in a transaction that is rolled back."""
    with transaction.atomic():
        before()
        cases = [people.case_in(state) for state in states]
        content = copies.read()
        transaction.set_rollback(True)
    return cases, content


def test_the_second_is_written_as_the_first_was_made(performed: list[str]) -> None:
    first, made = again("granted"), [*performed]
    assert made == [*people.STOPS, "granted"]
    assert again("granted") == first
    assert performed == made


@pytest.mark.parametrize("state", ["withdrawn", "preliminary_refused", "card_issued"])
def test_a_way_that_others_have_begun_is_the_same(state: str) -> None:
    def steps() -> list[Any]:
        rows = Event.objects.order_by("id").values_list("step", "at", "user__email", "version", "target")
        return [(case.state, case.due_at, *((*row,) for row in rows)) for case in Case.objects.all()]

    ways = []
    for stops in ((), people.STOPS, people.STOPS):
        with pytest.MonkeyPatch().context() as patch, transaction.atomic():
            patch.setattr(people, "STOPS", stops)
            patch.setattr(people, "_seeds", count(90_000))
            people.case_in(state)
            ways.append(steps())
            if not stops:
                copies._kept.clear()
            transaction.set_rollback(True)
    assert ways[0] == ways[1] == ways[2]


def test_two_in_the_same_test_are_two(performed: list[str]) -> None:
    first, _content = again("screening", "screening", "checks")
    second, _content = again("screening", "screening", "checks")
    assert first == second
    assert performed == ["screening", "screening", "checks"]
    assert len({case.pk for case in second}) == len({case.number for case in second}) == 3
    assert len({case.person_id for case in second}) == 3


def _another_rate() -> None:
    rate = DutyRate.objects.filter(kind="prp").latest("valid_from")
    rate.rate += 1
    rate.save()


@pytest.mark.parametrize(
    "before",
    [people.officer, people.applicant, _another_rate, lambda: people.case_in("petition_draft")],
    ids=["officer", "applicant", "rate", "case"],
)
def test_in_another_database_it_is_brought_by_steps(performed: list[str], before: Callable[[], Any]) -> None:
    first, _content = again("screening")
    second, _content = again("screening", before=before)
    assert performed.count("screening") == 2
    assert first != second


def test_so_it_is_by_another_clock_or_in_another_language(performed: list[str], settings: Any) -> None:
    again("screening")
    with people.at(people.START):
        again("screening")
    with translation.override("kk"):
        again("screening")
    settings.DNR_FILES_CAGED = False
    again("screening")
    assert performed == ["screening"] * 4


def test_under_a_patch_nothing_is_kept(performed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.letters.render_and_store", lambda ref, now: None)
    again("screening")
    again("screening")
    assert performed == ["screening", "screening"]
    assert not copies._kept


def test_the_officer_of_before_works_on_it(performed: list[str]) -> None:
    officers: list[User] = []
    again("checks", before=lambda: officers.append(people.officer()))
    _cases, content = again("checks", before=lambda: officers.append(people.officer()))
    assert performed.count("checks") == 1
    assert officers[0] == officers[1]
    assert sum(officers[0].email in row for row in content["cases_user"]) == 1


def test_its_files_are_there_and_whole() -> None:
    again("screening")
    with transaction.atomic():
        people.case_in("screening")
        blob = Blob.objects.all()[0]
        storing.remove_stored(blob.name)
        transaction.set_rollback(True)
    people.case_in("screening")
    assert all(storing.is_there(name, storing.DOCUMENTS) for name in Blob.objects.values_list("name", flat=True))


def test_what_comes_after_a_copy_counts_on(performed: list[str]) -> None:
    again("screening")
    copied = people.case_in("screening")
    made = people.Journey(people.applicant())
    made.to(people.State.SCREENING)
    assert performed == ["screening", "screening"]
    assert made.case.number != copied.number
    assert Counter.objects.get(year=people.START.astimezone(ALMATY).year, series=copied.number[:3]).value == 2
    assert Event.objects.filter(case=copied).count() == Event.objects.filter(case=made.case).count()


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_it_is_kept_for_a_browser_alone(performed: list[str]) -> None:
    people.reference()
    people.case_in("petition_draft")
    assert not copies._kept
    copies.served = True
    try:
        people.case_in("petition_draft")
    finally:
        copies.served = False
    assert copies._kept and not connection.in_atomic_block
    assert performed == ["petition_draft", "petition_draft"]
