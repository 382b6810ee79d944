"""What a decision waits for: interview, checks, the package, discrepancies, a ruling (п. 7, 12–15, 21–22)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.performing import reviewing
from cases.engine.steps import step_where
from cases.engine.steps.conditions import OUTSIDE, Reason, Requirement, requirement
from cases.law.places import May
from cases.law.titles import list_at, rules_of, title
from cases.programmes.nomad.correcting.putting_right import DOCUMENTS
from cases.programmes.nomad.facts import CheckCorrection, CheckResult, OriginalsCompared
from cases.programmes.nomad.kinds import CheckKind
from cases.programmes.nomad.papers import comparing
from cases.programmes.nomad.papers.documents import falling_short

if TYPE_CHECKING:
    from cases.models import Case


@requirement(_("by the file something of the application falls short"), depends_on=DOCUMENTS)
def still_to_be_returned(case: Case, now: datetime) -> Reason:
    """п. 12: at the registration the official looks through the set himself; later it goes back for what the file has
    read since (interpretation 49)."""
    if May.LOOK_THROUGH in case.place.may or falling_short(case, now):
        return None
    return _(
        "The application is registered: it goes back only where by the file a document falls short. If the paper shows "
        "otherwise than is recorded, correct its data first."
    )


@requirement(_("no document is marked as one to be returned"))
def none_to_return(case: Case, now: datetime) -> Reason:
    """п. 5, 12: who has found a document wanting does not pass it; a colleague neither, without looking at it."""
    marked = {row.kind for row in reviewing.documents_to_return(case, case.waits_on or "")}
    if not marked:
        return None
    names = ", ".join(title(case, list_at(case), kind) for kind in sorted(marked))
    return format_lazy(_("The review has marked these as to be returned: {names}. Return or accept them."), names=names)


@requirement(_("the interview has begun"))
def interview_begun(case: Case, now: datetime) -> Reason:
    slot = case.slot
    if slot and slot.starts_at <= now:
        return None
    return _("The interview has not taken place yet.")


@requirement(_("every returned document is replaced"))
def returns_answered(case: Case, now: datetime) -> Reason:
    waiting = case.dossier.unanswered()
    if not waiting:
        return None
    names = ", ".join(title(case, list_at(case), kind) for kind in waiting)
    return format_lazy(_("Still to be corrected: {names}."), names=names)


@requirement(
    _("the national security bodies have approved"),
    depends_on=("knb",),
    removed_by=lambda case: (step_where(facts=CheckCorrection).name,),
)
def knb_approved(case: Case, now: datetime) -> Reason:
    answer = case.dossier.check("knb")
    if answer and answer.clear:
        return None
    return _(
        "Without the approval of the national security bodies the permit cannot be given. Where they approve by a "
        "newer letter, record it as a correction of their answer."
    )


@requirement(
    _("the latest word on the border crossing is that it was found"),
    depends_on=("arrival", "final"),
    removed_by=lambda case: (step_where(facts=CheckResult).name,),
)
def entry_stands(case: Case, now: datetime) -> Reason:
    """п. 22 has the crossing looked at again; where since then it is recorded that none was found, that is the newer
    fact (interpretation 6)."""
    arrival, again = case.dossier.check("arrival"), case.dossier.check_now("border")
    if arrival is None or arrival.clear or (again is not None and again.clear and again.at > arrival.at):
        return None
    return _(
        "By the latest entry no border crossing was found. Record the border check again: if it finds the crossing, "
        "the permit can be given; if the entry is a slip, correct it."
    )


@requirement(_("what differs between the systems and the file is resolved"), removed_by=lambda case: (OUTSIDE,))
def discrepancies_resolved(case: Case, now: datetime) -> Reason:
    if not case.dossier.discrepancies:
        return None
    return _("A system has answered otherwise than was entered by hand: resolve the discrepancy first.")


def _an_act_can_fall(case: Case, now: datetime) -> Reason:
    return None if rulings.acts_that_can_fall(case) else _("No act against the person stands on this case.")


an_act_can_fall = Requirement(
    "an_act_can_fall", _("an act against the person stands on the case"), _an_act_can_fall, shown=False
)


def _ruling_recorded(case: Case, now: datetime) -> Reason:
    return None if rulings.waiting_ruling(case) else _("No ruling is recorded that waits for its confirmation.")


ruling_recorded = Requirement(
    "ruling_recorded", _("a ruling is recorded and waits for its confirmation"), _ruling_recorded, shown=False
)


@requirement(_("no decision on a complaint waits for its confirmation"))
def no_complaint_satisfied(case: Case, now: datetime) -> Reason:
    """What the applicant was promised is nobody's to take back, least of all by one official alone."""
    ruling = rulings.waiting_ruling(case)
    if ruling is None or ruling.complaint is None:
        return None
    sentence = _(
        "The applicant has the decision on the complaint {number} already: it is confirmed and carried out, not "
        "withdrawn."
    )
    return format_lazy(sentence, number=ruling.complaint.number)


def _clear(case: Case, kind: str) -> bool:
    check = case.dossier.check_now(kind)
    return bool(check and check.clear)


def checks_done(part: str, *, clear: bool = False) -> Requirement:
    """All checks the edition names for `part` are recorded; with `clear`, none of them speaks against."""

    def check(case: Case, now: datetime) -> Reason:
        missing = _missing(case, part)
        if missing:
            names = ", ".join(str(CHECK_NAMES[k]) for k in missing)
            return format_lazy(_("Not recorded yet: {names}."), names=names)
        against = [k for k in case.law.checks[part] if not _clear(case, k)]
        if clear and against:
            names = ", ".join(str(CHECK_NAMES[k]) for k in against)
            return format_lazy(_("A check speaks against: {names}."), names=names)
        return None

    name = f"checks_{part}_clear" if clear else f"checks_{part}"
    about = _("the checks are recorded and clear") if clear else _("the checks are recorded")
    return Requirement(name, about, check, depends_on=(part,), removed_by=lambda case: _recording(case, part))


def _missing(case: Case, part: str) -> list[str]:
    return [kind for kind in case.law.checks[part] if case.dossier.check_now(kind) is None]


def _recording(case: Case, part: str) -> Sequence[str]:
    """Where the checks that bar the way are recorded: the originals document by document, the others by themselves or
    by the system's own answer."""
    checks = set(_missing(case, part) or (k for k in case.law.checks[part] if not _clear(case, k)))
    originals = checks & {comparing.CHECK} if comparing.by_document(case) else set[str]()
    own = [step_where(facts=OriginalsCompared).name] if originals else []
    return [*own, step_where(facts=CheckResult).name, OUTSIDE] if checks - originals else own


CHECK_NAMES = {kind.value: kind.label for kind in CheckKind if kind != CheckKind.ARRIVAL}
"""The checks that an edition can ask for."""


def package_reconciled(list_key: str) -> Requirement:
    """The clerk has seen and accepted each document of the list, an optional one where it is on file (п. 21, 26)."""

    def check(case: Case, now: datetime) -> Reason:
        documents = case.dossier.documents
        rules = [r for r in rules_of(case, list_key) if r.required or r.kind in documents]
        left = [r.title for r in rules if not case.dossier.accepted(r.kind, list_key)]
        if not left:
            return None
        names = ", ".join(str(title) for title in left)
        return format_lazy(_("Not yet accepted: {names}."), names=names)

    return Requirement(f"package_{list_key}", _("every document is checked against its original"), check)
