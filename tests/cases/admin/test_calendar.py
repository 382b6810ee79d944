"""A day of the calendar is saved after its administrator has seen whose terms it moves."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from cases.admin import planned
from cases.engine import clock
from cases.engine.rulings import remedies
from cases.engine.terms import calendar_changes
from cases.law.calendar import local_day
from cases.models import CalendarChange, CalendarDay, CalendarYear, Deadline, RemedyRecount, TermRecount
from cases.values import moments
from tests import people
from tests.cases.admin.rooms import url
from tests.cases.programmes.complaint import complaining

pytestmark = pytest.mark.django_db

NAMES = {"name_ru": "А", "name_kk": "Ә", "name_en": "", "source": "Order 1"}


@pytest.fixture
def term() -> Deadline:
    case = people.case_in("rework")
    return Deadline.objects.get(case=case, key="rework", state=Deadline.RUNNING)


@pytest.fixture
def day(term: Deadline) -> dict[str, Any]:
    """A day off, declared for the last day of the term."""
    return {"date": term.last_day.isoformat(), "kind": "day_off"} | NAMES


def now(term: Deadline) -> Any:
    return people.at(people.after(term.case))


def last_day(term: Deadline) -> Any:
    return Deadline.objects.get(pk=term.pk).last_day


def test_nothing_is_saved_before_the_terms_were_seen(
    administrator: Client, term: Deadline, day: dict[str, Any]
) -> None:
    with now(term):
        page = administrator.post(url(CalendarDay, "add"), day)
        text = page.content.decode()
        assert page.status_code == 200 and term.case.number in text and 'name="_confirmed"' in text
        assert not CalendarDay.objects.filter(date=term.last_day).exists()
        saved = administrator.post(url(CalendarDay, "add"), day | {"_confirmed": "1"}, follow=True)
    assert CalendarDay.objects.get(date=term.last_day).source == "Order 1"
    assert last_day(term) > term.last_day
    change = CalendarChange.objects.get()
    assert (change.moved, change.user) == (1, people.administrator())
    assert change.reason == "Order 1" and saved.status_code == 200


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_hearing_that_would_lie_on_a_day_off_is_shown_beforehand(administrator: Client, language: str) -> None:
    case = people.case_in("final_hearing")
    hearing = case.dossier.open_hearing
    assert hearing and hearing.held_at
    day = {"date": local_day(hearing.held_at).isoformat(), "kind": "day_off"} | NAMES
    user = people.administrator()
    user.language = language
    user.save()
    with people.at(people.after(case)):
        page = administrator.post(url(CalendarDay, "add"), day, HTTP_ACCEPT_LANGUAGE=language)
    with translation.override(language):
        assert f"{case.number}: {moments.moment(hearing.held_at)}" in unescape(page.content.decode())


def test_who_goes_back_has_the_form_as_it_was(administrator: Client, term: Deadline, day: dict[str, Any]) -> None:
    with now(term):
        page = administrator.post(url(CalendarDay, "add"), day | {"_back": "1"})
    assert page.context["adminform"].form.data["source"] == "Order 1"
    assert not CalendarDay.objects.filter(date=term.last_day).exists()


def test_a_day_that_moves_nothing_is_saved_at_once(administrator: Client, term: Deadline, day: dict[str, Any]) -> None:
    with now(term):
        past = administrator.post(url(CalendarDay, "add"), day | {"date": "2025-11-24"})
    assert past.status_code == 302 and last_day(term) == term.last_day


def test_many_terms_are_shown_a_page_at_a_time(
    administrator: Client, term: Deadline, day: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = people.case_in("rework")
    monkeypatch.setattr(planned, "PAGE", 1)
    with now(term):
        pages = [administrator.post(url(CalendarDay, "add"), day | {"_page": str(n)}) for n in (1, 2, 99)]
    shown = [page.content.decode() for page in pages]
    assert [sum(n in text for n in (term.case.number, other.number)) for text in shown] == [1, 1, 1]
    assert 'name="_page" value="2"' in shown[0]


def test_a_day_moved_to_another_date_is_looked_at_on_both(
    administrator: Client, term: Deadline, day: dict[str, Any]
) -> None:
    with now(term):
        administrator.post(url(CalendarDay, "add"), day | {"date": "2026-11-24"})
        row = CalendarDay.objects.get(date="2026-11-24")
        base = administrator.get(url(CalendarDay, "change", row.pk)).context["base"]
        sent = day | {"base": base}
        assert term.case.number in administrator.post(url(CalendarDay, "change", row.pk), sent).content.decode()
        administrator.post(url(CalendarDay, "change", row.pk), sent | {"_confirmed": "1"})
    assert last_day(term) > term.last_day
    assert len(CalendarChange.objects.latest("id").days) == 2


def test_a_deletion_shows_that_the_applicant_keeps_the_later_day(
    administrator: Client, term: Deadline, day: dict[str, Any]
) -> None:
    with now(term):
        administrator.post(url(CalendarDay, "add"), day | {"_confirmed": "1"})
        row = CalendarDay.objects.get(date=term.last_day)
        page = administrator.get(url(CalendarDay, "delete", row.pk)).content.decode()
        assert term.case.number in page
        administrator.post(url(CalendarDay, "delete", row.pk), {"post": "yes"})
    assert not CalendarDay.objects.filter(date=term.last_day).exists()
    assert last_day(term) > term.last_day
    assert CalendarChange.objects.latest("id").kept == 1


def test_a_confirmed_year_goes_through_the_same_door(administrator: Client, term: Deadline) -> None:
    with now(term):
        base = administrator.get(url(CalendarYear, "change", 2026)).context["base"]
        administrator.post(url(CalendarYear, "change", 2026), {"source": "x", "base": base})
    assert Deadline.objects.get(pk=term.pk).unconfirmed


def test_how_far_a_change_is_stands_on_its_page(administrator: Client, term: Deadline, day: dict[str, Any]) -> None:
    with now(term):
        administrator.post(url(CalendarDay, "add"), day | {"_confirmed": "1"})
    change = CalendarChange.objects.get()
    assert administrator.get(url(CalendarChange, "change", change.pk)).status_code == 200
    assert administrator.get(url(TermRecount, "changelist")).status_code == 403  # a case file
    administrator.force_login(people.auditor())
    listed = administrator.get(url(TermRecount, "changelist"), {"change": str(change.pk)})
    assert term.case.number in listed.content.decode()
    assert administrator.get(url(TermRecount, "change", TermRecount.objects.get().pk)).status_code == 200


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_last_day_for_a_complaint_is_named_before_saving_and_stands_among_the_changes(
    administrator: Client, language: str
) -> None:
    case = people.case_in("final_refused")
    letter = complaining.letter_of(case)
    last = remedies.last_day(letter)
    assert last is not None
    day = {"date": last.isoformat(), "kind": "day_off"} | NAMES
    user = people.administrator()
    user.language = language
    user.save()
    with people.at(people.after(case)):
        page = administrator.post(url(CalendarDay, "add"), day, HTTP_ACCEPT_LANGUAGE=language)
        administrator.post(url(CalendarDay, "add"), day | {"_confirmed": "1"})
    with translation.override(language):
        words = f"{translation.gettext('Last day for a complaint')}: {letter.number}"
    assert words in unescape(page.content.decode()) and case.number in page.content.decode()
    for n in (1, 2):
        clock.sweep(people.after(case) + n * calendar_changes.SETTLED, outbox=False)
    row, auditor = RemedyRecount.objects.get(), Client()
    auditor.force_login(people.auditor())
    assert auditor.get(url(CalendarChange, "change", row.change_id)).content.decode().count(str(row.change_id)) >= 2
    assert case.number in auditor.get(url(RemedyRecount, "changelist"), {"change": str(row.change_id)}).content.decode()
    assert letter.number in auditor.get(url(RemedyRecount, "change", row.pk)).content.decode()


# ------------------------------------------------------------------------------------------------ the command


def run(capsys: Any, *words: str) -> str:
    call_command("calendar_change", *words)
    text: str = capsys.readouterr().out
    return text


def test_the_command_shows_and_then_moves(capsys: Any, term: Deadline) -> None:
    day = term.last_day.isoformat()
    with now(term):
        shown = run(capsys, day, "day_off", "--dry-run")
        assert f"{term.case.number}  rework" in shown and not CalendarDay.objects.filter(date=term.last_day).exists()
        names = ["--name-ru", "А", "--name-kk", "Ә", "--source", "Order 1"]
        assert run(capsys, day, "day_off", *names).startswith("1 terms moved")
        assert "1 stay" in run(capsys, day, "--remove", "--dry-run")
        assert "1 kept" in run(capsys, day, "--remove")
    assert last_day(term) > term.last_day


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["2026-11-23"], "either a kind or --remove"),
        (["2026-11-23", "day_off", "--remove"], "either a kind or --remove"),
        (["2026-11-23", "--remove"], "what its weekday says"),
        (["2026-11-23", "worked_weekend", "--dry-run"], "date"),
        (["2026-11-23", "day_off"], "source"),
    ],
)
def test_a_wrong_call_of_the_command_changes_nothing(words: list[str], expected: str) -> None:
    with pytest.raises(CommandError, match=expected):
        call_command("calendar_change", *words)
    assert not CalendarDay.objects.filter(date="2026-11-23").exists()


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize("date", ["9999-12-31", "0001-01-01", "1900-01-01"])
def test_a_day_that_no_term_reaches_is_refused_in_words(administrator: Client, date: str, language: str) -> None:
    administrator.cookies["django_language"] = language
    page = administrator.post(url(CalendarDay, "add"), {"date": date, "kind": "holiday"} | NAMES)
    with translation.override(language):
        words = translation.gettext("Check the year: it has to lie between %(first)s and %(last)s.")
    assert page.status_code == 200 and words % {"first": 2000, "last": 2100} in unescape(page.content.decode())
    assert not CalendarDay.objects.filter(date=date).exists()


@pytest.mark.parametrize("year", ["9999", "2147483648", "1"])
def test_so_is_a_year(administrator: Client, year: str) -> None:
    page = administrator.post(url(CalendarYear, "add"), {"year": year, "source": "Order 1", "confirmed": "on"})
    assert page.status_code == 200 and not CalendarYear.objects.filter(year=int(year) % 2**15).exists()
