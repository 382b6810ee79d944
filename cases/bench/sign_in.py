"""Signing in by ЭЦП, both requests of it, and what part of that is the verification."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.bench.report import Report, median_ms, seconds
from cases.bench.signatures import KINDS, identity, warm
from cases.demo import cms
from cases.demo.pki import signing
from cases.demo.pki.issuers import Identity
from cases.eds.base import Purpose
from cases.eds.verify import verify
from cases.models import User

_CHALLENGE = re.compile(r'name="challenge" value="([^"]+)"')


@dataclass(slots=True)
class Round:
    """One sign-in: seconds and statements of the page and of the answer, and the verification of it once more."""

    page: float = 0.0
    answer: float = 0.0
    verification: float = 0.0
    statements: list[int] = field(default_factory=list)


def measure(report: Report, user: User, turns: dict[str, int]) -> None:
    """`turns`: how often by kind of key."""
    for kind in (signing.RSA, signing.GOST512):
        person = identity(user, kind)
        with warm(person):
            _round(person, user)
            rounds = [_round(person, user) for _turn in range(turns[kind])]
        _tell(report, kind, rounds)


def _tell(report: Report, kind: str, rounds: list[Round]) -> None:
    page, answer = median_ms(one.page for one in rounds), median_ms(one.answer for one in rounds)
    whole, part = median_ms(one.page + one.answer for one in rounds), median_ms(one.verification for one in rounds)
    shown, sent = rounds[-1].statements
    report.add(
        f"sign-in by ЭЦП, {KINDS[kind]}: the page and the signed challenge",
        f"p50 {whole:.1f} ms  ({page:.1f} + {answer:.1f} ms, {shown} + {sent} statements, "
        f"verification {part:.2f} ms: {part / whole:.0%})",
    )  # fmt: skip


def _round(person: Identity, user: User) -> Round:
    """Raises AssertionError where nobody is signed in at the end."""
    client, done = Client(SERVER_NAME="localhost"), Round()
    pages: list[str] = []

    def ask() -> None:
        pages.append(client.get(reverse("accounts:sign_in")).content.decode())

    with CaptureQueriesContext(connection) as shown:
        done.page = seconds(ask)
    found = _CHALLENGE.search(pages[0])
    if found is None:
        raise AssertionError("the sign-in page shows no challenge")
    content, now = base64.b64decode(found[1]), timezone.now()
    signed = base64.b64encode(cms.sign(person, content, now)).decode()
    with CaptureQueriesContext(connection) as sent:
        done.answer = seconds(partial(client.post, reverse("accounts:by_eds"), {"cms": signed, "challenge": found[1]}))
    if client.session.get("_auth_user_id") != str(user.pk):
        raise AssertionError("the signed challenge has signed nobody in")
    done.verification = seconds(lambda: verify(signed, content, Purpose.SIGN_IN, now, not_before=now))
    done.statements = [len(shown), len(sent)]
    return done
