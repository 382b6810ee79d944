"""Which head records a ruling, and which other confirms it or withdraws it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.rulings.ruling import acts_that_can_fall, waiting_ruling
from cases.engine.rulings.ways_back import OF_ANOTHER_BODY, heads_body_of
from cases.engine.steps.conditions import Reason, eligibility, reason_if_same
from cases.models import Case, Event, Ruling, User


@eligibility(_("another person than the one who recorded the ruling"))
def another_confirms(case: Case, user: User) -> Reason:
    ruling = waiting_ruling(case)
    sentence = _("You recorded this ruling yourself: another head of the body confirms it.")
    return reason_if_same(ruling.by_id, user, sentence) if ruling else None


@eligibility(_("another person than the one who recorded the ruling of another body, or on a complaint"))
def another_withdraws(case: Case, user: User) -> Reason:
    """Nobody withdraws a court's decision, or the answer to a complaint, alone."""
    ruling = waiting_ruling(case)
    sentence = _("You recorded this ruling yourself: another head of the body withdraws it.")
    binds = ruling is not None and (ruling.kind != Ruling.OWN or ruling.complaint_id)
    return reason_if_same(ruling.by_id, user, sentence) if ruling and binds else None


@eligibility(_("of the body that issued the act"), shown=False)
def head_of_a_body(case: Case, user: User) -> Reason:
    """Only a head of a body of whose acts one can fall; `record` looks at the act that is named."""
    return None if acts_of_body(case, user) else OF_ANOTHER_BODY


@eligibility(_("of the body that issued the act"), shown=False)
def head_of_the_body(case: Case, user: User) -> Reason:
    """Only a head of the body whose act the recorded ruling sets aside."""
    ruling = waiting_ruling(case)
    return OF_ANOTHER_BODY if ruling and not heads_body_of(case, user, ruling.act) else None


def acts_of_body(case: Case, user: User) -> list[Event]:
    """Those of `acts_that_can_fall` on which this head records a ruling."""
    return [event for event in acts_that_can_fall(case) if heads_body_of(case, user, event.step)]
