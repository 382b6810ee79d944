"""What a new case takes over from an earlier one of the same person: answers and department, marked as such.

Documents are carried by `filing`. Nothing is taken as settled: answers are judged again by the version of today, and
the pages say where they come from until the applicant has saved them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.calendar import local_day
from cases.law.places import May
from cases.models import Case, City, Document, Event, Payment, QuestionnaireForm
from cases.models.reference import in_use_on
from cases.programmes.nomad.applicants.signed_otherwise import of_person, signed_otherwise
from cases.programmes.nomad.applicants.stages_before import from_before
from cases.values import questions

__all__ = [
    "PARTS",
    "TakenOver",
    "carry_duty",
    "facts",
    "fill_from",
    "from_before",
    "of_person",
    "signed_otherwise",
    "taken_over",
]

PARTS: dict[str, Promise] = {"city": _("the department"), "questionnaire": _("the answers of the questionnaire")}
"""What may be taken over besides documents."""


def fill_from(earlier: Case, case: Case, now: datetime) -> None:
    """Fill the unsaved `case`: the department if its edition still has it, and the answers to questions that are still
    there."""
    open_today = City.objects.filter(in_use_on(local_day(now)), pk=earlier.city_id)
    city = open_today.first() if earlier.city_id else None
    if city is not None and city.code in case.law.cities:
        case.city = city
    schema, answers = QuestionnaireForm.in_use(local_day(now)), earlier.questionnaire.get("answers")
    if schema is not None and answers:
        case.questionnaire = _answers(earlier, schema, answers, local_day(now))


def _answers(earlier: Case, schema: QuestionnaireForm, earlier_answers: dict[str, str], today: date) -> dict[str, Any]:
    keys = {item["key"] for item in schema.fields}
    answers = {key: value for key, value in earlier_answers.items() if key in keys}
    spared = questions.unneeded_keys(schema.fields, bool(getattr(earlier.person, "has_single_name", False)))
    return {
        "version": schema.version,
        "answers": answers,
        "complete": not questions.problems(schema.fields, answers, today, spared),
        "taken_over": {"case": earlier.number, "saved_at": earlier.questionnaire.get("saved_at", "")},
    }


def carry_duty(earlier: Case, case: Case, now: datetime) -> None:
    """Where the edition says so, the duty of an annulled application serves the next (interpretation 26)."""
    paid = next((p for p in earlier.dossier.payments if p.kind == "prp" and p.state == "paid"), None)
    if paid is None or not case.law.duty_carries or May.CARRY_DUTY not in earlier.place.may:
        return
    values = {name: getattr(paid, name) for name in ("kind", "amount", "gateway", "bank_reference", "settled_at")}
    code = f"{paid.code.partition('.')[0]}.{case.number}"
    Payment(case=case, code=code, state="paid", created_at=now, **values).save(force_insert=True)


def facts(earlier: Case | None, case: Case) -> dict[str, Any]:
    """For the event with which the new case opens: from which case, and what: "city", "questionnaire", documents."""
    if earlier is None:
        return {}
    taken = ["city"] * bool(case.city_id) + ["questionnaire"] * bool(case.questionnaire)
    taken += Document.objects.filter(case=earlier, current=True).order_by("kind").values_list("kind", flat=True)
    return {"taken_from": earlier.number, "taken": taken} if taken else {}


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a case has of an earlier one, for the pages."""

    earlier: Case
    at: datetime | None
    """When the earlier case closed."""
    parts: list[str]
    """In the reader's words."""


def taken_over(case: Case) -> TakenOver | None:
    """What this case began with; None where it began with nothing."""
    opened = Event.objects.filter(case=case, step="open").values_list("facts", flat=True).first() or {}
    earlier = Case.objects.filter(number=opened.get("taken_from", ""), person_id=case.person_id).first()
    if earlier is None:
        return None
    kinds = [kind for kind in opened["taken"] if kind not in PARTS]
    parts = [str(PARTS[kind]) for kind in opened["taken"] if kind in PARTS]
    return TakenOver(earlier, earlier.closed_at, parts + ([str(_("documents"))] if kinds else []))
