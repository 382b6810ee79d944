"""A term in words: whose, until when, by what, and how long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cases.engine.programmes import programme_of
from cases.law import names, regulations, terms
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.regulations import CODE, BarRule, Rule, Term, in_all_languages, why_text
from cases.law.regulations.parts import REMINDER, Length
from cases.models import Case, Deadline, User
from cases.models.serviceterm import is_unconfirmed
from cases.models.workcalendar import work_calendar
from cases.templatetags.dnr.days import in_words
from cases.templatetags.dnr.library import register

BASES = {
    "order": gettext_lazy("The order sets this term."),
    "general": gettext_lazy("The order sets no term for this. The general term of administrative procedures is taken."),
    "goal": gettext_lazy(
        "The order sets no term for this. It is the day the service aims at, and no term of the order."
    ),
}
UNCONFIRMED = gettext_lazy(
    "The order sets no term for this. The general term of administrative procedures is taken; it is not confirmed "
    "here yet."
)


@register.simple_tag
def by_when(deadline: Deadline, plain: bool = False) -> str:
    """“the officer decides by 4 January 2027”; with `plain` the applicant is addressed."""
    sentences = names.KNOWN["you_by_when"] if plain else {}
    sentence = sentences.get(deadline.key) or names.KNOWN["by_when"].get(deadline.key)
    day = in_words(deadline.last_day)
    return str(sentence) % {"day": day} if sentence else f"{deadline.get_key_display()}: {day}"


@register.filter
def due_for(case: Case, user: User) -> datetime | None:
    """By when this reader acts on the case: an applicant by the nearest of their own days, whomever it waits on."""
    if user.role != Role.APPLICANT:
        return case.due_at
    own = (d.due_at for d in case.dossier.deadlines if d.state == Deadline.RUNNING and d.binds_applicant)
    return min(own, default=None)


@register.filter
def on_day_off(moment: datetime) -> bool:
    """By the calendar as it is now; one that was changed since may have made it so."""
    return not work_calendar().day(local_day(moment)).working


@register.filter
def set_by(term: Term) -> str:
    """What sets a term that the order does not, in a few words."""
    if term.reminds and term.on_expiry == REMINDER:
        return _("a day set by the service, no term of the order")
    if term.on_expiry == REMINDER:
        return _("a reminder, no term")
    return _("the general term, no term of the order") if term.basis == "general" else _("a goal of the service")


@register.filter
def is_reminded(case: Case) -> bool:
    """In this state its day is none by which anybody is late (`REMINDER`)."""
    return case.state in case.law.reminded


@register.filter
def basis_in_words(deadline: Deadline) -> str:
    """What sets a term (`cases.law.regulations.parts.BASES`)."""
    if deadline.basis == "order" and deadline.paragraph.startswith(CODE):
        return _("The code of administrative procedure sets this term.")
    unconfirmed = deadline.term is not None and is_unconfirmed(deadline.term)
    return str(UNCONFIRMED if unconfirmed else BASES[deadline.basis])


@register.filter
def unconfirmed(term: Term) -> bool:
    """Of a term of an edition, as everybody reads it (`unconfirmed_length` is of a case)."""
    return is_unconfirmed(term)


@register.filter
def unconfirmed_length(case: Case | None, key: str) -> bool:
    """The length of this term is reference data that nobody has compared with the law: a word for staff. Of no case,
    nothing is known."""
    return programme_of(case).unconfirmed(case, key) if case else False


@register.filter
def not_compared(key: str) -> bool:
    """Of the key of an edition: nobody has compared its number and dates with the official text. Of no edition that is
    known, nothing is known."""
    return any(law.key == key and not law.compared for law in regulations.editions())


@register.filter
def length_in_words(term: Length | Term | BarRule | Mapping[str, Any]) -> str:
    """“25 calendar days” of a Term or a BarRule of the edition; of {"length", "unit"} as a letter has it."""
    n, unit = (term["length"], term["unit"]) if isinstance(term, Mapping) else (term.length, term.unit)
    match unit:
        case "working_days":
            return ngettext("%(n)d working day", "%(n)d working days", n) % {"n": n}
        case "calendar_days":
            return ngettext("%(n)d calendar day", "%(n)d calendar days", n) % {"n": n}
        case "months":
            return ngettext("%(n)d month", "%(n)d months", n) % {"n": n}
        case _:
            return ngettext("%(n)d year", "%(n)d years", n) % {"n": n}


@register.filter
def why_words(code: str, on: date | None = None) -> str:
    """Why a day counts in a term or does not, from the code its proof carries; `on`: which day it is."""
    named = in_all_languages(code, work_calendar().day(on).why) if on and ":" in code else code
    return _why_words(named, get_language() or "ru")


@lru_cache(maxsize=1024)
def _why_words(code: str, language: str) -> str:
    return why_text(code).in_(language)


@register.filter
def must_last_until(rule: Rule, filed_on: date) -> date:
    """The earliest expiry date `rule` accepts for a document filed on this day."""
    return terms.must_last_until(rule, filed_on)
