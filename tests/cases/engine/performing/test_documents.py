"""What documents have to be on the day of filing (п. 4, 10, 20, 26), and which day that is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cases.engine.programmes import filing_day
from cases.engine.steps.errors import NotMetError
from cases.law.calendar import ALMATY, local_day
from cases.models import Case, Document
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.performing.refusing import Stand, refused
from tests.cases.engine.ways import DAY, SECOND

pytestmark = pytest.mark.django_db


def with_passport(case: Case, days: int, name: str) -> tuple[Case, datetime]:
    """The case, its passport having `days` left on the day of filing: `filed_at`, or when the step `name` is taken."""
    now = ways.ready_at(case, name)
    passport = Document.objects.get(case=case, kind="passport", current=True)
    passport.expires_on = local_day(filed_at(case) or now) + days * DAY
    passport.save()
    return case, now


def filed_at(case: Case) -> datetime | None:
    """When that was filed which the case brings to its end: the application under correction, the package at ЦОН."""
    return {"rework": case.filed_at, "intake": case.state_since}.get(case.state)


FILINGS = [
    ("petition_draft", "submit_petition"),
    ("petition_signed", "file_application"),
    ("rework", "resubmit"),
    ("intake", "file_at_con"),
]
ASKED_BY = {"submit_petition": "4(1)", "file_application": "10(1)", "resubmit": "10(1)", "file_at_con": "20(1)"}
"""The paragraph of the order that asks for the passport at that filing."""


@pytest.mark.parametrize(("state", "name"), FILINGS)
def test_a_passport_with_180_days_left_is_refused_with_its_date(stand: Stand, state: str, name: str) -> None:
    case, now = with_passport(stand(state), 180, name)
    text = refused(NotMetError, case, name, now=now)
    assert f"180 days from the day of filing. More than 180 are required (para. {ASKED_BY[name]})" in text
    assert "2026" in text


@pytest.mark.parametrize(("state", "name"), FILINGS)
def test_a_passport_with_181_days_left_is_accepted(stand: Stand, state: str, name: str) -> None:
    case, now = with_passport(stand(state), 181, name)
    ways.take(case, name, now)


@pytest.mark.parametrize(("state", "name", "days"), [("rework", "resubmit", 4), ("intake", "file_at_con", 3)])
def test_what_is_filed_is_not_measured_again_while_it_is_corrected_or_compared(
    stand: Stand, state: str, name: str, days: int
) -> None:
    """A passport nobody sent back cannot be replaced: the days of the service must not run against its holder."""
    case, now = with_passport(stand(state), 181, name)
    ways.take(case, name, now + days * DAY)


@pytest.mark.parametrize(
    ("state", "since"),
    [
        ("petition_draft", None),
        ("slot_choice", "submitted_at"),
        ("ministry_review", "submitted_at"),
        ("petition_signed", None),
        ("registration", "filed_at"),
        ("knb", "filed_at"),
        ("preliminary_approved", None),
        ("arrived", None),
        ("registered", None),
    ],
)
def test_the_day_of_filing_is_that_of_what_is_under_way_or_today(stand: Stand, state: str, since: str | None) -> None:
    case, now = stand(state), people.START + 300 * DAY
    assert filing_day(case, now) == local_day(getattr(case, since) if since else now)


def test_the_day_of_filing_at_the_centre_is_that_of_the_last_visit(stand: Stand) -> None:
    case = stand("intake")
    first, now = case.state_since, people.START + 300 * DAY
    assert filing_day(case, now) == filing_day(stand("final_review"), now) == local_day(first)
    case = ways.take(case, "return_package")
    assert filing_day(case, now) == local_day(now), "still to be filed"
    case = ways.take(case, "open_intake", first + 5 * DAY)
    assert filing_day(case, now) == local_day(first + 5 * DAY)


def test_the_day_of_filing_is_a_day_in_almaty(stand: Stand) -> None:
    """19:00 in London of the day before is already the day of filing in Kazakhstan: one day less is left."""
    case = stand("petition_draft")
    almost_midnight = datetime(2026, 6, 2, 23, 59, 59, tzinfo=ALMATY)
    passport = Document.objects.get(case=case, kind="passport", current=True)
    passport.expires_on = local_day(almost_midnight) + 181 * DAY
    passport.save()
    refused(NotMetError, case, "submit_petition", now=almost_midnight + SECOND)
    ways.take(case, "submit_petition", almost_midnight)


@pytest.mark.parametrize(("days", "accepted"), [(179, False), (180, True)])
def test_a_housing_contract_runs_180_days_at_least(stand: Stand, days: int, accepted: bool) -> None:
    case = stand("intake")
    housing = Document.objects.get(case=case, kind="housing", current=True)
    assert housing.valid_from
    housing.expires_on = housing.valid_from + timedelta(days=days - 1)
    housing.save()
    if accepted:
        ways.take(case, "file_at_con")
    else:
        assert "runs for 179 days; at least 180" in refused(NotMetError, case, "file_at_con")


def test_a_card_is_not_ordered_on_a_passport_that_has_run_out(stand: Stand) -> None:
    """п. 26(1): a valid passport."""
    case, now = with_passport(stand("registered"), -1, "order_card")
    assert refused(NotMetError, case, "order_card", now=now).startswith("The document expired on ")
    case, now = with_passport(case, 0, "order_card")
    assert ways.take(case, "order_card", now).state == State.CARD_ORDERED


def test_a_housing_contract_without_a_notary_is_not_accepted(stand: Stand) -> None:
    case = stand("intake")
    Document.objects.filter(case=case, kind="housing").update(notarised=False)
    assert "certified by a notary" in refused(NotMetError, case, "file_at_con")
