"""The letters of a complaint: the receipt, and each answer. They come from the body that issued the act."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.engine.rulings import remedies
from cases.engine.steps import Act
from cases.law import regulations
from cases.law.calendar import local_day
from cases.law.terms import goal_day
from cases.letters.facts import bilingual
from cases.models import Case
from cases.models.letter import LetterKind
from cases.models.workcalendar import work_calendar
from cases.programmes.complaint import subject
from cases.programmes.complaint.facts import (
    Closing,
    ComplaintText,
    HandingOn,
    HeadDecision,
    HigherAnswer,
    PartAnswer,
    PartDecision,
)


def _about(case: Case) -> dict[str, Any]:
    """What is complained of; the bodies are those of the order under which it was done, or left undone."""
    law = regulations.edition(remedies.edition_about(case))
    return {
        "issued_by": case.body,
        "bodies": {
            key: {"abbr": bilingual(body.abbr), "name": bilingual(body.name)} for key, body in law.bodies.items()
        },
        "about": subject.description(case),
    }


def _receipt(case: Case, act: Act, facts: ComplaintText) -> dict[str, Any]:
    return _about(case) | {"late": bool(act.outcome.remarks.get("late"))}


def _satisfied(case: Case, act: Act, facts: HeadDecision) -> dict[str, Any]:
    reasons = {"reasons": {"ru": facts.text, "kk": facts.text_kk}}
    return _about(case) | reasons | _follows(case, act, facts.until)


def _follows(case: Case, act: Act, until: date | None) -> dict[str, Any]:
    """Of a delay, the day by which it is to be done, "" where nothing is left to order; of an act, how it falls."""
    if case.about_term:
        return {"until": until.isoformat() if until and act.outcome.remarks["ordered"] else ""}
    return _carried_out(case, act)


def _carried_out(case: Case, act: Act) -> dict[str, Any]:
    """Whether the act falls and the case stays; by which day another head confirms it, and who hears of it if not."""
    what: dict[str, Any] = {name: bool(act.outcome.remarks.get(name)) for name in ("falls", "stays")}
    letter = case.about_letter
    if not what["falls"] or letter is None:
        return what
    day, way = goal_day(letter.case.law.ruling_confirmed, act.now, work_calendar()), remedies.how_challenged(letter)
    what |= {"confirmed_by": day.isoformat() if day else ""}
    return what | ({"then_to": {"ru": way[1].higher_ru, "kk": way[1].higher_kk}} if way else {})


def _handed_on(case: Case, act: Act, facts: HandingOn) -> dict[str, Any]:
    return _about(case) | _to_higher(case, act, facts) | {"stated": facts.text}


def _to_higher(case: Case, act: Act, facts: HandingOn | PartDecision) -> dict[str, Any]:
    went = {name: act.outcome.remarks[name] for name in ("files", "file_sha256")}
    to = {"higher": {"ru": facts.higher, "kk": facts.higher_kk}, "higher_address": facts.higher_address}
    return went | to | _if_silent(case)


def _parts(case: Case, act: Act, facts: PartDecision | PartAnswer) -> dict[str, Any]:
    """What is set aside and what stands, and whether the whole act falls."""
    words: dict[str, Any] = {
        "aside": {"ru": facts.aside, "kk": facts.aside_kk},
        "left": {"ru": facts.left, "kk": facts.left_kk},
    }
    return words | (_carried_out(case, act) if facts.act_falls else {})


def _in_part(case: Case, act: Act, facts: PartDecision) -> dict[str, Any]:
    return _about(case) | _parts(case, act, facts) | _to_higher(case, act, facts)


def _part_above(case: Case, act: Act, facts: PartAnswer) -> dict[str, Any]:
    return _about(case) | _answer(facts) | _parts(case, act, facts) | _to_court(case, act)


def _if_silent(case: Case) -> dict[str, Any]:
    """To which court, and until when, where the higher body lets its term run out."""
    remedy = remedies.remedy_about(case)
    if remedy is None or case.due_at is None:
        return {}
    until = remedies.court_after(remedy, local_day(case.due_at - timedelta(seconds=1)))
    return {"court": {"ru": remedy.court_ru, "kk": remedy.court_kk}, "silent_court_until": until.isoformat()}


def _rejected(case: Case, act: Act, facts: HigherAnswer) -> dict[str, Any]:
    return _about(case) | _answer(facts) | {"file": _file(act)} | _to_court(case, act)


def _closed(case: Case, act: Act, facts: Closing | HigherAnswer) -> dict[str, Any]:
    """Why nothing is left to decide, and how to go on: of the body's own act to the higher body as well."""
    what = _about(case) | {"because": act.outcome.remarks["because"]} | _to_court(case, act)
    if isinstance(facts, HigherAnswer):
        return what | _answer(facts) | {"file": _file(act)}
    remedy = remedies.remedy_about(case)
    return what | ({"higher": {"ru": remedy.higher_ru, "kk": remedy.higher_kk}} if remedy else {})


def _file(act: Act) -> str:
    return (act.outcome.remarks.get("file") or {}).get("name", "")


def _to_court(case: Case, act: Act) -> dict[str, Any]:
    """As far as an administrator has entered it."""
    remedy = remedies.remedy_about(case)
    if remedy is None:
        return {}
    last = remedies.court_term(remedy, act.now).last_day.isoformat()
    return {"court": {"ru": remedy.court_ru, "kk": remedy.court_kk}, "court_until": last}


def _upheld_above(case: Case, act: Act, facts: HigherAnswer) -> dict[str, Any]:
    return _about(case) | _answer(facts) | _follows(case, act, facts.until)


def _answer(facts: HigherAnswer | PartAnswer) -> dict[str, Any]:
    answer = {name: getattr(facts, name) for name in ("document", "number", "body")}
    return {"answer": answer | {"on": facts.answered_on.isoformat()}}


LETTERS: dict[str, LetterKind] = {
    "complaint_receipt": LetterKind(
        name=_("Complaint registered"), head="department", words=False, receipt=True, says=_receipt
    ),
    "complaint_satisfied": LetterKind(
        name=_("Decision on the complaint: satisfied"), head="department", words=True, says=_satisfied
    ),
    "complaint_closed": LetterKind(
        name=_("Complaint closed: nothing is left to decide"), head="department", words=True, says=_closed
    ),
    "complaint_handed_on": LetterKind(
        name=_("Complaint handed on to the higher body"), head="department", words=False, says=_handed_on
    ),
    "complaint_in_part": LetterKind(
        name=_("Decision on the complaint: satisfied in part"), head="department", words=True, says=_in_part
    ),
    "complaint_part_above": LetterKind(
        name=_("Answer of the higher body: the complaint is satisfied in part"),
        head="department",
        words=False,
        says=_part_above,
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
