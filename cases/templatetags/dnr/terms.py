"""A term in words: whose, until when, by what, and how long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cases.engine.programmes import programme_of
from cases.law import terms
from cases.law.regulations import CODE, BarRule, Rule, Term, why_text
from cases.law.regulations.schema import REMINDER, Length
from cases.models import Case, Deadline
from cases.templatetags.dnr.days import in_words
from cases.templatetags.dnr.library import register

WHO_BY_WHEN = {
    "screening": gettext_lazy("Astana Hub looks through the petition by %(day)s"),
    "completion": gettext_lazy("the applicant completes the petition by %(day)s; then Astana Hub may go on without it"),
    "choice": gettext_lazy("a time of the interview is chosen; a reminder follows after %(day)s"),
    "interview": gettext_lazy("Astana Hub records the result of the interview by %(day)s"),
    "ministry_review": gettext_lazy("the ministry decides on the petition by %(day)s"),
    "refusal_notice": gettext_lazy("Astana Hub sends the notice of refusal by %(day)s"),
    "arrival_word": gettext_lazy("the applicant may say by %(day)s that he or she came in time"),
    "arrival_review": gettext_lazy("the migration service finds out by %(day)s whether the applicant came in time"),
    "package": gettext_lazy("the package is brought to the public service centre; a reminder follows after %(day)s"),
    "dispatch": gettext_lazy("the public service centre hands the originals to the courier by %(day)s"),
    "courier": gettext_lazy("the originals reach the migration service by %(day)s"),
    "residence": gettext_lazy("the applicant comes for registration and card; a reminder follows after %(day)s"),
    "card_order": gettext_lazy("the public service centre orders the residence card by %(day)s"),
    "card": gettext_lazy("the residence card is handed over by %(day)s"),
    "invite": gettext_lazy("Astana Hub opens the interview calendar by %(day)s"),
    "register": gettext_lazy("the officer registers the application by %(day)s"),
    "rework": gettext_lazy("the applicant sends the corrected application by %(day)s"),
    "knb": gettext_lazy("the national security bodies answer by %(day)s"),
    "decision": gettext_lazy("the officer decides by %(day)s"),
    "validity": gettext_lazy("the applicant arrives and comes to the migration service by %(day)s"),
    "reconcile": gettext_lazy("the public service centre checks the package by %(day)s"),
    "final": gettext_lazy("the officer makes the final decision by %(day)s"),
    "objection": gettext_lazy("the applicant objects by %(day)s"),
    "hearing_wait": gettext_lazy("no refusal is made up to and including %(day)s"),
    "hearing": gettext_lazy("the official decides after the hearing by %(day)s"),
}

BASES = {
    "order": gettext_lazy("The order sets this term."),
    "general": gettext_lazy(
        "The order sets no term for this. The general term of administrative procedures is taken; it is not confirmed "
        "here yet."
    ),
    "goal": gettext_lazy(
        "The order sets no term for this. It is the day the service aims at, and no term of the order."
    ),
}

YOU_BY_WHEN = {
    "rework": gettext_lazy("you send the corrected application by %(day)s"),
    "completion": gettext_lazy("complete your petition by %(day)s"),
    "arrival_word": gettext_lazy("you may say by %(day)s that you came in time; the approval does not lapse before"),
    "arrival_review": gettext_lazy("the migration service finds out by %(day)s whether you came in time"),
    "choice": gettext_lazy("choose a time for your interview; we remind you after %(day)s"),
    "package": gettext_lazy("bring your package to the public service centre; we remind you after %(day)s"),
    "residence": gettext_lazy("come to the public service centre for your card; we remind you after %(day)s"),
    "validity": gettext_lazy("you arrive and come to the migration service by %(day)s"),
    "objection": gettext_lazy("you may object by %(day)s"),
}


@register.simple_tag
def by_when(deadline: Deadline, plain: bool = False) -> str:
    """“the officer decides by 4 January 2027”; with `plain` the applicant is addressed."""
    sentence = (YOU_BY_WHEN.get(deadline.key) if plain else None) or WHO_BY_WHEN.get(deadline.key)
    day = in_words(deadline.last_day)
    return str(sentence) % {"day": day} if sentence else f"{deadline.get_key_display()}: {day}"


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
    """Where the case stands, its day is none by which anybody is late (`REMINDER`)."""
    return any(term.on_expiry == REMINDER and case.state in term.bounds for term in case.law.terms.values())


@register.filter
def basis_in_words(deadline: Deadline) -> str:
    """What sets a term (`cases.law.regulations.schema.BASES`)."""
    if deadline.basis == "order" and deadline.paragraph.startswith(CODE):
        return _("The code of administrative procedure sets this term.")
    return str(BASES[deadline.basis])


@register.filter
def unconfirmed_length(case: Case | None, key: str) -> bool:
    """The length of this term is reference data that nobody has compared with the law: a word for staff. Of no case,
    nothing is known."""
    return programme_of(case).unconfirmed(case, key) if case else False


@register.filter
def length_in_words(term: Length | Term | BarRule | Mapping[str, Any]) -> str:
    """“25 calendar days” of a Term or a BarRule of the edition; of {"length", "unit"} as a letter holds it."""
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
def why_words(code: str) -> str:
    """Why a day counts in a term or does not, from the code its proof carries."""
    return _why_words(code, get_language() or "ru")


@lru_cache(maxsize=1024)
def _why_words(code: str, language: str) -> str:
    return why_text(code).in_(language)


@register.filter
def must_last_until(rule: Rule, filed_on: date) -> date:
    """The earliest expiry date `rule` accepts for a document filed on this day."""
    return terms.must_last_until(rule, filed_on)
