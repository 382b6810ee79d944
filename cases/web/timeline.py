"""What happened, in words: the events of a case with what was entered at each, as far as the reader may read it.

What was put right later stays and is struck (`Entry.struck`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import STEPS
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.models import Case, Discrepancy, Event, Ground, Person
from cases.programmes.nomad import check_results
from cases.programmes.nomad.changes import shown
from cases.programmes.nomad.particulars import LEGALISATIONS
from cases.programmes.nomad.readers import of_event, reads
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.states import State
from cases.programmes.nomad.taking_over import PARTS
from cases.programmes.nomad.titles import list_at, titles
from cases.templatetags.dnr import unbroken
from cases.templatetags.letter_text import half

Grounds = Mapping[tuple[str, str], str]
Titles = Mapping[str, Any]

GROUND_KINDS = {name: step.grounds for name, step in STEPS.items() if step.grounds}
"""The steps that name grounds, with the kind of `Ground` they name."""

DECISIONS = frozenset(
    {
        "admit", "record_interview", "sign_petition", "record_knb_answer", "approve_preliminary", "return_package",
        "file_at_con", "grant", "correct_interview", "correct_check", "correct_arrival", "discrepancy_resolved",
        *(name for name, step in STEPS.items() if step.form == "correct_document"),
        *GROUND_KINDS,
    }
)  # fmt: skip
"""Steps whose reasons people come back to read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: `facts` are (label, value) pairs in the reader's language, `moved` the state it led to."""

    at: datetime
    step: str
    label: str
    who: str
    role: str
    paragraph: str
    moved: str | Promise = ""
    struck: bool = False
    facts: list[tuple[Any, Any]] = field(default_factory=list)


def entries(case: Case, events: Sequence[Event], grounds: Grounds, role: str) -> list[Entry]:
    """One entry an event that `role` reads; documents that one person attached on one day, one after another, share an
    entry. `events`: newest first."""
    overtaken, found = put_right(events), list[Entry]()
    lists = [list_at(case, event.source) for event in events]
    names: dict[str, Titles] = {key: titles(case, key) for key in set(lists)}
    for event, key in zip(events, lists, strict=True):
        if not reads(role, of_event(event.step)):
            continue
        entry = _entry(_as_read(event, role), grounds, names[key], event.pk in overtaken)
        if found and _continues(found[-1], entry):
            found[-1].facts.extend(entry.facts)
        else:
            found.append(entry)
    return found


def _as_read(event: Event, role: str) -> Event:
    """The event with those of its facts that `role` reads; the row itself is left as it is."""
    shown = copy(event)
    shown.facts = {k: v for k, v in event.facts.items() if reads(role, of_event(event.step, k))}
    return shown


ROUNDS = frozenset({"register", "receive_originals"})
"""Steps with which the checks begin anew: what was checked before them was another question (п. 13, 22)."""


def put_right(events: Sequence[Event]) -> set[UUID]:
    """The events whose fact a later one has put right. `events`: newest first."""
    corrected: set[str] = set()
    found: set[UUID] = set()
    for event in events:
        if event.step in ROUNDS:
            corrected.difference_update(CHECK_NAMES)
        subjects = _subjects(event)
        if subjects and subjects <= corrected:
            found.add(event.pk)
            corrected -= subjects
        if subjects and _corrects(event):
            corrected |= subjects
    return found


def _subjects(event: Event) -> set[str]:
    """What facts an event records: of a document each field it has put right, of all else one."""
    if "changed" in event.facts:
        return {f"{event.facts.get('document')}.{one.get('field')}" for one in event.facts["changed"]}
    return {subject} if (subject := _subject(event)) else set()


def _subject(event: Event) -> str:
    """A kind of check, "arrival", "interview", "mp_number"; "" where none."""
    if event.step in ("record_check", "correct_check"):
        return str(event.facts.get("kind", ""))
    if event.step == "discrepancy_resolved":
        return str(event.facts.get("what", ""))
    return SUBJECTS.get(event.step, "")


SUBJECTS = {
    "record_knb_answer": "knb",
    "record_arrival": "arrival",
    "correct_arrival": "arrival",
    "record_interview": "interview",
    "correct_interview": "interview",
    "register": "mp_number",
    "record_number": "mp_number",
    "mp_number": "mp_number",
}


def _corrects(event: Event) -> bool:
    """Whether it takes the place of what was recorded: a correction has its reason, a chosen side its new fact."""
    if event.step != "discrepancy_resolved":
        return bool(event.facts.get("reason"))
    fields = {"arrival": "arrived_on", "mp_number": "mp_number"}
    if event.facts.get("what") in fields:
        return fields[event.facts["what"]] in event.facts
    return event.facts.get("side") == Discrepancy.SYSTEM or "letter_number" in event.facts


