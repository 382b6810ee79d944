"""A registry of the courier that was closed by mistake, before the courier has come."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.engine.writing import amend, locking
from cases.law.errors import NotNowError
from cases.models import CourierRegistry, RegistryItem, User
from cases.programmes.nomad.counter.registries import items_of, locked_registry, open_registry
from cases.values.wording import NOTE, text_fault

OPEN = _("The registry is open already.")
WITH_COURIER = _("The courier has packages of this registry already: it is not opened again.")
ANOTHER = _("Another registry of this centre is being filled: close it first, or empty it.")


def reopen(of: CourierRegistry, user: User, words: str, now: datetime, request_id: str = "") -> None:
    """A registry that was closed by mistake is filled again, and is closed under a new number. Each of its cases
    records it with the reason. Raises NotNowError."""
    if wrong := text_fault(words, NOTE):
        raise NotNowError(wrong)
    with transaction.atomic():
        locked = locked_registry(of)
        if locked.open:
            raise NotNowError(OPEN)
        if locked.handed_at or locked.items.exclude(state=RegistryItem.LISTED).exists():
            raise NotNowError(WITH_COURIER)
        if open_registry(user) is not None:
            raise NotNowError(ANOTHER)
        facts = {"registry": locked.number, "text": words.strip()}
        for case in locking.lock([item.case_id for item in items_of(locked)], user):
            amend(case, user, now, "registry_reopened", facts, request_id=request_id)
        locked.number, locked.closed_at, locked.closed_by = None, None, None
        locked.save()
