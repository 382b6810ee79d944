"""The last day for a complaint, and for going to court, when the working calendar changes: the later day holds, both
counts stay with their proof, and the person is notified."""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from cases.engine import clock
from cases.engine.rulings import remedies
from cases.engine.terms import challenges, recounting
from cases.engine.terms.recounting import ChangedDay
from cases.law.calendar import local_day
from cases.letters import mail
from cases.models import CalendarChange, Case, Deadline, Effect, Event, Letter, Notice, RemedyRecount
from cases.programmes.nomad.states import State
from cases.service import challenged, queries
from cases.values.dates import in_words
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.terms.test_calendar_changes import LATER, OFF, make
from tests.cases.engine.ways import DAY, HOUR
from tests.cases.programmes.complaint.complaining import begun, closed, fallen, filed, handed_on, letter_of
from tests.desks import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def refused() -> Case:
    return people.case_in(State.FINAL_REFUSED)


def until(letter: Letter) -> date:
    day = remedies.last_day(Letter.objects.get(pk=letter.pk))
    assert day is not None
    return day


def changed(day: date, now: datetime, entry: tuple[str, str] | None = OFF) -> CalendarChange:
    """As an administrator makes it, and the sweeps after it finish it."""
    change = make(day, now, entry)
    assert change is not None
    for n in (1, 2):
        clock.sweep(now + n * LATER, outbox=False)
    change.refresh_from_db()
    assert change.state == CalendarChange.DONE
    return change


def test_a_day_off_moves_the_last_day_for_a_complaint_with_both_counts_and_a_notice(refused: Case) -> None:
    letter, now = letter_of(refused), people.after(refused)
    before = until(letter)
    change = changed(before, now)
    row = RemedyRecount.objects.get(letter=letter)
    assert (row.case, row.way, row.change, row.deadline) == (refused, "complaint", change, None)
    assert row.before == before < row.counted == row.last_day == until(letter)
    assert row.proof_before[-1].date == before and row.proof[-1].date == row.last_day
    assert (change.moved, change.kept) == (1, 0)
    event = Event.objects.get(case=refused, step="calendar")
    assert event.facts == {"days": [before.isoformat()], "source": "Order 1"}
    notice = Notice.objects.get(case=refused, what="complaint_day_moved")
    assert notice.user == refused.person.user and Effect.objects.filter(kind="mail", ref=notice.pk).exists()
    for language in ("ru", "kk", "en"):
        with translation.override(language):
            words = mail.words(notice)
            assert all(part in words for part in (letter.number, in_words(before), in_words(row.last_day), "Order 1"))
    ways.sound(refused)


def test_the_dry_run_names_the_letter_and_changes_nothing(refused: Case) -> None:
    letter = letter_of(refused)
    day = until(letter)
    plan = recounting.plan([ChangedDay(day, None, OFF)], people.after(refused))
    (move,) = plan.moves
    assert (move.number, move.before, move.last_day) == (refused.number, day, move.counted)
    assert letter.number in move.label and move.counted > day
    assert not RemedyRecount.objects.exists() and until(letter) == day


def test_undone_the_person_keeps_the_later_day(refused: Case) -> None:
    letter, now = letter_of(refused), people.after(refused)
    day = until(letter)
    changed(day, now)
    later = until(letter)
    undone = changed(day, now + HOUR, None)
    assert until(letter) == later > day
    row = RemedyRecount.objects.get(change=undone)
    assert (row.before, row.counted, row.last_day, row.moved) == (later, day, later, False)
    assert (undone.moved, undone.kept) == (0, 1)
    assert Notice.objects.filter(what="complaint_day_moved").count() == 1


def test_a_complaint_on_the_later_day_is_in_time(refused: Case) -> None:
    letter, now = letter_of(refused), people.after(refused)
    changed(until(letter), now)
    last = until(letter)
    moment = people.after(refused).replace(year=last.year, month=last.month, day=last.day, hour=12)
    complaint = filed(refused, moment)
    assert challenged.complaint_text(complaint)["late"] is False
    assert challenged.complaint_text(complaint)["last_day"] == last.isoformat()


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_cabinet_names_the_new_day_and_shows_both_counts(refused: Case, language: str) -> None:
    letter, now = letter_of(refused), people.after(refused)
    before = until(letter)
    changed(before, now)
    me = signed_in(refused.person.user, language)  # type: ignore[arg-type]
    proof = reverse("cases:last_day", args=[refused.pk, letter.pk])
    with people.at(now), translation.override(language):
        assert f"{in_words(until(letter))}" in text(me.get(reverse("egov:cabinet:home")))
        case_page = me.get(reverse("egov:cabinet:case", args=[refused.pk])).content.decode()
        assert f'href="{proof}"' in case_page
        page = me.get(proof).content.decode()
    assert page.count("<table") == 3 and "Order 1" in page
    with translation.override(language):
        assert in_words(before) in page and in_words(until(letter)) in page
        assert translation.gettext("unconfirmed") in page


def test_staff_read_the_same_count_and_a_stranger_none(refused: Case) -> None:
    letter = letter_of(refused)
    proof = reverse("cases:last_day", args=[refused.pk, letter.pk])
    officer = signed_in(people.officer())
    with people.at(people.after(refused)):
        assert proof in officer.get(reverse("con:officer:case", args=[refused.pk])).content.decode()
        assert officer.get(proof).status_code == 200
        assert signed_in(people.officer("almaty")).get(proof).status_code == 404
        other = Letter.objects.filter(case=refused).exclude(pk=letter.pk).order_by("id")[0]
        assert officer.get(reverse("cases:last_day", args=[refused.pk, other.pk])).status_code == 404


