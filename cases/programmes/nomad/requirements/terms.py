"""Terms that are over, or not yet (п. 12, 19)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Reason, Requirement, requirement
from cases.engine.terms.deadlines import needs_no_action
from cases.law.calendar import local_day
from cases.models import Exchange
from cases.programmes.nomad.correcting import measuring
from cases.programmes.nomad.filing import bank
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case


@requirement(_("the term has not ended"))
def within_rework(case: Case, now: datetime) -> Reason:
    """On expiry the clock acts, not the person; but for who waits for the bank's word alone (interpretation 17)."""
    deadline = case.dossier.running("rework")
    if deadline and (now < deadline.due_at or bank.bank_awaited(case, now)):
        return None
    return _("The term for this has ended.")


@requirement(_("no duty that was begun in time waits for the bank's word"))
def no_duty_on_its_way(case: Case, now: datetime) -> Reason:
    if not bank.bank_awaited(case, now):
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
        deadline = case.dossier.running(key) if term.by_clock and not needs_no_action(term) else None
        if deadline and deadline.due_at <= now:
            return _("The term for this has ended.")
    return None


@requirement(_("no entry into Kazakhstan in time is on file"), depends_on=("arrival",))
def no_entry(case: Case, now: datetime) -> Reason:
    """п. 19 annuls for one who "did not arrive and did not apply": who arrived is not that one (interpretation 6)."""
    if not measuring.in_window(case):
        return None
    return _("An entry into Kazakhstan is on file: record the arrival.")


@requirement(_("the person has had the days to say that he or she came"))
def heard_on_absence(case: Case, now: datetime) -> Reason:
    """art. 73 of the АППК: nobody loses the approval for an absence on which he was not heard. The days are his to
    their end, whatever he has stated before: a paper may follow the word (interpretation 15)."""
    until = measuring.word_until(case)
    if now >= until:
        return None
    return format_lazy(
        _("The applicant can still say that he or she came in time: the lapse is possible from {day} on."),
        day=moments.day(local_day(until)),
    )


@requirement(_("UIS Berkut has answered, or the days of the check are over"))
def crossing_answered(case: Case, now: datetime) -> Reason:
    """A question that is on its way is waited for, though not without end: after the days of the check the official
    looks in the system himself, as he does where the question is put by hand."""
    term = case.dossier.running("arrival_review")
    if term is None or now >= term.due_at or not _crossing_asked(case):
        return None
    sentence = _("UIS Berkut is asked and has not answered yet: wait for it, at the longest until {day}.")
    return format_lazy(sentence, day=moments.day(term.last_day))


def _crossing_asked(case: Case) -> bool:
    """`next_at`: of a question put by hand nobody waits for an answer."""
    questions = Exchange.objects.filter(case=case, system="berkut", operation="crossing", direction=Exchange.OUT)
    waiting = questions.filter(state__in=(Exchange.PENDING, Exchange.SENT, Exchange.ANSWERED), next_at__isnull=False)
    return waiting.filter(created_at__gte=case.state_since).exists()
