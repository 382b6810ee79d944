"""Reasons are given in the language of the proceedings (interpretation 60), grounds name the fact they rest on (61)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine.errors import NotMetError
from cases.models import Decision, Ground, HearingEntry, Letter
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import signed_in, step_url, take, text

pytestmark = pytest.mark.django_db

RU = "Портфолио не подтверждает опыт в сфере ИКТ."
KK = "Портфолио АКТ саласындағы тәжірибені растамайды."


def screened(language: str) -> Any:
    """A petition under the order of 2025, at whose screening a refusal is decided at once (interpretation 63)."""
    return people.case_in(State.SCREENING, owner=people.applicant(language=language), start=people.START_2025)


@pytest.mark.parametrize(
    ("language", "given", "why"),
    [
        ("ru", {"text": RU, "text_kk": ""}, ""),
        ("ru", {"text": RU, "text_kk": KK}, ""),
        ("ru", {"text": "", "text_kk": KK}, "The proceedings are in Russian"),
        ("kk", {"text": "", "text_kk": KK}, ""),
        ("kk", {"text": RU, "text_kk": ""}, "The proceedings are in Kazakh"),
        ("kk", {"text": RU, "text_kk": "Жоқ"}, "letters are needed"),
        ("en", {"text": "", "text_kk": KK}, ""),
        ("en", {"text": RU, "text_kk": ""}, ""),
        ("en", {"text": "", "text_kk": ""}, "letters are needed"),
    ],
)
def test_the_language_of_the_applicant_is_not_left_out(language: str, given: dict[str, Any], why: str) -> None:
    case = screened(language)
    if not why:
        ways.take(case, "refuse_screening", **given)
        row, letter = Decision.objects.get(case=case), Letter.objects.get(case=case)
        assert (row.text, row.text_kk) == (given["text"], given["text_kk"])
        assert letter.facts["reasons"] == {"ru": given["text"], "kk": given["text_kk"]}
        return
    people.free_ground("petition")
    people.screener()
    with translation.override("en"), ways.nothing_written(), pytest.raises(NotMetError, match=why):
        ways.take(case, "refuse_screening", **given)


def test_the_form_asks_for_it_first_and_keeps_what_was_typed() -> None:
    case, user = screened("kk"), people.screener()
    with people.at(people.after(case)):
        page = text(signed_in(user).get(step_url(case, "refuse_screening")))
    assert page.index("Reasons in Kazakh") < page.index("Reasons in Russian")
    assert "The proceedings are in Kazakh" in page
    assert page.count("(optional)") == 1, "the other language"
    answer = take(user, case, "refuse_screening", grounds=[people.free_ground("petition")], text=RU, text_kk="")
    assert answer.status_code == 422 and RU in text(answer)
    assert case.state == State.SCREENING
    take(user, case, "refuse_screening", grounds=[people.free_ground("petition")], text=RU, text_kk=KK)
    assert case.state == State.PETITION_REFUSED


def test_a_proposal_carries_both_into_the_act() -> None:
    case = people.case_in(State.MINISTRY_REVIEW, owner=people.applicant(language="kk"))
    case = people.hear(case, "decline_petition", text=RU, text_kk=KK)
    notice = HearingEntry.objects.get(case=case, kind=HearingEntry.NOTICE)
    assert (notice.text, notice.text_kk) == (RU, KK)
    case = ways.fresh(ways.take(case, "decline_petition"))
    case = ways.take(case, "notify_petition_refusal")
    assert Letter.objects.get(case=case, kind="petition_refusal").facts["reasons"] == {"ru": RU, "kk": KK}


@pytest.mark.parametrize(("language", "said"), [("ru", RU), ("kk", KK), ("en", RU)])
def test_the_cabinet_gives_the_reasons_in_the_language_of_its_page(language: str, said: str) -> None:
    case = screened("kk")
    owner = case.person.user
    case = ways.take(case, "refuse_screening", text=RU, text_kk=KK)
    owner.language = language
    owner.save()
    with people.at(people.after(case)):
        page = text(signed_in(owner, language).get(reverse("egov:cabinet:case", args=[case.pk])))
    assert said in page and ({RU, KK} - {said}).pop() not in page


# ------------------------------------------------------------------------------------------------ grounds


def offered(case: Any) -> tuple[set[str], dict[str, str]]:
    """Codes that the officer's form offers, and the others with why not."""
    with people.at(people.after(case)):
        form = signed_in(people.officer()).get(step_url(case, "propose_preliminary_refusal")).context["form"]
    return {code for code, _name in form.fields["grounds"].widget.choices}, dict(form.unfit)


def test_the_items_that_are_missing_are_named_and_not_to_be_chosen() -> None:
    case = people.case_in(State.PRELIMINARY_DECISION)
    choices, unfit = offered(case)
    for item in range(5, 15):
        assert f"art49-{item:02}" not in choices
        assert [why for name, why in unfit.items() if f"item {item} " in name and "not at hand" in str(why)], item
    with pytest.raises(NotMetError):
        ways.take(case, "propose_preliminary_refusal", grounds=["art49-07"])
    row = Ground.objects.get(kind="preliminary", code="art49-07")
    row.text_ru, row.text_kk, row.needs = "Текст закона.", "Заң мәтіні.", ""  # as an administrator enters it
    row.save()
    assert "art49-07" in offered(case)[0]


@pytest.mark.parametrize("system", ["ibd", "sio"])
def test_a_hit_in_the_records_has_a_ground_of_its_own_that_needs_it(system: str) -> None:
    other = {"ibd": "sio", "sio": "ibd"}[system]
    case = people.case_in(State.CHECKS, prepared=False)
    for kind in ("ibd", "sio"):
        words = "" if kind != system else "Имеются сведения о судимости."
        case = ways.fresh(ways.take(case, "record_check", kind=kind, clear=kind != system, text=words))
    case = ways.fresh(ways.take(case, "send_to_knb"))
    case = ways.fresh(ways.take(case, "record_knb_answer"))
    choices, _unfit = offered(case)
    assert f"{system}-against" in choices and f"{other}-against" not in choices
    people.free_ground("preliminary")
    with ways.nothing_written(), pytest.raises(NotMetError):
        ways.take(case, "propose_preliminary_refusal", grounds=[f"{other}-against"])
    case = ways.take(case, "propose_preliminary_refusal", grounds=[f"{system}-against"])
    assert case.state == State.PRELIMINARY_HEARING
