"""Several sheets of a sitting, signed on a telephone at once and recorded each by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, MobileSigning, Signature
from cases.programmes.nomad.states import State
from demo.keys import identity_of
from tests import people, telephone
from tests.desks import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_place")]
in_place = telephone.in_place


def sheets(client: Client, *cases: Case) -> Any:
    typed = {f"profession-{case.pk}": "Разработчик ПО" for case in cases}
    sent = {"case": [str(case.pk) for case in cases], **typed}
    return client.post(reverse("hub:signing:reading"), sent, follow=True)


def to_telephone(client: Client, page: Any, *rows: Any) -> Any:
    session = page.context["items"][0]["item"].session_id
    moments = {f"at-{row['item'].pk}": row["sheet_at"] for row in page.context["items"]}
    sent = {"by_mobile": "1", "item": [str(row["item"].pk) for row in rows], "sheet_language": "en", **moments}
    return client.post(reverse("hub:signing:to_telephone", args=[session]), sent, follow=True)


@pytest.mark.parametrize("number", [1, 2])
def test_the_ticked_sheets_are_signed_at_once(number: int) -> None:
    cases, user = [people.case_in(State.MINISTRY_REVIEW) for _each in range(3)], people.signer()
    identity_of(user)
    with people.at(max(people.after(case) for case in cases)):
        client = signed_in(user)
        page = sheets(client, *cases)
        waits = to_telephone(client, page, *page.context["items"][:number])
        opened = telephone.scan(telephone.code_on(waits))
        assert len(opened.context["shown"]["documentsToSign"]) == number
        assert telephone.answer(opened, user.signing_iin).context["status"] == 200
        after = telephone.go_on(client, waits, follow=True)
    assert (after.context["done"], after.context["waiting"]) == (number, 3 - number)
    assert Signature.objects.filter(step="sign_petition").count() == number


def test_all_of_them_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    cases, user = [people.case_in(State.MINISTRY_REVIEW) for _each in range(2)], people.signer()
    identity_of(user)
    with people.at(max(people.after(case) for case in cases)):
        client = signed_in(user)
        page = sheets(client, *cases)
        waits = to_telephone(client, page, *page.context["items"])
        telephone.sign(telephone.code_on(waits), user.signing_iin, "altered")
    row = MobileSigning.objects.get()
    assert (row.signatures, row.refused) == ([], 1)


def test_who_ticks_nothing_learns_it() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), people.signer()
    with people.at(people.after(case)):
        client = signed_in(user)
        page = sheets(client, case)
        answer = to_telephone(client, page)
    assert "Tick at least one sheet" in text(answer) and not MobileSigning.objects.exists()