def _continues(last: Entry, entry: Entry) -> bool:
    alike = last.step == entry.step == "attach" and last.who == entry.who
    return alike and local_day(last.at) == local_day(entry.at)


def grounds_of(events: Sequence[Event]) -> dict[tuple[str, str], str]:
    """(kind, code) → the ground in the reader's words, for all that these events name; no statement where none do."""
    codes = {code for e in events for code in _codes(e)}
    if not codes:
        return {}
    rows = Ground.objects.filter(code__in=codes, kind__in=set(GROUND_KINDS.values()))
    return {(g.kind, g.code): f"{g} ({half(g.article)})" if g.article else str(g) for g in rows}


def _codes(event: Event) -> list[str]:
    if event.step not in GROUND_KINDS:
        return []
    return [*event.facts.get("grounds", []), *(r.get("ground", "") for r in event.facts.get("returns", []))]


def _entry(event: Event, grounds: Grounds, titles: Titles, struck: bool) -> Entry:
    moved = State(event.target).label if event.target != event.source else ""
    facts = _attached(event, titles) if event.step == "attach" else _facts(event, grounds, titles)
    return Entry(
        at=event.at, step=event.step, label=event.label, who=event.user_name or str(_("the portal")),
        role=_role(event), paragraph=event.paragraph, moved=moved, facts=facts, struck=struck,
    )  # fmt: skip


def _role(event: Event) -> str:
    """A system takes a step in nobody's office: what it told stands under its own name."""
    if event.user_id is None:
        return str(_("outside system")) if event.user_name else ""
    return str(Actor(event.actor).label)


def _attached(event: Event, titles: Titles) -> list[tuple[Any, Any]]:
    """The file by its name; what was said of it where only that was changed."""
    kind = event.facts.get("kind", "")
    if "name" in event.facts:
        return [(titles.get(kind, kind), event.facts["name"])]
    return [(titles.get(kind, kind), _("data corrected")), *_facts(event, {}, titles, leave="kind")]


def _facts(event: Event, grounds: Grounds, titles: Titles, leave: str = "") -> list[tuple[Any, Any]]:
    """In the order of WORDS: a database may hand the keys back in another than they were written in."""
    found: list[tuple[Any, Any]] = []
    for key in sorted(event.facts, key=lambda k: ORDER.get(k, 0)):
        words = WORDS.get((event.step, key)) or WORDS.get(("", key))
        if words and key != leave and event.facts[key] is not None:
            label, say = words
            found.append((label, say(event.facts[key], event, grounds, titles)))
    return found


Say = Callable[[Any, Event, Grounds, Titles], Any]


