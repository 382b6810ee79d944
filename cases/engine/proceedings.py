"""In which language a case is conducted, and what an official gives in it (interpretation 60)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from cases.models import Case

REASONS = {"ru": "text", "kk": "text_kk"}
"""By language, the fact that holds the reasons in it."""
NAMED: dict[str, Promise] = {
    "ru": _("The proceedings are in Russian: give the reasons in Russian."),
    "kk": _("The proceedings are in Kazakh: give the reasons in Kazakh."),
}


def language_of(case: Case) -> str:
    """ "ru" or "kk", as it was when the person filed; "" where that was neither: then either serves."""
    return case.language if case.submitted_at else _of_account(case)


def fix_language(case: Case) -> None:
    """At a filing: the interface may be switched later, and the acts stay in the language in which was filed."""
    case.language = case.language or _of_account(case)


def _of_account(case: Case) -> str:
    user = getattr(case.person, "user", None)
    chosen = user.language if user is not None else ""
    return chosen if chosen in REASONS else ""
