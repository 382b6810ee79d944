"""One set of data: a datum that more than one paper holds is the same everywhere, or the applicant reads where it
differs before filing."""

from __future__ import annotations

import html
from typing import Any

import pytest

from cases.engine.steps import STEPS
from cases.models import Case, EmailClaim, Person
from cases.programmes.nomad import facts
from cases.programmes.nomad.applicants.agreeing import differences, prefilled
from cases.programmes.nomad.applicants.answered import KEPT_AS_REGISTERED
from cases.programmes.nomad.forms import FORMS
from cases.programmes.nomad.papers import annexes
from cases.programmes.nomad.states import State
from cases.service.acts import addresses
from egov.accounts.identity_forms import NameForm
from egov.accounts.profile_form import ProfileForm
from tests import people
from tests.egov.application.filling import full, url

pytestmark = pytest.mark.django_db
OTHER = {
    "surname": "Another",
    "given_names": "Another",
    "patronymic": "Another",
    "born_on": "1991",
    "birth_place": "Bremen",
    "citizenship": "FR",
    "passport_number": "X7654321",
    "passport_issued_on": "2021-02-03",
    "passport_issuer": "Bremen",
    "residence": "Bremen, Am Wall 1",
    "phone": "+77001112233",
    "email": "other@example.org",
    "profession": "Архитектор",
}
"""Another answer to each question whose datum stands elsewhere too."""


def differs(page: Any) -> list[str]:
    """What a page shows of answers that disagree with what is known elsewhere."""
    findings = [row.finding for row in page.context["preflight"].findings]
    return [str(finding.what) for finding in findings if finding.code == "differs"]


def items() -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = people.questionnaire(people.START).fields
    return fields


def linked() -> set[str]:
    """Questions that say themselves where else their datum stands."""
    return {i["key"] for i in items() if i.get("person") or i.get("also") or i["type"] == "email"}


def other_papers(case: Case) -> set[str]:
    """Fields of the petition, the profile, the statement of consent."""
    profile = {*ProfileForm.base_fields, *NameForm.base_fields, "email"}
    consent = {*annexes.STATEMENT.content(case), *FORMS["consent"].base_fields}
    petition = set(facts.PetitionSignature.__dataclass_fields__)
    return profile | consent | petition


def test_no_question_asks_for_what_another_paper_has_without_saying_so(case):
    asked = {i["key"] for i in items()}
    assert asked & other_papers(case) <= linked()
    assert {i["key"] for i in items() if i["key"] in linked()} - {"stay_address"} == OTHER.keys()


@pytest.mark.parametrize("key", OTHER)
def test_it_is_a_single_datum_or_the_difference_is_read_before_filing(client, case, key):
    """Names are the certificate's, the profession is the petition's, the address of mail its mailbox confirms."""
    item = next(i for i in items() if i["key"] == key)
    confirmed(case)
    client.post(url(case), full(case) | {key: OTHER[key]})
    case.refresh_from_db()
    case.person.refresh_from_db()
    page = client.get(url(case, "check"))
    shown = differs(page)
    assert all(OTHER[key] in text for text in shown) and all(text in html.unescape(page.text) for text in shown)
    if key in ("profession", "email", *KEPT_AS_REGISTERED):
        assert len(shown) == 1
    else:
        assert shown == [] and prefilled(people.questionnaire(people.START), case)[key] == OTHER[key]
    assert item["type"] != "email" or EmailClaim.objects.get(user=case.person.user, state="open").email == OTHER[key]


# ------------------------------------------------------------------------------------------------ the address of mail


def confirmed(case: Case) -> Any:
    user: Any = case.person.user
    user.email_confirmed_at = people.START
    user.save()
    return user


def test_another_address_is_asked_of_its_mailbox_and_of_the_former(client, case):
    user = confirmed(case)
    answer = client.post(url(case), full(case, email="new@example.org"), follow=True)
    claim = EmailClaim.objects.get(user=user, state=EmailClaim.OPEN)
    assert (claim.email, claim.former) == ("new@example.org", user.email)
    assert "new@example.org" in answer.content.decode()
    page = client.get(url(case, "check"), headers={"accept-language": "en"}).content.decode()
    assert f"“new@example.org” here; mail goes to “{user.email}”, the address of your account" in page
    client.post(url(case), full(case, email="NEW@example.org"))
    assert EmailClaim.objects.filter(user=user).count() == 1 + before(user), "a letter is under way already"
    with people.at(people.after(case)):
        addresses.confirm(addresses.token(claim, addresses.NEW), people.after(case))
        addresses.confirm(addresses.token(claim, addresses.FORMER), people.after(case))
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert differs(client.get(url(case))) == []


def before(user: Any) -> int:
    return EmailClaim.objects.filter(user=user).exclude(email__iexact="new@example.org").count()


def test_the_same_address_asks_nobody(client, case):
    user = confirmed(case)
    client.post(url(case), full(case, email=user.email.upper()))
    assert not EmailClaim.objects.filter(user=user, state=EmailClaim.OPEN, sent_at__gt=people.START).exists()
    assert differs(client.get(url(case))) == []


def test_a_second_change_within_a_minute_is_kept_and_stated(client, case):
    user = confirmed(case)
    client.post(url(case), full(case, email="new@example.org"))
    answer = client.post(url(case), full(case, email="newer@example.org"), follow=True)
    case.refresh_from_db()
    assert case.questionnaire["answers"]["email"] == "newer@example.org"
    assert EmailClaim.objects.get(user=user, state="open").email == "new@example.org"
    assert "newer@example.org" in differs(client.get(url(case)))[0]
    assert "Письмо ушло недавно" in answer.content.decode()


def test_what_is_typed_only_asks_nobody(client, case):
    client.post(url(case, "autosave"), full(case, email="half@example.org"))
    assert not EmailClaim.objects.filter(email="half@example.org").exists()


# ------------------------------------------------------------------------------------------------ papers of the case


def test_the_profession_comes_from_the_petition(client, case):
    schema = people.questionnaire(people.START)
    assert prefilled(schema, case)["profession"] == case.profession
    assert differences(schema, {"profession": case.profession.upper()}, case) == []
    assert case.profession in str(differences(schema, {"profession": "Архитектор"}, case)[0])


def test_the_profession_is_taken_over_in_the_language_of_the_page(client, case):
    Case.objects.filter(pk=case.pk).update(profession_kk="Бағдарламашы")
    for language, name in (("kk", "Бағдарламашы"), ("ru", case.profession), ("en", case.profession)):
        page = html.unescape(client.get(url(case), headers={"accept-language": language}).content.decode())
        assert f'value="{name}"' in page, language


@pytest.mark.parametrize("other", ["O’BRIEN", "OʻBrien", "O`brien", "Obrien"])
def test_another_spelling_of_a_name_is_no_difference(case, other):
    Person.objects.filter(pk=case.person_id).update(surname="O'Brien")
    case.person.refresh_from_db()
    assert differences(people.questionnaire(people.START), {"surname": other}, case) == []


def test_the_address_of_stay_goes_into_the_consent():
    case = people.case_in(State.PRELIMINARY_APPROVED)
    case.questionnaire["answers"]["stay_address"] = "Астана, улица Примерная, 3"
    form = FORMS["consent"](case=case, step=STEPS["sign_consent"], user=case.person.user, now=people.after(case))
    assert form["stay_address"].value() == "Астана, улица Примерная, 3"
