"""The protocol of a hearing (art. 74 of the АППК), recorded and put right."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.programmes.nomad.forms.base import TextArea, TextLine
from cases.programmes.nomad.forms.corrections import reason_field
from cases.programmes.nomad.forms.hearing import MomentField, WithPapers
from cases.programmes.nomad.hearings import repeated
from cases.values import moments
from cases.values.wording import MOVED


class ProtocolForm(WithPapers):
    """What art. 74 of the АППК has a protocol state."""

    own_page = True
    paper = "hearing_protocol"

    @classmethod
    def awaited(cls, case: Case, now: datetime) -> bool:
        """The person has asked to be heard, and the hour has come."""
        here = case.dossier.open_hearing
        come = here is not None and here.held_at is not None and case.state_since <= here.held_at <= now
        return come and here is not None and here.open_request is not None

    held_at = MomentField(label=_("When the hearing began (Astana time)"))
    ended_at = MomentField(label=_("When it ended (Astana time)"))
    place = TextLine(label=_("Link of the video meeting, or the place"), max_length=300)
    attended = TextLine(
        max_length=500,
        help_text=_("Who led the hearing, who kept the protocol, the applicant, a representative, an interpreter."),
    )
    text = TextArea(
        rows=8,
        help_text=_(
            "Explanations, questions and answers, and what the applicant asked to have entered. The applicant reads "
            "it. If nobody appeared, say so, and how long you waited."
        ),
    )
    otherwise = TextArea(rows=2, max_length=MOVED.most, required=False)

    def prepare(self) -> None:
        super().prepare()
        current = self.case.dossier.open_hearing
        if current and current.held_at and current.held_at <= self.now:
            self.initial.setdefault("held_at", current.held_at)
        self.initial.setdefault("place", current.place if current else "")
        if current and current.held_at:
            sentence = _("Only if it began at another hour than {moment}, which the applicant was notified of.")
            self.fields["otherwise"].help_text = format_lazy(sentence, moment=moments.moment(current.held_at))
        else:
            del self.fields["otherwise"]
        self.order_fields(["version", "draft", "held_at", "ended_at", "otherwise"])


class CorrectProtocolForm(ProtocolForm):
    """The protocol as it is recorded, to be put right."""

    reason = reason_field()
    warning = _("The first protocol stays in the file, struck, and the applicant reads both.")

    def prepare(self) -> None:
        current = self.case.dossier.open_hearing
        if current and current.protocols:
            self.initial = {**repeated.protocol_facts(current.protocols[-1]), **self.initial}
        super().prepare()
