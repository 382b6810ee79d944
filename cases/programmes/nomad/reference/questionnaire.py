"""What a version of the questionnaire may consist of: checked before it is saved, since applicants fill it in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.law.regulations import LANGUAGES
from cases.values.letters import RULES
from cases.values.prose import LANGUAGES as ANSWER_LANGUAGES
from cases.values.questions import READERS

TYPES = tuple(READERS)
NEEDED = {"key", "type", "required", "label"}
LETTERS = tuple(RULES)
OF_TYPES: dict[str, tuple[str, ...]] = {
    "choices": ("choice", "language"),
    "letters": ("text", "long", "name"),
    "language": ("prose",),
    "also": ("text",),
    "besides": ("countries",),
    "not_future": ("date", "born"),
    "after": ("date", "born"),
    "min": ("date", "born"),
    "max": ("date", "born"),
}
"""What only questions of some types may say."""
ALLOWED = NEEDED | {"section", "help", "person", "personal"} | OF_TYPES.keys()
ALSO = ("petition", "consent")
"""Papers that hold the same datum: the profession of the petition, the address of stay of the consent."""
PERSON_FIELDS = frozenset(
    {
        "surname",
        "given_names",
        "patronymic",
        "born_on",
        "birth_place",
        "citizenship",
        "phone",
        "address",
        "passport_number",
        "passport_issued_on",
        "passport_issuer",
    }
)
"""Fields of `Person` from which an answer may be filled in beforehand."""
MOST_FIELDS = 200
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")

Problem = str | Promise


def check_schema(fields: object) -> None:
    """ValidationError with every fault of `QuestionnaireForm.fields`, each naming its place in the list."""
    problems = list(schema_problems(fields))
    if problems:
        raise ValidationError(problems)


def schema_problems(fields: object) -> Iterator[Problem]:
    if not isinstance(fields, list) or not fields:
        yield _("The fields must be a list with at least one field.")
        return
    if len(fields) > MOST_FIELDS:
        yield format_lazy(_("At most {number} fields are possible."), number=MOST_FIELDS)
        return
    yield from _list_problems([item for item in fields if isinstance(item, dict)])
    seen: set[str] = set()
    for number, item in enumerate(fields, start=1):
        name = f"{number} ({item.get('key', '?')})" if isinstance(item, dict) else str(number)
        for problem in _item_problems(item, seen):
            yield format_lazy(_("Field {name}: {problem}"), name=name, problem=problem)


def _item_problems(item: object, seen: set[str]) -> Iterator[Problem]:
    if not isinstance(item, dict):
        yield _("must be an object.")
        return
    missing, unknown = NEEDED - item.keys(), item.keys() - ALLOWED
    if missing:
        yield format_lazy(_("missing: {names}."), names=", ".join(sorted(missing)))
    if unknown:
        yield format_lazy(_("unknown: {names}."), names=", ".join(sorted(unknown)))
    if missing:
        return
    yield from _key_problems(item["key"], seen)
    if item["type"] not in TYPES:
        yield format_lazy(_("the type must be one of: {names}."), names=", ".join(TYPES))
        return
    yield from _rule_problems(item)
    if not isinstance(item["required"], bool):
        yield _("“required” must be true or false.")
    if not isinstance(item.get("personal", False), bool):
        yield _("“personal” must be true or false.")
    if "person" in item and str(item["person"]) not in PERSON_FIELDS:
        yield format_lazy(_("“person” must be one of: {names}."), names=", ".join(sorted(PERSON_FIELDS)))
    for part in ("label", "section", "help"):
        if part in item:
            yield from _text_problems(part, item[part])
    yield from _choice_problems(item)


def _list_problems(items: list[dict[str, Any]]) -> Iterator[Problem]:
    """What one question says of another: which is earlier, and in which language the answers are written."""
    dates = [item.get("key") for item in items if item.get("type") in ("date", "born")]
    for item in items:
        if "after" in item and (item["after"] not in dates or item["after"] == item.get("key")):
            yield format_lazy(_("Field {name}: “after” must be the key of another date."), name=item.get("key", "?"))
    single = [item.get("key") for item in items if item.get("type") == "country"]
    for item in items:
        if "besides" in item and item["besides"] not in single:
            yield format_lazy(_("Field {name}: “besides” must be the key of a country."), name=item.get("key", "?"))
    declaring = [item for item in items if item.get("type") == "language"]
    if len(declaring) > 1:
        yield _("Only one field may be of the type “language”.")
    asks = any(item.get("type") == "prose" and item.get("language", "declared") == "declared" for item in items)
    if asks and not declaring:
        yield _("Fields of the type “prose” need a field of the type “language”, or say “language”: “any”.")


def _rule_problems(item: dict[str, Any]) -> Iterator[Problem]:
    for part, types in OF_TYPES.items():
        if part in item and item["type"] not in types:
            yield format_lazy(_("“{part}” belongs to the types {names} only."), part=part, names=", ".join(types))
    if item.get("letters", LETTERS[0]) not in LETTERS:
        yield format_lazy(_("“letters” must be one of: {names}."), names=", ".join(LETTERS))
    if item.get("also", ALSO[0]) not in ALSO:
        yield format_lazy(_("“also” must be one of: {names}."), names=", ".join(ALSO))
    if item.get("language", "any") not in ("declared", "any"):
        yield _("“language” must be “declared” or “any”.")
    if not isinstance(item.get("not_future", False), bool):
        yield _("“not_future” must be true or false.")
    for part in ("min", "max"):
        if part in item and not _is_day(item[part]):
            yield format_lazy(_("“{part}” must be a date such as 2026-12-31."), part=part)


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _key_problems(key: object, seen: set[str]) -> Iterator[Problem]:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        yield _("the key must be up to 40 small Latin letters, digits and underscores, a letter first.")
    elif key in seen:
        yield _("the key stands twice.")
    else:
        seen.add(key)


def _in_all_languages(texts: object) -> bool:
    if not isinstance(texts, dict) or set(texts) != set(LANGUAGES):
        return False
    return all(isinstance(text, str) and text.strip() for text in texts.values())


def _text_problems(part: str, texts: object) -> Iterator[Problem]:
    """A text is there in all three languages: an applicant may read any of them."""
    if not _in_all_languages(texts):
        yield format_lazy(_("“{part}” must have the texts ru, kk and en, none of them empty."), part=part)


def _choice_problems(item: dict[str, Any]) -> Iterator[Problem]:
    choices = item.get("choices")
    if item["type"] not in OF_TYPES["choices"]:
        return
    if not isinstance(choices, list) or not choices or not all(_is_pair(c) for c in choices):
        yield _("“choices” must be a list of pairs: a value and its texts.")
        return
    if len({value for value, _texts in choices}) != len(choices):
        yield _("a value of “choices” stands twice.")
    if item["type"] == "language" and not {value for value, _texts in choices} <= set(ANSWER_LANGUAGES):
        yield format_lazy(_("the choices of “language” can be: {names}."), names=", ".join(ANSWER_LANGUAGES))
    for _value, texts in choices:
        yield from _text_problems("choices", texts)


def _is_pair(choice: object) -> bool:
    return isinstance(choice, list | tuple) and len(choice) == 2 and isinstance(choice[0], str) and bool(choice[0])
