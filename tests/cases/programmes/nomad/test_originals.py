"""The originals go back against a receipt, after a decision or a way that ended otherwise; else it is overdue."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from cases.engine import clock
from cases.engine.steps import STEPS
from cases.engine.steps.errors import NotMetError
from cases.models import Case, Handback, Letter, Notice, ReadLog
from cases.programmes.nomad.papers import originals
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways

pytestmark = pytest.mark.django_db


def row(case: Case) -> Handback:
    return Handback.objects.get(case=case)


@pytest.mark.parametrize("name", ["grant", "refuse_final", "withdraw", "withdraw_processing", "record_withdrawal"])
def test_who_decides_or_ends_the_way_owes_the_originals(name: str) -> None:
    case = ways.take(people.case_in("final_review"), name)
    held = row(case)
    assert (held.holder, held.city_id, held.since) == ("officer", case.city_id, case.state_since)
    assert held.due_on == originals.due_on(case.law, case.state_since)
    back = ways.take(case, "return_originals")
    held.refresh_from_db()
    assert (held.receiver, held.returned_by) == (case.person.full_name, people.officer())
    assert back.state == case.state and Letter.objects.filter(case=case, kind="originals_returned").count() == 1
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "return_originals")


@pytest.mark.parametrize(("state", "holder"), [("dispatch", "clerk"), ("intake", "clerk"), ("in_transit", "officer")])
def test_they_lie_where_the_way_broke_off(state: str, holder: str) -> None:
    case = ways.take(people.case_in(state), "withdraw")
    assert row(case).holder == holder
    name = {"clerk": "return_originals_at_centre", "officer": "return_originals"}
    for actor, step in name.items():
        if actor == holder:
            ways.take(case, step)
        else:
            with pytest.raises(NotMetError):
                ways.take(case, step)


def test_before_a_package_nobody_holds_any() -> None:
    case = ways.take(people.case_in("arrived"), "withdraw")
    assert not Handback.objects.filter(case=case).exists()


def test_what_is_not_given_back_in_time_is_overdue_and_its_desk_is_informed_once() -> None:
    case = people.case_in("final_refused")
    due = row(case).due_on
    assert due
    late = people.after(case) + timedelta(days=30)
    for moment in (people.after(case), late, late + people.HOUR):
        clock.sweep(moment, outbox=False)
    notices = Notice.objects.filter(case=case, what="originals_overdue")
    assert notices.count() == 1 and notices[0].user == people.officer() and notices[0].facts == {"day": due.isoformat()}
    ways.take(case, "return_originals", late + 2 * people.HOUR)
    assert not row(case).overdue(late.date())


def test_an_edition_without_a_goal_makes_nothing_overdue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Interpretation 42, the other way: `originals_back` left out."""
    case = people.case_in("final_review")
    law = dataclasses.replace(case.law, originals_back=None)
    monkeypatch.setattr(Case, "law", property(lambda self: law))
    ways.take(case, "grant")
    late = people.after(case) + timedelta(days=400)
    clock.sweep(late, outbox=False)
    held = row(case)
    assert held.open and held.due_on is None and held.overdue_at is None and not held.overdue(late.date())
    assert not Notice.objects.filter(case=case, what="originals_overdue").exists()
    back = ways.take(ways.fresh(case), "return_originals", late + people.HOUR)
    assert back.state == State.GRANTED


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_desk_lists_them_and_the_page_of_a_refused_case_has_the_step(client: Client, language: str) -> None:
    case = people.case_in("final_refused")
    client.force_login(people.officer())
    with people.at(people.after(case) + timedelta(days=30)):
        listed = client.get(reverse("con:officer:originals"), HTTP_ACCEPT_LANGUAGE=language).content.decode()
        page = client.get(reverse("con:officer:case", args=[case.pk])).content.decode()
        step = reverse("cases:step", args=[case.pk, "return_originals"])
        assert case.number in listed and step in page
        answer = client.post(step, {"receiver": "", "receipt": "№ 1", "version": ways.fresh(case).version})
        assert answer.status_code == 422
        nobody = {"receiver": "12345", "receipt": "№ 1", "version": ways.fresh(case).version}
        assert client.post(step, nobody).status_code == 422, "a number is no name"
        sent = {
            "receiver": "VERMA RAHUL, доверенность № 7",
            "receipt": "№ 17 от 3 июля",
            "version": ways.fresh(case).version,
        }
        assert client.post(step, sent).status_code == 302
        assert case.number not in client.get(reverse("con:officer:originals")).content.decode()
    assert row(case).receipt == "№ 17 от 3 июля"


def test_what_was_given_back_is_not_owed_again_and_what_lies_here_is_owed_once() -> None:
    """A ruling may undo an act, and another is made."""
    case = people.case_in("final_refused")
    assert originals.waiting_handback(ways.fresh(case)) is not None
    ways.take(case, "return_originals")
    assert not originals.holder(ways.fresh(case))


