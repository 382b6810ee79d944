"""Questions of the анкета that something reads: no version may do without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NeededQuestion:
    name: Promise
    why: Promise
    """Who reads the answer."""
    fits: Callable[[Item], bool]
    """Whether it is this question."""
    must: bool = True
    """Whether it has to be answered."""

    def is_met_by(self, item: Item) -> bool:
        return self.fits(item) and (bool(item.get("required")) or not self.must)


def _of_person(field: str) -> Callable[[Item], bool]:
    return lambda item: item.get("person") == field


def _shared_with(paper: str) -> Callable[[Item], bool]:
    return lambda item: item.get("also") == paper


def _of_type(kind: str) -> Callable[[Item], bool]:
    return lambda item: item.get("type") == kind


_NAMES = _("it is compared with the certificate and the passport before a filing, and the printed form reads it")
_PASSPORT = _("it is compared with the machine-readable lines of the passport before a filing")
_STATEMENT = _("the statement of consent prints it (annex, para. 20(10))")

NEEDS = (
    NeededQuestion(_("surname"), _NAMES, _of_person("surname")),
    NeededQuestion(_("given names"), _NAMES, _of_person("given_names")),
    NeededQuestion(
        _("patronymic"), _("the name of the certificate is compared with it"), _of_person("patronymic"), must=False
    ),
    NeededQuestion(_("date of birth"), _PASSPORT, _of_person("born_on")),
    NeededQuestion(_("place of birth"), _STATEMENT, _of_person("birth_place")),
    NeededQuestion(_("citizenship"), _("the papers of that state are asked for by it"), _of_person("citizenship")),
    NeededQuestion(
        _("other citizenships"),
        _("a certificate of no criminal record is looked for of each of them (para. 10)"),
        _of_type("countries"),
        must=False,
    ),
    NeededQuestion(_("passport number"), _PASSPORT, _of_person("passport_number")),
    NeededQuestion(_("passport issued on"), _STATEMENT, _of_person("passport_issued_on")),
    NeededQuestion(_("passport issued by"), _STATEMENT, _of_person("passport_issuer")),
    NeededQuestion(
        _("place of residence"),
        _("a certificate of no criminal record of that state is looked for (para. 10)"),
        _of_person("address"),
    ),
    NeededQuestion(
        _("address of stay in Kazakhstan"),
        _("the consent with the check abroad takes it over (para. 20(10))"),
        _shared_with("consent"),
        must=False,
    ),
    NeededQuestion(_("telephone"), _STATEMENT, _of_person("phone")),
    NeededQuestion(_("e-mail address"), _("it is compared with the address to which notices go"), _of_type("email")),
    NeededQuestion(
        _("profession"), _("it is compared with the petition that was signed (para. 8)"), _shared_with("petition")
    ),
    NeededQuestion(
        _("language of the answers"),
        _("answers in another language are refused by it (para. 10(5))"),
        _of_type("language"),
    ),
)


def need_of(item: Item) -> NeededQuestion | None:
    """Who reads the answer to this question."""
    return next((need for need in NEEDS if need.fits(item)), None)


def unmet(items: Sequence[Item]) -> list[NeededQuestion]:
    return [need for need in NEEDS if not any(need.is_met_by(item) for item in items)]


def sentences(items: Sequence[Item]) -> Iterator[str | Promise]:
    """What is missing, a sentence each."""
    for need in unmet(items):
        asked = any(need.fits(item) for item in items)
        words = _("“{name}” must be answered: {why}.") if asked else _("No question asks for “{name}”: {why}.")
        yield format_lazy(words, name=need.name, why=need.why)
