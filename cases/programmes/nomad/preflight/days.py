"""Days that run while the case is on its way: the order, a bar, the stay without a visa."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.findings import FilingFinding, Severity, Words
from cases.programmes.nomad.preflight.subject import LookedAt
from cases.values import moments

_advice = partial(FilingFinding, severity=Severity.ADVISORY, place="time")


def order_lasts(s: LookedAt) -> Iterator[FilingFinding]:
    """Whether the application can be filed before the order ends (п. 9 of the order, interpretation 7)."""
    if s.file_until is None:
        return
    until = moments.day(s.file_until)
    if s.list_key == "application":
        if s.end_near:
            what = format_lazy(_("The order takes applications until {until}, Astana time."), until=until)
            yield _advice(
                code="order_end", paragraph="", what=what, todo=_("File by that day; cases that are filed go on.")
            )
        return
    if s.applies_on is None or s.applies_on <= s.file_until:
        return
    what = format_lazy(
        _(
            "The order takes applications until {until}. If each state of the petition takes its whole term, it is "
            "signed by {ready}: too late for an application."
        ),
        until=until,
        ready=moments.day(s.applies_on),
    )
    todo = _("Send the petition at once and choose the earliest interview; whether another order follows is not known.")
    yield _advice(code="order_end", paragraph="", what=what, todo=todo)


def barred_later(s: LookedAt) -> Iterator[FilingFinding]:
    """A bar holds up the application and no petition (п. 19, 24)."""
    if s.bar is None or s.list_key == "application":
        return
    what = format_lazy(
        _("You may send the petition; the application may be filed from {day}: {why}."),
        day=moments.day(s.bar.until + timedelta(days=1)),
        why=s.bar.get_kind_display(),
    )
    todo = _("Reckon with documents that will be older then.")
    yield _advice(code="bar", paragraph=s.bar.paragraph, what=what, todo=todo)


def stay_lasts(s: LookedAt) -> Iterator[FilingFinding]:
    """The stay without a visa against the terms ahead. Counted to the person's safety: earlier days are taken to stay
    within the half-year."""
    most, _confirmed = _most(s)
    if s.entries.entered_on is None or not most:
        return
    last = s.entries.entered_on + timedelta(days=max(most - s.entries.used, 0) - 1)
    if last < s.on:
        yield _stay(s, _OVER, last, _CLEAR_UP)
    elif last < s.decided_on:
        todo = format_lazy(_WAIT_ABROAD, days=s.law.terms["validity"].length)
        yield _stay(s, _ENDS, last, todo)


_OVER = _("By what you entered your days without a visa ran out on {last} ({most} days of {window}). {note}")
_ENDS = _(
    "By what you entered your days without a visa end on {last} ({most} days of {window}); the decision may come as "
    "late as {decided}. {note}"
)
_UNCONFIRMED = _("How long citizens of your state may stay has not been compared with the rules.")
_CLEAR_UP = _(
    "Before you file, clear up your stay with the migration service: its officers see the crossings of the border."
)
_WAIT_ABROAD = _("Leave in time and wait abroad: the application goes on, and the approval leaves {days} days to come.")


def _stay(s: LookedAt, sentence: Words, last: date, todo: Words) -> FilingFinding:
    most, confirmed = _most(s)
    facts = {
        "last": moments.day(last),
        "most": most,
        "window": s.law.advice.get("stay_window", most),
        "decided": moments.day(s.decided_on),
        "note": "" if confirmed else _UNCONFIRMED,
    }
    return _advice(code="stay", paragraph="", what=str(sentence).format(**facts), todo=todo)


def _most(s: LookedAt) -> tuple[int, bool]:
    rule = s.country_rules.get(s.person.citizenship)
    if rule is not None and rule.stay_days:
        return rule.stay_days, rule.confirmed
    return s.law.advice.get("stay", 0), False
