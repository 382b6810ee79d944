"""Two at once, on real transactions: one wins, the other is told, nothing is done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.engine import clock, performing
from cases.engine.steps.errors import ConflictError, StaleError
from cases.engine.terms import calendar_changes
from cases.engine.terms.recounting import ChangedDay
from cases.law.actors import Role
from cases.law.errors import CaseError, NotNowError
from cases.models import (
    CalendarChange,
    CalendarDay,
    Case,
    Check,
    Counter,
    Deadline,
    Effect,
    Event,
    Letter,
    Notice,
    Payment,
    Slot,
    TermRecount,
    User,
)
from cases.programmes.nomad import filing
from cases.programmes.nomad.facts import CheckCorrection, DocumentCorrection
from cases.programmes.nomad.filing import paying
from cases.programmes.nomad.states import State
from demo import signing
from demo.people import staff_iin
from tests import people
from tests.cases.engine import ways
from tests.outbox import run_effect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.slow]

Action = Callable[[], Any]


@pytest.fixture(autouse=True)
def _reference(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions sweep the reference data away; and printing letters is not the subject."""
    people.reference()
    monkeypatch.setattr("cases.letters.render_and_store", lambda ref, now: None)


def at_once(*actions: Action) -> list[Any]:
    """What each deed gave, or the refusal it met; they begin together, each on a connection of its own."""
    barrier = threading.Barrier(len(actions))

    def run(action: Action) -> Any:
        barrier.wait(timeout=30)
        try:
            with translation.override("en"):
                return action()
        except CaseError as error:
            with translation.override("en"):
                return type(error), str(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def winners(results: list[Any]) -> list[Any]:
    return [f for f in results if not isinstance(f, tuple)]


def losers(results: list[Any]) -> list[tuple[type[CaseError], str]]:
    return [f for f in results if isinstance(f, tuple)]


def colleague(role: Role, name: str, city: str | None = None) -> User:
    email = f"{name.lower()}@example.org"
    facts = {"full_name": name, "role": role, "city_id": city, "iin": staff_iin(email)}
    return User.objects.create_user(email, "x", **facts)


@pytest.mark.parametrize(
    ("state", "role", "city", "names"),
    [
        ("preliminary_decision", Role.OFFICER, "astana", ("approve_preliminary", "propose_preliminary_refusal")),
        ("ministry_review", Role.SIGNER, None, ("sign_petition", "propose_petition_refusal")),
        ("screening", Role.SCREENER, None, ("admit", "admit")),
    ],
)
def test_of_two_who_decide_at_once_the_first_wins_and_the_other_reads_by_whom(
    state: str, role: Role, city: str | None, names: tuple[str, str]
) -> None:
    case = people.case_in(state)
    users = [colleague(role, "Aigerim", city), colleague(role, "Bolat", city)]
    now = people.after(case)
    facts = [ways.facts(case, n, now) for n in names]
    given = [signing.signature(case.pk, names[n], users[n], now, facts[n]) for n in (0, 1)]

    def decide(n: int) -> Case:
        return performing.perform(case.pk, names[n], users[n], now, facts[n], version=case.version, signature=given[n])

    results = at_once(lambda: decide(0), lambda: decide(1))
    assert len(winners(results)) == 1
    ((error, text),) = losers(results)
    assert error is StaleError
    winner = Event.objects.filter(case=case).order_by("-id")[0].user_name
    assert f", {winner}, " in text
    ways.sound(case)


@pytest.mark.parametrize("seen", [True, False])
def test_of_two_officers_who_correct_a_check_at_once_the_facts_stay_a_chain(seen: bool) -> None:
    """With the version each saw the slower is told; without it he corrects what the quicker one has recorded."""
    case = ways.take(people.case_in("knb"), "record_knb_answer", clear=False)
    ways.knb_letter(case, people.after(case))
    users = [colleague(Role.OFFICER, "Aigerim", "astana"), colleague(Role.OFFICER, "Bolat", "astana")]
    now, version = people.after(case), case.version if seen else None

    def correct(n: int) -> Case:
        day = case.state_since.date()
        answer = CheckCorrection(kind="knb", clear=True, reference=f"K-1{n}", answered_on=day, reason=ways.REASONS)
        return performing.perform(case.pk, "correct_check", users[n], now, answer, version=version)

    results = at_once(lambda: correct(0), lambda: correct(1))
    assert [error for error, _text in losers(results)] == [StaleError] * seen
    checks = list(Check.objects.filter(case=case, kind="knb").order_by("id"))
    assert [c.corrects_id for c in checks] == [None, *(c.pk for c in checks[:-1])]
    assert len(checks) == (2 if seen else 3)
    assert ways.fresh(case).dossier.check("knb") == checks[-1]
    ways.sound(case)


@pytest.mark.parametrize("seen", [True, False])
def test_of_two_officers_who_correct_a_document_at_once_no_value_is_lost(seen: bool) -> None:
    case = people.case_in("checks")
    users = [colleague(Role.OFFICER, "Aigerim", "astana"), colleague(Role.OFFICER, "Bolat", "astana")]
    now, version = people.after(case), case.version if seen else None

    def correct(n: int) -> Case:
        recorded: dict[str, Any] = {"expires_on": date(2040 + n, 1, 1), "no_end": False}
        facts = DocumentCorrection(kind="passport", recorded=recorded, reason=ways.REASONS)
        return performing.perform(case.pk, "correct_document", users[n], now, facts, version=version)

    was = str(case.dossier.documents["passport"].expires_on)
    results = at_once(lambda: correct(0), lambda: correct(1))
    assert [error for error, _text in losers(results)] == [StaleError] * seen
    events = Event.objects.filter(case=case, step="correct_document").order_by("id")
    steps = [(change["was"], change["now"]) for e in events for change in e.facts["changed"]]
    assert [before for before, _after in steps] == [was, *(after for _before, after in steps[:-1])]
    assert str(ways.fresh(case).dossier.documents["passport"].expires_on) == steps[-1][1]
    ways.sound(case)


def test_of_two_who_book_the_same_time_the_first_gets_it() -> None:
    cases = [people.case_in("slot_choice") for _ in range(2)]
    now = max(map(people.after, cases))
    slot = ways.free_slot(now)
    results = at_once(*(lambda c=c: ways.take(c, "book_interview", now, slot=slot) for c in cases))
    assert (len(winners(results)), [error for error, _text in losers(results)]) == (1, [ConflictError])
    assert Case.objects.filter(slot=slot).count() == 1
    for case in cases:
        ways.sound(case)


def test_a_time_is_either_booked_or_removed() -> None:
    case = people.case_in("slot_choice")
    now = people.after(case)
    slot = ways.free_slot(now)
    booked, removed = at_once(
        lambda: ways.take(case, "book_interview", now, slot=slot),
        lambda: filing.remove_slot(people.screener(), slot.pk),
    )
    assert isinstance(booked, tuple) == removed
    assert Slot.objects.filter(pk=slot.pk).exists() == (not removed)
    ways.sound(case)


def test_two_clicks_open_a_single_case() -> None:
    owner = people.applicant()
    results = at_once(*(lambda: filing.open_petition(owner, people.START),) * 4)
    assert (len(winners(results)), {error for error, _text in losers(results)}) == (1, {NotNowError})
    ways.sound(winners(results)[0])


def test_two_sweeps_at_once_do_everything_once() -> None:
    returned, waiting = people.case_in("rework"), people.case_in("registration")
    officer, now = people.officer(), people.START + timedelta(days=20)
    Effect.objects.update(state="done")
    first, second = at_once(lambda: clock.sweep(now), lambda: clock.sweep(now))
    assert (first.ended + second.ended, first.failed + second.failed) == (1, 0)
    assert (first.overdue + second.overdue, first.digests + second.digests) == (1, 1)
    assert first.effects + second.effects <= Effect.objects.filter(state="done", done_at=now).count() + 1
    assert Letter.objects.filter(case=returned, kind="annulment").count() == 1
    assert Notice.objects.filter(user=officer, what="own_queue").count() == 1
    for case in (returned, waiting):
        ways.sound(case)


def test_a_step_and_the_clock_at_the_very_end_of_a_term_do_not_both_happen() -> None:
    case = people.case_in("rework")
    due = Deadline.objects.get(case=case, key="rework").due_at
    owner = case.person.user
    results = at_once(
        lambda: performing.perform(case.pk, "resubmit", owner, due - ways.SECOND), lambda: clock.sweep(due).ended
    )
    state = ways.fresh(case).state
    assert (state, results[1]) in ((State.REGISTRATION, 0), (State.ANNULLED, 1))
    ways.sound(case)


def test_numbers_have_no_gaps_whoever_fails() -> None:
    class Changed(Exception):
        pass

    def take(fails: bool) -> str:
        try:
            with transaction.atomic():
                number = Counter.take("GAP", 2026)[0]
                if fails:
                    raise Changed
                return number
        except Changed:
            return ""

    results = at_once(*(lambda n=n: take(n % 3 == 0) for n in range(9)))
    assert sorted(n for n in results if n) == [f"GAP-2026-{n:05d}" for n in range(1, 7)]


def test_a_mail_is_sent_by_a_single_worker_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    case = ways.take(people.under_2025(people.case_in("screening")), "refuse_screening")
    errand = Effect.objects.get(kind="mail", ref=Notice.objects.filter(case=case).order_by("-id")[0].pk)
    results = at_once(*(lambda: run_effect(errand.pk, errand.next_at),) * 3)
    assert sorted(results) == [False, False, True]
    assert len(outbox.outbox) == 1


def test_a_gateway_that_says_it_twice_at_once_is_believed_once() -> None:
    case = people.case_in("petition_signed", prepared=False)
    now = people.after(case)
    payment = paying.start_payment(case.pk, case.person.user, now, "prp")
    at_once(*(lambda: paying.settle_payment(payment.code, True, "R", now),) * 2)
    assert Payment.objects.get(pk=payment.pk).state == "paid"
    assert Event.objects.filter(case=case, step="pay").count() == 1
    ways.sound(case)


def test_two_tabs_that_save_at_once_both_keep_their_answers() -> None:
    case = people.case_in(State.PETITION_SIGNED, prepared=False)
    assert case.person.user is not None
    url = reverse("egov:application:autosave", args=[case.pk])
    keys = [field["key"] for field in people.questionnaire(people.START).fields if field["type"] == "text"][:2]
    typed = {key: f"Of field {number}" for number, key in enumerate(keys)}

    def saves(key: str) -> Action:
        client = Client()
        client.force_login(case.person.user)
        return lambda: client.post(url, {key: typed[key], "only": "changed"}).status_code

    assert at_once(*(saves(key) for key in keys)) == [200, 200]
    case.refresh_from_db()
    answers = case.questionnaire["answers"]
    assert {key: answers[key] for key in keys} == typed


# ------------------------------------------------------------------------------------------------ the calendar


def _declare_day_off(day: date, now: Any) -> CalendarChange | None:
    with transaction.atomic():
        names = {"name_ru": "А", "name_kk": "Ә", "source": "Order 1"}
        CalendarDay.objects.create(date=day, kind="day_off", **names)
        return calendar_changes.begin_change([ChangedDay(day, None, ("day_off", "А"))], None, now, "Order 1")


@pytest.mark.parametrize("_time", range(3))
def test_of_the_clock_and_a_changed_calendar_either_is_first(_time: int) -> None:
    """Closed by the former day, or moved to the new one: never both, and never closed after the change was made."""
    case = people.case_in("rework")
    term = Deadline.objects.get(case=case, key="rework", state=Deadline.RUNNING)
    at_once(lambda: clock.sweep(term.due_at, outbox=False), lambda: _declare_day_off(term.last_day, term.due_at))
    clock.sweep(term.due_at + calendar_changes.SETTLED, outbox=False)
    term.refresh_from_db()
    closed = ways.fresh(case).state == State.ANNULLED
    assert closed == (term.state == Deadline.EXPIRED)
    assert TermRecount.objects.filter(deadline=term).exists() != closed
    assert closed or CalendarChange.objects.exists(), "the clock alone leaves nothing to count again"
    assert not CalendarChange.objects.exclude(state=CalendarChange.DONE).exists()


def test_two_workers_at_the_same_change_move_each_term_once() -> None:
    cases = [people.case_in("rework") for _number in range(3)]
    terms = Deadline.objects.filter(case__in=cases, key="rework", state=Deadline.RUNNING)
    day, now = max(term.last_day for term in terms), people.after(cases[-1])
    with transaction.atomic():
        CalendarDay.objects.create(date=day, kind="day_off", name_ru="А", name_kk="Ә", source="Order 1")
    CalendarChange.objects.create(at=now, reason="Order 1", first=day, last=day)
    later = now + calendar_changes.SETTLED
    at_once(lambda: calendar_changes.continue_changes(later), lambda: calendar_changes.continue_changes(later))
    assert TermRecount.objects.count() == Notice.objects.filter(what="term_moved").count() == 3
    change = CalendarChange.objects.get()
    assert (change.state, change.moved) == (CalendarChange.DONE, 3)
