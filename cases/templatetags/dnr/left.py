"""What is left of a term, as people say it and by a colour."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cases.engine.lists import term_steps
from cases.law.calendar import ALMATY
from cases.templatetags.dnr.days import last_day
from cases.templatetags.dnr.icons import _icon
from cases.templatetags.dnr.library import register


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
    return _TONES[term_steps.step_of(days)]


_TONES = {
    term_steps.OVERDUE: "late",
    term_steps.TODAY: "today",
    term_steps.NEAR: "soon",
    term_steps.IN_TIME: "calm",
    term_steps.NO_TERM: "none",
}
URGENCY_ICONS = {
    "late": "clock-alert",
    "today": "alarm-clock",
    "soon": "timer",
    "calm": "clock",
    "none": "circle-dashed",
}


def _now(context: Context) -> datetime:
    return context.get("now") or timezone.now()


@register.simple_tag(takes_context=True)
def urgency(context: Context, due_at: datetime | date | None) -> str:
    """ "late", "today", "soon" or "calm"; "" without a term."""
    return _urgency(days_until(due_at, _now(context))) if due_at else ""


@register.simple_tag(takes_context=True)
def time_left_tag(context: Context, due_at: datetime | date | None) -> str:
    """“3 days left”, “overdue by 2 days”, with its icon; "" without a term. `now` comes from the context."""
    if not due_at:
        return ""
    return _left_tag(days_until(due_at, _now(context)), get_language() or "ru")


@lru_cache(maxsize=2048)
def _left_tag(days: int, language: str) -> SafeString:
    tone = _urgency(days)
    drawn = _icon(URGENCY_ICONS[tone], 16, "")
    return format_html('<span class="left left-{}">{}<span>{}</span></span>', tone, drawn, _left_in_words(days))


@register.simple_tag
def term_step_icon(step: str) -> str:
    """Of a step of `cases.engine.lists.term_steps`: its sign, which nobody needs a colour for."""
    return _icon(URGENCY_ICONS[_TONES[step]], 16, "")


@register.filter
def term_step_tone(step: str) -> str:
    """ "late", "today", "soon", "calm" or "none"."""
    return _TONES[step]


@register.simple_tag
def no_term_tag(words: str) -> SafeString:
    """In the place of `time_left_tag` where no term runs."""
    return format_html('<span class="left left-none">{}<span>{}</span></span>', _icon("circle-dashed", 16, ""), words)
