"""One set of data: what the анкета asks for and is known elsewhere already, and where they differ.

A question says itself what it is the same as: `person`, a field of the person's data; `also`, another paper of the case
("petition", "consent"); the type "email", the address of the account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from cases.models.emailclaim import entered_address
from cases.programmes.nomad.applicants.answered import KEPT_AS_REGISTERED
from cases.values.questions import display_answer as shown_answer
from cases.values.questions import parse_answer as read_answer
from cases.values.questions import same_answer as same_answer
from cases.values.questions import words

if TYPE_CHECKING:
    from cases.models import Case, Person
    from cases.models import QuestionnaireForm as Schema

_SENTENCES: dict[str, Promise] = {
    "person": gettext_lazy("%(question)s: “%(answer)s” here, “%(other)s” in your data"),
    "petition": gettext_lazy("%(question)s: “%(answer)s” here, “%(other)s” in the petition"),
    "account": gettext_lazy("%(question)s: “%(answer)s” here; mail goes to “%(other)s”, the address of your account"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that differs from what is known elsewhere."""

    key: str
    question: str
    answer: str
    """As it is shown; `other` too."""
    other: str
    where: str
    """The place that says otherwise."""

    def __str__(self) -> str:
        facts = {"question": self.question, "answer": self.answer, "other": self.other}
        return str(_SENTENCES[self.where]) % facts


def prefilled(schema: Schema, case: Case) -> dict[str, str]:
    """Answers known already, for a questionnaire that nobody has begun."""
    return {item["key"]: own for item, own, _where in _known(schema, case) if own}


def differences(schema: Schema, answers: dict[str, str], case: Case) -> list[Difference]:
    """Where an answer and what is known elsewhere disagree in what they mean."""
    return [
        Difference(
            item["key"],
            words(item["label"]),
            shown_answer(item, answers[item["key"]]),
            shown_answer(item, own, case.petition_names) or "–",
            where,
        )
        for item, own, where in _known(schema, case)
        if (answer := answers.get(item["key"])) and not _agrees(item, _read(item, answer) or answer, own, case)
    ]


def _agrees(item: dict[str, Any], answer: str, own: str, case: Case) -> bool:
    """A petition names its profession in two languages: each of them will do."""
    names = case.petition_names.values() if item.get("also") == "petition" else ()
    return any(same_answer(item, answer, name) for name in (own, *names))


def _known(schema: Schema, case: Case) -> Iterator[tuple[dict[str, Any], str, str]]:
    """(question, what is known to it elsewhere, where) of those that can be read. A part of the name that a person
    does not have is known, too: it is "", and no answer changes it."""
    for item in schema.fields:
        where, value = _elsewhere(item, case)
        own = _read(item, value) if value else ""
        if own or (not value and item.get("person") in KEPT_AS_REGISTERED):
            yield item, own, where


def _elsewhere(item: dict[str, Any], case: Case) -> tuple[str, Any]:
    if item.get("person"):
        return "person", _of_person(case.person, item)
    if item.get("also") == "petition":
        return "petition", case.petition_names.get((get_language() or "ru")[:2]) or case.profession
    user = getattr(case.person, "user", None) if item["type"] == "email" else None
    return "account", entered_address(user) if user else ""


def _of_person(person: Person, item: dict[str, Any]) -> Any:
    """A birth may be known in part (`Person.born`); a question for free text takes a country by its name."""
    name = item["person"]
    if name == "citizenship" and item["type"] != "country":
        return person.citizenship_name
    return person.born if name == "born_on" else getattr(person, name, "")


def _read(item: dict[str, Any], value: object) -> str:
    """A name in Cyrillic letters is left out, where the passport's is required; so is a citizenship of free text."""
    try:
        return read_answer(item, value.isoformat() if hasattr(value, "isoformat") else str(value))
    except ValidationError:
        return ""
