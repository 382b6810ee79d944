"""How far an application is: its five parts, each with what is left to do (п. 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.law.calendar import local_day
from cases.law.places import May
from cases.models import Case, DutyRate, Payment, User
from cases.models import QuestionnaireForm as Schema
from cases.programmes.nomad.forms.documents import DocumentForm
from cases.service import orders
from cases.web import documents


@dataclass(slots=True)
class Completeness:
    """`editable`: kinds that were returned (п. 12). `payment`: the one that counts; None: still to be paid (again)."""

    case: Case
    cards: list[documents.Card]
    editable: set[str]
    notes: dict[str, str]
    saved: dict[str, Any]
    answers_sound: bool
    payment: Payment | None
    rate: DutyRate | None

    @property
    def rework(self) -> bool:
        return May.CORRECT_RETURNED in self.case.place.may

    @property
    def questionnaire_open(self) -> bool:
        return not self.rework or "questionnaire" in self.editable

    @property
    def questionnaire_returned(self) -> bool:
        return self.rework and self.questionnaire_open and not self.questionnaire_ready

    @property
    def questionnaire_ready(self) -> bool:
        return self.answers_sound and "questionnaire" not in self.case.dossier.unanswered()

    @property
    def ready(self) -> int:
        """How many parts are in order, of `total`."""
        parts = [bool(self.case.city_id), self.questionnaire_ready, self.payment is not None]
        return sum(card.ready for card in self.cards) + sum(parts)

    @property
    def total(self) -> int:
        return sum(card.counts for card in self.cards) + 3


def standing(case: Case, user: User, now: datetime, bound: DocumentForm | None = None) -> Completeness:
    cards = documents.cards(case, user, "application", now, bound)
    paid = None if "duty" in case.dossier.unanswered() else _paid(case)
    return Completeness(
        case=case,
        cards=cards,
        editable={r.kind for r in case.dossier.returns},
        notes=documents.returned_notes(case),
        saved=case.questionnaire,
        answers_sound=bool(case.questionnaire.get("complete")) and not case.dossier.answers_to_correct(local_day(now)),
        payment=paid,
        rate=orders.duty_on("prp", local_day(now)),
    )


def _paid(case: Case) -> Payment | None:
    return next((p for p in case.dossier.payments if p.kind == "prp" and p.state == "paid"), None)


def schema_of(case: Case, now: datetime) -> Schema | None:
    """The version of the анкета in use on this day."""
    return Schema.in_use(local_day(now))
