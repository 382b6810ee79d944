"""What is read before anything is asked (п. 4): what the law on personal data asks for, kept by an administrator."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.law.errors import NotNowError
from cases.law.regulations import editions
from cases.models import Consent, ConsentClause
from cases.programmes.nomad.consents import consent_text
from cases.programmes.nomad.consents.consent_text import paragraphs
from cases.programmes.nomad.filing.preparing import give_consent
from tests import people

pytestmark = pytest.mark.django_db
ASKED = {"operator", "purpose", "data", "term", "cross_border", "third_parties", "publication"}
"""Art. 8 of the law № 94-V, as far as it is known."""


@pytest.fixture(autouse=True)
def loaded() -> None:
    people.reference()


def test_each_thing_that_the_law_asks_for_has_its_clause_and_none_is_called_confirmed() -> None:
    rows = {row.code: row for row in ConsentClause.objects.all()}
    assert set(rows) >= ASKED
    assert not any(rows[code].confirmed for code in ASKED)
    assert all(row.source for row in rows.values()) and not rows["operator"].bin


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_it_names_the_order_its_bodies_and_says_where_a_number_is_missing(law: Any, language: str) -> None:
    with translation.override(language):
        text = "\n".join(paragraphs(law))
        assert law.number in text and all(str(law.bodies[key].name) in text for key in ("hub", "ministry", "nsc"))
    assert "{" not in text and "(" in text.split("\n")[1]
    ConsentClause.objects.filter(code="operator").update(bin="241040000209")
    with translation.override(language):
        assert "241040000209" in paragraphs(law)[1]


def test_an_administrator_edits_it_and_a_name_nobody_knows_is_refused(client: Client) -> None:
    client.force_login(people.administrator())
    url = reverse("admin:cases_consentclause_change", args=["operator"])
    row = ConsentClause.objects.get(code="operator")
    sent = {"position": row.position, "text_ru": "Оператор: {nobody}", "text_kk": row.text_kk, "text_en": "",
            "bin": "12345", "source": "письмо", "confirmed": "on", "active": "on"}  # fmt: skip
    errors = client.post(url, sent).context["adminform"].form.errors
    assert {"text_ru", "bin"} <= set(errors)
    assert client.post(url, sent | {"text_ru": "Оператор: {hub}, БИН {bin}", "bin": "241040000209"}).status_code == 302
    row.refresh_from_db()
    assert (row.bin, row.confirmed) == ("241040000209", True)


NAME_MISSING = (
    "Before {bin} this text names nobody: write the operator's name after a colon, in words, or a body in braces."
)
BAD_OPERATOR = [
    ({"bin": "241040000208"}, "bin", "There is no such BIN: its last digit does not fit the others. Check each digit."),
    ({"text_ru": "Оператор: , БИН {bin}."}, "text_ru", NAME_MISSING),
    ({"text_kk": "Оператор: БСН {bin}."}, "text_kk", NAME_MISSING),
    ({"text_kk": "Оператор БСН {bin}."}, "text_kk", NAME_MISSING),
    ({"text_ru": "Оператор: 12345, БИН {bin}."}, "text_ru", NAME_MISSING),
    ({"text_kk": "Операторы: Astana Hub LLC, БСН {bin}."}, "text_kk", NAME_MISSING),
    (
        {"text_kk": "Оператор: АКФ ПИТ."},
        "text_kk",
        ("This text leaves out the BIN, which the other language names: write {bin}."),
    ),
]


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize(("changed", "field", "why"), BAD_OPERATOR)
def test_an_operator_without_a_sound_number_or_a_name_in_words_is_refused_at_its_field(
    client: Client, changed: dict[str, str], field: str, why: str, language: str
) -> None:
    client.force_login(people.administrator())
    url = reverse("admin:cases_consentclause_change", args=["operator"])
    row = ConsentClause.objects.get(code="operator")
    sent = {
        "position": row.position,
        "text_ru": row.text_ru,
        "text_kk": row.text_kk,
        "text_en": row.text_en,
        "bin": "241040000209",
        "source": "письмо",
        "active": "on",
    }
    answer = client.post(url, sent | changed, headers={"accept-language": language})
    with translation.override(language):
        assert answer.context["adminform"].form.errors == {field: [translation.gettext(why)]}
    row.refresh_from_db()
    assert not row.bin
    named = {"text_ru": "Оператор: ТОО «Парк технологий», БИН {bin}.", "text_kk": "Оператор: «Парк» ЖШС, БСН {bin}."}
    assert client.post(url, sent | named).status_code == 302


@pytest.mark.parametrize("wrong", [{"bin": "241040000208"}, {"bin": "241040000209", "text_kk": "Оператор: БСН {bin}."}])
def test_what_was_kept_before_it_was_judged_lets_nobody_consent(wrong: dict[str, str], settings: Any) -> None:
    ConsentClause.objects.filter(code="operator").update(**wrong)
    (code, _why), *rest = ConsentClause.operator_faults()
    assert code == "operator" and not rest
    messages = run_checks(tags=[Tags.database], databases=["default"])
    assert [m.id for m in messages if str(m.id).startswith("reference") and "operator" in m.msg] == ["reference.W001"]
    assert consent_text.unfinished() is None, "a demo goes on"
    settings.DEMO = False
    assert consent_text.unfinished()


def test_without_a_wording_nobody_consents(client: Client) -> None:
    case = people.case_in("petition_draft", prepared=False)
    ConsentClause.objects.update(active=False)
    client.force_login(case.person.user)
    with people.at(people.after(case)):
        page = client.post(reverse("hub:petition:consent", args=[case.pk]))
    assert page.status_code == 200 and not Consent.objects.filter(case=case).exists()


def test_outside_a_demo_nobody_consents_while_the_operator_has_no_number(client: Client, settings: Any) -> None:
    case = people.case_in("petition_draft", prepared=False)
    settings.DEMO = False
    client.force_login(case.person.user)
    where = reverse("hub:petition:consent", args=[case.pk])
    with people.at(people.after(case)):
        page = client.post(where, HTTP_ACCEPT_LANGUAGE="en")
        assert page.status_code == 200 and "complete its own details first" in page.content.decode()
        assert "I give my consent" not in page.content.decode()
        with pytest.raises(NotNowError):
            give_consent(case.pk, case.person.user, people.after(case), "x")
        assert not Consent.objects.filter(case=case).exists()
        ConsentClause.objects.filter(code="operator").update(bin="241040000209")
        assert client.post(where).status_code == 302
    given = Consent.objects.get(case=case)
    assert given.given and "241040000209" in given.text


def test_the_administrator_reads_why(client: Client) -> None:
    client.force_login(people.administrator())
    where = reverse("admin:cases_consentclause_changelist")
    words = "Until then nobody can consent"
    assert words in client.get(where, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    ConsentClause.objects.update(bin="241040000209")
    assert words not in client.get(where, HTTP_ACCEPT_LANGUAGE="en").content.decode()
