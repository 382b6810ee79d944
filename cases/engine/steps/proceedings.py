"""In which language a case is conducted, and which texts an official writes in it (interpretation 60)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from cases.models import Case

LANGUAGES = ("ru", "kk")
NAMED: dict[str, Promise] = {
    "ru": _("The proceedings are in Russian: give the reasons in Russian."),
    "kk": _("The proceedings are in Kazakh: give the reasons in Kazakh."),
}


def fields_of(name: str) -> dict[str, str]:
    """By language, the name of the fact with the words `name`."""
    return {"ru": name, "kk": f"{name}_kk"}


def in_order(case: Case, name: str) -> list[str]:
    """The names of `fields_of`, that of the language of the proceedings first."""
    names = fields_of(name)
    return sorted(names.values(), key=lambda field: field != names[language_of(case) or "ru"])


def language_of(case: Case) -> str:
    """ "ru" or "kk", as it was when the person filed, or as requested since; "" for neither: then either serves."""
    return case.language or ("" if case.submitted_at else _chosen(case))


def fix_language(case: Case) -> None:
    """At a filing: the interface may be switched later, and the acts stay in the language of the filing."""
    case.language = case.language or _chosen(case)


def is_taken_over(case: Case) -> bool:
    """Whether the language is that of the case which this one is about, as the account is used in neither."""
    return not case.submitted_at and not _of_account(case) and bool(_of_the_other(case))


def _chosen(case: Case) -> str:
    return _of_account(case) or _of_the_other(case)


def _of_the_other(case: Case) -> str:
    return language_of(case.about) if case.about else ""


def _of_account(case: Case) -> str:
    user = getattr(case.person, "user", None)
    chosen = user.language if user is not None else ""
    return chosen if chosen in LANGUAGES else ""
