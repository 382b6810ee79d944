"""A sheet signed on a telephone by eGov Mobile: asked by the page, carried back by the browser that asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.models import ApiCall, Case, MobileSigning, Signature, User
from cases.programmes.nomad.states import State
from demo.keys import identity_of
from tests import people, telephone
from tests.desks import signed_in, step_url, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_place")]
in_place = telephone.in_place
TYPED = {"profession": "Разработчик ПО"}


def asked(client: Client, case: Case, **typed: Any) -> Any:
    """From the sheet of the ministry's signature to the page that waits."""
    url, data = step_url(case, "sign_petition"), {"version": case.version, **TYPED}
    page = client.post(url, data)
    hidden = {name: "" if value is None else value for name, value in page.context["hidden"]}
    return client.post(url, hidden | {"cms": "", "by_mobile": "1"} | typed, follow=True)


@pytest.fixture
def case() -> Case:
    return people.case_in(State.MINISTRY_REVIEW)


@pytest.fixture
def signer() -> User:
    user = people.signer()
    identity_of(user)
    return user


def test_a_sheet_is_signed_on_the_telephone_and_recorded_as_any_other(case: Case, signer: User) -> None:
    with people.at(people.after(case)):
        client = signed_in(signer)
        page = asked(client, case)
        assert page.status_code == 200 and "<svg" in text(page) and "telephone/?code=http" in text(page)
        opened = telephone.scan(telephone.code_on(page))
        assert page.context["row"].code in text(opened) and case.number in text(opened)
        done = telephone.answer(opened, signer.signing_iin)
        assert done.context["status"] == 200, done.context["message"]
        after = telephone.go_on(client, page)
    assert after.status_code == 302
    case.refresh_from_db()
    assert case.state == State.PETITION_SIGNED
    row = Signature.objects.get(case=case, step="sign_petition")
    assert row.iin == signer.signing_iin and TYPED["profession"] in row.sheet
    calls = list(ApiCall.objects.order_by("id").values_list("method", "status", "case"))
    assert calls == [("GET", 200, None), ("GET", 200, case.pk), ("PUT", 200, case.pk)]
    address = page.context["row"].address
    assert not any(address in path for path in ApiCall.objects.values_list("path", flat=True))
    assert MobileSigning.objects.get().state == MobileSigning.SIGNED
