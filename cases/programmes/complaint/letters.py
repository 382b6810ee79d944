"""The letters of a complaint: the receipt, and each answer. They come from the body that issued the act."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.engine.rulings import remedies
from cases.engine.steps import Act
from cases.law import regulations
from cases.law.calendar import local_day
from cases.law.terms import goal_day
from cases.letters.facts import both, in_both_languages
from cases.models import Case
from cases.models.letter import LetterKind
from cases.models.workcalendar import work_calendar
from cases.programmes.complaint.facts import ComplaintText, HandingOn, HeadDecision, HigherAnswer


def _about(case: Case) -> dict[str, Any]:
    """The act complained of, by its letter; the bodies are those of the order under which it was issued."""
    letter = case.about_letter
    assert letter is not None  # `about_a_letter`
    law = regulations.edition(letter.facts["edition"]["key"])
    return {
        "issued_by": case.body,
        "bodies": {key: {"abbr": both(body.abbr), "name": both(body.name)} for key, body in law.bodies.items()},
        "about": {
            "name": in_both_languages(letter.get_kind_display),
            "number": letter.number,
            "on": local_day(letter.at).isoformat(),
            "case": letter.case.number,
        },
    }


def _receipt(case: Case, act: Act, facts: ComplaintText) -> dict[str, Any]:
    return _about(case) | {"late": bool(act.outcome.remarks.get("late"))}


def _satisfied(case: Case, act: Act, facts: HeadDecision) -> dict[str, Any]:
    reasons = {"reasons": {"ru": facts.text, "kk": facts.text_kk}}
    return _about(case) | reasons | _carried_out(case, act)


def _carried_out(case: Case, act: Act) -> dict[str, Any]:
    """Whether the act falls and the case stays; by which day another head confirms it, and who hears of it if not."""
    what: dict[str, Any] = {name: bool(act.outcome.remarks.get(name)) for name in ("falls", "stays")}
    letter = case.about_letter
    if not what["falls"] or letter is None:
        return what
    day, way = goal_day(letter.case.law.ruling_confirmed, act.now, work_calendar()), remedies.challenged(letter)
    what |= {"confirmed_by": day.isoformat() if day else ""}
    return what | ({"then_to": {"ru": way[1].higher_ru, "kk": way[1].higher_kk}} if way else {})


def _handed_on(case: Case, act: Act, facts: HandingOn) -> dict[str, Any]:
    higher = {"ru": facts.higher, "kk": facts.higher_kk}
    handed = {"higher": higher, "files": act.outcome.remarks["files"]}
    return _about(case) | handed | {"file_sha256": act.outcome.remarks["file_sha256"]}


def _rejected(case: Case, act: Act, facts: HigherAnswer) -> dict[str, Any]:
    """With the way to court, as far as an administrator has entered it."""
    challenged = remedies.challenged(case.about_letter) if case.about_letter else None
    court: dict[str, Any] = {}
    if challenged:
        last = remedies.court_term(challenged[1], act.now).last_day.isoformat()
        court = {"court": {"ru": challenged[1].court_ru, "kk": challenged[1].court_kk}, "court_until": last}
    file = (act.outcome.remarks.get("file") or {}).get("name", "")
    return _about(case) | _answer(facts) | {"file": file} | court


def _upheld_above(case: Case, act: Act, facts: HigherAnswer) -> dict[str, Any]:
    return _about(case) | _answer(facts) | _carried_out(case, act)


def _answer(facts: HigherAnswer) -> dict[str, Any]:
    answer = {name: getattr(facts, name) for name in ("document", "number", "body")}
    return {"answer": answer | {"on": facts.answered_on.isoformat()}}


LETTERS: dict[str, LetterKind] = {
    "complaint_receipt": LetterKind(
        name=_("Complaint registered"), head="department", words=False, receipt=True, says=_receipt
    ),
    "complaint_satisfied": LetterKind(
        name=_("Decision on the complaint: satisfied"), head="department", words=True, says=_satisfied
    ),
    "complaint_handed_on": LetterKind(
        name=_("Complaint handed on to the higher body"), head="department", words=False, says=_handed_on
    ),
    "complaint_rejected": LetterKind(
        name=_("Answer of the higher body to the complaint"), head="department", words=True, says=_rejected
    ),
    "complaint_upheld_above": LetterKind(
        name=_("Answer of the higher body: the complaint is satisfied"),
        head="department",
        words=True,
        says=_upheld_above,
    ),
}
