"""Two at once, on connections of their own: nobody gets what another has."""

from __future__ import annotations

import pytest

from cases.law.errors import NotNowError
from cases.models import Assignment, BulkItem
from cases.programmes.nomad.states import State
from cases.workload import bulk, taking
from tests import people
from tests.cases.engine.performing.test_concurrency import at_once, losers, winners
from tests.cases.workload.test_taking import colleague

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _reference() -> None:
    people.reference()


def test_of_many_who_take_the_next_case_no_two_get_the_same() -> None:
    cases = [people.case_in(State.REGISTRATION) for _number in range(3)]
    crew = [colleague(name) for name in ("Aigerim", "Bolat", "Dana", "Erzhan")]
    now = people.after(cases[-1])
    took = at_once(*(lambda who=who: taking.take_next(who, now) for who in crew))
    assert sorted(case.pk for case in took if case) == sorted(case.pk for case in cases)
    assert took.count(None) == 1
    assert Assignment.objects.filter(ended_at=None).count() == 3


def test_of_two_who_take_this_case_the_slower_reads_who_has_it() -> None:
    case = people.case_in(State.REGISTRATION)
    crew, now = [colleague("Aigerim"), colleague("Bolat")], people.after(case)
    came = at_once(*(lambda who=who: taking.take(case.pk, who, now) for who in crew))
    assert len(winners(came)) == 1
    ((error, words),) = losers(came)
    row = Assignment.objects.get()
    assert (error, words.startswith(f"{row.user.full_name} has had this case")) == (NotNowError, True)


def test_a_case_is_handed_over_or_released_never_both() -> None:
    case = people.case_in(State.REGISTRATION)
    officer, bolat, now = people.officer(), colleague("Bolat"), people.after(case)
    taking.take(case.pk, officer, now)
    came = at_once(
        lambda: taking.hand_over(case.pk, officer, bolat, "Yours.", now), lambda: taking.release(case.pk, officer, now)
    )
    assert (len(winners(came)), len(losers(came))) == (1, 1)
    assert Assignment.objects.filter(ended_at=None).count() == int(not isinstance(came[0], tuple))


def test_two_workers_at_the_same_action_do_each_case_once() -> None:
    cases = [people.case_in(State.REGISTRATION) for _number in range(3)]
    officer, now = people.officer(), people.after(cases[-1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "AT_ONCE", 0)
        action = bulk.begin(officer, "take", [case.pk for case in cases], {}, now)
    at_once(lambda: bulk.run_items(action, now), lambda: bulk.run_items(action, now))
    assert list(BulkItem.objects.values_list("state", flat=True)) == ["done"] * 3
    assert Assignment.objects.count() == 3
