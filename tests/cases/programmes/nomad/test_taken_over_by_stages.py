"""Each later stage shows what it took over and from where; a change shows where it differs from what was signed."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.law.titles import rule_of, rules_of
from cases.models import Case, Person
from cases.programmes.nomad import filing
from cases.programmes.nomad.applicants import taking_over
from cases.programmes.nomad.applicants.stages_before import ACCOUNT, APPLICATION, DATA, MINISTRY, PETITION
from cases.programmes.nomad.states import State
from cases.values.dates import in_words
from tests import desks, people
from tests.cases.engine import ways

pytestmark = pytest.mark.django_db


def page(case: Case, name: str, *args: Any, language: str = "kk") -> str:
    with people.at(people.after(case)):
        answer = desks.signed_in(case.person.user, language).get(reverse(name, args=args))  # type: ignore[arg-type]
    return html.unescape(answer.content.decode())


def titles(case: Case, list_key: str, *kinds: str) -> set[str]:
    return {str(rule.title) for rule in rules_of(case, list_key) if rule.kind in kinds}


def test_an_application_has_the_papers_of_the_petition_and_the_data_of_the_person() -> None:
    case = people.case_in(State.PETITION_SIGNED, prepared=False)
    schema = people.questionnaire(people.START)
    rows = taking_over.from_before(case, "application", schema)
    by_source = {row.source: set(row.what) for row in rows}
    assert {row.source for row in rows} == {PETITION, MINISTRY, DATA, ACCOUNT}
    assert by_source[PETITION] == titles(case, "application", "passport", "photo", "criminal_record")
    assert titles(case, "application", "petition") <= by_source[MINISTRY] and len(by_source[MINISTRY]) == 2
    assert len(by_source[DATA]) > 5
    shown = page(case, "egov:application:home", case.pk)
    with translation.override("kk"):
        assert 'id="from-before"' in shown and str(rule_of(case, "application", "photo").title) in shown  # type: ignore[union-attr]
        assert in_words(case.submitted_at) in shown


def test_a_package_has_the_papers_of_both_and_what_was_made_with_the_application() -> None:
    case = people.case_in(State.ARRIVED)
    rows = taking_over.from_before(case, "con")
    held = {name for row in rows for name in row.what}
    assert {row.source for row in rows} == {PETITION, MINISTRY, APPLICATION}
    new = {str(rule.title) for rule in rules_of(case, "con") if rule.source == "clerk"}
    assert new and not new & held and titles(case, "con", "questionnaire", "duty") <= held
    assert 'id="from-before"' in page(case, "egov:cabinet:case", case.pk)


def test_a_petition_takes_over_nothing() -> None:
    assert taking_over.from_before(people.case_in(State.PETITION_DRAFT), "petition") == []


# ------------------------------------------------------------------------------------------------ since it was signed


def returned() -> Case:
    back = {"kind": "questionnaire", "ground": "questionnaire-incomplete", "text": "Не указаны последние места работы."}
    return ways.fresh(ways.take(people.case_in(State.REGISTRATION), "return_for_rework", returns=[back]))


def test_what_differs_from_what_was_signed_is_shown_before_it_is_signed_again() -> None:
    case = returned()
    assert taking_over.signed_otherwise(case) == []
    answers, owner = case.questionnaire["answers"], case.person.user
    version, at = case.questionnaire["version"], people.after(case)
    filing.fill_questionnaire(case.pk, owner, at, version, answers | {"birth_place": "Бремен"}, True)  # type: ignore[arg-type]
    rows = taking_over.signed_otherwise(ways.fresh(case))
    assert [(row.signed, row.now, row.at) for row in rows] == [(answers["birth_place"], "Бремен", case.filed_at)]
    shown = page(case, "egov:application:check", case.pk)
    with translation.override("kk"):
        assert f"«{answers['birth_place']}» деп қол қойылған ({in_words(case.filed_at)}), қазір «Бремен»" in shown


def test_another_file_than_the_signed_is_named() -> None:
    case = people.case_in(State.PETITION_SIGNED)
    assert taking_over.signed_otherwise(case) == []
    people.attach(case, case.person.user, "photo", people.after(case), seed=9)  # type: ignore[arg-type]
    rows = taking_over.signed_otherwise(ways.fresh(case))
    assert [(row.what, row.signed, row.at) for row in rows] == [
        (str(rule_of(case, "petition", "photo").title), "", case.submitted_at)  # type: ignore[union-attr]
    ]


def test_data_changed_after_the_signature_stand_beside_what_was_signed() -> None:
    case = people.case_in(State.CHECKS)
    signed = case.person.passport_number
    assert taking_over.of_person(case.person) == []
    Person.objects.filter(pk=case.person_id).update(passport_number="Z7654321")
    shown = page(case, "accounts:profile")
    assert 'id="signed-otherwise"' in shown and f"«{signed}»" in shown and "«Z7654321»" in shown
