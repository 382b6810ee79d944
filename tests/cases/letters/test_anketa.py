"""The анкета as a paper: a draft before it is signed, and what was filed, however the case has gone on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.letters import anketa
from cases.models import Case, ReadLog, Signature
from cases.programmes.nomad import filing
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import holds, read

pytestmark = pytest.mark.django_db
MARK = {"ru": "Проект:", "kk": "Жоба:"}


def pdf(case: Case, user: Any, *rest: str, name: str = "cases:questionnaire") -> Any:
    client = Client()
    client.force_login(user)
    with people.at(people.after(case)):
        return client.get(reverse(name, args=[case.pk, *rest]))


def draft(case: Case, user: Any, language: str = "ru") -> Any:
    return pdf(case, user, language, name="cases:questionnaire_draft")


def filed_by(case: Case) -> Signature:
    return anketa.signed_with(Signature.objects.filter(case=case).order_by("-id"))[0]


@pytest.mark.parametrize("language", MARK)
def test_what_is_saved_so_far_is_read_as_a_draft(language: str) -> None:
    case = people.case_in("petition_signed")
    text = read(draft(case, case.person.user, language).content)
    assert holds(text, MARK[language]) and case.number in text
    assert holds(text, case.questionnaire["answers"]["birth_place"])
    assert ReadLog.objects.filter(case=case, what="questionnaire", user=case.person.user).count() == 1


def test_a_questionnaire_nobody_has_begun_has_its_draft_too() -> None:
    case = people.case_in("petition_signed", prepared=False)
    assert holds(read(draft(case, case.person.user).content), MARK["ru"])


@pytest.mark.parametrize("language", MARK)
def test_what_was_filed_bears_the_facts_of_its_signature(language: str) -> None:
    case = people.case_in("checks")
    row = filed_by(case)
    text = read(pdf(case, people.officer(), str(row.pk), language).content)
    assert not holds(text, MARK[language])
    assert row.sha256 in "".join(text.split()) and holds(text, row.subject_name) and holds(text, row.iin_masked)
    assert holds(text, case.questionnaire["answers"]["birth_place"])


def test_the_profession_of_the_petition_is_read_in_the_language_of_the_paper() -> None:
    case = people.case_in("checks")
    kazakh = "IT-инфрақұрылым сәулетшісі"
    Case.objects.filter(pk=case.pk).update(profession_kk=kazakh)
    papers = {lang: read(pdf(case, people.officer(), str(filed_by(case).pk), lang).content) for lang in MARK}
    assert holds(papers["ru"], case.profession) and not holds(papers["ru"], kazakh)
    assert holds(papers["kk"], kazakh) and not holds(papers["kk"], case.profession)


SINGLE_NAME = {"ru": "Нет: в паспорте указано только одно имя", "kk": "Жоқ: паспортта тек бір ғана есім көрсетілген"}
NOT_GIVEN = {"ru": "Не представлено", "kk": "Ұсынылмаған"}


@pytest.mark.parametrize("language", MARK)
def test_who_has_a_single_name_has_left_nothing_out(language: str) -> None:
    """By its own answers of what was filed, by the person of a draft (interpretation 36)."""
    owner = people.applicant(surname="Sukarno", given_names="")
    case = people.case_in("petition_signed", owner=owner)
    answers = {k: v for k, v in case.questionnaire["answers"].items() if k not in ("given_names", "patronymic")}
    version, at = case.questionnaire["version"], people.after(case)
    filing.fill_questionnaire(case.pk, owner, at, version, answers | {"surname": "Sukarno"}, True)
    begun = read(draft(ways.fresh(case), owner, language).content)
    assert holds(begun, SINGLE_NAME[language]) and NOT_GIVEN[language] not in begun
    case = ways.fresh(ways.take(ways.fresh(case), "file_application", at + people.HOUR))
    row = filed_by(case)
    text = read(pdf(case, people.officer(), str(row.pk), language).content)
    assert holds(text, SINGLE_NAME[language]) and NOT_GIVEN[language] not in text
    case.person.given_names = "Achmed"  # corrected since: what was filed stays
    case.person.save()
    assert holds(read(pdf(case, people.officer(), str(row.pk), language).content), SINGLE_NAME[language])


def test_what_need_not_be_answered_is_not_called_missing() -> None:
    case = people.case_in("checks")
    text = read(pdf(case, people.officer(), str(filed_by(case).pk), "ru").content)
    assert "Не указано" in text and NOT_GIVEN["ru"] not in text and SINGLE_NAME["ru"] not in text


def test_it_stays_as_it_was_filed_while_it_is_corrected() -> None:
    back = {"kind": "questionnaire", "ground": "questionnaire-incomplete", "text": "Не указаны последние места работы."}
    case = ways.fresh(ways.take(people.case_in("registration"), "return_for_rework", returns=[back]))
    row, owner = filed_by(case), case.person.user
    before = pdf(case, owner, str(row.pk), "ru").content
    answers = case.questionnaire["answers"] | {"birth_place": "Another place altogether"}
    filing.fill_questionnaire(case.pk, owner, people.after(case), case.questionnaire["version"], answers, True)
    assert pdf(case, owner, str(row.pk), "ru").content == before
    assert holds(read(draft(ways.fresh(case), owner).content), "Another place altogether")


def test_staff_read_no_draft_and_what_is_filed_has_no_other_language() -> None:
    case = people.case_in("rework")
    assert draft(case, people.officer()).status_code in (403, 404)
    assert pdf(case, case.person.user, str(filed_by(case).pk), "en").status_code == 404
    assert draft(case, case.person.user, "en").status_code == 404


def test_once_filed_there_is_no_draft_and_the_page_says_so() -> None:
    case = people.case_in("registration")
    assert draft(case, case.person.user).url == reverse("egov:cabinet:case", args=[case.pk])


def test_both_pages_lead_to_it() -> None:
    case = people.case_in("checks")
    url = reverse("cases:questionnaire", args=[case.pk, filed_by(case).pk, "kk"])
    for user, page in ((case.person.user, "egov:cabinet:case"), (people.officer(), "con:officer:case")):
        assert url in pdf(case, user, name=page).content.decode()


def test_a_head_reads_no_questionnaire_filed_after_the_part_of_his_body() -> None:
    """As with letters, signatures and documents: who has the address has no more of the file."""
    case = people.case_in("registration")
    for where, status in (("ministry", 404), ("hub", 404), ("astana", 200)):
        assert pdf(case, people.head(where), str(filed_by(case).pk), "ru").status_code == status, where
