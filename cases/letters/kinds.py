"""Every kind of letter: its template, and whose letterhead it bears. Compared with `LETTER_NAMES` by a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """`head`: the body that issues the letter (`hub`, `ministry`, `department`, `psc`), none for an applicant's form.

    `to`: whom it is addressed to, the applicant or the migration service. `words`: whether the reasons that the
    official writes with the step (its `text`) are printed. They are where the order asks for reasons (п. 9, 12, 19, 21,
    24); what is written "for the record" stays in the file. Nothing is assumed: every kind says it.
    """

    template: str
    head: str = ""
    to: str = "person"
    words: bool = field(kw_only=True)


SHEETS = {
    "interview_invitation": LetterSheet("letters/interview_invitation.html", "hub", words=False),
    "petition": LetterSheet("letters/petition.html", "ministry", to="migration", words=False),
    "petition_refusal": LetterSheet("letters/petition_refusal.html", "hub", words=True),
    "rework_return": LetterSheet("letters/rework_return.html", "department", words=True),
    "annulment": LetterSheet("letters/annulment.html", "department", words=False),
    "preliminary_approval": LetterSheet("letters/preliminary_approval.html", "department", words=False),
    "preliminary_refusal": LetterSheet("letters/preliminary_refusal.html", "department", words=True),
    "lapse": LetterSheet("letters/lapse.html", "department", words=False),
    "intake_receipt": LetterSheet("letters/intake_receipt.html", "psc", words=False),
    "package_missing": LetterSheet("letters/package_missing.html", "psc", words=True),
    "courier_registry": LetterSheet("letters/courier_registry.html", "psc", to="migration", words=False),
    "final_grant": LetterSheet("letters/final_grant.html", "department", words=False),
    "final_refusal": LetterSheet("letters/final_refusal.html", "department", words=True),
    "consent_form": LetterSheet("letters/consent_form.html", words=False),
}


def issuer(head: str, facts: dict[str, Any]) -> dict[str, str]:
    """Name of the issuing body, {"ru", "kk"}: the city's own department where the case has one; {} without a head."""
    if not head:
        return {}
    if head == "department":
        department: dict[str, str] | None = facts.get("department")
        return department or _body(facts, "police_dept")
    return _body(facts, head)


def _body(facts: dict[str, Any], key: str) -> dict[str, str]:
    name: dict[str, str] = facts["bodies"][key]["name"]
    return name
