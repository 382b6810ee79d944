"""The look: tags, components, the templates of forms, the pages of errors, and the rules all templates keep.

What each state of a component shows is asked of the page of components (tests/demo/test_components.py).
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import lucide
import pytest
from django import forms
from django.conf import settings as conf
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import formats, timezone, translation

from cases.eds.verify import _moment as eds_moment
from cases.law.calendar import ALMATY, seeded_calendar
from cases.law.regulations import edition
from cases.law.terms import due
from cases.models import Case, Deadline
from cases.programmes.nomad import KEY
from cases.programmes.nomad.states import PLACES, State
from cases.templatetags.dnr import days, icons, left, numbers, states, terms
from cases.values import moments
from cases.values.questions import display_answer
from tests import people

NOW = datetime(2026, 6, 10, 23, 30, tzinfo=ALMATY)
ROOT = Path(conf.BASE_DIR)
PAGES = sorted(p for p in (ROOT / "templates").rglob("*.html") if not {"letters", "emails"} & set(p.parts))


def end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ALMATY)


def draw(source: str, **context) -> str:
    return Template("{% load dnr i18n %}" + source).render(Context(context))


def component(name: str, **context) -> str:
    request = RequestFactory().get("/")
    return render_to_string(f"components/{name}.html", {"now": NOW} | context, request)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


# ---------------------------------------------------------------------------------------------- tags


@pytest.mark.parametrize(
    ("last", "expected", "tone"),
    [
        (date(2026, 6, 14), "4 days left", "calm"),
        (date(2026, 6, 13), "3 days left", "soon"),
        (date(2026, 6, 11), "1 day left", "soon"),
        (date(2026, 6, 10), "today is the last day", "today"),
        (date(2026, 6, 9), "overdue by 1 day", "late"),
        (date(2026, 6, 8), "overdue by 2 days", "late"),
    ],
)
def test_time_left_counts_to_the_end_of_the_last_day(last, expected, tone):
    drawn = draw("{% urgency due %}|{% time_left_tag due %}", due=end_of(last), now=NOW)
    assert drawn.startswith(f"{tone}|") and f"<span>{expected}</span>" in drawn
    assert f'class="left left-{tone}"' in drawn and "<svg" in drawn


def test_time_left_is_silent_without_a_term():
    assert draw("{% time_left_tag due %}", due=None, now=NOW) == ""


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ru", "4\xa0января 2027\xa0г."), ("kk", "2027\xa0ж. 4\xa0қаңтар"), ("en", "4\xa0January 2027")],
)
def test_a_day_in_words_follows_the_language(language, expected):
    with translation.override(language):
        assert days.in_words(date(2027, 1, 4)) == expected, "and no line ends inside"


def test_a_moment_gives_its_day_and_hour_in_almaty():
    moment = datetime.fromisoformat("2026-12-31T20:30:00+00:00")
    assert days.in_words(moment) == "1\xa0January 2027"
    assert days.moment_in_words(moment) == "1\xa0January 2027, 01:30"


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_door_writes_a_moment_alike(language):
    at = datetime.fromisoformat("2027-01-04T04:05:00+00:00")
    with translation.override(language):
        words = days.moment_in_words(at)
        assert words.endswith(", 09:05")
        assert words == formats.date_format(timezone.localtime(at), "DATETIME_FORMAT") == eds_moment(at), (
            "the admin's too"
        )
        assert moments.day(at.date()) == days.in_words(at) == display_answer({"type": "date"}, "2027-01-04")


def test_the_number_of_an_order_stays_whole():
    number = "№ 241/НҚ, № 301"
    assert draw("{{ number|unbroken }}", number=number) == (
        '<span class="text-nowrap">№ 241/НҚ</span>, <span class="text-nowrap">№ 301</span>'
    )


def test_the_last_day_is_the_day_before_midnight():
    assert days.last_day(end_of(date(2027, 1, 4))) == date(2027, 1, 4)


def test_the_tones_differ_in_more_than_colour():
    drawn = set(icons.TONE_ICONS.values())
    assert len(drawn) == len(icons.TONE_ICONS)
    assert {p.tone for p in PLACES.values()} <= set(icons.TONE_ICONS)


@pytest.mark.parametrize("key", edition("order_2026_241").terms)
def test_every_term_is_written_as_a_sentence(key):
    proof = due(edition("order_2026_241").terms[key], NOW, seeded_calendar([2026]))
    deadline = Deadline(key=key, last_day=proof.last_day)
    for plain in (True, False):
        assert days.in_words(proof.last_day) in terms.by_when(deadline, plain)
        assert "%(" not in terms.by_when(deadline, plain)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("weekend", "weekend"),
        ("working_day", "working day"),
        ("event_day", "day of the event, not counted"),
        ("holiday:Nauryz", "Nauryz"),
        ("moved_day_off:Nauryz", "Nauryz (day off moved)"),
        ("rolled_weekend", "weekend: the term moves on to the next working day"),
    ],
)
def test_the_reason_of_a_day_is_put_in_words(code, expected):
    assert terms.why_words(code) == expected


def test_small_things_are_written_shortly():
    assert states.paragraph_words("12") == "para. 12"
    assert states.paragraph_words("annex") == "annex"
    assert numbers.file_size(1_572_864).replace("\xa0", " ") == "1.5 MB"
    assert numbers.code_groups("ABCD2345WXYZ") == "ABCD-2345-WXYZ"
    assert days.in_minutes(timedelta(seconds=61)) == 2


# ---------------------------------------------------------------------------------------------- components


def standing(state: State, **dates) -> list[tuple[str, str]]:
    case = Case(programme=KEY, state=state, **dates)
    return [(str(stage["label"]), stage["is"]) for stage in states.stage_path(case)]


def test_the_stepper_shows_five_stations_of_an_open_case():
    assert [standing for _, standing in standing(State.KNB)] == ["done", "current", "todo", "todo", "todo"]


def test_the_stepper_ends_where_the_case_ended():
    path = standing(State.PRELIMINARY_REFUSED, petition_signed_at=NOW)
    assert path[-2:] == [("Preliminary approval", "cut"), ("Preliminary permit refused", "stopped")]


def test_the_stepper_is_all_done_with_the_card():
    assert {standing for _, standing in standing(State.CARD_ISSUED)} == {"done"}


def test_a_deadline_is_shown_with_its_proof():
    proof = due(edition("order_2026_241").terms["decision"], NOW, seeded_calendar([2026]))
    deadline = Deadline(
        key="decision",
        paragraph="16",
        due_at=proof.due,
        last_day=proof.last_day,
        days=proof.to_json(),
        unconfirmed=True,
    )
    drawn = component("deadline_card", deadline=deadline, proof_url="/proof/")
    phrases = ["the officer decides by 27\xa0July 2026", "para. 16", "47 days left", "/proof/", "not confirmed yet"]
    assert [words for words in phrases if words not in drawn] == []


# ---------------------------------------------------------------------------------------------- forms


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the passport.")
    note = forms.CharField(label="Note", required=False)
    way = forms.ChoiceField(label="Way", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="I agree")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_reads_label_hint_error_input():
    drawn = str(Sample({})["name"].as_field_group())
    order = [drawn.index(mark) for mark in ("<label", "As in the passport.", "errorlist", "<input")]
    assert order == sorted(order)
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn and 'aria-invalid="true"' in drawn


def test_only_optional_fields_are_marked():
    drawn = str(Sample())
    assert drawn.count("(optional)") == 1


def test_choices_stand_in_a_group_with_a_legend():
    drawn = str(Sample({})["way"].as_field_group())
    assert "<fieldset" in drawn and re.search(r"<legend>\s*Way", drawn)


def test_the_summary_links_each_error_to_an_element_of_the_form():
    form = Sample({})
    drawn = component("error_summary", form=form) + str(form)
    links = re.findall(r'href="#([^"]+)"', drawn)
    assert len(links) == 3
    assert [link for link in links if f'id="{link}"' not in drawn] == []


# ---------------------------------------------------------------------------------------------- the frame


@pytest.mark.django_db
def test_a_page_has_its_landmarks_and_its_switch(client, settings):
    settings.DEMO = True
    page = client.get("/accessibility/").content.decode()
    marks = [
        'class="skip" href="#main"',
        '<main id="main"',
        "<header>",
        "<footer",
        "DEMO",
        'value="kk"',
        ">№ 241/НҚ</span>",
    ]
    assert [mark for mark in marks if mark not in page] == []


@pytest.mark.django_db
def test_outside_the_demo_no_page_speaks_of_it(client, settings):
    settings.DEMO = False
    assert "DEMO" not in client.get("/").content.decode()


@pytest.mark.django_db
def test_the_frame_costs_a_signed_in_user_session_and_account_alone(client, django_assert_num_queries):
    client.force_login(people.applicant())
    client.get("/accessibility/")
    with django_assert_num_queries(2):
        page = client.get("/accessibility/").content.decode()
    assert 'href="/egov/cabinet/"' in page and 'href="/egov/cabinet/notices/"' in page


# ---------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize("name", ["400", "500", "503"])
def test_pages_of_last_resort_need_no_request(name):
    assert "<h1>" in render_to_string(f"{name}.html")


@pytest.mark.parametrize("name", ["403", "404", "413"])
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_pages_of_errors_speak_the_readers_language(name, language):
    with translation.override(language):
        page = render_to_string(f"{name}.html", {"LANGUAGE_CODE": language}, RequestFactory().get("/"))
    assert f'lang="{language}"' in page.partition("<head>")[0]


@pytest.mark.django_db
def test_a_missing_page_is_a_page(client):
    client.cookies["django_language"] = "en"
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


@pytest.mark.django_db
def test_a_form_of_a_lost_session_tells_how_to_keep_what_was_typed():
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    response = client.post("/sign-in/new/", {"email": "a@example.org"})
    assert response.status_code == 403
    assert "How to keep what you typed" in response.content.decode()


# ---------------------------------------------------------------------------------------------- rules of all templates

INLINE = re.compile(r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=["']|javascript:""")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_no_template_has_an_inline_style_or_script(page):
    assert INLINE.findall(page.read_text()) == []


