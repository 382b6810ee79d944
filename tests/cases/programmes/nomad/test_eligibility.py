"""Who may file, and with what."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from cases.engine.steps.errors import NotMetError
from cases.law.calendar import ALMATY
from cases.law.errors import NotFoundError, NotNowError
from cases.law.regulations import editions
from cases.law.regulations.parts import Length
from cases.models import Bar, Case, Document, EditionPeriod
from cases.programmes.nomad import filing
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.states import FINAL_STATES, OPEN_STATES, State
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 11, 1, 12, tzinfo=ALMATY)
FINALS = list(FINAL_STATES)
WITH_PETITION = {State.ANNULLED, State.PRELIMINARY_REFUSED, State.LAPSED, State.FINAL_REFUSED}


@pytest.mark.parametrize("state", [State.PETITION_DRAFT, State.KNB, State.CARD_ORDERED])
def test_a_person_has_a_single_open_case(state: str) -> None:
    owner = people.case_in(state).person.user
    with ways.nothing_written(), pytest.raises(NotNowError):
        filing.open_petition(owner, LATER)


@pytest.mark.parametrize("state", [s for s in FINALS if s not in (State.CARD_ISSUED, State.SUPERSEDED)])
def test_after_any_other_end_a_new_petition_may_be_begun(state: str) -> None:
    case = people.case_in(state)
    fresh = filing.open_petition(case.person.user, LATER)
    assert (fresh.state, fresh.based_on) == (State.PETITION_DRAFT, None)
    kinds = set(Document.objects.filter(case=case, current=True).values_list("kind", flat=True))
    assert set(Document.objects.filter(case=fresh, current=True).values_list("kind", flat=True)) == kinds
    ways.sound(fresh)


@pytest.mark.parametrize("door", [filing.open_petition, filing.open_application])
def test_who_holds_a_card_begins_nothing(door: Any) -> None:
    owner = people.case_in("card_issued").person.user
    with translation.override("en"), ways.nothing_written(), pytest.raises(NotNowError, match="You hold the permit"):
        door(owner, LATER)


@pytest.mark.parametrize("state", FINALS)
def test_a_signed_petition_serves_again_unless_it_was_never_signed_or_is_used_up(state: str) -> None:
    owner = people.case_in(state).person.user
    if state not in WITH_PETITION:
        with ways.nothing_written(), pytest.raises(NotNowError):
            filing.open_application(owner, LATER)
        return
    fresh = filing.open_application(owner, LATER)
    assert fresh.state == State.PETITION_SIGNED
    assert fresh.based_on is not None
    assert (fresh.petition_signed_at, fresh.profession) == (
        fresh.based_on.petition_signed_at,
        fresh.based_on.profession,
    )
    ways.sound(fresh)


def test_a_new_application_goes_its_way_to_the_end_and_uses_the_petition_up() -> None:
    """Annulled, then granted on the same petition: the older case must not lend it out once more."""
    owner = people.case_in("annulled").person.user
    journey = people.Journey(owner, start=datetime(2026, 7, 1, 10, tzinfo=ALMATY))
    journey.case = filing.open_application(owner, journey.now)
    people.application(journey)
    journey.step("file_application", owner)
    case = journey.case
    case = ways.take(case, "register")
    for kind in case.law.checks["preliminary"]:
        ways.take(case, "record_check", kind=kind)
    for name in ("send_to_knb", "record_knb_answer", "approve_preliminary", "record_arrival", "open_intake"):
        case = ways.take(case, name)
    journey.case, journey.now = ways.fresh(case), people.after(case)
    journey.prepare()
    for name in ("file_at_con", "hand_to_courier", "receive_originals"):
        journey.case = ways.take(journey.case, name)
    journey.now = people.after(journey.case)
    journey.prepare()
    for name in ("grant", "register_residence"):
        journey.case = ways.take(journey.case, name)
    journey.now = people.after(journey.case)
    journey.prepare()
    for name in ("order_card", "issue_card"):
        journey.case = ways.take(journey.case, name)
    assert journey.case.state == State.CARD_ISSUED
    assert eligibility.living_petition(journey.case.person, people.after(journey.case)) is None


def test_an_application_on_an_earlier_petition_follows_the_order_of_its_own_day() -> None:
    start = datetime(2025, 12, 1, 10, tzinfo=ALMATY)
    owner = people.case_in("annulled", start=start).person.user
    with pytest.raises(NotNowError):
        filing.open_application(owner, datetime(2026, 2, 1, tzinfo=ALMATY))
    fresh = filing.open_application(owner, LATER)
    assert (fresh.edition, fresh.based_on and fresh.based_on.edition) == ("order_2026_241", "order_2025_1")


def test_neither_hub_nor_ministry_sees_the_second_case_of_a_petition() -> None:
    from cases.models import Case

    fresh = filing.open_application(people.case_in("annulled").person.user, LATER)
    for user in (people.screener(), people.signer(), people.officer(), people.clerk()):
        assert not Case.objects.visible_to(user).filter(pk=fresh.pk).exists()


@pytest.mark.parametrize("moment", [datetime(2026, 1, 1, tzinfo=ALMATY), datetime(2026, 5, 6, 23, 59, tzinfo=ALMATY)])
def test_nothing_is_begun_between_two_orders(moment: datetime) -> None:
    owner = people.applicant()
    with ways.nothing_written(), pytest.raises(NotNowError):
        filing.open_petition(owner, moment)


def test_staff_begin_no_cases() -> None:
    user = people.officer()
    with ways.nothing_written(), pytest.raises(NotFoundError):
        filing.open_petition(user, LATER)


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2025, 1, 14), None),
        (date(2025, 1, 15), "order_2025_1"),
        (date(2025, 12, 31), "order_2025_1"),
        (date(2026, 1, 1), None),
        (date(2026, 12, 31), "order_2026_241"),
        (editions("nomad")[-1].in_force_to + DAY, None),
    ],
)
def test_the_edition_of_a_day(day: date, key: str | None) -> None:
    law = eligibility.intake_edition(day)
    assert (law and law.key) == key


def test_a_period_of_the_administrator_goes_before_the_dates_of_the_order() -> None:
    EditionPeriod.objects.all().delete()
    EditionPeriod.objects.create(edition="order_2026_241", intake_from=date(2026, 9, 1), intake_until=date(2027, 3, 31))
    assert eligibility.intake_edition(date(2026, 8, 31)) is None
    assert eligibility.intake_edition(date(2027, 3, 31)) is not None


def test_a_bar_holds_on_its_first_and_last_day_and_the_longest_is_named() -> None:
    case = people.case_in("preliminary_refused")
    bar = Bar.objects.get(case=case)
    person = case.person
    assert eligibility.bar_on(person, bar.since - DAY) is None
    assert eligibility.bar_on(person, bar.since) == eligibility.bar_on(person, bar.until) == bar
    assert eligibility.bar_on(person, bar.until + DAY) is None
    assert case.dossier.bar_on(bar.until) == bar
    assert case.dossier.bar_on(bar.until + DAY) is None


@pytest.mark.parametrize("state", [State.KNB, State.WITHDRAWN])
def test_the_open_case_of_a_person(state: State) -> None:
    case = people.case_in(state)
    assert eligibility.open_case(case.person) == (case if state in OPEN_STATES else None)


def test_a_petition_serves_as_long_as_its_edition_lets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    case = people.case_in("annulled")
    signed = case.petition_signed_at
    assert signed is not None
    short = dataclasses.replace(case.law, petition_lifetime=Length(90, "calendar_days"))
    monkeypatch.setattr(Case, "petition_law", property(lambda self: short))
    assert eligibility.living_petition(case.person, signed + timedelta(days=90)) is not None
    assert eligibility.living_petition(case.person, signed + timedelta(days=91)) is None


def test_a_petition_that_has_ended_carries_no_application_of_its_own_case_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = people.case_in("petition_signed")
    assert case.petition_signed_at
    short = dataclasses.replace(case.law, petition_lifetime=Length(10, "calendar_days"))
    monkeypatch.setattr(Case, "petition_law", property(lambda self: short))
    with ways.nothing_written(), pytest.raises(NotMetError):
        ways.take(case, "file_application", case.petition_signed_at + 11 * DAY)
    assert ways.take(case, "file_application", case.petition_signed_at + 10 * DAY).state == State.REGISTRATION
