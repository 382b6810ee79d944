"""A request to a telephone, from the browser that asks to the signatures that come back.

Who has the QR code alone learns what is asked and by whom, not of whom; who has opened it gets a token, and the last
one given counts until the documents are shown: from then on the code opens nothing. A signature is verified here as any
other is, and is taken again by the page that it is for; the browser that asked carries it there, and no other can.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.eds.base import EdsError, Purpose
from cases.eds.mobile import contract
from cases.eds.mobile.contract import AskedDocument
from cases.eds.verify import verify
from cases.models import Case, MobileSigning, User

REFUSALS = 5
"""So many signatures that do not hold end a request."""
_OPEN = (MobileSigning.WAITING, MobileSigning.OPENED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a browser asks a telephone for."""

    documents: Sequence[AskedDocument]
    act: str
    """What is done by it, in words that name nobody."""
    purpose: Purpose
    iin: str
    """Of who has to sign; "" takes anybody's."""
    drawn_up_at: datetime
    """When the oldest document was first displayed."""
    action: str
    """The page that takes the signatures."""
    carried: Sequence[tuple[str, Any]]
    """What goes there with them."""
    back: str
    case: Case | None = None
    until: datetime | None = None
    """Where it ends before the minutes of the setting are over."""


def secret_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def begin(wanted: Wanted, user: User | None, browser: str, now: datetime) -> MobileSigning:
    """`browser`: a secret that this browser alone has."""
    code = f"{secrets.randbelow(10_000):04d}"
    ends = now + timedelta(minutes=settings.EDS_MOBILE_MINUTES)
    row = MobileSigning(
        browser=secret_digest(browser),
        address=secrets.token_urlsafe(32),
        code=code,
        user=user,
        case=wanted.case,
        purpose=wanted.purpose.value,
        iin=wanted.iin,
        language=(get_language() or "ru")[:2],
        description=_described(wanted.act, code),
        documents=[document.plain() for document in wanted.documents],
        drawn_up_at=wanted.drawn_up_at,
        action=wanted.action,
        carried=[[str(name), "" if value is None else str(value)] for name, value in wanted.carried],
        back=wanted.back,
        began_at=now,
        expires_at=min(ends, wanted.until) if wanted.until else ends,
    )
    row.save(force_insert=True)
    return row


def _described(act: str, code: str) -> str:
    words = _(
        "%(portal)s, %(address)s: %(act)s. Go on only if the screen before you shows the code %(code)s and you have "
        "asked for this yourself; nobody else may ask you to."
    )
    facts = {"portal": contract.PORTAL, "address": settings.PUBLIC_URL, "act": act, "code": code}
    return (words % facts)[:500]


def opened(address: str, now: datetime) -> dict[str, Any] | None:
    """The answer to call 1, with a token of its own; None where there is nothing to open, or not any more."""
    token = secrets.token_urlsafe(32)
    rows = MobileSigning.objects.filter(address=address, state__in=_OPEN, expires_at__gt=now)
    if not _move(rows, MobileSigning.OPENED, token=secret_digest(token), opened_at=now):
        return None
    return contract.opening_answer(MobileSigning.objects.get(address=address), token)


def by_token(address: str, token: str, now: datetime) -> MobileSigning | None:
    """The request that this token was given for and that still waits."""
    if not token:
        return None
    row = MobileSigning.objects.filter(address=address, token=secret_digest(token)).select_related("case").first()
    return row if row is not None and row.is_open(now) else None


def shown(row: MobileSigning) -> dict[str, Any]:
    """The answer to call 2: from here on the code opens nothing, the token alone does."""
    _move(MobileSigning.objects.filter(pk=row.pk, state__in=_OPEN), MobileSigning.SHOWN)
    return contract.documents_answer(row)


def take_back(row: MobileSigning, sent: object, now: datetime) -> None:
    """Keeps the signatures for the browser that waits, all of them or none.

    Raises EdsError for whatever does not hold; `mobile_spent` where another answer was quicker.
    """
    try:
        came = contract.signatures(row, sent)
        names = {_verified(row, n, cms, now) for n, cms in enumerate(came)}
    except EdsError as error:
        refuse(row, error)
        raise
    facts = {"signatures": came, "signed_at": now, "signer_name": ", ".join(sorted(names))[:300], "fault": ""}
    waits = MobileSigning.objects.filter(pk=row.pk, token=row.token, state__in=(*_OPEN, MobileSigning.SHOWN))
    if not _move(waits, MobileSigning.SIGNED, **facts):
        raise EdsError("mobile_spent")


def _verified(row: MobileSigning, place: int, cms: str, now: datetime) -> str:
    """The name of the signer."""
    content = b64decode(row.documents[place]["document"]["file"]["data"])
    purpose = Purpose(row.purpose)
    return verify(cms, content, purpose, now, iin=row.iin, not_before=row.drawn_up_at).signer.full_name


def refuse(row: MobileSigning, error: EdsError) -> None:
    """Remembered for the browser that waits; the telephone may try again, some times."""
    with translation.override(row.language):
        words = str(error)[:1000]
    rows = MobileSigning.objects.filter(pk=row.pk)
    rows.exclude(state=MobileSigning.SIGNED).update(fault=words, refused=F("refused") + 1)
    _move(rows.filter(refused__gte=REFUSALS).exclude(state=MobileSigning.SIGNED), MobileSigning.STOPPED)


def stop_signing(row: MobileSigning) -> None:
    """The person at the browser does not want it any more."""
    _move(MobileSigning.objects.filter(pk=row.pk).exclude(state=MobileSigning.SIGNED), MobileSigning.STOPPED)


def _move(rows: QuerySet[MobileSigning], state: str, **facts: Any) -> int:
    """How many of them were moved: of two at once the second finds none."""
    return rows.update(**{"state": state} | facts)
