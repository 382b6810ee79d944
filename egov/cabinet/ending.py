"""What the end of the order means for a petition that is on its way, or only prepared."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from cases.law.calendar import local_day
from cases.law.regulations import Edition
from cases.models import Case
from cases.service import periods
from cases.values.dates import in_words
from egov.cabinet.windows import Window, window_for


def order_words(case: Case, now: datetime) -> str:
    """For the page while a petition waits for somebody, from some weeks before the order ends; "" else."""
    if case.submitted_at is None or case.state not in periods.on_the_way():
        return ""
    window = window_for(case, local_day(now))
    if not window.open:
        return _closed(window)
    order = periods.ending_for(case, window.today)
    if order is None or not order.near:
        return ""
    if order.left == 0:
        return f"{_tonight(order)} {_afterwards(order)}"
    return " ".join((_until(order), _likely(case, order), _afterwards(order)))


def before_filing(window: Window, law: Edition | None) -> str:
    """The same for who has not submitted a petition yet: that a petition is taken until the last day does not tell
    that an application can be filed with it. `law`: the order that takes filings today."""
    if law is None or window.until is None:
        return ""
    order = periods.Ending(law, window.until, window.today, window.opens)
    if not order.near:
        return ""
    words = _("If you submit the petition today and every step takes its whole term, it is signed by %(ready)s.")
    return " ".join((_counted(words, periods.way_from(order), order), _afterwards(order))).strip()


def _closed(window: Window) -> str:
    words = _(
        "The order under which you submitted your petition has ended. The work on it goes on, and a signed petition is "
        "kept: with it you may apply once an order accepts filings."
    )
    if window.opens is None:
        return words
    return f"{words} " + _("Filings are accepted again from %(day)s.") % {"day": in_words(window.opens)}


def _tonight(order: periods.Ending) -> str:
    return _(
        "Order %(order)s accepts filings until 24:00 today, Astana time: an application can be filed under it only if "
        "the petition is signed by then."
    ) % {"order": order.law.number}


def _until(order: periods.Ending) -> str:
    return _("Order %(order)s accepts applications until %(day)s.") % {
        "order": order.law.number,
        "day": in_words(order.file_until),
    }


def _likely(case: Case, order: periods.Ending) -> str:
    words = _("If every step that is left takes its whole term, your petition is signed by %(ready)s.")
    return _counted(words, periods.way_of(case, order), order)


def _counted(words: str, way: periods.WayLeft | None, order: periods.Ending) -> str:
    """By when the petition would be signed, as far as the terms tell. `words`: with a place for the day."""
    if way is None:
        return ""
    words %= {"ready": in_words(way.ready_on)}
    if way.ready_on > order.file_until:
        words = f"{words} " + _("That may be too late to file the application under this order.")
    if not way.untimed:
        return words
    return f"{words} " + _("No term is set for: %(states)s.") % {"states": way.untimed_names}


def _afterwards(order: periods.Ending) -> str:
    if order.opens is None:
        return _("No order after it is known; a petition signed later is kept until one accepts filings.")
    words = _("The next order accepts filings from %(day)s; an application filed from then on follows that order.")
    return words % {"day": in_words(order.opens)}
