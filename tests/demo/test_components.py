"""The page of components: every template of theirs, every state, to the staff of a demo alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings as conf
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from cases.engine.programmes.forms import StepForm
from cases.engine.steps import STEPS
from cases.engine.steps.facts import words_of
from cases.law.calendar import ALMATY
from cases.programmes.nomad.states import PLACES, State
from demo.components import samples, tags
from demo.components.drawing import examples
from demo.components.fields import Fields, refused
from demo.components.sheets import sheet
from demo.components.views import LAST_RESORT
from tests import people

NOW = datetime(2026, 6, 10, 23, 30, tzinfo=ALMATY)
TEMPLATES = Path(conf.BASE_DIR) / "templates"
FOLDERS = ("components", "django/forms")


def templates() -> set[str]:
    return {str(path.relative_to(TEMPLATES)) for folder in FOLDERS for path in (TEMPLATES / folder).rglob("*.html")}


def drawn(name: str) -> list[str]:
    """The states of a component, in English."""
    with translation.override("en"):
        rows = list(examples("components/", {name: samples.COMPONENTS[name]}, RequestFactory().get("/"), NOW))
    return [str(example) for example in rows[0].drawn]


def of_tag(name: str) -> list[str]:
    with translation.override("en"):
        return [str(html) for example in tags.examples(NOW) if example.name == name for html in example.drawn]


def heirs(form: Any) -> Iterator[Any]:
    for subclass in form.__subclasses__():
        yield subclass
        yield from heirs(subclass)


def kind(field: forms.Field) -> tuple[type[forms.Widget], str]:
    """What the look of a field depends on."""
    return type(field.widget), field.widget.attrs.get("class", "")


# ---------------------------------------------------------------------------------------------- the page


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_component_stands_on_the_page_with_its_contract(language: str, client: Client) -> None:
    client.force_login(people.officer())
    client.cookies[conf.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/components/")
    shown = [row for rows in page.context["groups"].values() for row in rows]
    assert templates() - {row.name for row in shown} == set()
    assert [row.name for row in shown if not (row.contract and row.drawn and all(row.drawn))] == []
    missing = templates() - {template.name for template in page.templates}
    assert missing == {"components/plain_page.html"}, "a whole document, to which a link leads"
    html = page.content.decode()
    assert f'<html\n  lang="{language}"' in html
    assert [row.name for row in shown if f'data-example="{row.name}"' not in html] == []


BY_DJANGO = ("django/forms/",)
"""What draws a form looks these up by the widget."""


def test_every_component_is_used_by_a_page() -> None:
    """The catalogue shows none that no page, template or view of the portal names."""
    names = [name for name in templates() if not name.startswith(BY_DJANGO)]
    code = [
        path
        for package in ("cases", "con", "egov", "hub", "dnr")
        for path in (TEMPLATES.parent / package).rglob("*.py")
    ]
    texts = {path: path.read_text() for path in [*code, *TEMPLATES.rglob("*.html")]}
    assert len(names) > 20
    assert [n for n in names if not any(n in text for path, text in texts.items() if path != TEMPLATES / n)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", LAST_RESORT)
def test_pages_of_last_resort_are_shown_as_they_look(name: str, client: Client) -> None:
    client.force_login(people.officer())
    page = client.get(f"/components/{name}/")
    assert page.status_code == 200
    assert {"components/plain_page.html", f"{name}.html"} <= {template.name for template in page.templates}
    assert client.get("/components/base/").status_code == 404


@pytest.mark.django_db
def test_the_page_reads_nothing_but_who_asks(client: Client, django_assert_num_queries: Any) -> None:
    client.force_login(people.auditor())
    client.get("/components/")
    with django_assert_num_queries(2):
        client.get("/components/")


@pytest.mark.django_db
def test_what_is_sent_from_an_example_goes_nowhere(client: Client) -> None:
    client.force_login(people.officer())
    assert client.post("/components/", {"cms": "x"}).headers["Location"] == reverse("demo:components")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/components/", "/components/503/"])
def test_the_page_is_for_the_staff_of_a_demo(path: str, client: Client, settings: Any) -> None:
    assert client.get(path).status_code == 302, "a stranger signs in"
    for somebody, status in ((people.applicant, 403), (people.auditor, 200), (people.screener, 200)):
        client.force_login(somebody())
        assert client.get(path).status_code == status
    settings.DEMO = False
    assert client.get(path).status_code == 404


# ---------------------------------------------------------------------------------------------- its states


def test_the_form_has_every_kind_of_field_that_a_form_of_the_portal_has() -> None:
    ours = {form for form in heirs(forms.BaseForm) if form.__module__.partition(".")[0] in ("hub", "egov", "con")}
    ours |= {form for form in heirs(StepForm)}
    missing = {kind(field) for form in ours for field in form.base_fields.values()}
    assert missing - {kind(field) for field in Fields.base_fields.values()} == set()


def test_every_required_field_comes_back_with_its_error() -> None:
    form = refused(NOW)
    assert [bound.name for bound in form.visible_fields() if bound.field.required and not bound.errors] == []


@pytest.mark.parametrize("plain", [True, False])
def test_every_state_has_a_tag_with_an_icon_and_its_name(plain: bool) -> None:
    rows = of_tag("state_tag")[len(State) if plain else 0 :][: len(State)]
    with translation.override("en"):
        names = [str(PLACES[state].plain if plain else state.label) for state in State]
    assert [name for name, html in zip(names, rows, strict=True) if name not in html or "<svg" not in html] == []


def test_the_stepper_names_a_single_current_station() -> None:
    marks = {str(state): html.count('aria-current="step"') for state, html in zip(State, drawn("stepper"), strict=True)}
    assert marks == {str(state): int(state != State.CARD_ISSUED) for state in State}


def test_lists_without_rows_say_so() -> None:
    data = {
        "notice_list": "No notices yet.",
        "letter_list": "No letters yet.",
        "timeline": "Nothing has happened yet.",
        "empty_state": "Nothing here at the moment.",
    }
    assert [name for name, words in data.items() if not any(words in html for html in drawn(name))] == []


def test_an_unread_notice_is_marked_by_a_word() -> None:
    assert drawn("notice_list")[0].count("Unread:") == 2


def test_the_bell_counts_what_is_unread() -> None:
    headers = drawn("header")
    assert "Notices: 12 unread" in headers[3] and ">9+<" in headers[3]
    assert "Notices: 1 unread" in headers[2] and "bell-mark" not in headers[1]


def test_words_for_scripts_stand_open_and_the_panel_keeps_them() -> None:
    assert all("<template" not in html for name in ("sign_words", "kept_words") for html in drawn(name))
    assert all("<template" in html and "<script" not in html for html in drawn("sign_panel"))


def test_what_the_sheet_holds_has_a_label() -> None:
    facts = sheet(NOW).facts
    assert facts["data"].keys() <= words_of(STEPS[facts["step"]].facts).keys()
