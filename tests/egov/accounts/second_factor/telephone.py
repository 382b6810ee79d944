"""What the tests of the second factor share: an account with a telephone, its codes, and the two steps."""

from __future__ import annotations

import base64
import re
from typing import Any

from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.accounts.signing_in import factor
from cases.models import User
from tests import people

CODE, EDS = "/sign-in/code/", "/sign-in/eds/"
IIN = "900101300017"


def code_of(device: Any, ahead: int = 0) -> str:
    """What the telephone shows now, or that many half minutes later."""
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    clock.time = timezone.now().timestamp() + ahead * device.step
    return f"{clock.token():06d}"


def wrong_code(device: Any) -> str:
    near = {code_of(device, ahead) for ahead in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222") if code not in near)


def with_factor(user: User) -> tuple[Any, list[str]]:
    """A telephone and recovery codes for this account."""
    device = TOTPDevice.objects.create(user=user, name="TOTP", confirmed=True)
    return device, factor.new_codes(user)


def password(client: Client, user: User, **other: str) -> Any:
    return client.post("/sign-in/", {"username": user.email, "password": people.PASSWORD} | other)


def signed_in(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def errors(response: Any) -> str:
    return str(response.context["form"].errors)


STAFF = ["screener", "officer", "clerk", "auditor", "administrator"]
DESKS = {
    "screener": "hub:screening:home",
    "officer": "con:officer:home",
    "clerk": "con:clerk:home",
    "auditor": "admin:index",
    "administrator": "admin:index",
    "signer": "hub:signing:home",
}


def secret_on(page: str) -> str:
    match = re.search(r'translate="no">([A-Z2-7 ]+)</span>', page)
    assert match, page
    return base64.b32decode(match.group(1).replace(" ", "")).hex()
