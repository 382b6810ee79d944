"""What is recorded of a case beside its steps: what systems report, what is paid and resolved; and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes.otherevents import Grounds, OtherEvent, OtherEvents, Titles
from cases.engine.steps.facts import AS_IS, StepFacts, Words, words_of
from cases.law import names
from cases.law.actors import OFFICE, Role
from cases.models import Discrepancy, Event
from cases.models.document import LEGALISATIONS
from cases.programmes.nomad.applicants.taking_over import PARTS
from cases.programmes.nomad.facts import MP_NUMBER, Arrival, CheckCorrection, Filing
from cases.programmes.nomad.kinds import CheckKind
from cases.programmes.nomad.papers.changes import changed_rows
from cases.programmes.nomad.papers.particulars import LABELS
from cases.programmes.nomad.resolving.facts import COLUMNS

YES_NO = {True: _("yes"), False: _("no")}

PARTICULARS: dict[str, str | Mapping[Any, Promise]] = {
    "country": "country",
    "issued_on": "day",
    "valid_from": "day",
    "expires_on": "day",
    "no_end": YES_NO,
    "legalisation": dict(LEGALISATIONS),
    "legalisation_note": AS_IS,
}
"""How what is recorded of a document is displayed."""


def _as_in(kind: type[StepFacts], *names: str) -> dict[str, Words]:
    """As the facts of a step have them."""
    words = words_of(kind)
    return {name: words[name] for name in names}


FACTS: dict[str, Words] = {
    "what": Words(_("About"), "about"),
    **_as_in(CheckCorrection, "clear", "reference", "answered_on"),
    **_as_in(Arrival, "arrived_on", "crossed_on"),
    "mp_number": Words(MP_NUMBER),
    **{name: Words(LABELS[name], shown) for name, shown in PARTICULARS.items()},
    "based_on": Words(_("On the petition of the case")),
    **_as_in(Filing, "profile"),
    "taken_from": Words(_("Taken over from the case")),
    "taken": Words(_("Taken over"), "taken"),
}

RESOLUTION: dict[str, Words] = {
    "side": Words(_("What holds"), dict(Discrepancy.SIDES)),
    "letter_number": Words(_("Number of their newer letter")),
    "letter_on": Words(_("Date of their newer letter"), "day"),
    "text": Words(_("Why")),
}


def _replaces(facts: Mapping[str, Any]) -> bool:
    """Whether the side that was chosen brings a new fact."""
    if column := COLUMNS.get(facts.get("what", "")):
        return column in facts
    return facts.get("side") == Discrepancy.SYSTEM or "letter_number" in facts


EVENTS: dict[str, OtherEvent] = {
    "consent": OtherEvent(label=_("Consent given")),
    "pay": OtherEvent(
        label=_("Duty paid"),
        words={
            "kind": Words(_("Duty"), {"prp": _("permit"), "card": _("residence card")}),
            "code": Words(_("Payment code")),
        },
    ),
    "crossing": OtherEvent(
        label=_("Border crossing reported by the system"),
        readers=OFFICE,
        subject="crossing",
        words={"found": Words(_("Result"), "arrival"), "point": Words(_("Where the border was crossed"))},
    ),
    "mp_number": OtherEvent(
        label=_("Number given by the migration police IS"),
        readers=OFFICE,
        subject="mp_number",
        words={"number": Words(MP_NUMBER)},
    ),
    "answered_again": OtherEvent(
        label=_("A system has answered again, and otherwise than the last time"), readers=OFFICE, subject_in="what"
    ),
    "discrepancy": OtherEvent(label=_("A system answered otherwise than was entered by hand"), readers=OFFICE),
    "discrepancy_resolved": OtherEvent(
        label=_("Discrepancy resolved"),
        readers=OFFICE,
        subject_in="what",
        reread=True,
        corrects=_replaces,
        words=RESOLUTION,
    ),
    "registry_reopened": OtherEvent(
        label=_("The courier's registry was opened again"),
        readers=OFFICE | {Role.CLERK},
        words={"registry": Words(_("Registry")), "text": Words(_("Why"))},
    ),
    "resolution_corrected": OtherEvent(
        label=_("Resolution of a discrepancy corrected"),
        readers=OFFICE,
        subject_in="what",
        reread=True,
        corrects=lambda facts: True,
        words=RESOLUTION,
    ),
}
"""What systems answer is the officer's work (п. 13–15)."""

ABOUT: dict[str, Promise] = {"arrival": _("the day of arrival"), "mp_number": MP_NUMBER, "payment": _("Duty")}


def _arrival(value: bool, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return names.check_result(CheckKind.ARRIVAL, value)


def _parts(value: list[str], event: Event, grounds: Grounds, titles: Titles) -> Any:
    return "; ".join(str(PARTS.get(part) or titles.get(part, part)) for part in value)


def _changed(value: list[dict[str, Any]], event: Event, grounds: Grounds, titles: Titles) -> Any:
    """Each field with what was recorded before, struck, and what is recorded now."""
    was_words, now_words = gettext("recorded before:"), gettext("recorded now:")
    row = '{}: <span class="visually-hidden">{}</span> <s>{}</s> → <span class="visually-hidden">{}</span> {}'
    return format_html_join(
        mark_safe("<br>"), row, ((label, was_words, was, now_words, now) for label, was, now in changed_rows(value))
    )


OTHER = OtherEvents(events=EVENTS, facts=FACTS, ways={"arrival": _arrival, "changed": _changed, "taken": _parts})
