"""Signing in by ЭЦП, both requests of it, and what part of that is the verification."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.report import BenchReport, median_ms, seconds
from bench.signatures import KINDS, identity, warmed_up
from cases.eds.base import Purpose
from cases.eds.verify import verify
from cases.models import User
from demo import cms
from demo.pki import signing
from demo.pki.issuers import Identity

_CHALLENGE = re.compile(r'name="challenge"\s+value="([^"]+)"')


class SignInRun:
    """One sign-in by a browser that was never here."""

    def __init__(self, person: Identity, user: User) -> None:
        self.person, self.user, self.client = person, user, Client(SERVER_NAME="localhost")

    def page(self) -> None:
        self.html = self.client.get(reverse("accounts:sign_in")).content.decode()

    def sign(self) -> None:
        """What NCALayer does meanwhile. Raises AssertionError."""
        challenge = _CHALLENGE.search(self.html)
        if challenge is None:
            raise AssertionError("the sign-in page shows no challenge")
        self.asked, self.now = challenge[1], timezone.now()
        self.content = base64.b64decode(self.asked)
        self.signed = base64.b64encode(cms.sign(self.person, self.content, self.now)).decode()

    def answer(self) -> None:
        self.client.post(reverse("accounts:by_eds"), {"cms": self.signed, "challenge": self.asked})

    def ensure(self) -> None:
        """Raises AssertionError where it has not come to an end."""
        if self.client.session.get(SESSION_KEY) != str(self.user.pk):
            raise AssertionError("the signed challenge has signed nobody in")

    def verify(self) -> None:
        """What of the answer is the verification, once more."""
        verify(self.signed, self.content, Purpose.SIGN_IN, self.now, not_before=self.now)


def measure(report: BenchReport, user: User, turns: dict[str, int]) -> None:
    """`turns`: how often by kind of key."""
    for kind in (signing.RSA, signing.GOST512):
        person = identity(user, kind)
        with warmed_up(person):
            counted = _measured(SignInRun(person, user), _statements)
            times = [_measured(SignInRun(person, user), seconds) for _turn in range(turns[kind])]
        _tell(report, kind, times, [int(number) for number in counted])


def _measured(visit: SignInRun, by: Callable[[Callable[[], None]], float]) -> tuple[float, float, float]:
    """(page, answer, the verification alone) in seconds or statements."""
    page = by(visit.page)
    visit.sign()
    answer = by(visit.answer)
    visit.ensure()
    return page, answer, by(visit.verify)


def _statements(task: Callable[[], None]) -> int:
    with CaptureQueriesContext(connection) as queries:
        task()
    return len(queries)


def _tell(report: BenchReport, kind: str, times: list[tuple[float, float, float]], counted: list[int]) -> None:
    page, answer, part = (median_ms(column) for column in zip(*times, strict=True))
    whole = median_ms(row[0] + row[1] for row in times)
    report.add(
        f"sign-in by ЭЦП, {KINDS[kind]}: page + signed challenge",
        f"p50 {whole:.1f} ms  ({page:.1f} + {answer:.1f} ms, {counted[0]} + {counted[1]} statements; "
        f"verification {part:.2f} ms, {part / whole:.0%})",
    )
