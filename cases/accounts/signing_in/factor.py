"""The second factor of the staff: a code of the telephone (TOTP, RFC 6238), and ten codes for the day it is lost.

django-otp keeps, checks and throttles them: after the n-th wrong code it waits 2ⁿ⁻¹ seconds.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from math import ceil
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.law.errors import CaseError
from cases.models import RecoveryCodes, User
from cases.models.recoverycodes import code_digest

CODES, CODE_BYTES = 10, 10
DIGITS = 6
TOTP, RECOVERY = "totp", "recovery"


class CodeError(CaseError):
    status = 422

    def __str__(self) -> str:
        return _("This code is wrong, or it was used already. Wait for the next one and type that.")


class TooManyCodesError(CaseError):
    """`seconds` to wait."""

    status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def __str__(self) -> str:
        text = ngettext(
            "Too many wrong codes. Try again in %(n)s second.",
            "Too many wrong codes. Try again in %(n)s seconds.",
            self.seconds,
        )
        return text % {"n": self.seconds}


# ------------------------------------------------------------------------------------------------ what there is


def device(user: User) -> Any:
    """The user's confirmed TOTPDevice, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("-id").first()


def codes_left(user: User) -> int:
    row = RecoveryCodes.objects.filter(user=user).first()
    return len(row.hashes) if row else 0


def secret_in_fours(device: TOTPDevice) -> str:
    """The secret as an application takes it by hand: Base32 in groups of four."""
    text = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


# ------------------------------------------------------------------------------------------------ setting up


@transaction.atomic
def begin(user: User) -> Any:
    """A new secret, not confirmed yet. One left over is thrown away: who knew the password then may have seen it."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="TOTP", confirmed=False)


def pending(user: User, pk: int | None) -> Any:
    """The secret begun with, or None when it was thrown away since."""
    return TOTPDevice.objects.filter(user=user, confirmed=False, pk=pk).first() if pk else None


def confirm(user: User, pk: int | None, code: str, now: datetime, *, first: bool) -> list[str]:
    """The telephone shows what we expect: from now on it is the second factor, and the one before is not.

    `first`: there must be none before; of two who know the password the quicker one has set it up. Returns new
    recovery codes. Raises CodeError, TooManyCodesError.
    """
    _verified(TOTPDevice.objects.filter(user=user, confirmed=False, pk=pk), _digits(code), now)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        before = TOTPDevice.objects.filter(user=user, confirmed=True).exclude(pk=pk)
        if (first and before.exists()) or not TOTPDevice.objects.filter(pk=pk).update(confirmed=True):
            raise CodeError
        before.delete()
        return new_codes(user)


def new_codes(user: User) -> list[str]:
    """Ten new recovery codes; those before are invalid. Only hashes are stored."""
    codes = [_code() for _number in range(CODES)]
    RecoveryCodes.objects.update_or_create(
        user=user, defaults={"name": "recovery", "hashes": [code_digest(code) for code in codes]}
    )
    return codes


@transaction.atomic
def reset(user: User) -> bool:
    """The user sets up a new second factor at the next sign-in. Whether there was one."""
    there = TOTPDevice.objects.filter(user=user).delete()[0]
    return bool(RecoveryCodes.objects.filter(user=user).delete()[0] or there)


# ------------------------------------------------------------------------------------------------ checking


def check(user: User, code: str, now: datetime) -> str:
    """TOTP or RECOVERY, whichever `code` is; it is spent. Raises CodeError, TooManyCodesError."""
    digits = _digits(code)
    if digits:
        _verified(TOTPDevice.objects.filter(user=user, confirmed=True), digits, now)
        return TOTP
    _verified(RecoveryCodes.objects.filter(user=user), code, now)
    return RECOVERY


def _verified(rows: QuerySet[TOTPDevice], code: str, now: datetime) -> None:
    """The row is locked, so that one code is not taken twice; a wrong one is counted, so nothing is rolled back."""
    with transaction.atomic():
        row = rows.select_for_update().order_by("-id").first()
        if row is None:
            raise CodeError
        allowed, why = row.verify_is_allowed()
        good = allowed and row.verify_token(code)
    if not allowed:
        raise TooManyCodesError(max(1, ceil((why["locked_until"] - now).total_seconds())))
    if not good:
        raise CodeError


def _digits(code: str) -> str:
    bare = "".join(code.split())
    return bare if len(bare) == DIGITS and bare.isascii() and bare.isdigit() else ""


def _code() -> str:
    """Eighty random bits in four groups of four."""
    text = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))
