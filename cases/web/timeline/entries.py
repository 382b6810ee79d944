"""One entry an event: who, when, what, with its facts as the reader may read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes.otherevents import Grounds, Titles
from cases.engine.steps import STEPS
from cases.engine.steps.facts import Words, words_of
from cases.engine.steps.readers import document_readers, note_readers, reads
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.law.places import label_of
from cases.law.titles import list_at, titles
from cases.models import Case, Event
from cases.web.timeline.kinds import kind_of
from cases.web.timeline.naming import cities_of, grounds_of
from cases.web.timeline.standing import corrected_events
from cases.web.timeline.ways import way_of
from cases.web.timeline.words import CORRECTION, words_for


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of the case."""

    at: datetime
    step: str
    label: str
    who: str
    role: str
    paragraph: str
    moved: str | Promise = ""
    """The state to which it led."""
    struck: bool = False
    kind: str = ""
    """One of `kinds.KINDS`."""
    facts: list[tuple[Any, Any]] = field(default_factory=list)
    """(label, value) in the reader's language."""


def entries(case: Case, events: Sequence[Event], grounds: Grounds, role: str) -> list[Entry]:
    """One entry an event that `role` reads; documents that one person attached on one day, one after another, share an
    entry. `events`: newest first."""
    overtaken, merged = corrected_events(events), list[Entry]()
    lists = [list_at(case, event.source) for event in events]
    names: dict[str, Titles] = {key: titles(case, key) for key in set(lists)}
    grounds = {**grounds, **cities_of(case, events)}
    for event, key in zip(events, lists, strict=True):
        if not reads(role, note_readers(event) & document_readers(case, event.facts.get("kind", ""))):
            continue
        entry = _entry(case, _as_read(event, role), grounds, names[key], event.pk in overtaken)
        if merged and _continues(merged[-1], entry):
            merged[-1].facts.extend(entry.facts)
        else:
            merged.append(entry)
    return merged


def _as_read(event: Event, role: str) -> Event:
    """The event with those of its facts that `role` reads; the row itself is left as it is."""
    shown = copy(event)
    shown.facts = {k: v for k, v in event.facts.items() if reads(role, note_readers(event, k))}
    return shown


def _continues(last: Entry, entry: Entry) -> bool:
    alike = last.step == entry.step == "attach" and last.who == entry.who
    return alike and local_day(last.at) == local_day(entry.at)


def _entry(case: Case, event: Event, grounds: Grounds, titles: Titles, struck: bool) -> Entry:
    moved = label_of(event.target, case) if event.target != event.source else ""
    return Entry(
        at=event.at,
        step=event.step,
        label=event.label,
        who=event.name_in_words or str(_("the portal")),
        role=_role(event),
        paragraph=event.paragraph,
        moved=moved,
        facts=in_words(event, grounds, titles),
        struck=struck,
        kind=kind_of(event),
    )


def in_words(event: Event, grounds: Grounds, titles: Titles) -> list[tuple[Any, Any]]:
    """(label, value) of each displayed fact of an event: grounds, documents, days as a desk reads them."""
    return _attached(event, titles) if event.step == "attach" else _facts(event, grounds, titles)


def of_event(event: Event, grounds: Grounds | None = None) -> list[tuple[Any, Any]]:
    """The same of one event by itself. `grounds`: as `grounds_of` reads them, where several events are displayed."""
    known = grounds_of([event]) if grounds is None else grounds
    known = {**known, **cities_of(event.case, [event])}
    return in_words(event, known, titles(event.case, list_at(event.case, event.source)))


def _role(event: Event) -> str:
    """A step of a system has no office: what it reports is listed under its own name."""
    if event.user_id is None:
        return str(_("outside system")) if event.user_name else ""
    if "helper" in event.facts:
        return str(_("helper of the applicant"))
    return str(Actor(event.actor).label)


def _attached(event: Event, titles: Titles) -> list[tuple[Any, Any]]:
    """The file by its name; what is recorded of it where only that was changed."""
    kind = event.facts.get("kind", "")
    if "name" in event.facts:
        return [(titles.get(kind, kind), event.facts["name"])]
    return [(titles.get(kind, kind), _("data corrected")), *_facts(event, {}, titles, leave="kind")]


def _facts(event: Event, grounds: Grounds, titles: Titles, leave: str = "") -> list[tuple[Any, Any]]:
    """In the order in which the facts are declared: a database may return the keys in another."""
    words = words_for(event.step)
    if correction := event.facts.get("correction"):
        words = {**CORRECTION, **words_of(STEPS[correction].facts)} if correction in STEPS else CORRECTION
    if "drafted_by" in event.facts:
        words = {**words, "drafted_by": Words(_("Drafted by"))}
    if "proposed_by" in event.facts:
        words = {**words, "proposed_by": Words(_("Entered by"))}
    return [
        (declared.label, way_of(declared.shown)(event.facts[key], event, grounds, titles))
        for key, declared in words.items()
        if key != leave and event.facts.get(key) is not None
    ]


def facts_in_words(case: Case, step: str, facts: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """(label, value) of each of these facts of a step that is displayed, by name; one statement where grounds are
    named."""
    event = Event(case=case, step=step, facts={k: v for k, v in facts.items() if v is not None and v != ""})
    names, grounds = titles(case, list_at(case)), grounds_of([event])
    return {
        key: (declared.label, way_of(declared.shown)(event.facts[key], event, grounds, names))
        for key, declared in words_for(step).items()
        if key in event.facts
    }
