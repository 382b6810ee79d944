"""The one way in: from what a browser sent to a verified signature, or the reason why it is refused.

The moment that counts is the one when it came to us: the clock of the signer's computer proves nothing, and is only
required to be close to ours and not before the content was first displayed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cases.eds import builtin, purposes
from cases.eds.base import Backend, EdsError, Purpose, Revocation, Signer, Status, Verified
from cases.eds.cms import read
from cases.eds.decode import decode
from cases.values import moments

BACKENDS = {"builtin": "cases.eds.builtin", "ncanode": "cases.eds.ncanode"}


def verify(
    cms: str | bytes,
    content: bytes,
    purpose: Purpose,
    now: datetime,
    *,
    iin: str = "",
    not_before: datetime | None = None,
    way: str = "",
) -> Verified:
    """`cms`: Base64, PEM or DER of a signature over `content`. `iin`: whose it must be; "" takes anybody's. `now`: when
    it came; `not_before`: when the content was first displayed. EdsError for every fault."""
    message = read(decode(cms), content)
    if message.certificate.is_authority:
        raise EdsError("usage")
    backend = _backend(settings.EDS_BACKEND)
    signer, revocation = message.certificate.signer, backend.check(message, now, now)
    _check_signer(signer, purpose, iin)
    _check_clock(message.claimed_at, now, not_before)
    _check_revocation(revocation)
    signed = message.content, message.cms
    return Verified(signer, purpose, *signed, now, message.claimed_at, revocation, backend=backend.NAME, way=way)


def reverify(cms: bytes, content: bytes, at: datetime, now: datetime, *, revocation: bool = True) -> Revocation:
    """A signature stored since `at`, judged by what is known `now`: always by ourselves, for a back end may not know
    the past. EdsError "revoked" when it was revoked by then, and for every other fault.

    `revocation` False queries nobody, so the result is "unchecked": mathematics, chain and the days at `at` are valid.
    """
    message = read(decode(cms), content)
    if revocation:
        return builtin.check(message, now, at)
    builtin.check_offline(message, at)
    return Revocation(Status.UNCHECKED)


def revocation_of(cms: bytes, content: bytes, at: datetime, now: datetime) -> Revocation:
    """`reverify` for callers that store the result: a certificate revoked by then is a result, with day and
    evidence."""
    return builtin.revocation_of(read(decode(cms), content), now, at)


@cache
def _backend(name: str) -> Backend:
    module = BACKENDS.get(name)
    if module is None:
        raise ImproperlyConfigured(f"EDS_BACKEND is {name!r}, not one of {', '.join(BACKENDS)}")
    return cast(Backend, import_module(module))


def _check_signer(signer: Signer, purpose: Purpose, iin: str) -> None:
    purposes.ensure(signer, purpose, ministry_bin=settings.EDS_MINISTRY_BIN)
    if not signer.iin:
        raise EdsError("no_iin")
    if iin and signer.iin != iin:
        raise EdsError("other_iin")


def _check_clock(claimed: datetime | None, now: datetime, not_before: datetime | None) -> None:
    skew = timedelta(seconds=settings.EDS_CLOCK_SKEW)
    if claimed is None:
        return
    if claimed > now + skew:
        raise EdsError("clock_ahead", moment=_moment(claimed))
    if not_before is not None and claimed < not_before - skew:
        raise EdsError("clock_behind", moment=_moment(claimed))


def _check_revocation(revocation: Revocation) -> None:
    if revocation.status is Status.UNCHECKED and settings.EDS_UNCHECKED == "wait":
        raise EdsError("revocation_waits")


def _moment(at: datetime) -> str:
    return moments.moment(at)