def _as_is(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return value


def _day(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return parse_date(str(value)) or value


def _order(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return unbroken(str(value))


def _title(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return titles.get(value) or CHECK_NAMES.get(value, value)


def _about(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return ABOUT.get(value) or CHECK_NAMES.get(value, value)


def _titles(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return "; ".join(str(titles.get(kind, kind)) for kind in value)


def _taken(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return "; ".join(str(PARTS.get(part) or titles.get(part, part)) for part in value)


def _fields(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return "; ".join(Person.label(name) for name in value)


def _grounds(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    kind = GROUND_KINDS.get(event.step, "")
    return "; ".join(grounds.get((kind, code), code) for code in value)


def _returns(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    rows = (
        (titles.get(r["kind"], r["kind"]), grounds.get(("rework", r.get("ground", "")), ""), r.get("text", ""))
        for r in value
    )
    return "; ".join(": ".join(str(part) for part in row if part) for row in rows)


def _one_of(words: Mapping[Any, Any]) -> Say:
    return lambda value, event, grounds, titles: words.get(value, value)


def _changed(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    """Each field with what was recorded before, struck, and what is recorded now."""
    was_words, now_words = gettext("recorded before:"), gettext("recorded now:")
    row = '{}: <span class="visually-hidden">{}</span> <s>{}</s> → <span class="visually-hidden">{}</span> {}'
    return format_html_join(
        mark_safe("<br>"), row, ((label, was_words, was, now_words, now) for label, was, now in shown(value))
    )


ABOUT: dict[Any, Any] = {
    "arrival": _("the day of arrival"), "mp_number": _("Number in the migration police IS"), "payment": _("Duty"),
}  # fmt: skip
"""What a system and the file may differ about besides a check."""


def _clear(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    about = "knb" if event.step == "record_knb_answer" else event.facts.get("kind") or event.facts.get("what", "")
    return check_results.result(about, value)


def _found(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return check_results.result("arrival", value)


WORDS: dict[tuple[str, str], tuple[Promise, Say]] = {
    ("", "grounds"): (_("Grounds"), _grounds),
    ("", "returns"): (_("Returned documents"), _returns),
    ("", "missing"): (_("What is missing or wrong"), _titles),
    ("", "kind"): (_("Document"), _title),
    ("record_check", "kind"): (_("What was checked"), _title),
    ("correct_check", "kind"): (_("What is corrected"), _title),
    ("", "what"): (_("About"), _about),
    ("pay", "kind"): (_("Duty"), _one_of({"prp": _("permit"), "card": _("residence card")})),
    ("", "changed"): (_("What was corrected"), _changed),
    ("pay", "code"): (_("Payment code"), _as_is),
    ("", "accepted"): (_("Result"), _one_of({True: _("Matches the original"), False: _("Missing or does not match")})),
    ("", "clear"): (_("Result"), _clear),
    ("record_knb_answer", "clear"): (_("Answer"), _clear),
    ("", "recommended"): (
        _("Result of the interview"),
        _one_of({True: _("Qualification confirmed"), False: _("Qualification not confirmed")}),
    ),
    ("", "reference"): (_("Reference number"), _as_is),
    ("", "answered_on"): (_("Date of the answer"), _day),
    ("", "arrived_on"): (_("Arrived"), _day),
    ("", "crossed_on"): (_("Crossed the border on"), _day),
    ("", "proof"): (_("How the arrival is known"), _as_is),
    ("", "order"): (_("Under the order"), _order),
    ("", "crossing"): (_("Border crossing (UIS Berkut)"), _as_is),
    ("crossing", "found"): (_("Result"), _found),
    ("crossing", "point"): (_("Where the border was crossed"), _as_is),
    ("mp_number", "number"): (_("Number in the migration police IS"), _as_is),
    ("", "cause"): (
        _("Why"),
        _one_of({"no_show": _("The applicant did not appear"), "moved": _("The interview has to be moved")}),
    ),
    ("", "profession"): (_("Profession by the list of in-demand professions"), _as_is),
    ("", "mp_number"): (_("Number in the migration police IS"), _as_is),
    ("", "courier"): (_("Courier service"), _as_is),
    ("", "waybill"): (_("Waybill number"), _as_is),
    ("", "sheets"): (_("Sheets in the package"), _as_is),
    ("", "address"): (_("Address of residence"), _as_is),
    ("", "registered_on"): (_("Registered on"), _day),
    ("", "card_number"): (_("Number of the residence card"), _as_is),
    ("", "issued_on"): (_("Issued on"), _day),
    ("", "valid_from"): (_("Valid from"), _day),
    ("", "expires_on"): (_("Valid until"), _day),
    ("", "no_end"): (_("The passport has no end date"), _one_of({True: _("yes"), False: _("no")})),
    ("", "legalisation"): (_("How the document is legalised"), _one_of(dict(LEGALISATIONS))),
    ("", "legalisation_note"): (_("Treaty or apostille number"), _as_is),
    ("", "name"): (_("File"), _as_is),
    ("", "based_on"): (_("On the petition of the case"), _as_is),
    ("open", "taken_from"): (_("Taken over from the case"), _as_is),
    ("open", "taken"): (_("Taken over"), _taken),
    ("", "profile"): (_("Data of the person changed"), _fields),
    ("", "city"): (_("City"), _one_of({"astana": _("Astana"), "almaty": _("Almaty")})),
    ("", "text"): (_("Reasons"), _as_is),
    ("admit", "note"): (_("Note"), _as_is),
    ("reconcile_document", "text"): (_("Remarks"), _as_is),
    ("record_check", "text"): (_("Remarks"), _as_is),
    ("record_knb_answer", "text"): (_("Remarks"), _as_is),
    ("correct_check", "text"): (_("Remarks"), _as_is),
    ("record_interview", "text"): (_("What was established"), _as_is),
    ("correct_interview", "text"): (_("What was established"), _as_is),
    ("", "reason"): (_("Why it is corrected"), _as_is),
    ("discrepancy_resolved", "side"): (_("What holds"), _one_of(dict(Discrepancy.SIDES))),
    ("discrepancy_resolved", "letter_number"): (_("Number of their newer letter"), _as_is),
    ("discrepancy_resolved", "letter_on"): (_("Date of their newer letter"), _day),
    ("discrepancy_resolved", "text"): (_("Why"), _as_is),
    ("", "stay_address"): (_("Address of stay"), _as_is),
    ("signature_revoked", "step"): (_("Signed step"), _one_of({name: step.label for name, step in STEPS.items()})),
    ("signature_revoked", "day"): (_("Revoked on"), _day),
}  # fmt: skip
"""(step or "" for any, key of `Event.facts`) → label, and how its value is said. What is not here is not shown."""

ORDER = {key: at for at, (_step, key) in enumerate(WORDS)}
