"""The checks of the application and the answer of КНБ, п. 13–15."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, step
from cases.law.actors import OFFICE, Actor, Role
from cases.models import Case, Check, Document
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.checks import check_papers, knb_letters
from cases.programmes.nomad.correcting import corrections, putting_right
from cases.programmes.nomad.papers import comparing, security_file
from cases.programmes.nomad.stages.base import correction, document_correction, put_document_right
from cases.programmes.nomad.states import State
from cases.values.wording import QUOTED


def _record(
    case: Case,
    act: Act,
    kind: str,
    data: facts.CheckResult | facts.CheckCorrection | facts.SecurityAnswer,
    paper: Document | None,
    **more: Any,
) -> None:
    result = {"clear": data.clear, "text": data.text, "reference": data.reference}
    act.record("check", kind=kind, by=act.user, at=act.now, paper=paper, **result, **more)


def _attached(case: Case, act: Act) -> Document | None:
    """What a system answers comes without a file."""
    return check_papers.attached(act.step, case) if act.step and act.user else None


@step(
    by=Actor.OFFICER,
    source=(State.CHECKS, State.FINAL_REVIEW, State.FINAL_HEARING),
    target=None,
    label=_("Record a check"),
    paragraph="13",
    by_place=True,
    form="check",
    paper="check_answer",
    optional=True,
    may_come_from="ibd sio adis berkut",
    readers=OFFICE,
    demands=[
        corrections.check_is_asked,
        comparing.not_by_itself,
        corrections.result_is_described,
        must.is_number("reference", optional=True),
        corrections.contradiction_has_its_reason,
    ],
    corrects=putting_right.CHECK_RECORDED_AGAIN,
    facts=facts.CheckResult,
    subject_in="kind",
    enters=["ibd.check", "sio.check", "adis.check", "berkut.crossing"],
)
def record_check(case: Case, act: Act, data: facts.CheckResult) -> None:
    earlier = case.dossier.check_now(data.kind)
    contradicted = earlier if earlier and earlier.clear != data.clear else None
    if contradicted is None:
        act.remark(reason=None)  # it takes nothing's place
    paper = _attached(case, act)
    _record(case, act, data.kind, data, paper, corrects=contradicted, reason=data.reason if contradicted else "")


def _letter(case: Case, act: Act, earlier: Check | None) -> Document | None:
    """The newer one, else that of the answer which is put right."""
    return _attached(case, act) or (earlier.paper if earlier else None)


@correction(
    "knb",
    "preliminary",
    "final",
    by=Actor.OFFICER,
    label=_("Correct a recorded check"),
    paragraph="13",
    by_place=True,
    form="correct_check",
    paper=check_papers.KNB_LETTER,
    readers=OFFICE,
    requires=[corrections.check_recorded],
    demands=[
        corrections.fact_is_open,
        corrections.something_differs,
        corrections.result_is_described,
        must.is_number("reference", optional=True),
        corrections.knb_by_letter,
        check_papers.corrected_letter_attached,
    ],
    tells=corrections.RECORD_CORRECTED,
    facts=facts.CheckCorrection,
    subject_in="kind",
    apart=True,
)
def correct_check(case: Case, act: Act, data: facts.CheckCorrection) -> None:
    """КНБ's answer too: the case stays where the first one has brought it, and the decision looks at this one."""
    earlier = case.dossier.check_now(data.kind)
    letter = _letter(case, act, earlier) if data.kind == "knb" else None
    _record(case, act, data.kind, data, letter, answered_on=data.answered_on, corrects=earlier, reason=data.reason)
    answer = data.clear, data.reference or "", data.answered_on
    moved = knb_letters.term_by(case, earlier, *answer) if earlier and data.kind == "knb" else None
    if moved:
        act.change(moved[0], **moved[1])


@document_correction(
    "application_documents",
    "documents_since",
    by=Actor.OFFICER,
    paragraph="12",
    by_place=True,
    read_by=OFFICE | {Role.APPLICANT},
)
def correct_document(case: Case, act: Act, data: facts.DocumentCorrection) -> None:
    put_document_right(case, act, data)


@step(
    by=Actor.OFFICER,
    source=State.CHECKS,
    target=State.KNB,
    label=_("Send to the national security bodies"),
    paragraph="14",
    requires=[need.documents("application"), need.checks_done("preliminary")],
    starts=["knb"],
    tells=_("Your application was sent to the national security bodies for approval."),
    asks=["knb.approve"],
    readers=OFFICE | {Role.APPLICANT},
    form="security",
    letter="knb_request",
    demands=[security_file.sends_what_is_there],
    facts=facts.SecurityFile,
    inner={"documents": OFFICE},
)
def send_to_knb(case: Case, act: Act, data: facts.SecurityFile) -> None:
    """The letter names each document with its checksum: what was sent can be put together again on any later day."""


@step(
    by=Actor.OFFICER,
    source=State.KNB,
    target=State.PRELIMINARY_DECISION,
    label=_("Record the answer of the national security bodies"),
    paragraph="15",
    form="knb_answer",
    paper=check_papers.KNB_LETTER,
    stops=["knb"],
    happened="answered_on",
    readers=OFFICE,
    demands=[corrections.answer_by_letter, check_papers.letter_attached, must.in_words("text", QUOTED, optional=True)],
    tells=_("The national security bodies have answered. The decision is being made."),
    may_come_from="knb",
    facts=facts.SecurityAnswer,
    subject="knb",
    enters=["knb.approve"],
    reread=True,
)
def record_knb_answer(case: Case, act: Act, data: facts.SecurityAnswer) -> None:
    _record(case, act, "knb", data, _attached(case, act), answered_on=data.answered_on)
