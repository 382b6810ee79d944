"""Display tags: dates, terms and icons in words. Cheap enough for lists: nothing here asks the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import lucide
from django import template
from django.forms import BoundField
from django.template.context import Context
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cases.engine.programmes import programme_of
from cases.engine.steps import Step
from cases.law import terms
from cases.law.actors import Actor
from cases.law.calendar import ALMATY
from cases.law.places import label_of, place_of
from cases.law.regulations import CODE, BarRule, Rule, Term, why_text
from cases.law.regulations.schema import REMINDER, Length
from cases.models import Case, Deadline
from cases.values import birth, moments, sizes
from cases.values.birth import Birth

register = template.Library()

_SECOND = timedelta(seconds=1)
_SOON = 1
"""A term counts as pressing when so many days are left (the day of the reminder)."""

TONE_ICONS = {
    "work": "hourglass",
    "yours": "pencil-line",
    "away": "user-round",
    "ended": "circle-slash",
    "refused": "octagon-x",
    "granted": "badge-check",
}

# ------------------------------------------------------------------------------------------------ icons


@register.simple_tag
def icon(name: str, size: int = 20, css: str = "") -> SafeString:
    """A lucide icon beside a text that says the same: hidden from screen readers."""
    return _icon(name, size, css)


@lru_cache(maxsize=512)
def _icon(name: str, size: int, css: str) -> SafeString:
    classes = f"icon {css}".strip()
    drawn = lucide._render_icon(name, size, **{"class": classes, "aria-hidden": "true", "focusable": "false"})
    return mark_safe(drawn)


# ------------------------------------------------------------------------------------------------ days and moments


@register.filter
def in_words(value: date | datetime | Birth | None) -> str:
    """«4 января 2027 г.», «2027 ж. 4 қаңтар», “4 January 2027”; a moment gives its day in Almaty."""
    if not value:
        return ""
    if isinstance(value, Birth):
        return birth.in_words(value)
    return moments.day(value)


@register.filter
def moment_in_words(value: datetime | None) -> str:
    """Day and hour of a moment in Almaty."""
    return moments.moment(value) if value else ""


@register.filter
def iso_moment(value: datetime) -> str:
    """ISO 8601 in the portal's zone, for machines."""
    return timezone.localtime(value).isoformat()


@register.filter
def day_or_text(value: Any) -> Any:
    """A day in words; all else as it is."""
    return in_words(value) if isinstance(value, date | Birth) else value


@register.filter
def moment_or_text(value: Any) -> Any:
    """A moment in words; all else as it is."""
    return moment_in_words(value) if isinstance(value, datetime) else value


@register.filter(needs_autoescape=True)
def entered(value: Any, autoescape: bool = True) -> Any:
    """What was entered: a day in words, a text with its lines."""
    return in_words(value) if isinstance(value, date | Birth) else linebreaksbr(value, autoescape)


@register.filter
def last_day(due_at: datetime | date | None) -> date | None:
    """The last day of a term that ends at `due_at` (24:00 of that day is written as 00:00 of the next)."""
    if due_at is None or not isinstance(due_at, datetime):
        return due_at
    return (due_at - _SECOND).astimezone(ALMATY).date()


# ------------------------------------------------------------------------------------------------ time left


def days_until(due_at: datetime | date, now: datetime) -> int:
    """Days from today to the last day of the term: 0 on the last day itself, negative when it is over."""
    last = last_day(due_at)
    assert last is not None
    return (last - now.astimezone(ALMATY).date()).days


def _left_in_words(days: int) -> str:
    if days < 0:
        return ngettext("overdue by %(n)d day", "overdue by %(n)d days", -days) % {"n": -days}
    if days == 0:
        return _("today is the last day")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def _urgency(days: int) -> str:
    return "late" if days < 0 else "soon" if days <= _SOON else "calm"


_URGENCY_ICONS = {"late": "clock-alert", "soon": "timer", "calm": "clock"}


def _now(context: Context) -> datetime:
    return context.get("now") or timezone.now()


@register.simple_tag(takes_context=True)
def time_left(context: Context, due_at: datetime | date | None) -> str:
    """“3 days left”, “overdue by 2 days”; "" without a term. `now` comes from the context."""
    return _left_in_words(days_until(due_at, _now(context))) if due_at else ""


@register.simple_tag(takes_context=True)
def urgency(context: Context, due_at: datetime | date | None) -> str:
    """ "late", "soon" or "calm"; "" without a term."""
    return _urgency(days_until(due_at, _now(context))) if due_at else ""


@register.simple_tag(takes_context=True)
def time_left_tag(context: Context, due_at: datetime | date | None) -> str:
    """The same as `time_left`, as a tag with its icon."""
    if not due_at:
        return ""
    return _left_tag(days_until(due_at, _now(context)), get_language() or "ru")


