"""Terms that are over, or not yet (п. 12, 19)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.engine.conditions import Reason, Requirement, requirement
from cases.engine.deadlines import asks_of_nobody
from cases.programmes.nomad import measuring

if TYPE_CHECKING:
    from cases.models import Case


@requirement(_("the term has not ended"))
def within_rework(case: Case, now: datetime) -> Reason:
    """On expiry the clock acts, not the person; but for who waits for the bank's word alone (interpretation 17)."""
    deadline = case.dossier.running("rework")
    if deadline and (now < deadline.due_at or case.dossier.bank_awaited(now)):
        return None
    return _("The term for this has ended.")


@requirement(_("no duty that was begun in time waits for the bank's word"))
def no_duty_on_its_way(case: Case, now: datetime) -> Reason:
    if not case.dossier.bank_awaited(now):
        return None
    return _("The duty was begun in time, and the bank's word on it is still waited for.")


def term_over(key: str) -> Requirement:
    def check(case: Case, now: datetime) -> Reason:
        deadline = case.dossier.running(key)
        return None if deadline and deadline.due_at <= now else _("The term has not ended yet.")

    return Requirement(f"{key}_over", _("the term has ended"), check)


@requirement(_("no term has run out that ends the case"))
def clock_not_due(case: Case, now: datetime) -> Reason:
    """No term has run out on which the clock ends the case: from then on nobody goes round what follows (п. 12, 19)."""
    for key, term in case.law.terms.items():
        deadline = case.dossier.running(key) if term.by_clock and not asks_of_nobody(term) else None
        if deadline and deadline.due_at <= now:
            return _("The term for this has ended.")
    return None


@requirement(_("no entry into Kazakhstan in time is on file"), stands_on=("arrival",))
def no_entry(case: Case, now: datetime) -> Reason:
    """п. 19 annuls for one who "did not arrive and did not apply": who arrived is not that one (interpretation 6)."""
    if not measuring.in_window(case):
        return None
    return _("An entry into Kazakhstan is on file: record the arrival.")
