"""A signer's third step: the ЭЦП."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.models import SignIn, User
from tests import keys, people
from tests.egov.accounts.second_factor.telephone import (
    CODE,
    DESKS,
    EDS,
    IIN,
    code_of,
    password,
    secret_on,
    signed_in,
    with_factor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def signer(settings: Any) -> User:
    settings.SIGNER_SIGN_IN = "both"
    user = people.signer()
    User.objects.filter(pk=user.pk).update(iin=IIN)
    user.refresh_from_db()
    return user


def to_the_eds(client: Client, user: User) -> str:
    """Password and code are given; the challenge of the third step."""
    device, _codes = with_factor(user)
    password(client, user)
    assert client.post(CODE, {"code": code_of(device)}).headers["Location"] == EDS
    assert not signed_in(client)
    return keys.challenge(client, EDS)


def test_a_signer_comes_in_by_all_three(browser: Client, signer: User) -> None:
    asked = to_the_eds(browser, signer)
    response = keys.send(browser, keys.answer(keys.of(signer), asked), asked)
    assert response.headers["Location"] == reverse(DESKS["signer"])
    row = SignIn.objects.get(user=signer)
    assert row.way == "password+totp+eds" and row.certificate_serial


def test_a_signers_third_step_takes_the_same_persons_key_only(browser: Client, signer: User) -> None:
    asked = to_the_eds(browser, signer)
    response = keys.send(browser, keys.answer(keys.of(people.applicant()), asked), asked)
    assert response.context["error"].code == "other_iin" and not signed_in(browser)


def test_a_signer_without_an_iin_is_informed_whom_to_ask(browser: Client, signer: User) -> None:
    User.objects.filter(pk=signer.pk).update(iin="")
    asked = to_the_eds(browser, signer)
    response = keys.send(browser, "AAAA", asked)
    assert response.context["error"].code == "account_without_iin" and not signed_in(browser)


def test_a_signers_key_alone_does_not_do_where_both_are_asked(browser: Client, signer: User) -> None:
    response = keys.sign_in(browser, keys.of(signer))
    assert response.context["error"].code == "password_first" and not signed_in(browser)


def test_a_signers_first_sign_in_sets_up_the_code_and_goes_on_to_the_eds(browser: Client, signer: User) -> None:
    password(browser, signer)
    device = TOTPDevice(key=secret_on(browser.get(CODE).content.decode()))
    page = browser.post(CODE, {"code": code_of(device)}).content.decode()
    assert f'href="{EDS}"' in page and not signed_in(browser)