def test_a_ruling_leaves_what_lies_here_with_who_considers_the_case() -> None:
    case = people.case_in("final_refused")
    ways.take(case, "execute_ruling")
    held = row(case)
    assert not held.open and held.undone_at == ways.fresh(case).state_since
    clock.sweep(people.after(case) + timedelta(days=30), outbox=False)
    assert not Notice.objects.filter(case=case, what="originals_overdue").exists()
    ways.take(ways.fresh(case), "refuse_final")
    assert [r.open for r in Handback.objects.filter(case=case).order_by("id")] == [False, True]


@pytest.mark.parametrize(
    ("state", "given", "onward"),
    [
        ("dispatch", "return_originals_at_centre", "hand_to_courier"),
        ("in_transit", "return_originals", "receive_originals"),
    ],
)
def test_what_was_given_back_before_a_ruling_is_brought_again(state: str, given: str, onward: str) -> None:
    """The letter asks for it, the page shows it, and nothing goes on without them."""
    case = ways.brought_back(State(state), given)
    letter = Letter.objects.get(case=case, kind="ruling")
    assert letter.facts["bring_to"] == {"dispatch": "clerk", "in_transit": "officer"}[state]
    with pytest.raises(NotMetError, match="brought again"), translation.override("en"):
        ways.take(ways.fresh(case), onward)
    step = "take_originals_again_at_centre" if state == "dispatch" else "take_originals_again"
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), step, brought_on=row(case).returned_on - timedelta(days=1), proof="The book.")  # type: ignore[operator]
    ways.take(ways.fresh(case), step)
    assert row(case).brought_by and ways.take(ways.fresh(case), onward).state != state
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "take_originals_again")


BRING = (
    "The act after which they were given back is set aside: they have to be brought again to the migration service, "
    "which compares them with the copies."
)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_page_says_that_they_are_to_be_brought_again(client: Client, language: str) -> None:
    case = ways.brought_back(State.FINAL_REVIEW, "return_originals")
    for user, desk, acts in (
        (people.officer(), "con:officer:case", True),
        (case.person.user, "egov:cabinet:case", False),
    ):
        client.force_login(user)  # type: ignore[arg-type]
        client.cookies["django_language"] = language
        with people.at(people.after(case)):
            shown = client.get(reverse(desk, args=[case.pk])).content.decode()
        assert (reverse("cases:step", args=[case.pk, "take_originals_again"]) in shown) is acts
        with translation.override(language):
            assert escape(_(BRING)) in " ".join(shown.split())


def test_the_steps_are_after_the_end_too() -> None:
    assert {State.FINAL_REFUSED, State.CARD_ISSUED, State.WITHDRAWN} <= set(STEPS["return_originals"].sources)


def test_several_go_back_against_a_single_list_each_by_its_own_step(client: Client) -> None:
    gone, stays, other = (people.case_in("final_refused") for _number in range(3))
    officer = people.officer()
    client.force_login(officer)
    address = reverse("con:officer:originals")
    with people.at(people.after(other)):
        shown = client.get(address).context["form"].initial
        assert gone.city is not None and gone.city.series in shown["receipt"]
        typed = {f"receiver_{case.pk}": case.person.full_name for case in (gone, stays, other)}
        sent = typed | {"receipt": "№ 5 от 1 июля", "returned_on": "", "proof": ""}
        assert client.post(address, sent).status_code == 422, "nobody is ticked"
        unnamed = client.post(address, sent | {"case": [gone.pk], "receipt": ""})
        assert unnamed.status_code == 422 and typed[f"receiver_{gone.pk}"] in unnamed.content.decode()
        chosen = sent | {"case": [gone.pk, stays.pk], f"receiver_{stays.pk}": "12345"}
        assert client.post(address, chosen | {"print": "kk"}).status_code == 422, "a number is no name"
        chosen[f"receiver_{stays.pk}"] = ""
        printed = client.post(address, chosen | {"print": "kk"})
        assert printed["Content-Type"] == "application/pdf" and printed.content.startswith(b"%PDF")
        assert {read.case for read in ReadLog.objects.filter(what="handback_list")} == {gone, stays}
        answer = client.post(address, chosen | {f"receiver_{stays.pk}": "12345"})
    assert answer.status_code == 409 and "12345" in answer.content.decode() and row(gone).receipt == "№ 5 от 1 июля"
    assert [line.row.case for line in answer.context["lines"] if line.chosen] == [stays]
    assert row(stays).open and row(other).open and row(gone).returned_by == officer
    assert Letter.objects.filter(case=gone, kind="originals_returned").count() == 1
    assert Client().get(address).status_code == 302
