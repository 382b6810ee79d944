"""The questions of the анкета: how an answer to each type is parsed, displayed, and checked against the others.

An answer is stored as text: days in ISO 8601, countries by their code, telephones as E.164. A question is an item of
`QuestionnaireForm.fields` (`cases.programmes.nomad.reference.questionnaire` says what it may have).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.values import countries, days, email, letters, moments, names, passport, prose, telephone, text
from cases.values.birth import Birth, in_words

Question = Mapping[str, Any]
Answers = Mapping[str, str]
Problem = tuple[str, ValidationError]
Reader = Callable[[str, Question], str]


def words(texts: Mapping[str, str]) -> str:
    """The reader's language of {"ru", "kk", "en"}, Russian where it is empty."""
    return texts.get((get_language() or "ru")[:2]) or texts.get("ru", "")


# ------------------------------------------------------------------------------------------------ one answer


def parse_answer(item: Question, typed: str) -> str:
    """What is stored of what was typed; "" for nothing. Raises ValidationError."""
    return READERS[item["type"]](typed, item) if typed else ""


def _day(typed: str, item: Question) -> str:
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError as error:
        raise ValidationError(_("Enter a date: day, month, year."), code="day") from error


def _born(typed: str, item: Question) -> str:
    """As far as the passport knows it: 1980-05-17, 1980-05, 1980."""
    try:
        return Birth.parse(typed).iso
    except ValueError as error:
        raise ValidationError(_("Enter a date: day, month, year."), code="day") from error


def _choice(typed: str, item: Question) -> str:
    if typed not in {value for value, _texts in item["choices"]}:
        raise ValidationError(_("Choose one of the answers."), code="choice")
    return typed


def letters_of(item: Question) -> str:
    """In which letters it is answered (`letters.RULES`); "" where the type says it, or the language declared."""
    match item["type"]:
        case "name":
            return str(item.get("letters", letters.LATIN))
        case "text" | "long":
            return str(item.get("letters", letters.EITHER))
        case "prose" if not _declared(item):
            return letters.EITHER
    return ""


def _declared(item: Question) -> bool:
    """Whether it is answered in the language that the form is filled in: then `inconsistencies` checks its letters,
    so that an answer in others is stored as a draft."""
    return item["type"] == "prose" and item.get("language", "declared") == "declared"


def _text(typed: str, item: Question) -> str:
    return _lettered(text.clean_line(typed), item)


def _long(typed: str, item: Question) -> str:
    return _lettered(text.clean_block(typed), item)


def _lettered(text: str, item: Question) -> str:
    letters.ensure_more_than_signs(text)
    if wanted := letters_of(item):
        letters.ensure_letters(text, wanted)
    return text


READERS: dict[str, Reader] = {
    "text": _text,
    "long": _long,
    "prose": _long,
    "name": lambda typed, item: names.parse_name(typed, letters_of(item)),
    "date": _day,
    "born": _born,
    "choice": _choice,
    "language": _choice,
    "country": lambda typed, item: countries.parse_country(typed),
    "countries": lambda typed, item: countries.parse_countries(typed),
    "phone": lambda typed, item: telephone.parse_number(typed),
    "email": lambda typed, item: email.parse_address(typed),
    "passport_number": lambda typed, item: passport.parse_number(typed),
}


def display_answer(item: Question, stored: str, petition: Mapping[str, str] | None = None) -> str:
    """An answer in the reader's words; what cannot be read, from an older form, as it is.

    `petition`: what a datum of the petition is called there, by language: an answer that says the same in one language
    is read in the other, as the petition itself has it.
    """
    if (
        petition
        and item.get("also") == "petition"
        and any(same_answer(item, stored, name) for name in petition.values())
    ):
        return words(petition) or stored
    match item["type"]:
        case "choice" | "language":
            return words(dict(item["choices"]).get(stored, {})) or stored
        case "date":
            return moments.day(day) if (day := as_day(stored)) else stored
        case "born":
            return in_words(born) if (born := as_birth(stored)) else stored
        case "country":
            return countries.country_name(stored)
        case "countries":
            return countries.country_names(stored)
        case "phone":
            return telephone.international(stored)
    return stored


