"""What is signed with a step (`cases.eds.sheets`): what is long, by its checksum, and the words that are agreed to."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.steps import STEPS, Annex, Enclosure
from cases.letters.facts import bodies, body_name, in_both_languages
from cases.models import Ruling, Signature
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.periods import eligibility
from cases.values.countries import country_name

if TYPE_CHECKING:
    from cases.models import Case


def _answers(case: Case) -> dict[str, Any]:
    """The анкета-заявление that п. 10(5) wants signed."""
    questionnaire = case.questionnaire
    return {"version": questionnaire.get("version", ""), "answers": questionnaire.get("answers", {})}


def _statement(case: Case) -> dict[str, str]:
    """The fields of the annex to the Algorithm (п. 20(10)): who consents, and by which document they are known."""
    person = case.person
    names = (
        "full_name",
        "iin",
        "born_on",
        "birth_place",
        "citizenship",
        "address",
        "phone",
        "passport_number",
        "passport_issued_on",
        "passport_issuer",
    )
    named = " / ".join(country_name(person.citizenship, language) for language in ("ru", "kk"))
    known = {name: str(getattr(person, name) or "") for name in names}
    return known | {"born_on": str(person.born or ""), "citizenship_name": named}


TWO_TEXTS = _(
    "The order has this statement in two languages. Where the Russian text speaks of a document on the presence "
    "(absence) of liability, the Kazakh one also has «жауаптылыққа тарту мақсатында», “for the purpose of bringing to "
    "liability”. Both are printed as the order has them. The portal reads them as one purpose: to obtain a document "
    "from the foreign state."
)
"""Beside the annex, whose two texts differ (interpretation 41)."""
LANGUAGES = ("ru", "kk")
"""Those of the order: its text is the same whatever the language of the page on which it is signed."""


def statement_words(case: Case) -> dict[str, list[str]]:
    """The whole wording of the annex to the Algorithm (п. 20(10))."""
    return _paragraphs("letters/words/consent_form.html", {})


def petition_words(case: Case) -> dict[str, list[str]]:
    """The sentence of the ministry's letter (п. 8)."""
    return _paragraphs("letters/words/petition.html", {"bodies": bodies(case.law)})


def processing_withdrawal_words(case: Case) -> dict[str, list[str]]:
    return _paragraphs("letters/words/withdrawal_processing.html", {"order": case.law.number})


def transfer_withdrawal_words(case: Case) -> dict[str, list[str]]:
    return _paragraphs("letters/words/withdrawal_transfer.html", {"order": case.law.number})


def ruling_words(case: Case) -> dict[str, list[str]]:
    """Which ruling is carried out, by which paper, and which act falls (interpretation 56)."""
    ruling = rulings.waiting_ruling(case)
    if ruling is None:
        return {}
    act = {"label": STEPS[ruling.act].label if ruling.act in STEPS else ruling.act, "at": ruling.act_at or ruling.at}
    on, letter = ruling.complaint.number if ruling.complaint else "", rulings.letter_of_act(ruling)
    facts = {"ruling": ruling, "named": ruling_named(case, ruling), "act": act}
    moves = withdrawals.may_go_back(case, ruling) and not case.open
    facts |= {"letter": letter, "complaint": on, "other": eligibility.other_case(case) if moves else None}
    return _paragraphs("letters/words/ruling.html", facts)


def ruling_named(case: Case, ruling: Ruling) -> dict[str, Any]:
    """Its "document" and "body", as the paper has them; in both languages of the body's own decision on a complaint,
    which no paper names."""
    if ruling.complaint is None or ruling.kind != Ruling.OWN:
        return {"document": ruling.document, "body": ruling.body}
    body = body_name(case, case.law, ruling.complaint.body)
    return {"document": in_both_languages(lambda: _("Decision on the complaint")), "body": body}


def ruling_paper(case: Case) -> list[Enclosure]:
    """The paper itself; of the body's own decision on a complaint, what its head has signed."""
    ruling = rulings.waiting_ruling(case)
    if ruling is None:
        return []
    if ruling.paper is not None:
        title = f"{ruling.paper.name} – {ruling.in_words}"
        return [Enclosure(rulings.PAPER, title, str(ruling.paper.blob_id))]
    signed = Signature.objects.filter(case=ruling.complaint_id, at=ruling.at).first() if ruling.complaint_id else None
    return [Enclosure(rulings.PAPER, ruling.in_words, signed.sha256)] if signed else []


def writing_attached(kind: str) -> Callable[[Case], list[Enclosure]]:
    """The scan of a withdrawal in writing, which who records it signs."""

    def enclosed(case: Case) -> list[Enclosure]:
        held = withdrawals.withdrawal_paper(case, kind)
        return [Enclosure(kind, held.name, str(held.blob_id))] if held else []

    return enclosed


def _paragraphs(template: str, facts: dict[str, Any]) -> dict[str, list[str]]:
    """By language, the paragraphs as the printed paper has them."""
    paragraphs = {}
    for language in LANGUAGES:
        with translation.override(language):
            html = render_to_string(template, {"facts": facts})
        texts = re.findall(r"<p[^>]*>(.*?)</p>", html, re.DOTALL)
        paragraphs[language] = [" ".join(unescape(strip_tags(text)).split()) for text in texts]
    return paragraphs


QUESTIONNAIRE = Annex("questionnaire", _answers)
STATEMENT = Annex("statement", _statement)
