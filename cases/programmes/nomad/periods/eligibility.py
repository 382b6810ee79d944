"""Who may file, and from when: one open case a person, bars, the edition in force."""

from __future__ import annotations

from datetime import date, datetime

from cases.engine.steps import filing_from
from cases.engine.steps.conditions import unmet
from cases.law import regulations
from cases.models import Bar, Case, Person
from cases.models.intake import bar_in_force, bars_of, periods
from cases.programmes.nomad import KEY
from cases.programmes.nomad.states import PLACES

HELD = tuple(state for state, place in PLACES.items() if place.tone == "granted")
"""Where a case has ended with the residence card."""


def open_case(person: Person) -> Case | None:
    return Case.objects.open().filter(person=person, programme=KEY).first()


def other_case(case: Case) -> Case | None:
    """Another case of the person that excludes this one: an open one, or one that ended with the card."""
    mine = Case.objects.filter(person=case.person_id, programme=KEY).exclude(pk=case.pk)
    standing: Case | None = mine.filter(closed_at__isnull=True).first() or mine.filter(state__in=HELD).first()
    return standing


def held_card(person: Person) -> Case | None:
    """The case that ended with the residence card, whatever was begun and abandoned after it."""
    ended = Case.objects.filter(person=person, programme=KEY, state__in=HELD)
    return ended.select_related("city").order_by("-id").first()


def bar_on(person: Person, on: date) -> Bar | None:
    """The bar on `person` on this day (п. 19, 24)."""
    return bar_in_force(bars_of(person.pk), on, lambda: intake_edition(on))


def intake_edition(on: date, petition: regulations.Edition | None = None) -> regulations.Edition | None:
    """The edition that accepts filings on this day, by the dates an administrator keeps. `petition`: the order of a
    signed petition, which may have a rule of its own for the applications made with it (interpretation 7)."""
    return intake(on, petition).law


def intake(on: date, petition: regulations.Edition | None = None) -> regulations.Intake:
    """As `Dossier.intake`, for a person without an open case."""
    return regulations.intake_on(on, periods(), KEY, petition)


def living_petition(person: Person, now: datetime) -> Case | None:
    """An earlier closed case whose signed petition may carry a new application.

    After `annul` the same petition serves again (п. 12); so it does after a bar or a withdrawal, since the
    order sets no term to a petition (another edition may: `petition_lifetime`). A granted permit uses it up.
    """
    closed = Case.objects.filter(person=person, programme=KEY, closed_at__isnull=False)
    newest = closed.filter(petition_signed_at__isnull=False).order_by("-id").first()
    # An annulled case before the granted one stood on the same petition.
    if newest is None or newest.dossier.petition_ended(now) or held_card(person):
        return None
    return newest


def last_case(person: Person) -> Case | None:
    """The newest closed case: its data and documents pre-fill a new petition."""
    closed = Case.objects.filter(person=person, programme=KEY, closed_at__isnull=False)
    return closed.select_related("city").order_by("-id").first()


def held_back(case: Case, now: datetime) -> str:
    """Why what is not filed yet could not be filed today, whatever is prepared; "" when it could."""
    step = filing_from(case.state)
    requires = [need for need in step.requires if need.whatever_is_prepared] if step else []
    return " ".join(str(reason) for reason in unmet(case, requires, now))
