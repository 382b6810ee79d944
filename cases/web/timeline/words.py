"""In which words the facts of an event are displayed, where no step declares them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import STEPS
from cases.engine.steps.facts import Words, words_of
from cases.models import Discrepancy, Event
from cases.models.document import LEGALISATIONS
from cases.programmes.nomad.facts import MP_NUMBER, REASONS
from cases.web.timeline.standing import RESOLVED


def words_for(name: str) -> Mapping[str, Words]:
    step, own = STEPS.get(name), NOTES.get(name, {})
    general = {key: declared for key, declared in OTHER_FACTS.items() if key not in own}
    return words_of(step.facts) if step else {**general, **own}


CORRECTION: dict[str, Words] = {
    "correction": Words(_("Correction"), "step"),
    "proposed": Words(_("What is to be corrected"), "changed"),
}

YES_NO = {True: _("yes"), False: _("no")}

OTHER_FACTS: dict[str, Words] = {
    "kind": Words(_("Document"), "title"),
    "what": Words(_("About"), "about"),
    "clear": Words(_("Result"), "clear"),
    "reference": Words(_("Reference number")),
    "answered_on": Words(_("Date of the answer"), "day"),
    "arrived_on": Words(_("Arrived"), "day"),
    "crossed_on": Words(_("Crossed the border on"), "day"),
    "mp_number": Words(MP_NUMBER),
    "country": Words(_("State that issued the document"), "country"),
    "issued_on": Words(_("Issued on"), "day"),
    "valid_from": Words(_("Valid from"), "day"),
    "expires_on": Words(_("Valid until"), "day"),
    "no_end": Words(_("The passport has no end date"), YES_NO),
    "legalisation": Words(_("How the document is legalised"), dict(LEGALISATIONS)),
    "legalisation_note": Words(_("Treaty or apostille number")),
    "name": Words(_("File")),
    "based_on": Words(_("On the petition of the case")),
    "profile": Words(_("Data of the person changed"), "fields"),
    "city": Words(_("City"), {"astana": _("Astana"), "almaty": _("Almaty")}),
    "text": Words(REASONS),
}
"""Facts of events that are no step, whichever. What is not here is not displayed."""

RESOLUTION: dict[str, Words] = {
    "side": Words(_("What holds"), dict(Discrepancy.SIDES)),
    "letter_number": Words(_("Number of their newer letter")),
    "letter_on": Words(_("Date of their newer letter"), "day"),
    "text": Words(_("Why")),
}

DRAFT: dict[str, Words] = {"step": Words(_("Act"), "step"), "text": Words(_("Why"))}

NOTES: dict[str, dict[str, Words]] = {
    "pay": {
        "kind": Words(_("Duty"), {"prp": _("permit"), "card": _("residence card")}),
        "code": Words(_("Payment code")),
    },
    **dict.fromkeys((Event.ACT_DRAFTED, Event.ACT_SENT_BACK), DRAFT),
    "crossing": {
        "found": Words(_("Result"), "arrival"),
        "point": Words(_("Where the border was crossed")),
    },
    "mp_number": {"number": Words(MP_NUMBER)},
    "calendar": {"days": Words(_("Days changed"), "dates"), "source": Words(_("Source"))},
    "open": {"taken_from": Words(_("Taken over from the case")), "taken": Words(_("Taken over"), "taken")},
    **{name: RESOLUTION for name in RESOLVED},
    "signature_revoked": {
        "step": Words(_("Signed step"), {name: step.label for name, step in STEPS.items()}),
        "day": Words(_("Revoked on"), "day"),
    },
}
"""Facts of one such event, by its name."""