def test_the_day_of_an_act_in_favour_moves_as_well_and_its_page_names_it() -> None:
    case = people.case_in(State.PRELIMINARY_APPROVED)
    letter = letter_of(case, "preliminary_approval")
    day = date.fromisoformat(letter.facts["remedies"]["until"])
    changed(day, people.after(case))
    row = RemedyRecount.objects.get(letter=letter)
    way = challenged.in_writing(next(row for row in queries.letters_of(case, 20) if row.pk == letter.pk))
    assert way is not None and way["until"] == row.last_day.isoformat() > day.isoformat()


def test_what_has_fallen_or_is_complained_of_already_is_left_alone(refused: Case) -> None:
    letter, now = letter_of(refused), people.after(refused)
    day = until(letter)
    complaint = begun(refused)
    assert recounting.plan([ChangedDay(day, None, OFF)], now).moves, "a draft is no complaint"
    filed(refused)
    assert not recounting.plan([ChangedDay(day, None, OFF)], now).moves
    assert complaint.about_letter_id == letter.pk


def test_the_day_for_going_to_court_moves_of_an_answer_and_of_a_silence(refused: Case) -> None:
    complaint = handed_on(filed(refused), people.head())
    letter = Letter.objects.filter(case=complaint, facts__has_key=remedies.SILENT_COURT_UNTIL).get()
    day = date.fromisoformat(letter.facts[remedies.SILENT_COURT_UNTIL])
    now = people.after(complaint)
    changed(day, now)
    row = RemedyRecount.objects.get(letter=letter)
    assert (row.way, row.before) == ("court", day) and row.last_day > day
    notice = Notice.objects.get(what="court_day_moved")
    assert notice.case == complaint and letter.number in mail.words(notice)
    silent = challenged.silence(
        ways.fresh(complaint), Deadline.objects.get(case=complaint, key="complaint_answer").due_at
    )
    assert silent is not None and silent.court_until == row.last_day
    changed(day, now + HOUR, None)
    silent = challenged.silence(
        ways.fresh(complaint), Deadline.objects.get(case=complaint, key="complaint_answer").due_at
    )
    assert silent is not None and silent.court_until == row.last_day


def test_the_day_for_court_in_the_letter_of_a_closed_complaint_moves_on_its_page(refused: Case) -> None:
    complaint = closed(fallen(filed(refused), refused), people.head())
    letter = Letter.objects.filter(case=complaint, facts__has_key=remedies.COURT_UNTIL).get()
    day, now = date.fromisoformat(letter.facts[remedies.COURT_UNTIL]), people.after(complaint)
    changed(day, now)
    row = RemedyRecount.objects.get(letter=letter)
    me = signed_in(refused.person.user, "ru")  # type: ignore[arg-type]
    with people.at(now), translation.override("ru"):
        page = me.get(reverse("egov:complaints:case", args=[complaint.pk]))
    assert page.context["further"][remedies.COURT_UNTIL] == row.last_day.isoformat()
    assert reverse("cases:last_day", args=[complaint.pk, letter.pk]) in page.content.decode()


def test_the_day_for_a_complaint_about_a_delay_moves_and_stays_moved() -> None:
    case = people.case_in(State.REGISTRATION)
    term = Deadline.objects.get(case=case, key="register", state=Deadline.RUNNING)
    ways.take(case, "register", term.due_at + DAY)
    term.refresh_from_db()
    way = remedies.how_delay_challenged(term)
    assert way is not None
    day = remedies.delay_until(term, way[1])
    assert day is not None
    changed(day, people.after(case))
    row = RemedyRecount.objects.get(deadline=term)
    assert (row.way, row.letter, row.before) == ("complaint", None, day)
    assert Notice.objects.filter(case=case, what="delay_day_moved").count() == 1
    changed(day, people.after(case) + HOUR, None)
    assert remedies.delay_until(term, way[1]) == row.last_day > day
    officer = signed_in(people.officer())
    page = officer.get(reverse("cases:deadline", args=[case.pk, term.pk]))
    assert len(page.context["remedy_recounts"]) == 2


def test_many_letters_are_counted_a_batch_at_a_time_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenges, "BATCH", 1)
    cases = [people.case_in(State.FINAL_REFUSED, owner=people.applicant()) for _n in range(3)]
    letters = [letter_of(case) for case in cases]
    day = until(letters[0])
    change = changed(day, people.after(cases[0]))
    assert sorted(RemedyRecount.objects.values_list("letter", flat=True)) == sorted(row.pk for row in letters)
    assert change.moved == 3 and Notice.objects.filter(what="complaint_day_moved").count() == 3


def test_the_command_prints_it_beforehand(refused: Case) -> None:
    day, out = until(letter_of(refused)), StringIO()
    with people.at(people.after(refused)):
        call_command("calendar_change", day.isoformat(), "day_off", dry_run=True, stdout=out)
    assert refused.number in out.getvalue() and letter_of(refused).number in out.getvalue()
    assert local_day(people.after(refused)) < day
