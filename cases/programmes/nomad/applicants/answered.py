"""What the answers of the анкета say of the person, as the fields of the person hold it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from cases.values import countries, passport, questions, telephone
from cases.values.birth import Birth

if TYPE_CHECKING:
    from cases.models import Person

KEPT_AS_REGISTERED = ("surname", "given_names", "patronymic")
"""Names are those of the certificate; a correction is requested, not typed (they are registered with the IIN)."""

HELD = {"born_on": "born"}
"""Where a field of the questionnaire is more than one column of the person (`Person.born`)."""

READ = {
    "citizenship": countries.parse_country,
    "phone": telephone.parse_number,
    "passport_number": passport.parse_number,
}
"""Of an answer to an older form, which took any text."""


def changes(person: Person, fields: Iterable[dict[str, Any]], answers: dict[str, str]) -> dict[str, Any]:
    """Field of the person → value that differs from the one it holds. `fields`: those of a QuestionnaireForm.

    An answer that is no sound value is left where it is; so is one that was never entered: nothing is emptied.
    """
    known = {i["person"]: answers[i["key"]] for i in fields if i.get("person") and answers.get(i["key"])}
    values = {name: _value(person, name, answer) for name, answer in known.items() if name not in KEPT_AS_REGISTERED}
    return {name: value for name, value in values.items() if value and value != getattr(person, HELD.get(name, name))}


def columns(changed: dict[str, Any]) -> dict[str, Any]:
    """The same by the columns of the person's row; a birth may be known in part."""
    values = {name: value for name, value in changed.items() if name != "born_on"}
    born: Birth | None = changed.get("born_on")
    return values | ({"born_on": born.on, "born_in": "" if born.on else born.iso} if born else {})


def _value(person: Person, name: str, answer: str) -> str | date | Birth | None:
    """As the field of the person holds it; None for what it cannot hold."""
    if name == "born_on":
        return questions.as_birth(answer)
    field: Any = person._meta.get_field(name)
    try:
        value = questions.as_day(answer) if isinstance(field, models.DateField) else READ.get(name, str)(answer)
        field.clean(value, None)
    except ValidationError:
        return None
    return value
