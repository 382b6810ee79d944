"""What a partner's machine may know of a case, whether it queries (`cases.api`) or is sent it (`cases.webhooks`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from cases.law.places import place_of, states
from cases.models import Case
from cases.values.iin import masked

PLAIN = ("number", "state", "state_since", "opened_at", "filed_at", "closed_at", "city_id")
PERMIT = ("preliminary_number", "approved_at")


def known_as(state: str) -> str:
    """What a partner sees of a state: whether КНБ was queried, and has answered, is not theirs (interpretation 40)."""
    return str(place_of(state).known_as or state)


def known_states() -> list[tuple[str, str | Promise]]:
    return [(value, label) for value, label in states() if known_as(value) == value]


def hidden_states() -> list[str]:
    return [value for value, _label in states() if known_as(value) != value]


def since(row: dict[str, Any]) -> datetime:
    """When the case came into the state that partners know."""
    began: datetime = row["state_since"]
    return began if known_as(row["state"]) == row["state"] else row["checks_since"] or began


def columns(scopes: Collection[str]) -> list[str]:
    """What is read of a case for somebody with these rights, and no more."""
    wanted = ["id", *PLAIN, "checks_since"]
    wanted += PERMIT if "cases.permit" in scopes else ()
    return [*wanted, "person__iin"] if "cases.person" in scopes else wanted


def facts(row: dict[str, Any]) -> dict[str, Any]:
    """Members of the API's case, as Python values; `row`: the columns above. What was not read is left out."""
    place, state = place_of(row["state"]), known_as(row["state"])
    members = {name: row[name] for name in (*PLAIN, *PERMIT) if name in row}
    members["city"] = members.pop("city_id")
    members |= {"stage": place.stage.value, "final": place.final, "state": state, "state_since": since(row)}
    if iin := row.get("person__iin"):
        members["iin_masked"] = masked(iin)
    return members


def facts_of(case: Case, scopes: Collection[str]) -> dict[str, Any]:
    """The same of a case at hand, as JSON."""
    known = {name: getattr(case, name) for name in ("id", *PLAIN, "checks_since", *PERMIT)} | {
        "person__iin": case.person.iin
    }
    return plain(facts({name: known[name] for name in columns(scopes)}))


def plain(members: dict[str, Any]) -> dict[str, Any]:
    """Moments as ISO 8601 in the zone of law, as the API writes them."""
    return {k: timezone.localtime(v).isoformat() if isinstance(v, datetime) else v for k, v in members.items()}
