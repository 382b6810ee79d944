"""The handlers of the rows of the outbox. The handlers live in rooms above this one; `cases.apps` registers them
at the start, so that types and imports are checked like any others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q

from cases.models import Attempt, Effect, Exchange


class EffectHandler(Protocol):
    """Does one effect. Any exception is a failed attempt; doing it twice has to do no harm.

    `ref`: the subject's row. `request_id`: of the request that caused it.
    """

    def __call__(self, ref: UUID, now: datetime, request_id: str, /) -> None: ...


class InboxHandler(Protocol):
    """Applies the answer or message of the exchange `pk` to its case, once. Any exception: it is tried again later."""

    def __call__(self, pk: UUID, now: datetime, /) -> None: ...


class Carrier(Protocol):
    """The way to the outside systems. A module with these functions will do."""

    def joined_systems(self) -> Collection[str]:
        """The systems that the portal itself queries; the others are queried by hand."""

    def open_to(self, now: datetime) -> Q:
        """The exchanges whose system may be called at this moment."""

    def blocked_until(self, system: str, now: datetime) -> datetime | None:
        """None: send. Else the moment before which nothing may be sent to this system."""

    def is_needed(self, exchange: Exchange) -> bool:
        """False: the message is not to leave any more. `exchange`: with its case."""

    def send(self, exchange: Exchange, now: datetime) -> tuple[Attempt, dict[str, Any]]:
        """One attempt, outside of any transaction: its row, not yet written, and the new columns of the exchange."""


class Handlers:
    effects: dict[str, EffectHandler]
    carrier: Carrier
    inbox: InboxHandler


HANDLERS = Handlers()


def register(*, effects: Mapping[str, EffectHandler], carrier: Carrier, inbox: InboxHandler) -> None:
    """Raises ImproperlyConfigured when a kind of effects has no handler, or a handler no kind."""
    different = effects.keys() ^ dict(Effect.KINDS).keys()
    if different:
        raise ImproperlyConfigured(f"effects and their handlers differ: {', '.join(sorted(different))}")
    HANDLERS.effects, HANDLERS.carrier, HANDLERS.inbox = dict(effects), carrier, inbox
