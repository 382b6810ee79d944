"""The path from a certificate to an authority this portal trusts (RFC 5280, 6, with the profile of НУЦ РК)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from cases.eds.base import EdsError, Signer
from cases.eds.pki import limits
from cases.eds.pki.anchors import Anchors, anchors
from cases.eds.pki.certificates import Certificate
from cases.law.calendar import ALMATY

Path = tuple[Certificate, ...]
_Fits = Callable[[Path, Certificate], bool]

_LONGEST = 5
_CACHED = 1024
"""Cached paths: one for each recent signer. What is cached is who signed whom, which no day changes; the days are
looked at each time."""


def path(certificate: Certificate, extra: Sequence[Certificate], at: datetime, trusted: Anchors | None = None) -> Path:
    """From `certificate` to a root, every one of them in force at `at`. `extra`: certificates that the signature
    carried. `trusted`: other anchors than those of this portal (`anchors.anchors_with`).

    EdsError "usage" (an authority is no signer), "unknown_issuer", "chain", "expired", "not_yet_valid", and of the
    algorithms "gost_2004", "algorithm", "point".
    """
    if certificate.is_authority:
        raise EdsError("usage")
    chain = _path(certificate, tuple(extra), trusted or anchors())
    check_term(certificate.signer, at)
    if not all(link.not_before <= at <= link.not_after for link in chain[1:]):
        raise EdsError("chain")
    return chain


def check_term(signer: Signer, at: datetime) -> None:
    """EdsError "expired", "not_yet_valid", with the day in Kazakhstan."""
    if at < signer.not_before:
        raise EdsError("not_yet_valid", day=signer.not_before.astimezone(ALMATY).date())
    if at > signer.not_after:
        raise EdsError("expired", day=signer.not_after.astimezone(ALMATY).date())


@lru_cache(maxsize=_CACHED)
def _path(certificate: Certificate, extra: Path, trusted: Anchors) -> Path:
    """Only a path that exists is cached: lru_cache stores no exceptions."""
    if not certificate.is_understood:
        raise EdsError("chain")
    pool = trusted.roots | trusted.between
    known = (*pool, *(candidate for candidate in dict.fromkeys(extra) if candidate not in pool))
    for chain in _climb((certificate,), known, trusted.roots, _holds):
        return chain
    # Who tells a path to us by its names, and has it not, is another fault than nobody we know.
    if any(_climb((certificate,), known, trusted.roots, _is_named)):
        raise EdsError("chain")
    raise EdsError("unknown_issuer", issuer=certificate.signer.issuer)


def _climb(below: Path, known: Path, roots: frozenset[Certificate], fits: _Fits) -> Iterator[Path]:
    """Every path to a root, in the order of `known`. The depth bounds the work: some ten certificates are known."""
    for above in known:
        if above in below or not fits(below, above):
            continue
        whole = (*below, above)
        if above in roots:
            yield whole
        elif len(whole) < _LONGEST:
            yield from _climb(whole, known, roots, fits)


def _is_named(below: Path, above: Certificate) -> bool:
    return below[-1].names(above)


def _holds(below: Path, above: Certificate) -> bool:
    """May `above` have issued the last one below it, and did it? The signature comes last: it alone costs time."""
    last, longest = below[-1], above.path_length
    between = sum(1 for link in below[1:] if link.issuer != link.subject)
    return (
        last.names(above)
        and above.may_certify
        and above.is_understood
        and (longest is None or between <= longest)
        and limits.purposes_fit(below[0], above)
        and all(limits.names_fit(link, above) for link in below if link is below[0] or link.issuer != link.subject)
        and last.is_signed_by(above)
    )