@lru_cache(maxsize=2048)
def _left_tag(days: int, language: str) -> SafeString:
    tone = _urgency(days)
    drawn = _icon(_URGENCY_ICONS[tone], 16, "")
    return format_html('<span class="left left-{}">{}<span>{}</span></span>', tone, drawn, _left_in_words(days))


# ------------------------------------------------------------------------------------------------ states and stages


@register.simple_tag
def state_tag(state: str, plain: bool = False) -> str:
    """The tag of a state: official name for staff, with `plain` the name the applicant reads."""
    return _state_tag(str(state), bool(plain), get_language() or "ru")


@lru_cache(maxsize=512)
def _state_tag(value: str, plain: bool, language: str) -> SafeString:
    place = place_of(value)
    # What calls the applicant to act is, for staff, a case that is away from them.
    tone = "away" if place.tone == "yours" and not plain else place.tone
    words = place.plain if plain else label_of(value)
    return format_html(
        '<span class="tag tag-{}">{}<span>{}</span></span>', tone, _icon(TONE_ICONS[tone], 16, ""), words
    )


@register.simple_tag
def stage_path(case: Case) -> list[dict[str, Any]]:
    """The stations of `case` for the stepper, its stages and the goal when all goes well: label, and in "is" how it
    stands.

    "done", "current", "todo"; for a case that ended early "cut" (left unfinished) and "stopped" (its end).
    """
    programme, place = programme_of(case), case.place
    path = programme.path()
    at = path.index(programme.closed_in(case) if place.final else place.stage)
    names = [programme.stages[stage] for stage in path]
    goal = next(state.label for state, place in programme.places.items() if place.tone == "granted")
    if place.tone == "granted":
        return _stations("done", [*names, goal])
    done = _stations("done", names[:at])
    if place.final:
        return [*done, *_stations("cut", [names[at]]), *_stations("stopped", [label_of(case.state)])]
    return [*done, *_stations("current", [names[at]]), *_stations("todo", [*names[at + 1 :], goal])]


def _stations(standing: str, labels: list[Any]) -> list[dict[str, Any]]:
    return [{"label": label, "is": standing} for label in labels]


# ------------------------------------------------------------------------------------------------ terms in words

WHO_BY_WHEN = {
    "screening": gettext_lazy("Astana Hub looks through the petition by %(day)s"),
    "completion": gettext_lazy("the applicant completes the petition by %(day)s; then Astana Hub may go on without it"),
    "choice": gettext_lazy("a time of the interview is chosen; a reminder follows after %(day)s"),
    "interview": gettext_lazy("Astana Hub records the result of the interview by %(day)s"),
    "ministry_review": gettext_lazy("the ministry decides on the petition by %(day)s"),
    "refusal_notice": gettext_lazy("Astana Hub sends the notice of refusal by %(day)s"),
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
    if term.warns:
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
def numbered(days: Iterable[terms.DayCount]) -> list[tuple[int, terms.DayCount]]:
    """Each day with its number among the counted ones, 0 where it does not count."""
    count, rows = 0, []
    for day in days:
        count += day.counted
        rows.append((count if day.counted else 0, day))
    return rows


@register.filter
def must_last_until(rule: Rule, filed_on: date) -> date:
    """The earliest expiry date `rule` accepts for a document filed on this day."""
    return terms.must_last_until(rule, filed_on)


# ------------------------------------------------------------------------------------------------ small things


@register.filter
def file_size(size: int | None) -> str:
    return sizes.in_words(size) if size else ""


@register.filter
def in_minutes(span: timedelta) -> int:
    """Whole minutes, rounded up."""
    return -(-int(span.total_seconds()) // 60)


@register.filter
def actor_name(actor: str) -> str:
    """Who acts, in words; "" for a final state, which waits on nobody."""
    return str(Actor(actor).label) if actor else ""


@register.filter
def paragraph_words(paragraph: str) -> str:
    """“para. 12”, «п. 12»; "annex" has no number; "art. 73" is an article of the code of administrative procedure."""
    if not paragraph:
        return ""
    if paragraph.startswith(CODE):
        return _("art. %(n)s of the Administrative Code") % {"n": paragraph.removeprefix(CODE)}
    return _("annex") if paragraph == "annex" else _("para. %(n)s") % {"n": paragraph}


@register.filter
def paragraph_at(step: Step, state: str) -> str:
    return step.paragraph_at(state)


@register.filter
def unbroken(number: str) -> SafeString:
    """Numbers that stay whole: “№ 241/НҚ” parts neither after its sign nor at the stroke at the end of a line."""
    return format_html_join(", ", '<span class="text-nowrap">{}</span>', ((part,) for part in number.split(", ")))


@register.filter
def code_groups(code: str) -> str:
    """A check code as people read it out: “ABCD-EFGH-JKMN”."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


# ------------------------------------------------------------------------------------------------ forms


@register.filter
def clash(bound: BoundField) -> Any:
    """The Conflict of a bound field that another tab has changed meanwhile (`forms.merging`), None without one."""
    return getattr(bound.form, "conflicts", {}).get(bound.html_name)
