"""Days of what happened, and why a calendar was reopened, are put right until the decision that stands on them."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.utils import translation

from cases.engine import performing
from cases.engine.programmes import filing_day
from cases.engine.steps.errors import NotMetError, WrongStateError
from cases.law.calendar import local_day
from cases.models import Case, Check, Deadline, Decision, Event
from cases.programmes.nomad.correcting.measuring import begin_by
from cases.programmes.nomad.facts import CrossingCorrection
from cases.programmes.nomad.papers import visits
from cases.web.timeline.standing import corrected_events
from tests import people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db
WHY = "The day of the ticket was meant."


def struck(case: Case) -> list[str]:
    events = list(Event.objects.filter(case=case).order_by("-id"))
    return [e.step for e in events if e.pk in corrected_events(events)]


def newest(case: Case, key: str) -> Deadline:
    return Deadline.objects.filter(case=case, key=key).order_by("-id")[0]


# ------------------------------------------------------------------------------------------------ the visit


def test_the_day_of_a_visit_that_is_put_right_moves_its_term_and_the_measure_of_the_passport() -> None:
    case = people.case_in("intake")
    came, arrived = visits.came_to_centre_at(case), case.arrived_on
    assert came and arrived and arrived < local_day(came)
    before = newest(case, "reconcile").due_at
    case = ways.take(case, "correct_visit", came_on=arrived, reason=WHY)
    term = newest(case, "reconcile")
    assert local_day(term.starts_at) == arrived and term.due_at < before
    case = ways.fresh(case)
    assert case.due_at == term.due_at == case.queue_at, "its place in the queue"
    assert filing_day(case, people.after(case)) == arrived
    assert struck(case) == ["open_intake"]
    page = text(open_case(people.clerk(), case))
    assert WHY in page and "corrected later" in page
    ways.sound(case)


def test_a_passport_is_judged_by_the_visit_that_was_put_right() -> None:
    """п. 20(1): it was good enough on the day before."""
    case = people.case_in("intake")
    came, arrived = visits.came_to_centre_at(case), case.arrived_on
    assert came and arrived
    last = arrived + 181 * ways.DAY
    recorded: dict[str, Any] = {"expires_on": last, "no_end": False}
    ways.take(case, "correct_package_document", kind="passport", recorded=recorded, reason=WHY)
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "file_at_con")
    ways.take(ways.fresh(case), "correct_visit", came_on=arrived, reason=WHY)
    assert ways.take(ways.fresh(case), "file_at_con").state == "dispatch"


@pytest.mark.parametrize("state", ["dispatch", "in_transit", "final_review", "final_hearing"])
def test_it_is_put_right_until_the_final_decision(state: str) -> None:
    case = people.case_in(state)
    ended = newest(case, "reconcile")
    arrived = case.arrived_on
    ways.take(case, "correct_visit", came_on=arrived, reason=WHY)
    term = newest(case, "reconcile")
    assert (term.stopped_at, local_day(term.starts_at)) == (ended.stopped_at, arrived)
    assert term.state == ("met" if term.stopped_at and term.stopped_at < term.due_at else "late")
    ways.sound(case)
    with pytest.raises(WrongStateError):
        ways.take(people.case_in("granted"), "correct_visit", came_on=arrived, reason=WHY)


@pytest.mark.parametrize(
    ("shift", "reason"), [(1, "cannot lie later"), (0, "recorded already"), (-9, "This is before")]
)
def test_a_day_that_cannot_be_is_not_recorded(shift: int, reason: str) -> None:
    for state, name, field in (
        ("intake", "correct_visit", "came_on"),
        ("final_review", "correct_receipt", "received_on"),
    ):
        case = people.case_in(state)
        begun = newest(case, {"came_on": "reconcile", "received_on": "final"}[field]).starts_at
        facts: dict[str, Any] = {field: local_day(begun) + shift * ways.DAY, "reason": WHY}
        with translation.override("en"), pytest.raises(NotMetError, match=reason):
            ways.take(case, name, **facts)


def test_the_arrival_does_not_come_after_the_visit() -> None:
    case = people.case_in("intake")
    came = visits.came_to_centre_at(case)
    assert came
    ways.take(case, "correct_visit", came_on=case.arrived_on, reason=WHY)
    with translation.override("en"), pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "correct_arrival", arrived_on=local_day(came))


@pytest.mark.parametrize("name", ["open_intake", "correct_visit"])
def test_a_package_that_was_returned_is_brought_again_after_that(name: str) -> None:
    """п. 21: else the second visit lies before the first, and its one day is over before it has begun."""
    case = ways.take(people.case_in("intake"), "return_package")
    back = local_day(people.after(case, 0 * ways.DAY))
    assert case.arrived_on and case.arrived_on < back
    later = people.after(case, 2 * ways.DAY)
    if name == "correct_visit":
        case = ways.take(ways.fresh(case), "open_intake", later)
        later += ways.HOUR
    given: dict[str, Any] = {"proof": WHY} if name == "open_intake" else {"reason": WHY}
    with translation.override("en"), pytest.raises(NotMetError, match="the day of what it follows"):
        ways.take(ways.fresh(case), name, later, came_on=back - ways.DAY, **given)
    ways.take(ways.fresh(case), name, later, came_on=back, **given)
    assert local_day(newest(case, "reconcile").starts_at) == back
    ways.sound(case)


# ------------------------------------------------------------------------------------------------ the receipt


def test_the_day_of_the_receipt_that_is_put_right_moves_the_term_of_the_decision() -> None:
    case, user = people.case_in("final_review"), people.officer()
    before = newest(case, "final")
    day = local_day(before.starts_at) - ways.DAY
    page = take(user, case, "correct_receipt", received_on=day.isoformat(), reason=WHY)
    assert page.status_code == 200 and WHY in text(page) and "corrected later" in text(page)
    term = newest(case, "final")
    assert local_day(term.starts_at) == day and term.due_at < before.due_at
    assert ways.fresh(case).due_at == term.due_at and struck(case) == ["receive_originals"]
    assert term.days != before.days, "its proof is that of the new days"
    ways.sound(case)


def test_a_term_that_has_ended_is_judged_by_the_new_days() -> None:
    case = people.case_in("dispatch")
    term = newest(case, "reconcile")
    assert term.state == "met" and term.stopped_at
    changed: list[tuple[Any, dict[str, Any]]] = []

    class Kept:
        def change(self, row: Any, **fields: Any) -> None:
            changed.append((row, fields))

    begin_by(ways.fresh(case), Kept(), "reconcile", local_day(term.starts_at) - 30 * ways.DAY)  # type: ignore[arg-type]
    assert changed[0][1]["state"] == "late"


# ------------------------------------------------------------------------------------------------ the crossing


def entered(case: Case, day: date | None) -> Case:
    now = people.after(case)
    Check.objects.create(case=case, kind="arrival", clear=day is not None, happened_on=day, text="Astana", at=now)
    return ways.fresh(case)


def crossing(case: Case, day: date | None, **facts: Any) -> Case:
    return ways.take(case, "correct_crossing", entered=day is not None, crossed_on=day, reason=WHY, **facts)


def test_the_entry_beside_the_arrival_is_put_right_and_the_former_stays() -> None:
    case = people.case_in("arrived")
    day = case.arrived_on
    assert day
    case = crossing(entered(case, day), day - ways.DAY)
    held = ways.fresh(case).dossier.check("arrival")
    assert held and held.happened_on == day - ways.DAY and held.reason == WHY
    assert held.corrects and held.corrects.happened_on == day
    page = text(open_case(people.officer(), case))
    assert page.count("<s>") and WHY in page
    assert WHY not in text(open_case(people.clerk(), case)), "the migration service's own"
    crossing(ways.fresh(case), None)
    assert not ways.fresh(case).dossier.check("arrival").clear  # type: ignore[union-attr]


def test_an_entry_that_contradicts_the_file_is_not_recorded() -> None:
    case = people.case_in("arrived")
    day = case.arrived_on
    approved = case.approved_at
    assert day and approved
    case = entered(case, day)
    wrong: list[tuple[date | None, dict[str, Any], str]] = [
        (day + ways.DAY, {}, "after the day of arrival"),
        (local_day(approved) - ways.DAY, {}, "before the preliminary approval"),
        (day, {"text": "Astana"}, "recorded already"),
    ]
    for on, facts, reason in wrong:
        with translation.override("en"), pytest.raises(NotMetError, match=reason):
            crossing(ways.fresh(case), on, **facts)
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "correct_crossing", entered=False, crossed_on=day, reason=WHY)


def test_an_arrival_that_is_in_time_by_the_entry_alone_keeps_it() -> None:
    case = people.case_in("preliminary_approved")
    term = case.dossier.running("validity")
    assert term
    now = term.due_at + ways.HOUR
    late = term.last_day + ways.DAY
    ways.take(case, "record_arrival", now, arrived_on=late, crossed_on=term.last_day, proof="A stamp in the passport.")
    with translation.override("en"), pytest.raises(NotMetError, match="by this crossing alone"):
        crossing(ways.fresh(case), None)
    ways.take(ways.fresh(case), "correct_arrival", arrived_on=term.last_day)
    crossing(ways.fresh(case), None)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_crossing_taken_back_closes_the_grant_until_the_border_is_checked_again(language: str) -> None:
    case = people.case_in("final_review")
    assert case.arrived_on and case.dossier.check_now("border").clear  # type: ignore[union-attr]
    case = ways.fresh(crossing(entered(case, case.arrived_on), None))
    sentence = (
        "By the latest entry no border crossing was found. Record the border check again: if it finds the crossing, "
        "the permit can be given; if the entry is a slip, correct it."
    )
    with people.at(people.after(case)):
        page = text(signed_in(people.officer(), language).get(step_url(case, "grant"), follow=True))
    with translation.override(language), ways.nothing_written():
        assert translation.gettext(sentence) in " ".join(unescape(page).split())
        with pytest.raises(NotMetError) as caught:
            ways.take(case, "grant")
    assert sentence[:30] in str(caught.value) or language != "en"
    case = ways.fresh(ways.take(case, "record_check", kind="border", clear=True))
    assert ways.take(case, "grant").state == "granted"


def test_a_slip_that_is_corrected_opens_the_grant_too() -> None:
    case = people.case_in("final_review")
    day = case.arrived_on
    case = ways.fresh(crossing(entered(case, day), None))
    case = ways.fresh(crossing(case, day, text="Astana, the other stamp"))
    assert ways.take(case, "grant").state == "granted"


def test_where_nothing_is_recorded_there_is_nothing_to_put_right() -> None:
    case = people.case_in("arrived")
    assert not Check.objects.filter(case=case, kind="arrival").exists()
    correction = CrossingCorrection(entered=False, reason=WHY)
    with translation.override("en"), pytest.raises(NotMetError, match="No border crossing is recorded"):
        performing.perform(case.pk, "correct_crossing", people.officer(), people.after(case), correction)


# ------------------------------------------------------------------------------------------------ the calendar


def test_why_the_calendar_was_reopened_is_put_right() -> None:
    case, user = people.case_in("interview"), people.screener()
    case = ways.take(
        case, "reopen_calendar", people.after(case, 3 * people.DAY), cause="no_show", text="He did not answer."
    )
    with people.at(people.after(case)):
        asks = text(signed_in(user).get(step_url(case, "correct_reopening")))
    assert "He did not answer." in asks
    same = take(user, case, "correct_reopening", cause="no_show", text="He did not answer.", reason=WHY)
    assert same.status_code == 422 and "nothing would be put right" in text(same)
    page = text(take(user, case, "correct_reopening", cause="moved", text="", reason=WHY))
    assert WHY in page and "corrected later" in page
    kinds = list(Decision.objects.filter(case=case).order_by("-id").values_list("kind", flat=True))
    assert kinds[:2] == ["reopen_moved", "reopen_no_show"] and struck(case) == ["reopen_calendar"]
    owner: Any = case.person.user
    assert WHY not in text(open_case(owner, case))
    ways.sound(case)


def test_a_calendar_that_was_never_reopened_has_no_reason_to_put_right() -> None:
    case = people.case_in("interview")
    page = take(people.screener(), case, "correct_reopening", cause="moved", reason=WHY)
    assert "was not reopened" in text(page) and not Decision.objects.filter(case=case, kind="reopen_moved").exists()
