"""What is long and is signed with a step, by the checksum that its sheet holds (`cases.eds.sheets`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.engine.steps import Annex
from cases.values.countries import country_name

if TYPE_CHECKING:
    from cases.models import Case


def _answers(case: Case) -> dict[str, Any]:
    """The анкета-заявление that п. 10(5) wants signed."""
    found = case.questionnaire
    return {"version": found.get("version", ""), "answers": found.get("answers", {})}


def _statement(case: Case) -> dict[str, str]:
    """The fields of the annex to the Algorithm (п. 20(10)): who consents, and by which document they are known."""
    person = case.person
    names = ("full_name", "iin", "born_on", "birth_place", "citizenship", "address", "phone", "passport_number",
             "passport_issued_on", "passport_issuer")  # fmt: skip
    named = " / ".join(country_name(person.citizenship, language) for language in ("ru", "kk"))
    known = {name: str(getattr(person, name) or "") for name in names}
    return known | {"born_on": str(person.born or ""), "citizenship_name": named}


QUESTIONNAIRE = Annex("questionnaire", _answers)
STATEMENT = Annex("statement", _statement)
