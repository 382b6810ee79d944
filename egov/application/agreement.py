"""One set of data: what the анкета asks for and is known elsewhere already, from there and back, and where they differ.

A question says itself what it is the same as: `person`, a field of the person's data; `also`, another paper of the case
("petition", "consent"); the type "email", the address of the account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, Person, User
from cases.models import QuestionnaireForm as Schema
from cases.service.acts import addresses, naming, sharing
from cases.service.queries import stated_address
from cases.values.questions import read as read_answer
from cases.values.questions import same as same_answer
from cases.values.questions import shown as shown_answer
from cases.values.questions import words
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment, request_id

_SENTENCES: dict[str, Promise] = {
    "person": gettext_lazy("%(question)s: “%(answer)s” here, “%(other)s” in your data"),
    "petition": gettext_lazy("%(question)s: “%(answer)s” here, “%(other)s” in the petition"),
    "account": gettext_lazy("%(question)s: “%(answer)s” here; mail goes to “%(other)s”, the address of your account"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that says otherwise than `where` does, both as they are shown."""

    key: str
    question: str
    answer: str
    other: str
    where: str

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
            shown_answer(item, own) or "–",
            where,
        )
        for item, own, where in _known(schema, case)
        if (kept := answers.get(item["key"])) and not same_answer(item, _read(item, kept) or kept, own)
    ]


def _known(schema: Schema, case: Case) -> Iterator[tuple[dict[str, Any], str, str]]:
    """(question, what is known to it elsewhere, where) of those that can be read. A part of the name that a person
    does not have is known, too: it is "", and no answer changes it."""
    for item in schema.fields:
        where, value = _elsewhere(item, case)
        own = _read(item, value) if value else ""
        if own or (not value and item.get("person") in naming.PARTS):
            yield item, own, where


def _elsewhere(item: dict[str, Any], case: Case) -> tuple[str, Any]:
    if item.get("person"):
        return "person", _of_person(case.person, item)
    if item.get("also") == "petition":
        return "petition", case.profession
    user = getattr(case.person, "user", None) if item["type"] == "email" else None
    return "account", stated_address(user) if user else ""


def _of_person(person: Person, item: dict[str, Any]) -> Any:
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


# ------------------------------------------------------------------------------------------------ back


def share(request: AuthenticatedRequest, case: Case, schema: Schema) -> None:
    """What was saved here is from now on what letters and requests say of the person. An address is the account's only
    when its mailbox has confirmed it."""
    user, now = request.user, moment(request)
    changed = sharing.share(case.pk, user, now, schema, request_id=request_id(request))
    if changed:
        names = ", ".join(Person.label(name) for name in changed)
        messages.info(request, _("Your data were brought into line with these answers: %(names)s.") % {"names": names})
    _share_address(request, user, case.questionnaire.get("answers", {}), schema, now)


def _share_address(
    request: AuthenticatedRequest, user: User, answers: dict[str, str], schema: Schema, now: datetime
) -> None:
    email = next((answers.get(item["key"], "") for item in schema.fields if item["type"] == "email"), "")
    waiting = addresses.waiting(user)
    known = {user.mailbox.lower(), stated_address(user).lower(), waiting.email.lower() if waiting else ""}
    if not email or email.lower() in known:
        return
    try:
        addresses.ask(user, email, now)
    except addresses.TooOftenError as error:
        messages.warning(request, str(error))
        return
    notice = _("We have written to %(email)s: it becomes the address of your account once the link there is confirmed.")
    messages.info(request, notice % {"email": email})
