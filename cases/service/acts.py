"""What the sides do besides moving a case: each is one transaction, checks the caller, and is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from cases.accounts import addresses, helping, naming, passwords, signing_in
from cases.eds import EdsError
from cases.engine.people.notices import mark_read as read_notices
from cases.engine.people.notices import rings
from cases.engine.writing.audit import record_reading
from cases.evidence.casefile import write as write_case_file
from cases.gateways import payment_gateway
from cases.models import Person, User
from cases.programmes.complaint.opening import open_about_delay, open_complaint
from cases.programmes.nomad import filing
from cases.programmes.nomad.applicants.sharing import share
from cases.programmes.nomad.filing.paying import start_payment

__all__ = [
    "EdsError",
    "addresses",
    "filing",
    "helping",
    "locked_person",
    "naming",
    "open_about_delay",
    "open_complaint",
    "passwords",
    "payment_gateway",
    "read_notices",
    "record_reading",
    "rings",
    "set_language",
    "share",
    "signing_in",
    "start_payment",
    "write_case_file",
]


def set_language(user: User, code: str, mails: str = "") -> None:
    """The language of the user's pages and mail; `mails`: which notices go by mail, "" as they do."""
    mails = mails or user.mails
    if (user.language, user.mails) != (code, mails):
        user.language, user.mails = code, mails
        user.save(update_fields=["language", "mails"])


@contextmanager
def locked_person(pk: UUID) -> Iterator[Person]:
    """The person's row for a form that writes it, in a transaction, locked until its end."""
    with transaction.atomic():
        yield Person.objects.select_for_update().get(pk=pk)
