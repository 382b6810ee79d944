"""Every kind of letter: its template, and whose letterhead it bears. Compared with `LETTER_NAMES` by a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """`head`: the body that issues the letter (`hub`, `ministry`, `department`, `psc`), none for an applicant's form.

    `to`: whom it is addressed to, the applicant or the migration service.
    """

    template: str
    head: str = ""
    to: str = "person"


SHEETS = {
    "interview_invitation": Sheet("letters/interview_invitation.html", "hub"),
    "petition": Sheet("letters/petition.html", "ministry", to="migration"),
    "petition_refusal": Sheet("letters/petition_refusal.html", "hub"),
    "rework_return": Sheet("letters/rework_return.html", "department"),
    "annulment": Sheet("letters/annulment.html", "department"),
    "preliminary_approval": Sheet("letters/preliminary_approval.html", "department"),
    "preliminary_refusal": Sheet("letters/preliminary_refusal.html", "department"),
    "lapse": Sheet("letters/lapse.html", "department"),
    "intake_receipt": Sheet("letters/intake_receipt.html", "psc"),
    "package_missing": Sheet("letters/package_missing.html", "psc"),
    "courier_registry": Sheet("letters/courier_registry.html", "psc", to="migration"),
    "final_grant": Sheet("letters/final_grant.html", "department"),
    "final_refusal": Sheet("letters/final_refusal.html", "department"),
    "consent_form": Sheet("letters/consent_form.html"),
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
