"""Reasons are given in the language of the proceedings (interpretation 60), grounds name the fact they rest on (61)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation

from cases.engine.steps.errors import NotMetError
from cases.engine.steps.proceedings import language_of
from cases.models import Case, Decision, Ground, HearingEntry, Letter, User
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


@pytest.mark.parametrize(("filed", "now"), [("ru", "kk"), ("kk", "ru"), ("en", "kk")])
def test_the_language_is_that_of_the_filing_whatever_the_account_has_later(filed: str, now: str) -> None:
    owner = people.applicant(language=filed)
    case = people.case_in(State.SCREENING, owner=owner, start=people.START_2025)
    User.objects.filter(pk=owner.pk).update(language=now)
    case = Case.objects.get(pk=case.pk)
    assert language_of(case) == ("" if filed == "en" else filed)
    given: dict[str, Any] = {"text": RU, "text_kk": ""} if filed != "kk" else {"text": "", "text_kk": KK}
    assert ways.take(case, "refuse_screening", **given).state == State.PETITION_REFUSED


def test_what_was_filed_before_has_the_language_of_its_account() -> None:
    case = people.case_in(State.SCREENING, owner=people.applicant(language="kk"))
    draft = people.case_in(State.PETITION_DRAFT, owner=people.applicant(language="kk"))
    Case.objects.update(language="")
    migration = import_module("cases.migrations.0040_order_of_a_ground_and_language_of_a_case")
    migration.fix_what_is_filed(apps, None)
    assert [Case.objects.get(pk=row.pk).language for row in (case, draft)] == ["kk", ""]


LAPSE = {
    "berkut": ("Въезд не установлен по учёту.", "Есепте елге кіргені анықталмады."),
    "journal": ("Записи в журнале нет.", "Журналда жазба жоқ."),
}


@pytest.mark.parametrize(("language", "side"), [("ru", 0), ("kk", 1)])
def test_what_is_established_before_a_lapse_is_given_in_the_language_of_the_proceedings(
    language: str, side: int
) -> None:
    case = people.case_in(State.ARRIVAL_REVIEW, owner=people.applicant(language=language))
    with people.at(ways.ready_at(case, "lapse")):
        page = text(signed_in(people.officer()).get(step_url(case, "lapse")))
    assert (page.index('name="journal"') < page.index('name="journal_kk"')) is (language == "ru")
    suffix, other = ("", "_kk") if language == "ru" else ("_kk", "")
    unanswered: dict[str, Any] = {"answers": []}
    wrong: dict[str, Any] = {f"{name}{other}": texts[1 - side] for name, texts in LAPSE.items()} | {
        f"{n}{suffix}": "" for n in LAPSE
    }
    with translation.override("en"), ways.nothing_written(), pytest.raises(NotMetError, match="The proceedings are in"):
        ways.take(case, "lapse", **wrong | unanswered)
    right: dict[str, Any] = {f"{name}{suffix}": texts[side] for name, texts in LAPSE.items()} | {
        f"{n}{other}": "" for n in LAPSE
    }
    ways.take(case, "lapse", **right | unanswered)
    facts = Letter.objects.get(case=case, kind="lapse").facts
    assert facts["journal"] == {language: LAPSE["journal"][side], ("kk" if language == "ru" else "ru"): ""}


def test_a_proposal_carries_both_into_the_act() -> None:
    case = people.case_in(State.MINISTRY_REVIEW, owner=people.applicant(language="kk"))
    case = people.hear(case, "decline_petition", text=RU, text_kk=KK)
    notice = HearingEntry.objects.get(case=case, kind=HearingEntry.NOTICE)
    assert (notice.text, notice.text_kk) == (RU, KK)
    case = ways.fresh(ways.take(case, "decline_petition"))
    case = ways.take(case, "notify_petition_refusal")
    assert Letter.objects.get(case=case, kind="petition_refusal").facts["reasons"] == {"ru": RU, "kk": KK}


@pytest.mark.parametrize(("language", "expected"), [("ru", RU), ("kk", KK), ("en", RU)])
def test_the_cabinet_gives_the_reasons_in_the_language_of_its_page(language: str, expected: str) -> None:
    case = screened("kk")
    owner = case.person.user
    case = ways.take(case, "refuse_screening", text=RU, text_kk=KK)
    owner.language = language
    owner.save()
    with people.at(people.after(case)):
        page = text(signed_in(owner, language).get(reverse("egov:cabinet:case", args=[case.pk])))
    assert expected in page and ({RU, KK} - {expected}).pop() not in page


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
