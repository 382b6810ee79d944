"""What a person reads whose step was not taken, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.engine.steps import readers
from cases.engine.steps.declaring import Step
from cases.law.actors import Role
from cases.law.errors import CaseError
from cases.models import Event, User
from cases.values import moments


class WrongActorError(CaseError):
    status = 403

    def __init__(self, step: Step) -> None:
        self.step = step

    def __str__(self) -> str:
        return _("“%(step)s” is done by another: %(actor)s.") % {"step": self.step.label, "actor": self.step.by.label}


class _OvertakenError(CaseError):
    """`last`: what happened to the case last; `reader`: who tried the step; the message has no more than he may
    read."""

    def __init__(self, step: Step | None, last: Event | None = None, reader: User | None = None) -> None:
        self.step, self.last, self.reader = step, last, reader

    def _who(self) -> str:
        last, reader = self.last, self.reader
        if last is None or reader is None or not readers.reads_event(reader, last):
            return ""
        facts = {"step": last.label, "at": moments.moment(last.at), "who": last.name_in_words or _("the portal")}
        if reader.role == Role.APPLICANT and last.user_id not in (None, reader.pk):
            return _("Last step: “%(step)s”, %(at)s.") % facts  # the cabinet names nobody of the staff
        return _("Last step: “%(step)s”, %(who)s, %(at)s.") % facts


class WrongStateError(_OvertakenError):
    def __str__(self) -> str:
        step = self.step.label if self.step else ""
        first = _("“%(step)s” is not possible any more: the case has moved on.") % {"step": step}
        if self.step and self.step.too_late:
            first = f"{first} {self.step.too_late}"
        return f"{first} {self._who()}".strip()


class StaleError(_OvertakenError):
    def __str__(self) -> str:
        first = _("Somebody was quicker: the case has changed since you opened it. Nothing of yours was recorded.")
        return f"{first} {self._who()}".strip()


class OwnTabError(CaseError):
    """As StaleError, where the one who was quicker is the same person."""

    def __init__(self, last: Event) -> None:
        self.last = last

    def __str__(self) -> str:
        at = moments.moment(self.last.at)
        text = _(
            "Changed in another tab: “%(step)s” was done there on %(at)s, after this page was opened. Nothing was "
            "recorded from here: look at the case, and send this once more if it still applies."
        )
        return text % {"step": self.last.label, "at": at}


def overtaken_by(step: Step | None, last: Event | None, reader: User) -> CaseError:
    """Says who was quicker with the case than `reader`: somebody else, or the same person in another tab."""
    own = last is not None and last.user_id == reader.pk
    return OwnTabError(last) if own and last is not None else StaleError(step, last, reader)


class NotMetError(CaseError):
    def __init__(self, step: Step, reasons: Sequence[str | Promise]) -> None:
        self.step, self.reasons = step, [str(r) for r in reasons]

    def __str__(self) -> str:
        return " ".join(self.reasons)


class ConflictError(CaseError):
    """Another case has what only one can have; the database has refused the second."""

    def __init__(self, step: Step) -> None:
        self.step = step

    def __str__(self) -> str:
        return str(self.step.conflict)
