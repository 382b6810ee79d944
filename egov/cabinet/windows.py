"""When a person may file: the order that takes filings, the bar over the application, and what both say in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from cases.models import Bar, Case, Person
from cases.service import periods
from cases.values.dates import in_words


@dataclass(frozen=True, slots=True)
class Window:
    today: date
    until: date | None
    """The last day of filing under the order open today; None when none is."""
    opens: date | None
    """The first day of the next order that is known."""
    bar: Bar | None
    """The one on a new application today (п. 19, 24)."""

    @property
    def open(self) -> bool:
        """Whether an order takes filings today: a petition needs no more."""
        return self.until is not None

    @property
    def may_apply(self) -> bool:
        return self.open and self.bar is None

    @property
    def again_from(self) -> date | None:
        """The first day on which the bar lets an application through."""
        return self.bar.until + timedelta(days=1) if self.bar else None

    @property
    def order(self) -> str:
        """Until when anybody may file (п. 9 of the order): no term of a case tells that."""
        if self.until == self.today:
            return _("Today, %(day)s, is the last day: applications are accepted until 24:00, Astana time.") % {
                "day": in_words(self.today)
            }
        if self.until:
            return _("Applications are accepted until %(day)s.") % {"day": in_words(self.until)}
        return self._closed()

    def _closed(self) -> str:
        none = _("No order of the pilot accepts filings today; what you have prepared is kept.")
        if self.opens:
            return f"{none} " + _("Filings are accepted again from %(day)s.") % {"day": in_words(self.opens)}
        return f"{none} " + _("Whether and when another order opens them is not known yet.")

    @property
    def barred(self) -> str:
        """From when an application may be filed again; "" without a bar. A bar's end promises no order (reading 28)."""
        if self.bar is None or self.again_from is None:
            return ""
        text = _("A new application for the permit may be filed from %(day)s: %(why)s.") % {
            "day": in_words(self.again_from),
            "why": self.bar.get_kind_display(),
        }
        return f"{text} {self._order_then()}".strip()

    def _order_then(self) -> str:
        if self.until is None or self.again_from is None:
            return self._closed()
        if self.again_from <= self.until:
            return self.order
        if self.opens:
            sentence = _(
                "The order now in force accepts applications only until %(day)s, which is earlier; the next order "
                "accepts them from %(opens)s."
            )
            return sentence % {"day": in_words(self.until), "opens": in_words(self.opens)}
        return _(
            "The order now in force accepts applications only until %(day)s, which is earlier: filing on the day the "
            "bar ends depends on a later order."
        ) % {"day": in_words(self.until)}


def window_of(person: Person, today: date) -> Window:
    """For a person without an open case."""
    _law, until, opens = periods.intake(today)
    return Window(today, until, opens, periods.bar_on(person, today))


def window_with(petition: Case | None, window: Window) -> Window:
    """As `window`, for an application with a signed petition: its order may take it for longer (interpretation 7)."""
    last = petition.petition_law.transition_until if petition else None
    if petition is None or last is None or periods.intake_edition(window.today, petition.petition_law) is None:
        return window
    return replace(window, until=max(last, window.until or last))


def window_for(case: Case, today: date) -> Window:
    """For the owner of an open case; asks through its dossier, which loads each thing once."""
    file = case.dossier
    _law, until, opens = file.intake(today)
    return Window(today, until, opens, file.bar_on(today))


def whom_to_ask(case: Case | None) -> str:
    """The office that answers: the department of the case, before one is chosen Astana Hub."""
    if case is not None and case.city:
        where = f"{case.city.department}, {case.city.address}".rstrip(", ")
        return _("Questions are answered by: %(where)s.") % {"where": where}
    return _("Questions are answered by Astana Hub, which received your petition.")
