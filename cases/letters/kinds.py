"""What a letter of a kind bears: its template, and the name of its issuing body."""

from __future__ import annotations

from typing import Any


def template_of(kind: str) -> str:
    return f"letters/{kind}.html"


def head_of(kind: Any, facts: dict[str, Any]) -> str:
    """The body that issues this letter: that of its kind, unless the letter itself names another."""
    named: str = facts.get("issued_by") or kind.head
    return named


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
