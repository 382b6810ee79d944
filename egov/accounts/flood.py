"""How often one household may send signatures: checking one costs more than sending one."""

from __future__ import annotations

from django.http import HttpRequest

from cases.web import callers
from cases.web.common import moment

ATTEMPTS, SECONDS = 30, 300


def flooding(request: HttpRequest) -> bool:
    """Counts an attempt; True when there were too many."""
    return callers.count(_whose(request), moment(request), SECONDS) > ATTEMPTS


def forgive(request: HttpRequest) -> None:
    """A good signature was no flood: an office behind one address may sign in all day."""
    callers.forget_one(_whose(request), moment(request), SECONDS)


def _whose(request: HttpRequest) -> str:
    return f"signature.{callers.household(request)}"
