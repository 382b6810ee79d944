"""In which words the facts of an event are displayed: those of its step, or of another event as it is declared."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import otherevents
from cases.engine.steps import STEPS
from cases.engine.steps.facts import Words, words_of
from cases.engine.steps.findings import SOURCES
from cases.models import Event, Helper


def words_for(name: str) -> Mapping[str, Words]:
    if step := STEPS.get(name):
        return words_of(step.facts)
    declared = otherevents.EVENTS.get(name)
    own = {**NOTES.get(name, {}), **(declared.words if declared else {})}
    general = {**DOCUMENT, **otherevents.FACTS, **REST}
    return {**{key: words for key, words in general.items() if key not in own}, **own}


CORRECTION: dict[str, Words] = {
    "correction": Words(_("Correction"), "step"),
    "proposed": Words(_("What is to be corrected"), "changed"),
}

DOCUMENT: dict[str, Words] = {"kind": Words(_("Document"), "title")}
REST: dict[str, Words] = {
    "name": Words(_("File")),
    "city": Words(_("City"), "city"),
    "text": Words(_("Reasons")),
}
"""Facts of events that are no step, whichever: the document first, these last, between them what programmes declare.
What is not here is not displayed."""

DRAFT: dict[str, Words] = {"step": Words(_("Act"), "step"), "text": Words(_("Why"))}

HELP: dict[str, Words] = {
    "who": Words(_("Helper")),
    "email": Words(_("E-mail")),
    "may": Words(_("What the helper may do"), dict(Helper.MAY)),
}

NAMED: dict[str, Words] = {
    "datum": Words(_("What differs"), "datum"),
    "here": Words(_("As it is sent"), "datum_value"),
    "there": Words(_("As it stands elsewhere"), "datum_value"),
    "source": Words(_("Where it stands so"), SOURCES),
    "digest": Words(_("SHA-256 of both")),
}

NOTES: dict[str, dict[str, Words]] = {
    Event.IDENTITY_CONFIRMED: NAMED,
    **dict.fromkeys(("helper_invited", "helper_joined", "helper_ended"), HELP),
    **dict.fromkeys((Event.ACT_DRAFTED, Event.ACT_SENT_BACK), DRAFT),
    "infected": {"virus": Words(_("Virus"))},
    "calendar": {"days": Words(_("Days changed"), "dates"), "source": Words(_("Source"))},
    "signature_revoked": {
        "step": Words(_("Signed step"), "step"),
        "day": Words(_("Revoked on"), "day"),
    },
}
"""Facts of one such event, by its name, whatever the programme."""
