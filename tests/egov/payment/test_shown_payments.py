"""What became of a payment, as its payer reads it: lost, of another sum, after the end, twice; and the receipt."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from django.urls import reverse

from cases.gateways import inbox
from cases.models import Case, DutyRate, Notice, Payment
from cases.outbox import exchanges
from cases.programmes.nomad.filing import paying
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways

pytestmark = pytest.mark.django_db


def begun(case: Case) -> Payment:
    assert case.person.user
    return paying.start_payment(case.pk, case.person.user, people.after(case), "prp")


def reported(case: Case, payment: Payment, amount: Decimal | None = None, key: str = "k-1") -> None:
    """The callback of the bank, applied."""
    now = people.after(case) + timedelta(minutes=5)
    word = {"code": payment.code, "paid": True, "amount": str(amount or payment.amount), "reference": "R-1"}
    row = inbox.receive("psh", "payment", word, key, now)
    assert exchanges.apply(row.pk, now)


def page(client: Any, case: Case) -> str:
    case = ways.fresh(case)
    with people.at(people.after(case) + people.HOUR):
        client.force_login(case.person.user)
        shown = client.get(reverse("egov:cabinet:case", args=[case.pk]), HTTP_ACCEPT_LANGUAGE="en")
    return " ".join(shown.content.decode().split())


@pytest.fixture
def case() -> Case:
    return people.case_in(State.PETITION_SIGNED, prepared=False)


def test_a_callback_that_is_lost_asks_nothing_of_the_payer(client, case: Case) -> None:
    begun(case)
    assert "The bank has not answered. If you have paid, do nothing" in page(client, case)


def test_another_rate_since_is_named(client, case: Case) -> None:
    payment = begun(case)
    today = people.after(case).date()
    DutyRate.objects.create(kind="prp", rate="5", index="9999", valid_from=today, source="Тест")
    assert "The rate has changed since" in page(client, case)
    assert begun(case).amount != payment.amount


def test_a_wrong_sum_is_shown_and_announced_once(client, case: Case) -> None:
    payment = begun(case)
    for n in range(2):
        reported(case, payment, payment.amount - 100, f"call-{n}")
    shown = page(client, case)
    assert "and the duty is another sum" in shown and "pay nothing more until then" in shown
    assert Notice.objects.filter(case=case, what="paid_other_sum").count() == 1
    payment.refresh_from_db()
    assert payment.state == "created"


def test_money_that_comes_after_a_withdrawal_is_not_passed_over(client, case: Case) -> None:
    payment = begun(case)
    case = ways.take(case, "withdraw")
    assert "do not pay it any more" in page(client, case)
    for n in range(2):
        reported(case, payment, key=f"call-{n}")
    assert "The bank reports it as paid, and the case had ended" in page(client, case)
    notice = Notice.objects.get(case=case, what="paid_after_end", user=case.person.user)
    assert notice.facts["code"] == payment.code


def test_a_duty_paid_twice_is_shown_with_how_it_is_given_back(client, case: Case) -> None:
    first = begun(case)
    now = people.after(case) + people.HOUR
    paying.settle_payment(first.code, True, "R-1", now)
    facts = {"kind": "prp", "amount": first.amount, "gateway": "demo", "created_at": now}
    second = Payment.objects.create(case=case, code="DNRSECOND", **facts)
    paying.settle_payment(second.code, True, "R-2", now)
    shown = page(client, case)
    assert "Another payment of this duty counts" in shown and "How a duty is given back" in shown
    assert Notice.objects.filter(case=case, what="paid_twice").count() == 1


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    return " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in document).split())


@pytest.mark.parametrize(
    ("language", "title"), [("ru", "Квитанция о государственной пошлине"), ("kk", "баж түбіртегі")]
)
def test_the_receipt_is_a_paper_to_keep(client, case: Case, language: str, title: str) -> None:
    payment = begun(case)
    address = reverse("egov:payment:receipt", args=[payment.code, language])
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        assert client.get(address).status_code == 404, "nothing is settled yet"
        paying.settle_payment(payment.code, True, "BANK-77", people.after(case))
        answer = client.get(address)
    words = text_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert title in words and payment.code in words and "BANK-77" in words and case.number in words
    assert address in page(client, case)


def test_the_receipt_is_nobody_elses(client, case: Case) -> None:
    payment = begun(case)
    paying.settle_payment(payment.code, True, "R", people.after(case))
    for user in (people.applicant(), people.officer()):
        client.force_login(user)
        answer = client.get(reverse("egov:payment:receipt", args=[payment.code, "ru"]))
        assert answer.status_code in (403, 404)
    client.force_login(case.person.user)
    assert client.get(reverse("egov:payment:receipt", args=[payment.code, "de"])).status_code == 404
