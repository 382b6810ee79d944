"""What the person says in a hearing is entered once: from two tabs, by a double press, by a file that comes again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Faults, Reason, demand, requirement
from cases.models.hearing import HearingEntry
from cases.programmes.nomad.facts import Objection, ProtocolCorrection
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case, Document

HEARD = _("You were heard: the protocol is recorded. You may still object in writing until the decision is made.")


@requirement(_("a hearing is not asked for already"))
def not_asked_yet(case: Case, now: datetime) -> Reason:
    hearing = case.dossier.open_hearing
    if hearing is None:
        return None
    if hearing.open_request is None:
        return HEARD if hearing.current_protocols else None
    sentence = _("You asked to be heard on {moment}, and that stands: nothing has to be sent again.")
    return format_lazy(sentence, moment=moments.moment(hearing.open_request.at))


@requirement(_("the hearing is not waived already"))
def not_waived_yet(case: Case, now: datetime) -> Reason:
    hearing = case.dossier.open_hearing
    if hearing is None:
        return None
    if hearing.open_waiver is None:
        return HEARD if hearing.current_protocols else None
    sentence = _(
        "You waived the hearing on {moment}, and that stands: nothing has to be sent again. Until the decision you may "
        "still object, or ask to be heard after all."
    )
    return format_lazy(sentence, moment=moments.moment(hearing.open_waiver.at))


@demand(_("the objection was not made already, word for word and with the same file"))
def new_objection(case: Case, now: datetime, facts: Objection) -> Faults:
    hearing = case.dossier.open_hearing
    if hearing is None:
        return []
    file = hearing.new_paper(case.dossier.documents.get("objection"))
    same = [entry for entry in hearing.objections if _alike(entry.text, facts.text) and _brings(entry, file)]
    if not same:
        return []
    sentence = _(
        "This objection came on {moment} already, word for word: it is in the file, and is answered in the decision. "
        "Send only what is new."
    )
    return [("text", format_lazy(sentence, moment=moments.moment(same[-1].at)))]


@requirement(_("no protocol of this hearing is recorded already"))
def first_protocol(case: Case, now: datetime) -> Reason:
    """One hearing has one protocol; where another hour is named, there is another hearing."""
    hearing = case.dossier.open_hearing
    if hearing is None or not hearing.current_protocols:
        return None
    sentence = _(
        "The protocol of this hearing was recorded on {moment} already: correct that one, where something in it is "
        "wrong. Where the applicant is heard again, name another hour first."
    )
    return format_lazy(sentence, moment=moments.moment(hearing.current_protocols[-1].at))


@requirement(_("a protocol of the hearing is recorded"))
def protocol_recorded(case: Case, now: datetime) -> Reason:
    hearing = case.dossier.open_hearing
    return None if hearing and hearing.protocols else _("No protocol of the hearing is recorded yet: record it.")


@demand(_("something is put right"))
def another_protocol(case: Case, now: datetime, facts: ProtocolCorrection) -> Faults:
    hearing = case.dossier.open_hearing
    if hearing is None or not hearing.protocols:
        return []
    file, before = (
        hearing.new_paper(case.dossier.documents.get("hearing_protocol")),
        protocol_facts(hearing.protocols[-1]),
    )
    if file or any(getattr(facts, name) != value for name, value in before.items()):
        return []
    return [("reason", _("This is what is recorded already: nothing would be put right."))]


def protocol_facts(protocol: HearingEntry) -> dict[str, Any]:
    """As the facts of a protocol have it."""
    names = {"attended": "present"} | {name: name for name in ("held_at", "ended_at", "place", "text", "otherwise")}
    return {name: getattr(protocol, column) for name, column in names.items()}


def _alike(words: str, other: str) -> bool:
    return words.casefold().split() == other.casefold().split()


def _brings(entry: HearingEntry, file: Document | None) -> bool:
    """Whether this file came with the entry; nothing brings nothing new."""
    return file is None or (entry.document is not None and entry.document.blob_id == file.blob_id)
