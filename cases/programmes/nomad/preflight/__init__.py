"""The check before a filing: what would be refused, and what is worth a second look.

A finding is one sentence of what is wrong and one of what to do. Blocking ones come from the requirements of the step
and from nowhere else (`refusing`); each of the others is a small function over a `LookedAt`, named in `ADVICE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cases.engine.steps import Step
from cases.engine.steps.findings import FilingFinding
from cases.programmes.nomad.preflight import agreement, days, files, papers
from cases.programmes.nomad.preflight.refusing import refusals
from cases.programmes.nomad.preflight.subject import NOTHING, LookedAt, subject_of

if TYPE_CHECKING:
    from cases.models import Case

__all__ = ["advice", "look_through"]

ADVICE: tuple[Callable[[LookedAt], Iterator[FilingFinding]], ...] = (
    agreement.answers_agree,
    agreement.zone_agrees,
    agreement.answers_to_zone,
    agreement.in_latin_letters,
    agreement.person_sound,
    agreement.certificate_agrees,
    agreement.petition_agrees,
    files.each_its_own_file,
    files.scanned_for_viruses,
    files.photo_can_be_seen,
    papers.passport_lasts,
    papers.certificate_age,
    papers.certificates_of_the_right_state,
    papers.certificate_of_each_state,
    papers.legalised_by_state,
    days.order_lasts,
    days.barred_later,
    days.stay_lasts,
)


def look_through(
    case: Case, step: Step, now: datetime, entries: Mapping[str, Any] = NOTHING, typed: Mapping[str, str] = NOTHING
) -> list[FilingFinding]:
    """Of what is filed with `step`, the blocking ones first. `entries`: what the person entered for this check alone;
    `typed`: answers on the page that could not be saved."""
    subject = subject_of(case, now, step.documents, entries, typed)
    return [*refusals(case, step, subject, now), *advice(subject)]


def advice(subject: LookedAt) -> list[FilingFinding]:
    return [finding for check in ADVICE for finding in check(subject)]
