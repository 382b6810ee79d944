"""КНБ turns to "no" after the approval: officers and heads learn it at once, and see the case until it is decided."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cases.engine.lists import queues
from cases.models import Case, Check, Discrepancy, Notice
from cases.programmes.nomad.checks import approval_doubted
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.cases.engine import ways
from tests.desks import home_url, signed_in, text

pytestmark = pytest.mark.django_db

HEADING = "КНБ does not approve any more"


def turned(case: Case, clear: bool = False) -> Case:
    """The officer enters another letter of КНБ."""
    ways.take(
        case,
        "correct_check",
        kind="knb",
        clear=clear,
        reference="K-77",
        reason="A newer letter of theirs says so.",
        answered_on=people.after(case).date(),
    )
    return ways.fresh(case)


def desks(case: Case) -> list[bool]:
    """Whether it stands on the desks of the officer and of the head of its city, and of those of another."""
    users = (people.officer(), people.head(), people.officer("almaty"), people.head("almaty"))
    with people.at(people.after(case)):
        pages = [text(signed_in(user).get(home_url(user))) for user in users]
    return [HEADING in page and case.number in page for page in pages]


def notified(case: Case) -> set[Any]:
    return {notice.user for notice in Notice.objects.filter(case=case, what=approval_doubted.NOTICE)}


def test_every_place_between_the_two_decisions_is_among_them() -> None:
    between = [state for state, place in PLACES.items() if {"knb", "documents_since"} <= set(place.corrects)]
    assert list(approval_doubted.AHEAD) == between and State.PRELIMINARY_APPROVED in between


@pytest.mark.parametrize("state", [State.PRELIMINARY_APPROVED, State.ARRIVAL_REVIEW, State.ARRIVED, State.IN_TRANSIT])
def test_a_corrected_answer_is_reported_at_once_and_stands_on_the_desks_until_it_is_put_right(state: State) -> None:
    heads, case = {people.head(), people.officer()}, people.case_in(state)
    people.head("almaty")
    assert desks(case) == [False] * 4
    case = turned(case)
    assert notified(case) == heads
    assert desks(case) == [True, True, False, False]
    case = turned(case, clear=True)
    assert desks(case) == [False] * 4
    assert Notice.objects.filter(case=case, what=approval_doubted.NOTICE).count() == len(heads), "no alarm twice"


def test_the_queue_counts_them_with_its_tabs_and_reads_them_where_there_is_any(django_assert_num_queries: Any) -> None:
    user, case = people.officer(), people.case_in(State.PRELIMINARY_APPROVED)

    def counted() -> dict[str, int]:
        now, beside = people.after(case), {"doubted": approval_doubted.cases_of.statement(user), "never": None}
        with django_assert_num_queries(1):
            return queues.counts(user, now, "", (), beside)

    def reads() -> list[str]:
        with CaptureQueriesContext(connection) as asked, people.at(people.after(case)):
            signed_in(user).get(home_url(user))
        return [row["sql"] for row in asked if "cases_discrepancy" in row["sql"]]

    few = counted()
    assert few["doubted"] == 0 and "never" not in few
    assert len(reads()) == 1, "the statement of the counts"
    case = turned(case)
    assert counted()["doubted"] == 1
    assert len(reads()) == 2


def test_a_list_that_goes_on_says_so() -> None:
    case = turned(people.case_in(State.PRELIMINARY_APPROVED))
    for copies in (approval_doubted.MOST, approval_doubted.MOST + 1):
        doubted = [case] * copies
        with translation.override("en"):
            shown = render_to_string("con/_doubted.html", {"doubted": doubted, "page": "con:officer:case"})
        assert shown.count(case.number) == approval_doubted.MOST
        assert ("come up as these are resolved" in shown) is (copies > approval_doubted.MOST)


def test_the_applicant_reads_nothing_of_it() -> None:
    """What КНБ answers is the migration service's (interpretation 40)."""
    case = turned(people.case_in(State.PRELIMINARY_APPROVED))
    assert case.person.user not in notified(case)


def test_before_the_approval_it_is_the_officers_ordinary_work() -> None:
    case = turned(people.case_in(State.PRELIMINARY_DECISION))
    assert not notified(case) and desks(case) == [False] * 4


def test_its_own_later_answer_and_the_choice_of_it_are_reported_too() -> None:
    case = people.case_in(State.PRELIMINARY_APPROVED)
    people.officer(), people.head()
    row = Check.objects.filter(case=case, kind="knb").order_by("-id")[0]
    assert row.clear
    Discrepancy.objects.create(
        exchange=_exchange(case),
        case=case,
        what="knb",
        by_hand={"clear": True, "reference": row.reference},
        by_system={"clear": False, "reference": "K-78"},
        raised_at=people.after(case),
    )
    assert desks(case) == [True, True, False, False], "while it is open"
    approval_doubted.notify(case, people.after(case))
    assert notified(case) == {people.officer(), people.head()}


def _exchange(case: Case) -> Any:
    from cases.models import Exchange

    return Exchange.objects.create(
        system="knb",
        operation="approve",
        case=case,
        key=f"{case.number}.doubted",
        request={},
        state=Exchange.ANSWERED,
        created_at=people.START,
    )
