"""One set of data: what the анкета knows of a person goes back to the person, who fills every other paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cases.engine.writing import amend
from cases.engine.writing.locking import lock_to_fill
from cases.law.places import May, states_where
from cases.models import Case, Person, QuestionnaireForm, User
from cases.programmes.nomad.applicants import answered


def share(pk: UUID, user: User, now: datetime, schema: QuestionnaireForm, *, request_id: str = "") -> list[str]:
    """Bring the person's data to what the анкета says. Returns the fields that changed.

    Called when the applicant saves, not while they type; what was only saved while they typed follows with the filing
    (`stages.application.file_application`). Raises NotFoundError, NotNowError.
    """
    with transaction.atomic():
        case = lock_to_fill(pk, user, states_where(May.FILL))
        person = Person.objects.select_for_update().get(pk=case.person_id)
        changed = answered.changes(person, schema.fields, case.questionnaire.get("answers", {}))
        if changed:
            _write(case, person, changed, user, now, request_id)
        return list(changed)


def _write(case: Case, person: Person, changed: dict[str, Any], user: User, now: datetime, request_id: str) -> None:
    columns = answered.columns(changed)
    for name, value in columns.items():
        setattr(person, name, value)
    person._history_user, person._history_date = user, now  # type: ignore[attr-defined]
    person._change_reason = "questionnaire"  # type: ignore[attr-defined]
    person.save(update_fields=list(columns))
    amend(case, user, now, "edit", {"profile": list(changed)}, request_id=request_id)
