"""What is signed to sign in: a text the portal recognises without storing it.

The text is sealed (HMAC) with our key and a random key that only this browser has. A page displayed to a passer-by
therefore costs no row; a row comes into being when a challenge is answered, and its unique nonce lets it be answered
once. Five minutes and one use make a captured signature useless.
"""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from cases.eds.base import EdsError
from cases.law.calendar import ALMATY
from cases.models import Challenge

LASTS = timedelta(minutes=5)
SPENT_FOR = timedelta(days=1)
BYTES = 32
"""256 random bits, of the browser's key and of each nonce."""
LONGEST = 2000
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class IssuedChallenge:
    """A challenge to be signed, with what its seal covers."""

    text: bytes
    """The bytes to be signed: a line for people, then the moment, the nonce and our seal."""
    nonce: str
    issued_at: datetime

    @property
    def base64(self) -> str:
        return base64.b64encode(self.text).decode()


def fresh_key() -> str:
    """A key for a browser: hex."""
    return secrets.token_hex(BYTES)


def is_key(text: str) -> bool:
    return bool(_HEX.fullmatch(text))


def issue(key: str, now: datetime) -> IssuedChallenge:
    nonce, at = secrets.token_hex(BYTES), now.astimezone(ALMATY).replace(microsecond=0)
    first = _("Sign-in to the portal Digital Nomad Residency, %(address)s") % {"address": settings.PUBLIC_URL}
    body = "\n".join((first, at.isoformat(), nonce))
    return IssuedChallenge(f"{body}\n{_seal(key, body)}".encode(), nonce, at)


def recognise(text: str, key: str, now: datetime) -> IssuedChallenge:
    """The challenge in Base64 `text`, if we gave it to this browser.

    Raises EdsError: challenge_unknown, challenge_expired.
    """
    challenge = _read(text)
    body, _newline, seal = challenge.decode("utf-8", "replace").rpartition("\n")
    if not is_key(key) or not constant_time_compare(_seal(key, body), seal):
        raise EdsError("challenge_unknown")
    _first, at, nonce = body.rsplit("\n", 2)
    issued = IssuedChallenge(challenge, nonce, datetime.fromisoformat(at))
    if now >= issued.issued_at + LASTS:
        raise EdsError("challenge_expired")
    return issued


def redeem(issued: IssuedChallenge, now: datetime) -> None:
    """Of any number at once one comes through; the others get EdsError("challenge_used")."""
    try:
        with transaction.atomic():
            Challenge(nonce=issued.nonce, used_at=now).save(force_insert=True)
    except IntegrityError as error:
        raise EdsError("challenge_used") from error


def forget(now: datetime) -> int:
    """Deletes marks of challenges that have long expired; how many."""
    return Challenge.objects.filter(used_at__lt=now - SPENT_FOR).delete()[0]


def _read(text: str) -> bytes:
    try:
        return base64.b64decode(text[:LONGEST], validate=True)
    except ValueError as error:
        raise EdsError("challenge_unknown") from error


def _seal(key: str, body: str) -> str:
    return salted_hmac("cases.accounts.signing_in.challenge", f"{key}\n{body}", algorithm="sha256").hexdigest()
