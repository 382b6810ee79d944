"""How often one household may try to come in: to look at a signature or a password costs more than to send one, and
each password that fails leaves a row, whatever account it names."""

from __future__ import annotations

from django.http import HttpRequest

from cases.web import callers
from cases.web.common import moment

ATTEMPTS, SECONDS = 30, 300
SIGNATURE, PASSWORD = "signature", "password"


def flooding(request: HttpRequest, what: str = SIGNATURE) -> bool:
    """Counts an attempt; True when there were too many."""
    return callers.count(_whose(request, what), moment(request), SECONDS) > ATTEMPTS


def forgive(request: HttpRequest, what: str = SIGNATURE) -> None:
    """A good one was no flood: an office behind one address may sign in all day."""
    callers.forget_one(_whose(request, what), moment(request), SECONDS)


def _whose(request: HttpRequest, what: str) -> str:
    return f"{what}.{callers.household(request)}"
