"""The анкета beside the data of the person and the certificate of the signature, and where they differ."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.engine.steps.findings import SOURCES, NamedTwice
from cases.engine.writing.confirmed import confirmed_differences
from cases.models import Case, Event, Person, QuestionnaireForm, Signature
from cases.values import moments, names
from cases.values.questions import display_answer, same_answer, words

Confirmed = Sequence[tuple[Event, NamedTwice]]
DIFFERS, SPELT = "differs", "spelt"
"""It differs; or it is the same in another script or spelling, which only people can judge."""


@dataclass(frozen=True, slots=True)
class ComparedAnswer:
    """What the анкета, the data of the person and the certificate say, as displayed; "" where one says nothing."""

    label: str | Promise
    answer: str
    data: str
    certificate: str = ""
    standing: str = ""
    """DIFFERS, SPELT or ""."""
    confirmed: Sequence[str] = ()
    """What the person has confirmed of it before filing, a sentence each."""


def compared(
    case: Case, schema: QuestionnaireForm | None, signatures: Sequence[Signature], events: Sequence[Event]
) -> list[ComparedAnswer]:
    """`signatures`, `events`: of the case, the newest first. Nothing where no анкета was filled in."""
    answers = case.questionnaire.get("answers") or {}
    if schema is None or not answers:
        return []
    confirmed = list(confirmed_differences(events))
    person = _person(case.person, schema, answers, confirmed)
    return [*person, *_certificate(case, schema, answers, signatures, confirmed)]


def _in_words(confirmed: Confirmed, datum: str, *values: str) -> list[str]:
    """Of this datum, as far as one of its `values` is what was sent."""
    sentence = _("Confirmed by the person, {at}: “{here}” is right, though “{there}” stands elsewhere ({source}).")
    return [
        sentence.format(
            at=moments.moment(event.at),
            here=named.in_words(named.here),
            there=named.in_words(named.there),
            source=SOURCES[named.source],
        )
        for event, named in confirmed
        if named.datum == datum and named.here in values
    ]


def _person(
    person: Person, schema: QuestionnaireForm, answers: Mapping[str, str], confirmed: Confirmed
) -> Iterator[ComparedAnswer]:
    for item in schema.fields:
        if not item.get("person"):
            continue
        answer, data = str(answers.get(item["key"]) or ""), person.as_answer(item["person"])
        if answer or data:
            standing = _standing(item, answer, data)
            shown = display_answer(item, answer), display_answer(item, data), ""
            lines = _in_words(confirmed, item["person"], answer, data)
            yield ComparedAnswer(words(item["label"]), *shown, standing, lines)


def _standing(item: Mapping[str, Any], answer: str, data: str) -> str:
    if same_answer(item, answer, data) or not (answer and (data or item["type"] == "name")):
        return ""
    return of_names(answer, data) if item["type"] == "name" else DIFFERS


def of_names(name: str, other: str) -> str:
    if _bag(name, names.name_key) == _bag(other, names.name_key):
        return ""
    alike = _bag(name, names.unaccented_key) == _bag(other, names.unaccented_key) or _scripts(name) != _scripts(other)
    return SPELT if other and alike else DIFFERS


def _bag(name: str, key: Any) -> list[str]:
    """Its words without their order, which differs between certificates and passports."""
    return sorted(filter(None, map(key, name.split())))


def _scripts(name: str) -> set[str]:
    return {unicodedata.name(sign, "").split(" ")[0] for sign in name if sign.isalpha()}


def _certificate(
    case: Case,
    schema: QuestionnaireForm,
    answers: Mapping[str, str],
    signatures: Sequence[Signature],
    confirmed: Confirmed,
) -> Iterator[ComparedAnswer]:
    """The whole name and the ИИН, as the certificate of the applicant's last signature has them."""
    user = getattr(case.person, "user", None)
    row = next((row for row in signatures if user and row.user_id == user.pk and row.subject_name), None)
    if row is None:
        return
    by_field = {item.get("person"): str(answers.get(item["key"]) or "") for item in schema.fields}
    answer = names.joined(*(by_field.get(part, "") for part in ("surname", "given_names", "patronymic")))
    worst = {of_names(row.subject_name, text) for text in (answer, case.person.full_name) if text}
    standing = DIFFERS if DIFFERS in worst else SPELT if SPELT in worst else ""
    lines = _in_words(confirmed, "name", case.person.full_name)
    yield ComparedAnswer(_("whole name"), answer, case.person.full_name, row.subject_name, standing, lines)
    differs = DIFFERS if row.iin and row.iin != case.person.iin else ""
    yield ComparedAnswer(_("IIN"), "", case.person.iin, row.iin, differs)
