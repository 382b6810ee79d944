"""The commands of the core: term, sweep, draw_states, load_reference."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from cases.engine.programmes import PROGRAMMES
from cases.engine.steps import STEPS
from cases.law import names
from cases.law.calendar import ALMATY
from cases.law.places import PLACES, May
from cases.law.regulations import editions
from cases.management import drawing
from cases.management.commands import draw_states
from cases.management.moments import moment
from cases.models import CalendarDay, CalendarYear, Case, Deadline, Remedy, ServiceTerm
from cases.models.workcalendar import forget_calendar
from cases.programmes.nomad.states import State
from tests import people


def run(*args: str, **options: Any) -> str:
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


# ------------------------------------------------------------------------------------------------ moments


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-06-01", "2026-06-01T00:00:00+05:00"),
        ("2026-06-01T23:59", "2026-06-01T23:59:00+05:00"),
        ("2026-06-01T10:00:00Z", "2026-06-01T10:00:00+00:00"),
        (" 2026-06-01T10:00+06:00 ", "2026-06-01T10:00:00+06:00"),
    ],
)
def test_a_moment_without_a_zone_is_almaty_time(text: str, iso: str) -> None:
    assert moment(text) == datetime.fromisoformat(iso)


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "2026-06-31", "01.06.2026", "2026-06-01T25:00"])
def test_what_is_no_moment_is_refused_in_a_single_line(text: str) -> None:
    with pytest.raises(CommandError) as error:
        moment(text)
    assert error.value.returncode == 2 and "\n" not in str(error.value)


# ------------------------------------------------------------------------------------------------ term


@pytest.mark.django_db
def test_term_prints_json_with_due_paragraph_and_days() -> None:
    output = json.loads(run("term", "order_2026_241", "register", "2026-05-08T23:59", "--json"))
    assert (output["due"], output["paragraph"]) == ("2026-05-14T00:00:00+05:00", "12")
    assert [(d["date"], d["counted"], d["why"]) for d in output["days"]] == [
        ("2026-05-08", False, "event_day"),
        ("2026-05-09", False, "holiday:Victory Day"),
        ("2026-05-10", False, "weekend"),
        ("2026-05-11", False, "moved_day_off:Victory Day"),
        ("2026-05-12", True, "working_day"),
        ("2026-05-13", True, "working_day"),
    ]


@pytest.mark.django_db
def test_term_reads_the_table_an_administrator_keeps() -> None:
    CalendarDay.objects.filter(date="2026-05-11").delete()
    forget_calendar()
    assert json.loads(run("term", "order_2026_241", "register", "2026-05-08", "--json"))["due"].startswith("2026-05-13")


@pytest.mark.django_db
def test_term_counts_from_the_seed_where_the_table_is_empty() -> None:
    with_table = run("term", "order_2026_241", "register", "2026-05-08", "--json")
    CalendarDay.objects.all().delete()
    CalendarYear.objects.all().delete()
    assert run("term", "order_2026_241", "register", "2026-05-08", "--json") == with_table


def test_term_needs_no_tables(monkeypatch: Any) -> None:
    def broken() -> bool:
        raise DatabaseError("no such table")

    monkeypatch.setattr("cases.management.commands.term.CalendarYear.objects.exists", broken)
    assert "2026-05-13" in run("term", "order_2026_241", "register", "2026-05-08")


@pytest.mark.django_db
@pytest.mark.parametrize("key", [(e.key, t) for e in editions() for t in e.terms])
def test_every_term_of_every_edition_is_answered_in_both_shapes(key: tuple[str, str]) -> None:
    output = json.loads(run("term", *key, "2026-12-31T12:00", "--json"))
    assert output["days"][0]["why"] == "event_day"
    text = run("term", *key, "2026-12-31T12:00")
    assert output["due"] in text and "2027" in text.splitlines()[-1]  # the year is not confirmed


@pytest.mark.django_db
def test_every_term_has_its_name_and_stands_on_the_page_of_the_order(client: Any) -> None:
    """Of the lengths that an administrator keeps, too: no key of the table is unknown to the editions."""
    people.reference()
    known = {key for law in editions() for key in law.terms}
    assert known <= set(names.KNOWN["terms"]) and set(names.KNOWN["terms"]) <= known | set(Remedy.TERMS)
    kept = set(ServiceTerm.objects.values_list("key", flat=True))
    assert kept == {term.key for law in editions("nomad") for term in law.terms.values() if not term.of_order}
    for law in editions("nomad"):
        page = client.get(reverse("front:order"), {"edition": law.key}, headers={"accept-language": "en"})
        with translation.override("en"):
            shown = {key: escape(str(names.label("terms", key))) for key in law.terms}
        assert not [key for key, name in shown.items() if name not in page.content.decode()], law.key


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("order_1999", "knb", "2026-06-01"), "order_2026_241"),
        (("order_2026_241", "lapsed", "2026-06-01"), "is a bar"),
        (("order_2026_241", "nothing", "2026-06-01"), "knb"),
        (("order_2026_241", "knb", "soon"), "ISO 8601"),
        (("order_2026_241", "knb", "9999-12-25"), "out of the range"),
        (("order_2026_241", "knb", "0001-01-01T00:00+14:00"), "out of the range"),
    ],
)
def test_term_says_in_a_single_line_what_is_wrong(args: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError) as error:
        run("term", *args)
    assert error.value.returncode == 2
    assert words in str(error.value) and "\n" not in str(error.value)


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["hub", "ministry", "department"])
@pytest.mark.parametrize(
    ("key", "due"),
    [
        ("complaint", "2026-09-02"),
        ("court", "2026-07-02"),
        ("complaint_review", "2026-06-05"),
        ("complaint_answer", "2026-06-30"),
    ],
)
def test_term_knows_the_terms_of_a_complaint_and_of_the_court(body: str, key: str, due: str) -> None:
    people.reference()
    asked = ("term", "order_2026_241", key, "2026-06-01T10:00")
    output = json.loads(run(*asked, "--json", body=body))
    assert (output["term"], output["due"][:10], output["paragraph"]) == (key, due, "art. 91")
    assert "unconfirmed" in output["basis"]
    text = run(*asked, body=body)
    assert "Code of administrative procedure, art. 91" in text and "unconfirmed" in text
    Remedy.objects.filter(body=body).update(confirmed=True, complaint_length=1, complaint_unit="calendar_days")
    assert "unconfirmed" not in run(*asked, body=body)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "body", "words"),
    [("complaint", None, "--body"), ("knb", "hub", "complaint_review"), ("court", "hub", "load_reference")],
)
def test_a_term_of_a_body_is_asked_with_it(key: str, body: str | None, words: str) -> None:
    people.reference()
    Remedy.objects.all().delete()
    with pytest.raises(CommandError, match=words) as error:
        run("term", "order_2026_241", key, "2026-06-01", body=body)
    assert error.value.returncode == 2


# ------------------------------------------------------------------------------------------------ draw_states


def test_the_drawing_is_up_to_date() -> None:
    run("draw_states", "--check")


def test_a_stale_drawing_is_reported(monkeypatch: Any, tmp_path: Any, settings: Any) -> None:
    monkeypatch.setattr(draw_states, "PATH", tmp_path / "states.md")
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="stale"):
        run("draw_states", "--check")
    assert run("draw_states").count("written") == 1
    assert "up to date" in run("draw_states", "--check")


def test_the_drawing_holds_every_state_and_step() -> None:
    page, pictures = drawing.page(), "".join(drawing.diagram(programme) for programme in PROGRAMMES.values())
    assert all(f"`{state}`" in page and state in pictures for state in PLACES)
    assert all(f"`{name}`" in page for name in STEPS)
    moving = [name for name, step in STEPS.items() if step.target is not None or step.goes_back]
    assert all(f": {name} (" in pictures for name in moving)
    returning = [f": {name} (" for name in moving if STEPS[name].goes_back]
    back = [line.split() for line in pictures.splitlines() if any(name in line for name in returning)]
    assert back and all(May.RULE in PLACES[State(source)].may for source, _arrow, *_rest in back), (
        "elsewhere the case stays"
    )


def test_the_drawing_does_not_depend_on_the_reader_s_language() -> None:
    from django.utils import translation

    with translation.override("kk"):
        kazakh = drawing.page()
    assert kazakh == drawing.page()


# ------------------------------------------------------------------------------------------------ sweep


@pytest.mark.django_db
def test_sweep_does_what_is_due_at_the_moment_given() -> None:
    case = people.case_in("rework")
    due = Deadline.objects.get(case=case, key="rework").due_at
    run("sweep", "--at", (due - timedelta(seconds=1)).isoformat())
    assert Case.objects.get(pk=case.pk).state == State.REWORK
    assert "annulled 1" in run("sweep", "--at", due.isoformat())
    assert Case.objects.get(pk=case.pk).state == State.ANNULLED
    assert "annulled 0" in run("sweep", "--at", due.isoformat())


@pytest.mark.django_db
def test_sweep_takes_the_clock_s_moment_by_itself() -> None:
    with people.at(datetime(2026, 6, 1, 12, 0, tzinfo=ALMATY)):
        assert "annulled 0, arrival_review 0" in run("sweep")


@pytest.mark.django_db
def test_only_a_demo_is_swept_ahead_of_time(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="future"):
        run("sweep", "--at", "2999-01-01")


@pytest.mark.django_db
def test_load_reference_says_what_is_new() -> None:
    assert run("load_reference") == "Reference data: nothing new\n"
