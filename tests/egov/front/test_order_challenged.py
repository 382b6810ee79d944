"""The page of the order: how an act and a delay are challenged, in each language of its readers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext

from cases.law.regulations import editions
from cases.models import Remedy, ServiceTerm
from cases.models.serviceterm import forget_lengths
from cases.programmes.complaint.programme import COMPLAINT
from cases.programmes.nomad.programme import NOMAD
from cases.service import orders
from cases.templatetags.dnr.states import paragraph_words
from cases.templatetags.dnr.terms import length_in_words
from tests import people
from tests.egov.front.test_order_page import LANGUAGES, joined, plain, text

pytestmark = pytest.mark.django_db

UNCONFIRMED = {"ru": "не подтверждено", "kk": "расталмаған", "en": "unconfirmed"}


def challenge(page: str) -> str:
    """The part of the page about complaints, whatever blanks stand before its words."""
    return re.sub(r">\s+", ">", page.partition('id="complaint"')[2])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_order_shows_how_an_act_is_challenged(client, law, language):
    """Each step with its paragraph, each term of each body; "unconfirmed" stands by each body, in the sentence of what
    it means, and by the ordered day."""
    people.reference()
    section = challenge(text(client, f"/order/?edition={law.key}", language))
    steps = [*COMPLAINT.steps.values(), *(s for s in NOMAD.steps.values() if s.by == "head" and not s.beside)]
    listed = plain(section)
    with translation.override(language):
        assert [s.name for s in steps if s.name not in named(section, steps)] == []
        lengths = [length_in_words({"length": n, "unit": unit}) for n, unit in COMPLAINED]
        again = length_in_words({"length": 2, "unit": "months"})
    assert all(listed.count(length) >= 3 for length in lengths), "of each of the three bodies"
    marks = listed.count(UNCONFIRMED[language])
    Remedy.objects.filter(edition=law.key, body="hub").update(confirmed=True, complaint_length=2)
    section = plain(challenge(text(client, f"/order/?edition={law.key}", language)))
    assert (marks, section.count(UNCONFIRMED[language]), section.count(f" {again} ")) == (5, 4, 1)


COMPLAINED = [(3, "months"), (20, "working_days"), (1, "months")]
"""To complain, to decide above, to go to court (court.md: not compared with the text of the law)."""


def named(section: str, steps: list[Any]) -> set[str]:
    """Those whose label has their paragraph beside it, with nothing but who acts between the two."""
    page = plain(section)
    return {
        step.name
        for step in steps
        if joined(step.label, paragraph_words(step.paragraph)) in page
        or joined(step.label, "–", step.by.label, paragraph_words(step.paragraph)) in page
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_order_shows_the_complaint_about_a_delay_and_the_days_of_the_originals(client, law, language):
    """What stands in no row of the way: a term that is named, its step, and a goal that no term holds."""
    people.reference()
    page = text(client, f"/order/?edition={law.key}", language)
    delay = plain(page.partition('id="delay"')[2].partition('id="ruling"')[0])
    begun = [step for step in NOMAD.steps.values() if "ordered" in step.starts]
    with translation.override(language):
        assert begun and all(str(step.label) in delay for step in begun)
        within = gettext("a day named in the answer, within %(length)s")
        fifteen, seven = (within % {"length": length_in_words({"length": n, "unit": "working_days"})} for n in (15, 7))
        general, name = gettext("the general term, no term of the order"), str(orders.TERM_NAMES["ordered"])
    assert language == "en" or (general.isascii(), within.isascii()) == (False, False)
    assert joined(fifteen) in delay and general in delay and name in delay and UNCONFIRMED[language] in delay
    assert law.originals_back
    with translation.override(language):
        back = length_in_words({"length": law.originals_back.length, "unit": "working_days"})
    assert joined(back) in plain(page.partition('id="originals"')[2].partition("<h2")[0])
    ServiceTerm.objects.filter(key="ordered").update(confirmed=True, length=7)
    forget_lengths()
    page = text(client, f"/order/?edition={law.key}", language)
    delay = plain(page.partition('id="delay"')[2].partition('id="ruling"')[0])
    assert joined(seven) in delay and UNCONFIRMED[language] not in delay