def test_no_line_of_a_template_is_endless():
    """120 is the rule; a sentence that must not be broken, and an attribute, may be longer."""
    pages = sorted((ROOT / "templates").rglob("*.html"))
    assert pages and not [page.name for page in pages for line in page.read_text().splitlines() if len(line) > 160]


COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)


def test_a_comment_of_a_template_keeps_to_the_rule():
    """Nothing keeps a comment from being broken."""
    pages = sorted((ROOT / "templates").rglob("*.*"))
    comments = [(page.name, text) for page in pages for text in COMMENT.findall(page.read_text())]
    assert len(comments) > 100
    assert [(name, line) for name, text in comments for line in text.splitlines() if len(line) > 120] == []


LONG = 200
"""Lines of a style sheet that need an index of its sections."""
INDEX = re.compile(r"Sections, each under a line of dashes:\n(.*?) \*/", re.DOTALL)


def test_a_long_style_sheet_begins_with_its_sections():
    sheets = {path.name: path.read_text() for path in (ROOT / "static").rglob("*.css") if "vendor" not in path.parts}
    long = {name: text for name, text in sheets.items() if text.count("\n") > LONG}
    assert len(long) > 3
    for name, text in long.items():
        index = [line.strip() for part in INDEX.findall(text) for line in part.splitlines()]
        assert index == re.findall(r"^/\* -{64} (.+) \*/$", text, re.MULTILINE), name


