"""The packages of a registry as they come to the officer (п. 21): each is received, or missing, by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.engine import performing
from cases.engine.steps import step_where
from cases.law.errors import CaseError, NotNowError
from cases.models import CourierRegistry, RegistryItem, User
from cases.programmes.nomad.facts import OriginalsReceived
from cases.values.wording import NOTE, text_fault

NOT_ON_WAY = _("This package is not on its way: it was not handed over, or was received already.")
NO_WORDS = _("Tick the package as received, or say in words what is wrong with it.")


def receive(
    of: CourierRegistry, user: User, there: Mapping[UUID, bool], words: Mapping[UUID, str], now: datetime, rid: str = ""
) -> dict[UUID, str]:
    """`there`: by the key of the package, whether it lay in the bag; `words`: what is wrong with it. One that is there
    is received by `receive_originals`, with its words; one that is not stays on its way, with the remark on it. Why
    a package was not recorded, by its key."""
    wrong: dict[UUID, str] = {}
    for pk, received in there.items():
        try:
            _settle(of, user, pk, received, words.get(pk, "").strip(), now, rid)
        except CaseError as error:
            wrong[pk] = str(error)
    return wrong


def _settle(
    of: CourierRegistry, user: User, pk: UUID, received: bool, words: str, now: datetime, request_id: str
) -> None:
    with transaction.atomic():
        still = (RegistryItem.HANDED, RegistryItem.MISSING)
        item = of.items.select_for_update().filter(pk=pk, state__in=still).first()
        if item is None:
            raise NotNowError(NOT_ON_WAY)
        if not received and (why := text_fault(words, NOTE)):
            raise NotNowError(why if words else NO_WORDS)
        if received:
            facts = OriginalsReceived(text=words)
            performing.perform(
                item.case_id, step_where(facts=OriginalsReceived).name, user, now, facts, request_id=request_id
            )
        item.state = RegistryItem.RECEIVED if received else RegistryItem.MISSING
        item.words, item.settled_at, item.settled_by = words[:500], now, user
        item.save()
