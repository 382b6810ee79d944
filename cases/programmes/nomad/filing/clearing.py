"""What is prepared and was never filed goes, when its owner wants it gone: nobody has decided anything on it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.engine.writing import amend
from cases.evidence.storage import tidying
from cases.law.places import May, states_where
from cases.models import Case, User
from cases.programmes.nomad.filing.changeable import retire
from cases.programmes.nomad.filing.preparing import lock_today


def clear(pk: UUID, user: User, now: datetime, *, request_id: str = "") -> int:
    """Take out each document that is only prepared, and delete with its files, at once, what nobody has seen or signed;
    the answers of the questionnaire are emptied. Returns how many documents, earlier versions too, are deleted.

    What came with a petition that is signed stays: an act rests on it. So do checksums and names of what is deleted,
    and the versions of the answers: the record of the case is not rewritten. Raises NotFoundError, NotNowError.
    """
    with transaction.atomic():
        case = lock_today(pk, user, states_where(May.PREPARE), now)
        for document in [*case.dossier.documents.values()]:
            if not _rests(case, document.uploaded_at):
                retire(document, now)
                recorded = {"kind": document.kind, "name": document.name, "sha256": document.blob_id}
                amend(case, user, now, "detach", recorded, request_id=request_id)
        if case.questionnaire:
            amend(case, user, now, "edit", {"questionnaire": False}, request_id=request_id, questionnaire={})
        gone = tidying.drafts(case)
        tidying.remove(gone, now)
        return len(gone)


def _rests(case: Case, uploaded_at: datetime) -> bool:
    """The signed petition was decided on it."""
    return case.petition_signed_at is not None and uploaded_at <= case.petition_signed_at
