"""A change as it is entered: kept as it was sent, named in both official languages, announced to who confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from cases.accounts.passwords import notify
from cases.admin.changes import in_language_of, row_digest
from cases.models import ProposedChange, User

LONGEST = 300


def enter_change(
    model: type[models.Model],
    row: models.Model | None,
    named: object,
    by: User,
    at: datetime,
    others: Iterable[User],
    facts: Mapping[str, Any],
) -> ProposedChange:
    """`named`: what it is about, a text in the active language; `facts`: the other columns. Raises IntegrityError where
    another change of the row is open."""
    names = {"named": in_language_of("ru", named)[:LONGEST], "named_kk": in_language_of("kk", named)[:LONGEST]}
    key, base = (str(row.pk), row_digest(row)) if row is not None else ("", "")
    with transaction.atomic():
        proposal = ProposedChange.objects.create(
            by=by, at=at, label=model._meta.label_lower, row=key, base=base, **names, **facts
        )
        for other in others if proposal.state == ProposedChange.WAITS else ():
            table, name = (in_language_of(other.language, words) for words in (model._meta.verbose_name, named))
            notify(other, "proposal_waits", at, named=f"{table}: {name}"[:LONGEST])
    return proposal
