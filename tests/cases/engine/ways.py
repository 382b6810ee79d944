"""Ways to take any step and to see what was written, for the tests of the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import connection

from cases.engine import performing
from cases.engine.steps import STEPS
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.models import CalendarDay, CalendarYear, Case, Deadline, Event, Slot, User
from cases.programmes.nomad import corrections, filing
from cases.programmes.nomad.states import State
from demo import signing
from tests import people

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
REASONS = people.REASONS
REFERENCE = (CalendarDay, CalendarYear, CalendarDay.history.model)  # type: ignore[attr-defined]
"""Tables that no step could write; left out for their size."""
Facts = Callable[[Case, datetime], dict[str, Any]]


def somebody(actor: str, case: Case) -> User | None:
    """Who may act as `actor` on this case: the owner, staff of its city, nobody for the clock."""
    city = case.city_id or "astana"
    made: dict[str, Callable[[], User | None]] = {
        Actor.APPLICANT: lambda: case.person.user,
        Actor.SCREENER: people.screener,
        Actor.SIGNER: people.signer,
        Actor.OFFICER: lambda: people.officer(city),
        Actor.CLERK: lambda: people.clerk(city),
        Actor.CLOCK: lambda: None,
    }
    return made[Actor(actor)]()


def a_person(actor: str, case: Case) -> User:
    """As `somebody`, for an actor who is not the clock."""
    found = somebody(actor, case)
    assert found is not None
    return found


def free_slot(now: datetime) -> Slot:
    """A time nobody holds, a day ahead or later."""
    for shift in range(1, 500):
        filing.add_slots(people.screener(), [now + DAY + shift * HOUR / 2], 30)
        found = Slot.objects.filter(starts_at__gt=now + DAY, case__isnull=True).order_by("-starts_at").first()
        if found:
            return found
    raise AssertionError("no free time")


def _calendar_open(now: datetime, facts: dict[str, Any]) -> dict[str, Any]:
    free_slot(now)
    return facts


def _refusal(kind: str) -> Facts:
    return lambda case, now: {"grounds": [people.free_ground(kind)], "text": REASONS}


def _checked(case: Case, now: datetime) -> dict[str, Any]:
    part = "preliminary" if case.state == State.CHECKS else "final"
    return {"kind": case.law.checks[part][0], "clear": True, "reference": "R-9"}


def _corrected(case: Case, now: datetime) -> dict[str, Any]:
    """The same result under another number: whoever looks at the result sees what was recorded."""
    kind = corrections.correctable(case)[0]
    held = case.dossier.check_now(kind)
    assert held is not None
    said = {"kind": kind, "clear": held.clear, "text": held.text, "reference": "R-10", "reason": REASONS}
    return said | ({"answered_on": held.answered_on} if kind == "knb" else {})


def _document_corrected(case: Case, now: datetime) -> dict[str, Any]:
    """The passport runs a year longer than was said: nothing that stands on it falls."""
    until = case.dossier.documents["passport"].expires_on
    assert until is not None
    said = {"expires_on": until.replace(year=until.year + 1), "no_end": False}
    return {"kind": "passport", "said": said, "reason": REASONS}


def _reconciled(case: Case, now: datetime) -> dict[str, Any]:
    key = "con" if case.state == State.INTAKE else "residence"
    return {"kind": case.law.lists[key][0].kind, "accepted": True}


def _found_wrong(case: Case, now: datetime) -> dict[str, Any]:
    """A package goes back for what the clerk has found wrong with it, half an hour before."""
    if case.dossier.accepted("housing", "con"):
        wrong: dict[str, Any] = {"kind": "housing", "accepted": False, "text": REASONS, "reason": REASONS}
        performing.perform(case.pk, "reconcile_document", somebody(Actor.CLERK, case), now - HOUR / 2, **wrong)
    return {"missing": ["housing"], "text": REASONS}


FACTS: dict[str, Facts] = {
    "refuse_screening": _refusal("petition"),
    "invite": lambda case, now: _calendar_open(now, {}),
    "book_interview": lambda case, now: {"slot": free_slot(now)},
    "rebook": lambda case, now: {"slot": free_slot(now)},
    "record_interview": lambda case, now: {"recommended": True, "text": REASONS},
    "reopen_calendar": lambda case, now: _calendar_open(now, {"cause": "no_show"}),
    "sign_petition": lambda case, now: {"profession": "Разработчик ПО"},
    "decline_petition": _refusal("petition"),
    "register": lambda case, now: {"mp_number": f"MP-{case.number}"},
    "record_number": lambda case, now: {"mp_number": f"MP-{case.number}-2", "reason": REASONS},
    "correct_interview": lambda case, now: {"recommended": False, "text": REASONS, "reason": REASONS},
    "correct_check": _corrected,
    "correct_petition_document": _document_corrected,
    "correct_document": _document_corrected,
    "correct_package_document": _document_corrected,
    "correct_arrival": lambda case, now: (
        {"arrived_on": local_day(now) - DAY, "reason": REASONS}
        if case.arrived_on is None
        else {"arrived_on": case.arrived_on - DAY, "reason": REASONS}
    ),
    "return_for_rework": lambda case, now: {
        "returns": [{"kind": "criminal_record", "ground": people.free_ground("rework"), "text": "Unreadable."}]
    },
    "record_check": _checked,
    "record_knb_answer": lambda case, now: {"clear": True, "reference": "K-9", "answered_on": local_day(now)},
    "refuse_preliminary": _refusal("preliminary"),
    "record_arrival": lambda case, now: {"arrived_on": local_day(now), "crossing": "B-9"},
    "reconcile_document": _reconciled,
    "sign_consent": lambda case, now: {"stay_address": "Астана, улица Примерная, 2"},
    "return_package": _found_wrong,
    "correct_courier": lambda case, now: {"courier": "Courier", "waybill": "W-10", "sheets": 3, "reason": REASONS},
    "correct_residence": lambda case, now: {
        "address": "10 Example Street",
        "registered_on": case.residence_on,
        "reason": REASONS,
    },
    "correct_card": lambda case, now: {"card_number": "C-10", "issued_on": case.card_issued_on, "reason": REASONS},
    "hand_to_courier": lambda case, now: {"courier": "Courier", "waybill": "W-9", "sheets": 3},
    "refuse_final": _refusal("final"),
    "register_residence": lambda case, now: {"address": "1 Example Street", "registered_on": local_day(now)},
    "issue_card": lambda case, now: {"card_number": "C-9", "issued_on": local_day(now)},
}
"""What a step must be told; the others are told nothing."""


def ready_at(case: Case, name: str) -> datetime:
    """When this step may be taken: an hour after the last, or at the very end of the term the clock waits for."""
    terms = {"annul": "rework", "lapse": "validity"}
    if name in terms:
        return Deadline.objects.get(case=case, key=terms[name], state=Deadline.RUNNING).closes_at
    begun = case.slot.starts_at if name == "record_interview" and case.slot else case.state_since
    return max(people.after(case), begun)


def take(case: Case, name: str, now: datetime | None = None, **changed: Any) -> Case:
    """Take the step as the one it belongs to, with sound facts; `changed` replaces some."""
    now = now or ready_at(case, name)
    user = changed.pop("user", None) or somebody(STEPS[name].by, case)
    known: dict[str, Any] = {k: changed.pop(k) for k in ("version", "request_id") if k in changed}
    known["signature"] = changed.pop("signature", MISSING)
    facts = FACTS.get(name, lambda c, n: {})(case, now) | changed
    if known["signature"] is MISSING:
        known["signature"] = signing.signature(case.pk, name, user, now, facts)
    return performing.perform(case.pk, name, user, now, **known, **facts)


MISSING: Any = object()
"""No signature was named, so the person signs; None is a person who does not."""


def fresh(case: Case) -> Case:
    return Case.objects.select_related("person__user", "city", "slot").get(pk=case.pk)


def written(content: bool = True) -> dict[str, Any]:
    """All rows of the core and of the queue, table by table; `content` False: only how many there are."""
    models = [*apps.get_app_config("cases").get_models(), apps.get_model("django_q", "OrmQ")]
    tables = {m._meta.db_table: m._meta.pk.column for m in models if m not in REFERENCE}
    with connection.cursor() as cursor:
        if not content:
            cursor.execute(" UNION ALL ".join(f"SELECT '{t}', COUNT(*) FROM {t}" for t in tables))
            return dict(cursor.fetchall())
        found = {}
        for table, key in tables.items():
            cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")
            found[table] = cursor.fetchall()
        return found


@contextmanager
def nothing_written() -> Iterator[None]:
    before = written()
    yield
    after = written()
    assert {k: v for k, v in after.items() if v != before[k]} == {}


def sound(case: Case) -> None:
    """What must hold of every case at every moment."""
    case = fresh(case)
    events = list(Event.objects.filter(case=case).order_by("id"))
    running = [d.due_at for d in Deadline.objects.filter(case=case, state=Deadline.RUNNING)]
    assert case.version == len(events) == Case.history.filter(id=case.pk).count()  # type: ignore[attr-defined]
    assert [e.version for e in events] == list(range(1, case.version + 1))
    assert all(a.target == b.source for a, b in pairwise(events))
    assert events[-1].target == case.state
    assert case.due_at == min(running, default=None)
    assert case.waits_on == (case.place.waits_on or "")
    assert (case.closed_at is None) == (not case.place.final)
    assert not (case.place.final and running)
    newest = Case.history.filter(id=case.pk).order_by("-history_id").first()  # type: ignore[attr-defined]
    assert (newest.state, newest.version, newest.due_at) == (case.state, case.version, case.due_at)
