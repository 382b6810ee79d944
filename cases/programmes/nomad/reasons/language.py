"""What may be requested of the language of the proceedings (interpretation 60)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Faults, demand
from cases.engine.steps.proceedings import LANGUAGES, language_of
from cases.programmes.nomad.facts import LanguageChoice

if TYPE_CHECKING:
    from cases.models import Case

ALREADY: dict[str, Promise] = {
    "ru": _("The proceedings are in Russian already."),
    "kk": _("The proceedings are in Kazakh already."),
}


@demand(_("the proceedings are asked for in Kazakh or in Russian, and in another language than they are in"))
def another_language(case: Case, now: datetime, facts: LanguageChoice) -> Faults:
    if facts.language not in LANGUAGES:
        return [("language", _("The proceedings are in Kazakh or in Russian: choose one of the two."))]
    return [("language", ALREADY[facts.language])] if facts.language == language_of(case) else []
