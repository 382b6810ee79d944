"""A link that goes to a mailbox, works once and for a time: the row keeps the hash alone, the mail the secret."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from cases.law.errors import CaseError

_Row = TypeVar("_Row", bound=Model)


class SpentError(CaseError):
    """No link of ours, used already, or too old."""

    status = 410


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_token(row: Model, now: datetime) -> str:
    """For the mail that leaves now; one made at an earlier attempt that failed opens nothing any more."""
    token = secrets.token_urlsafe(32)
    type(row)._default_manager.filter(pk=row.pk).update(digest=token_digest(token), sent_at=now)
    return token


def of_token(rows: QuerySet[_Row], token: str) -> QuerySet[_Row]:
    """The row whose link it is, or none."""
    return rows.filter(digest=token_digest(token)).exclude(digest="")
