"""Asked for by the applicant, given by an official, or by silence when the term of the order is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, Binding, step
from cases.engine.steps.conditions import Reason, requirement
from cases.engine.steps.facts import StepFacts, fact, frozen
from cases.law.actors import Actor
from cases.models import Case
from tests.certificate.states import State


class Decided(TextChoices):
    GIVE = "give_certificate", _("certificate given")


@frozen
class Wording(StepFacts):
    text: str = fact(_("Wording"), default="")


@requirement(_("the lease is attached"))
def lease_attached(case: Case, now: datetime) -> Reason:
    return None if "lease" in case.dossier.documents else _("Attach the lease.")


@requirement(_("the term of the answer is over"))
def silent(case: Case, now: datetime) -> Reason:
    running = case.dossier.running("certificate_answer")
    return None if running and running.due_at <= now else _("The term is still running.")


@step(
    by=Actor.APPLICANT,
    source=State.WANTED,
    target=State.REVIEW,
    label=_("Ask for the certificate"),
    paragraph="2",
    requires=[lease_attached],
    starts=["certificate_answer"],
    binds=Binding(),
    tells=_("Your request has arrived."),
)
def ask_for_certificate(case: Case, act: Act, given: StepFacts) -> None:
    case.filed_at = act.now


@step(
    by=Actor.OFFICER,
    source=State.REVIEW,
    target=State.GIVEN,
    label=_("Give the certificate"),
    paragraph="3",
    facts=Wording,
    stops=["certificate_answer"],
    letter="certificate",
    documents="request",
    decisions=[Decided.GIVE],
    tells=_("Your certificate is given."),
)
def give_certificate(case: Case, act: Act, given: Wording) -> None:
    act.decide(text=given.text)


@step(
    by=Actor.CLOCK,
    source=State.REVIEW,
    target=State.GIVEN,
    label=_("Give the certificate by silence"),
    paragraph="4",
    requires=[silent],
    letter="certificate",
    tells=_("Nobody objected in time: your certificate is given."),
)
def give_by_silence(case: Case, act: Act, given: StepFacts) -> None:
    pass


def says(case: Case, act: Act, facts: StepFacts) -> dict[str, Any]:
    """What the letter says besides what every letter does."""
    return {"silent": act.user is None}