def same_answer(item: Question, text: str, other: str) -> bool:
    """Whether two answers mean the same: a name in another spelling, a country in another language."""
    if item["type"] == "name":
        return names.name_key(text) == names.name_key(other)
    return countries.same_meaning(text, other)


def as_day(stored: str) -> date | None:
    try:
        return date.fromisoformat(stored)
    except ValueError:
        return None


def as_birth(stored: str) -> Birth | None:
    try:
        return Birth.parse(stored)
    except ValueError:
        return None


def _earliest(stored: str) -> date | None:
    """Of a birth that is known in part, the first day it can have been."""
    born = as_birth(stored)
    return born.earliest if born else as_day(stored)


# ------------------------------------------------------------------------------------------------ all together

SOFT = "language"
"""The code of an error that prevents filing and not a draft: the answer is stored as it is."""


def inconsistencies(items: Sequence[Question], answers: Answers, today: date) -> Iterator[Problem]:
    """(key, what is wrong) of answers that can be read: by the day, by one another, by the language declared."""
    declared = next((answers.get(item["key"], "") for item in items if item["type"] == "language"), "")
    sound = dict(answers)
    for item in items:
        try:
            _ensure(item, sound.get(item["key"], ""), items, sound, today, declared)
        except ValidationError as error:
            del sound[item["key"]]  # nothing else is measured by what is wrong itself
            yield item["key"], error


def _ensure(
    item: Question, stored: str, items: Sequence[Question], answers: Answers, today: date, declared: str
) -> None:
    if stored and item["type"] in ("date", "born"):
        if day := _earliest(stored):
            _ensure_day(item, day, items, answers, today)
    elif stored and _declared(item):
        prose.ensure_language(stored, declared)
    elif stored and (first := answers.get(item.get("besides", ""), "")):
        _ensure_another(stored, first)


def _ensure_another(stored: str, first: str) -> None:
    """Of countries, none that another question has been answered with."""
    if first in countries.split_codes(stored):
        raise ValidationError(
            _("%(country)s is named above already: name here only what comes besides it, or nothing."),
            code="besides",
            params={"country": countries.country_name(first)},
        )


def _ensure_day(item: Question, day: date, items: Sequence[Question], answers: Answers, today: date) -> None:
    if item["type"] == "born":
        days.ensure_birth(day, today)
    if item.get("not_future"):
        days.ensure_issue(day, today)
    earliest, latest = as_day(item.get("min", "")), as_day(item.get("max", ""))
    if (earliest and day < earliest) or (latest and day > latest):
        raise ValidationError(_bounds(earliest, latest), code="day")
    first = _earliest(answers.get(item.get("after", ""), ""))
    if first and day < first:
        label = next(words(other["label"]) for other in items if other["key"] == item["after"])
        raise ValidationError(
            _("This day lies before “%(label)s” (%(day)s): correct one of the two."),
            code="day",
            params={"label": label, "day": moments.day(first)},
        )


def _bounds(earliest: date | None, latest: date | None) -> str:
    since = moments.day(earliest) if earliest else "…"
    until = moments.day(latest) if latest else "…"
    return str(format_lazy(_("The date must lie between {since} and {until}."), since=since, until=until))


def problems(items: Sequence[Question], answers: Answers, today: date, spared: Collection[str] = ()) -> list[str]:
    """Labels of the questions because of which the анкета cannot be filed on this day: unanswered, unreadable, unsound.

    `unneeded_keys`: keys that need no answer from this person.
    """
    wrong, sound = set(), {}
    for item in items:
        stored = str(answers.get(item["key"]) or "")
        if not stored and item.get("required") and item["key"] not in spared:
            wrong.add(item["key"])
        try:
            sound[item["key"]] = parse_answer(item, stored)
        except ValidationError:
            wrong.add(item["key"])
    wrong |= {key for key, _error in inconsistencies(items, sound, today)}
    return [words(item["label"]) for item in items if item["key"] in wrong]


def unneeded_keys(items: Sequence[Question], single_name: bool) -> set[str]:
    """Keys that are not required of a person with a single name, which stands as the surname."""
    return {item["key"] for item in items if single_name and item.get("person") in ("given_names", "patronymic")}
