"""What becomes of a signature after its day: revocation queried again, the signature verified again, and the alarm when
it falls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import OuterRef, Subquery

from cases.eds import storing
from cases.eds.base import EdsError, Revocation, Status
from cases.eds.revocation import ensure, recheck_at
from cases.eds.verify import reverify, revocation_of
from cases.engine.writing import amend, locking
from cases.law.actors import CITY_ACTORS, Actor
from cases.law.calendar import ALMATY
from cases.models import Case, Notice, Signature, SignatureCheck, User
from cases.models.row import in_chunks
from cases.outbox import writing

log = structlog.get_logger(__name__)


class StillUncheckedError(Exception):
    """Nobody has the last word yet: the outbox tries again, and in the end gives up into the administrator's list."""


def recheck(ref: UUID, now: datetime, request_id: str = "") -> None:
    """Ask again whether the certificate of a signature was revoked when it signed; keep the answer.

    Raises StillUncheckedError, also when a list from before the signature says good: a younger one has to confirm it.
    A certificate revoked before it signed raises the alarm once, and the step remains: what follows is for people.
    """
    signature = Signature.objects.select_related("case").get(pk=ref)
    revocation = revocation_of(signature.cms, signature.sheet.encode(), signature.at, now)
    if revocation.status == Status.UNCHECKED:
        raise StillUncheckedError(signature.serial)
    with transaction.atomic():
        case = locking.lock([signature.case_id], None)[0]
        known = SignatureCheck.objects.filter(signature=ref, status=Status.REVOKED).exists()
        storing.check(signature, revocation, now).save(force_insert=True)
        if revocation.status == Status.REVOKED and not known:
            _alarm(case, signature, revocation, now, request_id)
    if recheck_at(revocation, signature.at):
        raise StillUncheckedError(signature.serial)


def _alarm(case: Case, signature: Signature, revocation: Revocation, now: datetime, request_id: str) -> None:
    """An event in the case's log, a notice to the desk of the case, and a line in the portal's log."""
    day = (revocation.revoked_at or now).astimezone(ALMATY).date().isoformat()
    facts = {"step": signature.step, "day": day}
    amend(case, None, now, "signature_revoked", facts, request_id=request_id)
    notices = [Notice(case=case, user=user, what="signature_revoked", facts=facts, at=now) for user in _desk(case)]
    Notice.objects.bulk_create(notices)
    writing.enqueue(now, [("mail", notice.pk) for notice in notices], request_id=request_id)
    log.error("a signature's certificate was revoked", case=case.number, step=signature.step, ref=str(signature.pk))


def _desk(case: Case) -> list[User]:
    """The people of the desk the case waits on; where it waits on nobody of the staff, those who sign and decide."""
    role = case.waits_on if case.waits_on not in ("", Actor.APPLICANT) else Actor.SIGNER
    people = User.objects.filter(role=role, is_active=True)
    return list(people.filter(city=case.city_id) if role in CITY_ACTORS else people)[:200]


@dataclass(slots=True)
class Tally:
    good: int = 0
    unchecked: int = 0
    bad: int = 0


def verify_stored(now: datetime, tally: Tally, chunk: int = 500) -> Iterator[tuple[Signature, str]]:
    """Verify every stored signature again, as of the moment it came; yields the invalid ones, with the reason.

    Memory does not grow with their number. Revocation is not queried again here: what is known is in the checks.
    """
    newest = SignatureCheck.objects.filter(signature=OuterRef("pk")).order_by("-id")
    known = {name: Subquery(newest.values(name)[:1]) for name in ("status", "revoked_at")}
    rows = Signature.objects.defer("annex").annotate(known=known["status"], known_revoked_at=known["revoked_at"])
    for row in in_chunks(rows, chunk):
        try:
            status = Status(row.known or row.revocation)
            reverify(row.cms, row.sheet.encode(), row.at, now, revocation=False)
            ensure(Revocation(status, at=now, revoked_at=row.known_revoked_at))
        except (EdsError, ValueError) as error:
            tally.bad += 1
            yield row, str(error)
            continue
        if status == Status.UNCHECKED:
            tally.unchecked += 1
        else:
            tally.good += 1
