"""The words around a signed sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from cases.eds.sheets import Sheet, canonical, text_digest
from cases.engine.steps.facts import names_of, words_of
from cases.evidence import sheet_words as words
from cases.models import Ground
from cases.programmes.nomad.programme import NOMAD
from tests import people

STEPS = NOMAD.steps
"""Of this programme alone."""


FACTS: dict[str, Any] = {
    "case": "CON-2026-00001",
    "edition": {"key": "order_2026_241", "number": "№ 241/НҚ"},
    "step": "refuse_final",
    "what": "Refuse the permit",
    "paragraph": "24",
    "at": "2026-06-10T12:30:00+05:00",
    "applicant": {"name": "Doe Jane", "iin": "850505300018"},
    "signer": {"name": "Ахметова А.", "iin": "900101400010"},
    "annexes": {"questionnaire": text_digest("{}"), "of_tomorrow": text_digest("1")},
}


def drawn_up(**data: Any) -> Sheet:
    facts = FACTS | {"data": data}
    return Sheet(canonical(facts), facts, {"questionnaire": "{}"})


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


@pytest.mark.django_db
def test_says_grounds_in_words() -> None:
    row = Ground.objects.create(code="a-code", kind="final", article="1", text_ru="р", text_kk="қ", text_en="In words")
    rows = words.labelled_lines(drawn_up(grounds=[row.code, "gone"], text="Because."))
    assert rows == [("Grounds", ["In words", "gone"]), ("Reasons", ["Because."])]


def test_says_days_and_leaves_out_what_was_not_given() -> None:
    rows = words.labelled_lines(drawn_up(on="2026-06-10", at="2026-06-10T07:30:00+00:00", text="", n=3))
    assert rows == [("on", ["10\xa0June 2026"]), ("at", ["10\xa0June 2026, 12:30"]), ("n", ["3"])]


def test_names_each_annex_with_its_checksum() -> None:
    rows = words.annex_texts(drawn_up())
    assert rows == [("Questionnaire", text_digest("{}"), "{}"), ("of_tomorrow", text_digest("1"), "")]


def test_shows_the_exact_text_and_nothing_unescaped() -> None:
    sheet = drawn_up(text="<b>&")
    page = render_to_string("components/sheet.html", {"sheet": sheet})
    assert "&lt;b&gt;&amp;" in page and "<b>&" not in page
    assert sheet.sha256 in page and "Doe Jane" in page and "850505300018" in page


def test_names_whatever_the_forms_of_signed_steps_ask_for() -> None:
    signed = [step for step in STEPS.values() if step.signed or step.may_be_signed]
    assert signed and all(names_of(step.facts) <= words_of(step.facts).keys() for step in signed)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_no_choice_is_shown_by_its_code(language: str) -> None:
    """Of every step that may be signed: a choice in its words, as the timeline has it."""
    seen = 0
    with translation.override(language):
        for step in STEPS.values():
            if not (step.signed or step.may_be_signed):
                continue
            for name, way in words_of(step.facts).items():
                if isinstance(way.shown, Mapping) and name in names_of(step.facts):
                    for code, text in way.shown.items():
                        facts = FACTS | {"step": step.name, "data": {name: code}}
                        assert words.labelled_lines(Sheet("", facts, {})) == [(str(way.label), [str(text)])]
                        seen += 1
    assert seen


@pytest.mark.django_db
def test_what_goes_back_is_shown_by_its_title() -> None:
    returned = {"kind": "passport", "ground": "gone", "text": "Because.", "text_kk": ""}
    facts = FACTS | {"step": "return_for_rework", "data": {"returns": [returned]}}
    ((_label, lines),) = words.labelled_lines(Sheet("", facts, {}))
    assert "{" not in lines[0] and "kind" not in lines[0] and lines[0].endswith("Because.")
    assert not lines[0].startswith("passport –")


@pytest.mark.django_db
def test_answers_and_documents_come_first_and_checksums_are_folded() -> None:
    people.reference()
    schema = people.questionnaire(people.START)
    answers = {"citizenship": "DE", "purpose": "Because"}
    annexes = {"questionnaire": canonical({"version": schema.pk, "answers": answers})}
    sums = {"annexes": {"questionnaire": text_digest(annexes["questionnaire"])}}
    facts = (
        FACTS
        | sums
        | {"documents": [{"kind": "passport", "title": "Copy of the passport", "sha256": text_digest("x")}]}
    )
    page = render_to_string("components/sheet.html", {"sheet": Sheet(canonical(facts), facts, annexes)})
    order = ["Citizenship", "Germany", "Because", "Copy of the passport", "850505300018", "<details", text_digest("x")]
    places = [page.index(text) for text in order]
    assert places == sorted(places)
    assert text_digest("x") not in page[: page.index("<details")] and page.count(sums["annexes"]["questionnaire"]) == 2
    gone = Sheet(canonical(facts), facts, {"questionnaire": canonical({"version": "gone", "answers": {"a": "b"}})})
    assert words.answered_sections(gone) == [("", [("a", "b")])]
