"""Letters in both languages: what the order asks for stands in them."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from cases.engine.steps import STEPS
from cases.letters import rendering
from cases.letters.kinds import head_of, template_of
from cases.models.letter import LETTERS
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import PLACES
from tests.cases.letters.facts import (
    BARRED,
    COMMON,
    DAYS,
    ED,
    EVERY,
    FACTS,
    PACKAGE,
    PERSON,
    REFUSALS,
    REMEDIES,
    facts_of,
    holds,
    print_letter,
    read,
    text_of,
    titles,
)


def test_the_table_the_names_and_the_templates_are_the_same_kinds():
    folder = settings.BASE_DIR / "templates/letters"
    on_disk = {f"letters/{path.name}" for path in folder.glob("*.html")} - {"letters/base.html"}
    assert set(LETTERS) == set(FACTS)
    assert {template_of(kind) for kind in LETTERS} == on_disk


def test_no_part_of_a_letter_is_an_orphan():
    folder = settings.BASE_DIR / "templates/letters"
    sources = "".join(path.read_text() for path in folder.rglob("*.html")) + Path(rendering.__file__).read_text()
    to = {kind.to for kind in LETTERS.values()}
    named = set(re.findall(r"letters/parts/(\w+)\.html", sources)) | {f"to_{each}" for each in to}
    assert {path.stem for path in (folder / "parts").glob("*.html")} == named


def test_every_letter_of_a_step_has_a_sheet():
    assert {step.letter for step in STEPS.values() if step.letter} == set(LETTERS)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_letter_names_itself_and_the_person(kind, language):
    text = text_of(kind, language)
    assert "7K3MQ2XWRP9A" in text and "L-2026-00042" in text
    assert kind == "petition" or holds(text, "Varenholt Jonas")
    assert DAYS["2026-11-21"][language] in text or kind == "consent_form"


@pytest.mark.parametrize(("kind", "language"), [pair for pair in EVERY if pair[0] != "consent_form"])
def test_every_letter_cites_its_paragraph_and_the_order(kind, language):
    paragraph = FACTS[kind].get("article") or FACTS[kind]["paragraph"]
    if "article" in FACTS[kind]:
        assert f"статья {paragraph}" in text_of(kind, language) or f"{paragraph}-бабы" in text_of(kind, language)
        return
    assert re.search(rf"(paragraph|пункт) {paragraph}\b|\b{paragraph}-?\s?тармағы", text_of(kind, language))
    assert "241/НҚ" in text_of(kind, language)


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_the_petition_names_the_person_the_profession_and_order_49(language):
    text = text_of("petition", language)
    for wanted in ("Varenholt Jonas", "900101300017", "Germany", "C1234567", "Software architect", "Seitkazin Yerlan"):
        assert holds(text, wanted)
    assert "№ 49" in text and "31938" in text


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_the_approval_names_three_documents_and_the_last_day(language):
    text = text_of("preliminary_approval", language)
    assert len(ED.bring) == 3
    assert all(holds(text, titles("con")[kind][language]) for kind in ED.bring)
    assert holds(text, DAYS["2026-12-21"][language]) and holds(text, DAYS["2027-11-22"][language])
    assert "AST-2026-00007" in text and " 30 " in text


@pytest.mark.parametrize(("kind", "language"), REFUSALS)
def test_a_refusal_gives_grounds_with_article_and_reasons(kind, language):
    text = text_of(kind, language)
    assert ("ст. 49" in text, "49-бап" in text) == (language == "ru", language == "kk")
    assert holds(text, FACTS[kind]["grounds"][0][language]) and "Because of that." in text


@pytest.mark.parametrize(("kind", "language"), BARRED)
def test_a_bar_is_named_with_its_end_and_the_first_day_after(kind, language):
    text = text_of(kind, language)
    assert DAYS["2027-11-21"][language] in text and DAYS["2027-11-22"][language] in text


ENDS = sorted({s.letter for s in NOMAD.steps.values() if s.letter and s.target and PLACES[s.target].tone == "refused"})


@pytest.mark.parametrize("language", rendering.LANGUAGES)
@pytest.mark.parametrize("kind", ENDS)
def test_who_reads_that_it_ended_reads_of_the_appeal_and_that_filing_ends_with_the_order(kind, language):
    """No letter promises a filing for a day on which no order may be in force: this one ends on 31 December 2026."""
    text = text_of(kind, language)
    assert holds(text, {"ru": "может быть обжаловано", "kk": "шағым жасауға болады"}[language])
    assert "letters/parts/again.html" in sources(template_of(kind))
    intake = {"order": "№ 241/НҚ, № 301", "until": "2026-12-21", "opens": ""}
    text, then = read(print_letter(kind, language, intake=intake)), {"ru": "по этому приказу нельзя", "kk": "болмайды"}
    assert holds(text, f"№ 241/НҚ, № 301 {DAYS['2026-12-21'][language]}")
    assert (then[language] in text) is ("bar_until" in FACTS[kind]), "by that order not after the bar"


@pytest.mark.parametrize("language", rendering.LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind, letter in LETTERS.items() if letter.challenged])
def test_an_adverse_letter_says_how_it_is_challenged(kind, language):
    """To whom, through whom, where and until when: as an administrator keeps it for the body and the order."""
    text = read(print_letter(kind, language, remedies=REMEDIES))
    remedies: Any = REMEDIES
    for words in ("higher", "body", "court"):
        assert holds(text, remedies[words][language])
    assert DAYS["2026-12-21"][language] in text and remedies["address"] in text


def sources(template: str) -> str:
    """The text of a template, of the parts it includes and of the one it extends."""
    text = (settings.BASE_DIR / "templates" / template).read_text()
    parts = re.findall(r'(?:include|extends) "(letters/parts/\w+\.html)"', text)
    return text + "".join(sources(part) for part in parts)


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_a_return_names_documents_reasons_and_the_last_day(language):
    text = text_of("rework_return", language)
    assert DAYS["2026-11-26"][language] in text
    assert holds(text, titles("application")["photo"][language])
    assert {"ru": "Мелко.", "kk": "Ұсақ."}[language] in text


@pytest.mark.parametrize("language", rendering.LANGUAGES)
@pytest.mark.parametrize("kind", ["intake_receipt", "courier_registry"])
def test_the_package_is_listed_whole(kind, language):
    assert all(holds(text_of(kind, language), item[language]) for item in PACKAGE["items"])
    assert kind == "intake_receipt" or holds(text_of(kind, language), "Kazpost KZ-0099 34")


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_the_receipt_names_what_was_handed_back_at_once(language):
    """п. 20(1): the passport is compared and does not travel."""
    with translation.override(language):
        sentence = gettext(
            "%(title)s: the original was compared with the copy and handed back to the applicant at once."
        )
    assert holds(text_of("intake_receipt", language), sentence % {"title": titles("con")["passport"][language]})


GIVEN = {"ru": "Основание.", "kk": "Негіз."}
IN_ENGLISH: dict[str, Any] = {
    "final_refusal": {"grounds": [GIVEN | {"article": ""}, GIVEN | {"article": "", "en": "A second ground."}]},
    "rework_return": {"returns": [{"title": GIVEN, "reason": GIVEN | {"en": "A second ground."}, "text": "x"}]},
}


@pytest.mark.parametrize("kind", IN_ENGLISH)
def test_grounds_that_have_an_english_wording_are_marked_as_information(kind):
    """Whichever of them have one."""
    text = read(print_letter(kind, "kk", **IN_ENGLISH[kind]))
    assert holds(text, "In English, for information only: 1. A second ground.")
    plain = {key: [{**row, "en": "", "reason": GIVEN} for row in rows] for key, rows in IN_ENGLISH[kind].items()}
    assert "In English" not in read(print_letter(kind, "kk", **plain))


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_what_is_missing_is_listed_with_the_remark(language):
    text = text_of("package_missing", language)
    assert holds(text, titles("con")["housing"][language]) and "150 days" in text


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_the_grant_lists_what_to_bring_for_the_card(language):
    assert all(holds(text_of("final_grant", language), t[language]) for t in titles("residence").values())


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_the_consent_form_is_filled_in(language):
    text = read(rendering.consent_form(COMMON, language))
    for key in ("full_name", "birth_place", "address", "phone", "email", "passport_number", "passport_issuer"):
        assert holds(text, PERSON[key])
    assert "7K3MQ2XWRP9A" not in text


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_receipt_of_a_whole_package_is_a_single_sheet_with_both_signatures(language: str) -> None:
    pdf = print_letter("intake_receipt", language)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_a_signer_without_a_position_is_named_by_the_body_whose_letter_it_is(language):
    """An officer of the migration service signs the letters of a department, and no other's."""
    with translation.override(language):
        officer = str(gettext("Officer of the migration service"))
        for kind, about in [(kind, about) for kind, about in LETTERS.items() if about.head]:
            facts = facts_of(kind) | {"by": "Seitkazin Yerlan", "position": {"ru": "", "kk": ""}, "receipt": False}
            head = head_of(about, facts)
            printed = render_to_string("letters/parts/signature.html", {"facts": facts, "head": head})
            of_the_body = facts.get("by_head") or head != "department"
            assert (officer not in printed) is bool(of_the_body), (kind, head)
            if head == "ministry":
                assert facts["bodies"]["ministry"]["abbr"][language] in printed, kind


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_a_refusal_of_the_ministry_names_who_decided_without_a_position(language):
    decided = {"name": "Seitkazin Yerlan", "ru": "", "kk": "", "on": "2026-11-21"}
    text = read(print_letter("petition_refusal", language, decided=decided))
    assert {"ru": "уполномоченное лицо: Seitkazin Yerlan", "kk": "уәкілетті тұлға – Seitkazin Yerlan"}[language] in text


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_the_annulment_names_who_answers_for_it(language):
    """The portal makes it by itself (п. 12): the head of the body, by name and position."""
    head = FACTS["annulment"]["head"]
    text = text_of("annulment", language)
    named = f"{head[language][0].upper()}{head[language][1:]} {head['name']}"
    assert named in text
    assert head["name"] not in read(print_letter("annulment", language, head={}))


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_who_is_handed_on_reads_the_position_of_the_body_and_which_court_is_open_if_nobody_answers(language):
    text, facts = text_of("complaint_handed_on", language), FACTS["complaint_handed_on"]
    assert facts["stated"] in text and text.count(facts["stated"]) == 1
    assert facts["court"][language] in text and DAYS["2027-11-21"][language] in text
