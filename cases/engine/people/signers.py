"""Who of the staff signs acts, and what their accounts lack for it: an ИИН to sign by, a position for the letter."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.eds import sheets
from cases.engine.steps import STEPS, Step
from cases.engine.steps.conditions import Reasons
from cases.law.actors import Actor
from cases.models import User

LACKING: dict[str, Q] = {
    "iin": Q(iin=""),
    "position": Q(position_ru="") | Q(position_kk=""),
}
"""By what is missing, the accounts that lack it."""
WORDS: dict[str, Promise] = {
    "iin": _("The account has no IIN: acts are signed by ЭЦП, so nothing can be decided with it."),
    "position": _(
        "The account has no position in Russian or in Kazakh: an act names it, so none is made with this account."
    ),
}


@cache
def roles() -> frozenset[str]:
    """Of the staff, those with a step that is signed, unless the portal's setting lets it go without."""
    return frozenset(step.by.value for step in STEPS.values() if step.signed or step.may_be_signed) - {
        Actor.APPLICANT.value
    }


def signing_staff() -> QuerySet[User]:
    return User.objects.filter(role__in=roles(), is_active=True)


def missing_data(user: User) -> list[Promise]:
    """What an account lacks for signing acts, in words; [] of who signs none."""
    return [WORDS[name] for name in _missing(user)] if user.role in roles() else []


def _missing(user: User) -> list[str]:
    missing = {"iin": not user.iin, "position": not (user.position_ru and user.position_kk)}
    return [name for name, is_missing in missing.items() if is_missing]


def blocking(step: Step, user: User | None) -> Reasons:
    """Why no act is made with this account: its letter names who made it, name and position (interpretation 22), and
    its signature is compared by the ИИН. The people of a demo have neither."""
    if settings.DEMO or user is None or user.role not in roles() or not (step.signed or step.may_be_signed):
        return []
    signs = sheets.needed(step)
    return [
        format_lazy("{lacks} {who}", lacks=WORDS[name], who=_("An administrator enters it."))
        for name in _missing(user)
        if signs or name != "iin"
    ]
