"""How far an application is: its five parts, each with what is left to do (п. 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from cases.law.calendar import local_day
from cases.law.places import May
from cases.models import Case, DutyRate, Payment, User
from cases.models import QuestionnaireForm as Schema
from cases.programmes.nomad.forms.documents import DocumentForm
from cases.service import orders
from cases.web import documents, preflight
from cases.web.request.access import AuthenticatedRequest


@dataclass(slots=True)
class Completeness:
    case: Case
    cards: list[documents.Card]
    editable: set[str]
    """Kinds that were returned (п. 12)."""
    notes: dict[str, str]
    saved: dict[str, Any]
    answers_sound: bool
    payment: Payment | None
    """The one that counts; None: still to be paid (again)."""
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


def completeness(case: Case, user: User, now: datetime, bound: DocumentForm | None = None) -> Completeness:
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


def home_of(case: Case) -> str:
    """The page of which the questionnaire is a part, for its owner or for a helper."""
    return "egov:application:home" if case.helper is None else "egov:helping:fill"


NOTHING: Mapping[str, str] = {}


def looked_through(
    request: AuthenticatedRequest, case: Case, page: str, typed: Mapping[str, str] = NOTHING
) -> preflight.Preflight:
    """The check of the whole application, for this page; `typed`: answers on it that could not be saved."""
    names = home_of(case), "egov:application:check", f"egov:application:{page}"
    home, check, here = (reverse(name, args=[case.pk]) for name in names)
    return preflight.run_checks(request, case, "application", preflight.PreflightPages(home, check, here), typed)