def test_a_style_sheet_has_a_line_for_each_declaration():
    """Of the portal, its demo and its mail. In a data: address a semicolon ends nothing."""
    sheets = [path for at in ("static", "demo", "templates") for path in (ROOT / at).rglob("*.css")]
    lines = [
        (path.name, line) for path in sheets if "vendor" not in path.parts for line in path.read_text().splitlines()
    ]
    assert {"dnr.css", "page.css", "style.css", "components.css"} <= {name for name, _line in lines}
    assert [
        (name, line) for name, line in lines if re.search(r"(?<!\bdata:)[\w)%'\"]; +[\w-]+: |\{ *[\w-]+: ", line)
    ] == []


def test_every_icon_named_exists():
    named = {n for page in PAGES for n in re.findall(r'{% icon "([a-z0-9-]+)"', page.read_text())}
    named |= {n for page in PAGES for n in re.findall(r'symbol="([a-z0-9-]+)"', page.read_text())}
    named |= set(icons.TONE_ICONS.values()) | set(left.URGENCY_ICONS.values())
    for name in sorted(named):
        lucide._render_icon(name, 20)


def test_every_component_says_what_it_takes():
    silent = [
        p.name
        for p in (ROOT / "templates" / "components").glob("*.html")
        if not re.search("{#|{% comment %}", p.read_text())
    ]
    assert silent == []


def test_the_style_sheet_holds_no_address_of_another_site():
    sheet = (ROOT / "static" / "dnr" / "dnr.css").read_text()
    assert "http" not in sheet and "@import" not in sheet
