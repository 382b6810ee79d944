"""Several cases signed at a sitting: what is to be signed of each, and the result.

Each case is one signature over one sheet and one transaction, as where it is signed alone; the session only remembers
which were chosen, with what facts, and how far it has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.eds.base import Verified
from cases.engine import performing
from cases.engine.steps import STEPS, Step
from cases.engine.steps.errors import WrongStateError
from cases.engine.steps.facts import StepFacts, packed, unpacked
from cases.law.errors import CaseError, NotFoundError, NotNowError
from cases.models import Case, SigningItem, SigningSession, User

MOST = 20
"""Cases of one sitting: each sheet is read before it is signed."""
LEFT = _("This petition is not before you any more: it was withdrawn, or has gone back to the screening.")
NONE = _("Choose at least one case.")
TOO_MANY = _("Choose {most} cases at most: each is read before it is signed.")


def begin(user: User, name: str, chosen: Mapping[UUID, StepFacts], now: datetime) -> SigningSession:
    """`chosen`: by case, the facts of its step. What cannot be signed now is there with the reason, in the active
    language. Raises NotNowError."""
    if len(chosen) > MOST:
        raise NotNowError(format_lazy(TOO_MANY, most=MOST))
    cases = Case.objects.visible_to(user).filter(pk__in=chosen).select_related("person", "city", "slot")
    known = {case.pk: case for case in cases}
    if not known:
        raise NotNowError(NONE)
    with transaction.atomic():
        session = SigningSession.objects.create(user=user, step=name, at=now)
        items = [_item(session, known[pk], user, facts, now) for pk, facts in chosen.items() if pk in known]
        SigningItem.objects.bulk_create(items)
    return session


def _item(session: SigningSession, case: Case, user: User, facts: StepFacts, now: datetime) -> SigningItem:
    item = SigningItem(session=session, case=case, facts=packed(facts))
    try:
        performing.ensure(case, STEPS[session.step], user, now, None)
    except CaseError as error:
        item.state, item.words, item.at = SigningItem.REFUSED, str(error)[:500], now
    return item


def items_of(user: User, session: UUID) -> list[Any]:
    """Of one of the user's own sessions, in the order in which they were chosen."""
    return list(_items(user).filter(session=session).order_by("id"))


def item_of(user: User, pk: UUID) -> Any | None:
    """Of a session of the user's own."""
    return _items(user).filter(pk=pk).first()


def _items(user: User) -> QuerySet[Any]:
    """Those of the user's own sessions, with what their sheets are drawn up from. `seen`: the user sees the case
    still."""
    visible = Case.objects.visible_to(user).filter(pk=OuterRef("case"))
    rows = SigningItem.objects.filter(session__user=user).annotate(seen=Exists(visible))  # type: ignore[no-redef]
    return rows.select_related("session", "case__person", "case__city", "case__slot")


def facts_of(item: SigningItem) -> StepFacts:
    """The facts of the step, as they were chosen when the sitting began. Raises FactsError."""
    return unpacked(step_of(item), item.facts)


def step_of(item: SigningItem) -> Step:
    """The one that its sitting signs."""
    return STEPS[item.session.step]


def sign_item(pk: UUID, user: User, signature: Verified, now: datetime, request_id: str = "") -> SigningItem:
    """Take the step with this signature, once: of two presses the second finds it done. What fails for a reason that
    may pass stays, with the reason. Raises SigningItem.DoesNotExist."""
    with transaction.atomic():
        item = _items(user).select_for_update(of=("self",)).get(pk=pk)
        if item.state != SigningItem.DONE:
            state, words = _tried(item, user, signature, now, request_id)
            _put(item, state, words, now)
    return item


def failed(item: SigningItem, error: CaseError, now: datetime) -> SigningItem:
    """The signature itself was no good: the case waits on."""
    if item.state == SigningItem.WAITS:
        _put(item, SigningItem.WAITS, str(error), now)
    return item


def recheck(item: SigningItem, user: User, now: datetime) -> SigningItem:
    """Of what waits: whether it still can be signed. What cannot any more is refused, with the reason; what is
    delayed for a while stays. `item`: of `items_of` or `item_of`."""
    if item.waits and not item.seen:
        _put(item, SigningItem.REFUSED, str(LEFT), now)
    elif item.waits:
        try:
            performing.ensure(item.case, step_of(item), user, now, None)
        except WrongStateError as error:
            _put(item, SigningItem.REFUSED, str(error), now)
        except CaseError as error:
            _put(item, SigningItem.WAITS, str(error), now)
    return item


def _tried(item: SigningItem, user: User, signature: Verified, now: datetime, request_id: str) -> tuple[str, str]:
    try:
        with transaction.atomic():
            performing.perform(
                item.case_id, item.session.step, user, now, facts_of(item), signature=signature, request_id=request_id
            )
    except (WrongStateError, NotFoundError) as error:
        return SigningItem.REFUSED, str(error)
    except CaseError as error:
        return SigningItem.WAITS, str(error)
    return SigningItem.DONE, ""


def _put(item: SigningItem, state: str, words: str, now: datetime) -> None:
    item.state, item.words, item.at = state, words[:500], now
    item.save(update_fields=["state", "words", "at"])
