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
    """ "ru" or "kk", as the applicant has it in the account; "" where that is neither: then either serves."""
    user = getattr(case.person, "user", None)
    chosen = user.language if user is not None else ""
    return chosen if chosen in REASONS else ""
