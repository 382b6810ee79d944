"""The calendar changes while terms run: they move, in batches, once, and nobody is closed by the day of before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.engine import clock, performing
from cases.engine.clock import overdue
from cases.engine.steps.errors import NotMetError
from cases.engine.terms import calendar_changes, goals, recounting
from cases.engine.terms.recounting import ChangedDay
from cases.law.calendar import ALMATY, local_day
from cases.letters import mail
from cases.models import (
    CalendarChange,
    CalendarDay,
    CalendarYear,
    Case,
    Deadline,
    Effect,
    Event,
    Handback,
    Notice,
    Ruling,
    TermRecount,
    User,
)
from cases.models.serviceterm import ServiceTerm, forget_lengths
from cases.programmes.nomad import reference
from cases.programmes.nomad.papers import originals
from cases.values import moments
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY, HOUR, SECOND
from tests.cases.programmes.nomad.sitting import Sitting, later_hour, plain, words
from tests.desks import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]

OFF = ("day_off", "Made")
LATER = calendar_changes.SETTLED


def running(case: Case, key: str) -> Deadline:
    return Deadline.objects.get(case=case, key=key, state=Deadline.RUNNING)


def make(day: date, now: datetime, entry: tuple[str, str] | None = OFF) -> CalendarChange | None:
    """As an administrator does it; None: the day is again what its weekday says."""
    had = CalendarDay.objects.filter(date=day).first()
    with transaction.atomic():
        if entry is None:
            CalendarDay.objects.filter(date=day).delete()
        else:
            names = {"name_ru": "А", "name_kk": "Ә", "name_en": entry[1], "source": "Order 1"}
            CalendarDay.objects.update_or_create(date=day, defaults={"kind": entry[0], **names})
        change = ChangedDay(day, had.entry if had else None, entry)
        return calendar_changes.begin_change([change], people.administrator(), now, "Order 1")


@pytest.fixture
def returned() -> Case:
    """Sent back to the applicant; its five days end on a working day."""
    case = people.case_in("rework")
    assert running(case, "rework").last_day.weekday() < 4
    return case


@pytest.fixture
def noon(returned: Case) -> datetime:
    """On the last day of the five."""
    return running(returned, "rework").due_at - 12 * HOUR


def test_a_day_off_that_is_declared_late_lengthens_the_applicants_term(returned: Case, noon: datetime) -> None:
    before = running(returned, "rework")
    change = make(before.last_day, noon)
    after = running(returned, "rework")
    assert (after.last_day, after.due_at) == (before.last_day + DAY, before.due_at + DAY)
    assert after.proof[-1].date == after.last_day and "rolled_day_off:А | Ә | Made" in {d.why for d in after.proof}
    assert change is not None and (change.moved, change.kept, change.failed) == (1, 0, 0)
    case = ways.fresh(returned)
    assert case.due_at == case.queue_at == after.due_at
    ways.sound(returned)


def test_the_proof_keeps_both_counts(returned: Case, noon: datetime, client: Client) -> None:
    before = running(returned, "rework")
    make(before.last_day, noon)
    row = TermRecount.objects.get(deadline=before)
    assert row.days_before == before.days and row.days == running(returned, "rework").days
    assert (row.before, row.counted, row.last_day, row.of_applicant) == (
        before.last_day,
        before.last_day + DAY,
        before.last_day + DAY,
        True,
    )
    client.force_login(returned.person.user)
    with people.at(noon):
        page = client.get(reverse("cases:deadline", args=[returned.pk, before.pk])).content.decode()
    assert page.count("<table") == 3 and "Order 1" in page


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_proof_marks_each_day_that_nobody_has_compared_with_its_source(
    returned: Case, noon: datetime, language: str
) -> None:
    before, user = running(returned, "rework"), returned.person.user
    assert user is not None
    make(before.last_day, noon)
    url, days = reverse("cases:deadline", args=[returned.pk, before.pk]), CalendarDay.objects.filter(source="Order 1")
    with people.at(noon):
        client = signed_in(user, language)
        marked = client.get(url).content.decode()
        days.update(confirmed=True)
        compared = client.get(url).content.decode()
    with translation.override(language):
        mark = translation.gettext("unconfirmed")
    assert mark in marked and marked.count("Order 1") > compared.count("Order 1") and mark not in compared


def test_whom_it_binds_reads_from_which_day_to_which(returned: Case, noon: datetime) -> None:
    before = running(returned, "rework")
    make(before.last_day, noon)
    notice = Notice.objects.get(case=returned, what="term_moved")
    assert notice.user == returned.person.user
    assert notice.facts["former"] == before.last_day.isoformat()
    assert notice.facts["day"] == (before.last_day + DAY).isoformat()
    assert Effect.objects.filter(kind="mail", ref=notice.pk).exists()
    assert f"{moments.day(before.last_day)}: Order 1" in mail.words(notice), "which day of the calendar was changed"
    event = Event.objects.get(case=returned, step="calendar")
    assert event.facts == {"days": [before.last_day.isoformat()], "source": "Order 1"}


def test_a_change_undone_leaves_the_applicant_the_later_day(returned: Case, noon: datetime) -> None:
    before = running(returned, "rework").last_day
    make(before, noon)
    undone = make(before, noon + HOUR, None)
    assert running(returned, "rework").last_day == before + DAY
    assert undone is not None and (undone.moved, undone.kept) == (0, 1)
    row = TermRecount.objects.get(change=undone)
    assert (row.before, row.counted, row.last_day) == (before + DAY, before, before + DAY)
    assert Notice.objects.filter(case=returned, what="term_moved").count() == 1


def test_made_again_it_moves_nothing_again(returned: Case, noon: datetime) -> None:
    day = running(returned, "rework").last_day
    for n in range(4):
        make(day, noon + n * HOUR, OFF if n % 2 == 0 else None)
        clock.sweep(noon + n * HOUR + LATER, outbox=False)
    assert running(returned, "rework").last_day == day + DAY
    assert Notice.objects.filter(case=returned, what="term_moved").count() == 1
    kept = TermRecount.objects.filter(case=returned, last_day=day + DAY)
    assert [row.moved for row in kept.order_by("id")] == [True, False]


def test_a_worked_weekend_shortens_the_term_of_a_body() -> None:
    case = people.case_in("registration", start=datetime(2026, 6, 3, 10, tzinfo=ALMATY))
    before, now = running(case, "register"), people.after(case)
    assert before.last_day.weekday() == 1  # filed on Friday
    make(before.last_day - 2 * DAY, now, ("worked_weekend", "Made"))
    assert running(case, "register").last_day == before.last_day - DAY
    assert not Notice.objects.filter(case=case, what="term_moved").exists()


def test_a_body_is_not_late_by_a_day_that_was_over_when_it_was_declared() -> None:
    case = people.case_in("registration", start=datetime(2026, 6, 3, 10, tzinfo=ALMATY))
    before = running(case, "register")
    make(before.last_day - 2 * DAY, before.due_at - 12 * HOUR, ("worked_weekend", "Made"))
    assert running(case, "register").last_day == before.last_day


def test_a_desk_is_informed_once_how_many_of_its_terms_have_moved() -> None:
    case = people.case_in("registration")
    officer, now = people.officer(), people.after(case)
    people.officer("almaty")
    make(running(case, "register").last_day, now)
    assert not Notice.objects.filter(what="terms_moved").exists()  # not before all is counted
    clock.sweep(now + LATER, outbox=False)
    clock.sweep(now + 2 * LATER, outbox=False)
    assert [(n.user, n.facts["terms"]) for n in Notice.objects.filter(what="terms_moved")] == [(officer, "1")]


def test_whoever_has_days_of_their_own_reads_that_they_moved_though_the_case_waits_on_an_official() -> None:
    """The days for objections run while the official waits: a promise to everybody whose term moves."""
    case = people.case_in("final_hearing")
    before = running(case, "objection")
    make(before.last_day, people.after(case))
    after = running(case, "objection")
    assert after.last_day > before.last_day
    notice = Notice.objects.get(case=case, user=case.person.user, what="term_moved")
    assert (notice.facts["term"], notice.facts["day"]) == ("objection", after.last_day.isoformat())


def test_who_was_reminded_of_the_former_day_is_reminded_of_the_new_day(returned: Case) -> None:
    due = running(returned, "rework").due_at
    clock.sweep(due - overdue.REMIND, outbox=False)
    make(local_day(due - SECOND), due - 12 * HOUR)
    clock.sweep(due + DAY - overdue.REMIND + LATER, outbox=False)
    reminded = Notice.objects.filter(case=returned, what="reminder").order_by("id")
    assert [n.facts["day"] for n in reminded] == [local_day(due - SECOND).isoformat(), local_day(due).isoformat()]


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_hearing_that_lies_on_a_new_day_off_is_named_beforehand_and_its_desk_is_informed(language: str) -> None:
    case, officer = people.case_in("final_hearing"), people.officer()
    people.officer("almaty")
    hearing = case.dossier.open_hearing
    assert hearing and hearing.held_at
    day, now = local_day(hearing.held_at), people.after(case)
    plan = recounting.plan([ChangedDay(day, None, OFF)], now)
    assert [(hearing.number, hearing.held_at) for hearing in plan.sittings] == [(case.number, hearing.held_at)]
    assert not recounting.plan([ChangedDay(day + DAY, None, OFF)], now).sittings, "of other days none"
    printed = StringIO()
    with people.at(now):
        call_command("calendar_change", day.isoformat(), "day_off", "--dry-run", stdout=printed)
    assert f"hearing {case.number}  {day} 11:00 is on a day off" in printed.getvalue()
    make(day, now)
    notice = Notice.objects.get(what="hearing_day_off")
    assert (notice.user, notice.case, notice.facts["day"]) == (officer, case, day.isoformat())
    with translation.override(language):
        assert moments.day(day) in mail.words(notice) and "Order 1" in mail.words(notice)
    own = Notice.objects.get(what="own_hearing_day_off")
    assert own.user == case.person.user
    with translation.override(language):
        assert moments.day(day) in mail.words(own) and "Order 1" in mail.words(own)
    sign = words(
        language,
        "By the changed calendar this is a day off. There is no hearing at this hour: the official names another.",
    )
    for reader in (case.person.user, officer):
        assert sign in plain(Sitting(case, reader, language).page(now))
    case = ways.take(ways.fresh(case), "move_hearing", heard_at=later_hour(hearing.held_at))
    assert sign not in plain(Sitting(case, officer, language).page(people.after(case)))
    assert not recounting.plan([ChangedDay(day, None, OFF)], people.after(case)).sittings, "it was moved"


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_booked_interview_on_a_new_day_off_is_named_to_both_sides_and_in_the_queue(language: str) -> None:
    case, reviewer = people.case_in("interview", prepared=False), people.screener()
    assert case.slot
    day, now = local_day(case.slot.starts_at), people.after(case)
    printed = StringIO()
    with people.at(now):
        call_command("calendar_change", day.isoformat(), "day_off", "--dry-run", stdout=printed)
    assert f"interview {case.number}  {day} " in printed.getvalue()
    sign, call = (
        words(language, text)
        for text in ("The interview falls on a day off: move it.", "Choose another time for your interview")
    )
    assert sign not in queue_of(reviewer, now, language)
    make(day, now)
    for user, what in ((reviewer, "interview_day_off"), (case.person.user, "own_interview_day_off")):
        notice = Notice.objects.get(what=what)
        assert (notice.user, notice.case) == (user, case)
        with translation.override(language):
            assert moments.day(day) in mail.words(notice) and "Order 1" in mail.words(notice)
    assert sign in queue_of(reviewer, now, language)
    assert call in cabinet_of(case, now, language)
    moved = ways.take(ways.fresh(case), "move_interview", now)
    assert sign not in queue_of(reviewer, now, language) and call not in cabinet_of(moved, now, language)


def test_goals_beside_the_terms_are_counted_again_as_those_of_a_body() -> None:
    """By when the originals go back (п. 21), and by when another head confirms a ruling."""
    heads = [people.head(), people.head("astana.2")]
    people.head("almaty"), people.officer("almaty")
    case = ways.take(people.case_in("final_refused"), "record_ruling")
    back, ruling = Handback.objects.get(case=case), Ruling.objects.get(case=case)
    assert back.due_on and ruling.due_on and not Deadline.objects.filter(state=Deadline.RUNNING).exists()
    off = local_day(people.after(case)) + DAY
    while off.weekday() > 4:
        off += DAY
    rows: dict[str, Any]
    now, rows = people.after(case), {str(originals.GOAL.name): back, str(goals.RULINGS.name): ruling}
    planned = {move.label: move for move in recounting.plan([ChangedDay(off, None, OFF)], now).moves}
    assert {name: move.before for name, move in planned.items()} == {name: row.due_on for name, row in rows.items()}
    change = make(off, now)
    for name, row in rows.items():
        row.refresh_from_db()
        assert row.due_on == planned[name].last_day > planned[name].before, name
    assert change and change.moved == 2
    notified = {notice.user: notice for notice in Notice.objects.filter(what="goals_moved")}
    assert set(notified) == {people.officer(), *heads} and all(
        notice.facts["terms"] == "1" for notice in notified.values()
    )
    for language in ("ru", "kk", "en"):
        with translation.override(language):
            assert "Order 1" in mail.words(notified[heads[0]])
    with people.at(now):
        page = plain(signed_in(people.officer(), "ru").get(reverse("con:officer:case", args=[case.pk])))
    with translation.override("ru"):
        assert " ".join(moments.day(back.due_on).split()) in page
    undone = make(off, now + HOUR, None)
    back.refresh_from_db()
    assert undone and undone.moved == 2, "a body was promised no day"
    assert back.due_on == planned[str(originals.GOAL.name)].before
    ways.sound(case)


def queue_of(reviewer: User, now: datetime, language: str) -> str:
    with people.at(now):
        return plain(signed_in(reviewer, language).get(reverse("hub:screening:home")))


def cabinet_of(case: Case, now: datetime, language: str) -> str:
    assert case.person.user
    with people.at(now):
        return plain(signed_in(case.person.user, language).get(reverse("egov:cabinet:case", args=[case.pk])))


# ------------------------------------------------------------------------------------------------ under the sweep


def in_hand(now: datetime) -> CalendarChange:
    """A change that has not come to any term yet."""
    day = local_day(now)
    days = [{"date": day.isoformat(), "before": "", "after": "day_off"}]
    return CalendarChange.objects.create(at=now, reason="Order 1", days=days, first=day, last=day)


def test_the_clock_closes_nothing_while_a_change_is_in_hand(returned: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    due = running(returned, "rework").due_at
    change = in_hand(due)
    monkeypatch.setattr(calendar_changes, "PATIENCE", -1.0)  # a worker that does not come to it
    assert clock.sweep(due, outbox=False).ended == 0
    assert performing.perform_many([returned.pk], "annul", due) == []
    with pytest.raises(NotMetError):
        performing.perform(returned.pk, "annul", None, due)
    assert ways.fresh(returned).state == "rework"
    CalendarChange.objects.filter(pk=change.pk).update(state=CalendarChange.DONE)
    assert clock.sweep(due, outbox=False).ended == 1


def test_a_term_that_has_run_out_by_the_former_day_goes_on(returned: Case) -> None:
    """Declared in the first minute after the last day, before the clock has come: the new day holds."""
    before = running(returned, "rework")
    make(before.last_day, before.due_at + SECOND)
    clock.sweep(before.due_at + LATER, outbox=False)
    assert ways.fresh(returned).state == "rework"
    clock.sweep(before.due_at + DAY, outbox=False)
    assert ways.fresh(returned).state == "annulled"


def test_it_goes_on_where_it_was_left_and_does_all(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [people.case_in("rework") for _n in range(5)]
    last = {running(c, "rework").last_day for c in cases}
    day = max(last)
    monkeypatch.setattr(calendar_changes, "BATCH", 2)
    now = people.after(cases[-1])
    change = make(day, now)
    assert change is not None and 0 < change.moved <= 2 and change.state == CalendarChange.IN_HAND
    with monkeypatch.context() as patch:
        patch.setattr(calendar_changes, "lock", lambda ids, user: 1 / 0)  # the worker dies
        assert clock.sweep(now + LATER, outbox=False).failed == 1
    clock.sweep(now + LATER, outbox=False)
    change.refresh_from_db()
    assert (change.state, change.moved, change.failed) == (CalendarChange.DONE, 5, 0)
    assert {running(c, "rework").last_day for c in cases} == {day + DAY}
    assert TermRecount.objects.count() == 5


def test_a_term_begun_meanwhile_by_the_former_calendar_is_looked_at_too(returned: Case) -> None:
    """Another process holds the calendar it has read for some seconds more."""
    term = running(returned, "rework")
    now = term.due_at - 12 * HOUR
    Deadline.objects.filter(pk=term.pk).update(state=Deadline.STOPPED)
    other = people.case_in("registration", start=now)
    change = make(term.last_day, now)
    Deadline.objects.filter(pk=term.pk).update(state=Deadline.RUNNING)
    clock.sweep(now + LATER, outbox=False)
    assert change is not None and running(returned, "rework").last_day == term.last_day + DAY
    assert other.pk != returned.pk


def test_a_term_that_cannot_be_counted_stops_nobody(returned: Case, noon: datetime) -> None:
    spoilt = people.case_in("rework")
    day = running(returned, "rework").last_day
    Deadline.objects.filter(case=spoilt).update(edition="order_1999_1")
    change = make(day, noon)
    assert change is not None and (change.moved, change.failed) == (1, 1)
    clock.sweep(noon + LATER, outbox=False)
    assert CalendarChange.objects.get().state == CalendarChange.DONE


# ------------------------------------------------------------------------------------------------ the dry run


def test_the_dry_run_says_what_the_change_then_does(returned: Case, noon: datetime) -> None:
    others = [people.case_in(state) for state in ("registration", "preliminary_approved", "final_review")]
    day = running(returned, "rework").last_day
    plan = recounting.plan([ChangedDay(day, None, OFF)], noon)
    assert Deadline.objects.filter(state=Deadline.RUNNING).count() >= 4
    make(day, noon)
    moved = {(r.case_id, r.key, r.before, r.last_day) for r in TermRecount.objects.all() if r.moved}
    assert moved == {(m.case, m.key, m.before, m.last_day) for m in plan.moves}
    assert returned.pk in {m.case for m in plan.moves} and others


def test_the_dry_run_names_whom_the_clock_has_closed_by_that_day(returned: Case) -> None:
    before = running(returned, "rework")
    clock.sweep(before.due_at, outbox=False)
    plan = recounting.plan([ChangedDay(before.last_day, None, OFF)], before.due_at + HOUR)
    assert [m.number for m in plan.closed] == [returned.number]
    make(before.last_day, before.due_at + HOUR)
    assert ways.fresh(returned).state == "annulled"


def test_a_day_of_a_past_year_moves_nothing(returned: Case, noon: datetime) -> None:
    assert not recounting.plan([ChangedDay(date(2025, 11, 24), None, OFF)], noon)
    change = make(date(2025, 11, 24), noon)
    assert change is not None and not change.moved


def test_another_name_is_no_change(returned: Case, noon: datetime) -> None:
    day = running(returned, "rework").last_day
    make(day, noon)
    assert make(day, noon, ("day_off", "Another")) is None


# ------------------------------------------------------------------------------------------------ other doors


def test_a_year_loaded_later_comes_through_the_same_door(monkeypatch: pytest.MonkeyPatch) -> None:
    CalendarDay.objects.filter(date__year=2027).delete()
    CalendarDay.history.filter(date__year=2027).delete()
    CalendarYear.objects.filter(year=2027).delete()
    CalendarYear.history.filter(year=2027).delete()
    calendar_changes.forget_calendar()
    case = people.case_in("rework", start=datetime(2026, 12, 28, 10, tzinfo=ALMATY))
    before, now = running(case, "rework"), people.after(case)
    assert before.last_day.year == 2027
    reference.load(now)
    assert CalendarChange.objects.get().reason == "load_reference"
    assert running(case, "rework").last_day > before.last_day


def test_a_confirmed_year_takes_the_warning_from_its_terms() -> None:
    case = people.case_in("rework", start=datetime(2026, 12, 28, 10, tzinfo=ALMATY))
    term, now = running(case, "rework"), people.after(case)
    assert term.unconfirmed
    CalendarYear.objects.filter(year=2027).update(confirmed=True)
    days = [ChangedDay(date(2027, month, 1), ("", ""), ("confirmed", "")) for month in (1, 12)]
    calendar_changes.begin_change(days, None, now, "Order 2")
    after = running(case, "rework")
    assert (after.unconfirmed, after.last_day) == (False, term.last_day)


def test_a_term_that_no_paragraph_sets_is_counted_again_with_the_length_it_began_with() -> None:
    """A general term follows the calendar, whatever the table says of its length by now (interpretation 47)."""
    case = people.case_in("screening")
    term = running(case, "screening")
    ServiceTerm.objects.filter(key="screening").update(length=3)
    forget_lengths()
    before, length = term.last_day, sum(day["counted"] for day in term.days)
    noon = term.starts_at + 3 * DAY
    planned = recounting.plan([ChangedDay(before, None, OFF)], noon)
    assert [(move.key, move.before, move.last_day > before) for move in planned.moves if move.case == case.pk] == [
        ("screening", before, True)
    ]
    make(before, noon)
    after = running(case, "screening")
    assert after.last_day > before and sum(day["counted"] for day in after.days) == length
    assert [move.last_day for move in planned.moves if move.case == case.pk] == [after.last_day]
    make(before, noon, None)
    assert running(case, "screening").last_day == before, "a body has the calendar to keep"


def test_a_reminder_to_the_applicant_takes_the_later_day_and_never_an_earlier() -> None:
    case = people.case_in("slot_choice")
    term = running(case, "choice")
    before = term.last_day
    make(before, term.starts_at + HOUR)
    later = running(case, "choice").last_day
    assert later > before
    assert Notice.objects.filter(case=case, what="term_moved", user=case.person.user).exists()
    make(before, term.starts_at + 2 * HOUR, None)
    assert running(case, "choice").last_day == later


@pytest.mark.parametrize(("rule", "moves"), [("never", False), ("later", True)])
def test_an_order_may_say_otherwise(
    returned: Case, noon: datetime, monkeypatch: pytest.MonkeyPatch, rule: str, moves: Any
) -> None:
    monkeypatch.setattr("cases.law.recounts.rule_of", lambda term: rule)
    before = running(returned, "rework").last_day
    make(before, noon)
    assert (running(returned, "rework").last_day > before) == moves
    assert timedelta(0) <= running(returned, "rework").last_day - before
