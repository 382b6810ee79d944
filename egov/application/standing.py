"""How far an application is: its five parts, each with what is left to do (п. 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from cases.law.places import May
from cases.service import (
    Case,
    DutyRate,
    Payment,
    Person,
    User,
    local_day,
    read_answer,
    same_meaning,
    shown_answer,
    stated_address,
)
from cases.service import QuestionnaireForm as Schema
from cases.service import question_words as words
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
    def questionnaire_ready(self) -> bool:
        return self.answers_sound and "questionnaire" not in self.case.dossier.unanswered()

    @property
    def ready(self) -> int:
        """How many parts are in order, of `total`."""
        parts = [bool(self.case.city_id), self.questionnaire_ready, self.payment is not None]
        return sum(card.ready for card in self.cards) + sum(parts)

    @property
    def total(self) -> int:
        return len(self.cards) + 3


def standing(case: Case, user: User, now: datetime, bound: Any = None) -> Completeness:
    cards = documents.cards(case, user, "application", now, bound)
    paid = None if case.dossier.must_pay_again("prp") else _paid(case)
    return Completeness(
        case=case, cards=cards, editable={r.kind for r in case.dossier.returns},
        notes=documents.returned_notes(case), saved=case.questionnaire,
        answers_sound=bool(case.questionnaire.get("complete")) and not case.dossier.answers_to_correct(local_day(now)),
        payment=paid,
        rate=duty("prp", now),
    )  # fmt: skip


def _paid(case: Case) -> Payment | None:
    return next((p for p in case.dossier.payments if p.kind == "prp" and p.state == "paid"), None)


def duty(kind: str, now: datetime) -> DutyRate | None:
    """The rate of today, None when an administrator has not set it."""
    return DutyRate.objects.filter(kind=kind, valid_from__lte=local_day(now)).order_by("-valid_from").first()


def schema_of(case: Case, now: datetime) -> Schema | None:
    """The version of the анкета in use on this day."""
    return Schema.in_use(local_day(now))


def prefilled(schema: Schema, person: Any) -> dict[str, str]:
    """Answers known from the account and the person's data, for a questionnaire that nobody has begun."""
    user = getattr(person, "user", None)
    email = stated_address(user) if user else ""
    return {item["key"]: email for item in schema.fields if item["type"] == "email" and email} | known(schema, person)


def known(schema: Schema, person: Any) -> dict[str, str]:
    """What the person's data say to the questions that are filled from them; those that can be read."""
    values = {item["key"]: (item, _known(person, item)) for item in schema.fields if item.get("person")}
    read = {key: _read(item, value) for key, (item, value) in values.items() if value}
    return {key: value for key, value in read.items() if value}


def _known(person: Person, item: dict[str, Any]) -> Any:
    """A birth may be known in part (`Person.born`); a question for free text takes a country by its name."""
    name = item["person"]
    if name == "citizenship" and item["type"] != "country":
        return person.citizenship_name
    return person.born if name == "born_on" else getattr(person, name, "")


def _read(item: dict[str, Any], value: Any) -> str:
    """A name in Cyrillic letters is left out, where the passport's is asked for; so is a citizenship of free text."""
    try:
        return read_answer(item, value.isoformat() if hasattr(value, "isoformat") else str(value))
    except ValidationError:
        return ""


def differences(schema: Schema, answers: dict[str, str], person: Any) -> list[tuple[str, str, str]]:
    """(question, answer, what the person's data say) where the two disagree in what they mean, as they are shown."""
    items = {item["key"]: item for item in schema.fields}
    return [
        (words(items[key]["label"]), shown_answer(items[key], answers[key]), shown_answer(items[key], own))
        for key, own in known(schema, person).items()
        if answers.get(key) and not same_meaning(_read(items[key], answers[key]) or answers[key], own)
    ]
