"""One set of data: what the анкета knows of a person goes back to the person, who fills every other paper."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction

from cases.engine.locking import lock_in
from cases.engine.writing import amend
from cases.law.places import May, states_where
from cases.models import Case, Person, QuestionnaireForm, User
from cases.values import countries, passport, questions, telephone
from cases.values.birth import Birth

KEPT_AS_REGISTERED = ("surname", "given_names", "patronymic")
"""Names are those of the certificate; a correction is asked for, not typed (they are registered with the IIN)."""


def share(pk: UUID, user: User, now: datetime, schema: QuestionnaireForm, *, request_id: str = "") -> list[str]:
    """Bring the person's data to what the анкета says. Returns the fields that changed.

    Called when the applicant saves, not while they type. An answer that is no sound value is left where it is; so is
    one that was never given: nothing is emptied. Raises NotFoundError, NotNowError.
    """
    with transaction.atomic():
        case = lock_in(pk, user, states_where(May.FILL))
        person = Person.objects.select_for_update().get(pk=case.person_id)
        changed = _changes(person, schema, case.questionnaire.get("answers", {}))
        if changed:
            _write(case, person, changed, user, now, request_id)
        return list(changed)


def _changes(person: Person, schema: QuestionnaireForm, answers: dict[str, str]) -> dict[str, Any]:
    known = {i["person"]: answers[i["key"]] for i in schema.fields if i.get("person") and answers.get(i["key"])}
    values = {name: _value(name, kept) for name, kept in known.items() if name not in KEPT_AS_REGISTERED}
    return {name: value for name, value in values.items() if value and value != getattr(person, HELD.get(name, name))}


HELD = {"born_on": "born"}
"""Where a field of the questionnaire is more than one column of the person (`Person.born`)."""

READ = {"citizenship": countries.code, "phone": telephone.number, "passport_number": passport.number}
"""Of an answer to an older form, which took any text."""


def _value(name: str, kept: str) -> str | date | Birth | None:
    """As the field of the person holds it; None for what it cannot hold."""
    if name == "born_on":
        return questions.as_birth(kept)
    field: Any = Person._meta.get_field(name)
    try:
        value = questions.as_day(kept) if isinstance(field, models.DateField) else READ.get(name, str)(kept)
        field.clean(value, None)
    except ValidationError:
        return None
    return value


def _write(case: Case, person: Person, changed: dict[str, Any], user: User, now: datetime, request_id: str) -> None:
    for name, value in changed.items():
        setattr(person, HELD.get(name, name), value)
    person._history_user, person._history_date = user, now  # type: ignore[attr-defined]
    person._change_reason = "questionnaire"  # type: ignore[attr-defined]
    person.save(update_fields=[*changed, *(["born_in"] if "born_on" in changed else [])])
    amend(case, user, now, "edit", {"profile": list(changed)}, request_id=request_id)
