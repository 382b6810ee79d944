"""In which words the facts of an event are displayed, where no step declares them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import STEPS
from cases.engine.steps.facts import AS_IS, StepFacts, Words, words_of
from cases.models import Discrepancy, Event, Helper
from cases.models.document import LEGALISATIONS
from cases.programmes.nomad.facts import MP_NUMBER, REASONS, Arrival, CheckCorrection, Filing
from cases.programmes.nomad.papers.particulars import LABELS
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


OTHER_FACTS: dict[str, Words] = {
    "kind": Words(_("Document"), "title"),
    "what": Words(_("About"), "about"),
    **_as_in(CheckCorrection, "clear", "reference", "answered_on"),
    **_as_in(Arrival, "arrived_on", "crossed_on"),
    "mp_number": Words(MP_NUMBER),
    **{name: Words(LABELS[name], shown) for name, shown in PARTICULARS.items()},
    "name": Words(_("File")),
    "based_on": Words(_("On the petition of the case")),
    **_as_in(Filing, "profile"),
    "city": Words(_("City"), "city"),
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

HELP: dict[str, Words] = {
    "who": Words(_("Helper")),
    "email": Words(_("E-mail")),
    "may": Words(_("What the helper may do"), dict(Helper.MAY)),
}

NOTES: dict[str, dict[str, Words]] = {
    "pay": {
        "kind": Words(_("Duty"), {"prp": _("permit"), "card": _("residence card")}),
        "code": Words(_("Payment code")),
    },
    **dict.fromkeys(("helper_invited", "helper_joined", "helper_ended"), HELP),
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
        "step": Words(_("Signed step"), "step"),
        "day": Words(_("Revoked on"), "day"),
    },
}
"""Facts of one such event, by its name."""
