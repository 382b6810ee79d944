"""How often one household may try to come in: to look at a signature or a password costs more than to send one, and
each password that fails leaves a row, whatever account it names."""

from __future__ import annotations

from django.http import HttpRequest

from cases.web.request import callers, stranger_limit
from cases.web.request.moment import moment

ATTEMPTS, SECONDS = 30, 300
SIGNATURE, PASSWORD = "signature", "password"


ADDRESS, EVERYBODY = "address", "everybody"


def too_many_attempts(request: HttpRequest, what: str = SIGNATURE) -> str:
    """Counts an attempt. Not "" when there were too many: of this household ("address"), or of all strangers together
    ("everybody"), which goes for passwords alone: a signature that fails leaves no row.
    """
    now = moment(request)
    if callers.count(_whose(request, what), now, SECONDS) > ATTEMPTS:
        return ADDRESS
    return EVERYBODY if what == PASSWORD and stranger_limit.too_many(PASSWORD, now) else ""


def forget_attempts(request: HttpRequest, what: str = SIGNATURE) -> None:
    """A good one was no flood: an office behind one address may sign in all day."""
    callers.uncount(_whose(request, what), moment(request), SECONDS)
    if what == PASSWORD:
        stranger_limit.forgive(moment(request))


def _whose(request: HttpRequest, what: str) -> str:
    return f"{what}.{callers.household(request)}"
