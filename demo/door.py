"""How a visitor comes into the demo: whom they may be, and the code of a telephone they do not have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.accounts.demo_password import PASSWORD
from cases.accounts.signing_in import by_certificate_alone, by_password, factor
from cases.law.actors import Role
from cases.models import City, User
from cases.values.questions import words
from demo import situations

__all__ = ["PASSWORD", "accounts", "code", "prepare"]

AHEAD = 20
"""Codes of the next ten minutes count too: many visitors sign in as the same person, and a code is taken once."""


@dataclass(frozen=True, slots=True)
class DeskVisit:
    """Somebody a visitor may be."""

    role: Role
    name: str
    email: str
    city: str
    finds: str
    iin: str
    """Of their key; "" where no key opens this account."""
    password: bool


def accounts() -> list[DeskVisit]:
    """Staff first, as `situations.sign_ins` has them."""
    rows = situations.sign_ins()
    users = {user.email: user for user in User.objects.select_related("person").filter(email__in=[r[1] for r in rows])}
    cities = {city.code: str(city) for city in City.objects.all()}
    return [_visit(users[email], cities.get(city, ""), finds) for _role, email, city, finds in rows if email in users]


def _visit(user: User, city: str, finds: Mapping[str, str]) -> DeskVisit:
    iin = user.signing_iin if by_certificate_alone(user.role) else ""
    return DeskVisit(Role(user.role), user.full_name, user.email, city, words(finds), iin, by_password(user.role))


def prepare(user: User) -> None:
    """The second factor of a demo account, made at its first use."""
    if _ours(user) and factor.device(user) is None:
        TOTPDevice.objects.create(user=user, name="demo", confirmed=True, tolerance=AHEAD)
        factor.new_codes(user)


def code(user: User, now: datetime) -> str:
    """A code that is taken now; "" for an account that is not the demo's own."""
    device: Any = factor.device(user) if _ours(user) else None
    if device is None:
        return ""
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    clock.time = now.timestamp()
    ahead = max(0, device.last_t + 1 - clock.t())
    clock.time = now.timestamp() + ahead * device.step
    return f"{clock.token():0{device.digits}d}"


def _ours(user: User) -> bool:
    """Only accounts whose password the whole world knows: whoever runs a demo may have a real one in it too."""
    return settings.DEMO and user.email in {row[1] for row in situations.sign_ins()} and user.check_password(PASSWORD)
