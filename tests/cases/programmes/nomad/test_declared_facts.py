"""What a step is given is a dataclass of its own: its form gives exactly that, `perform` takes nothing else."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cases.engine import performing
from cases.engine.programmes import form_of, otherevents
from cases.engine.steps.acts import Act, UndeclaredError
from cases.engine.steps.facts import FactsError, facts_from, has_type, names_of, words_of
from cases.law.places import May
from cases.law.regulations import editions
from cases.programmes.nomad import events
from cases.programmes.nomad.facts import Number, RegistrationNumber
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import PLACES, State
from cases.web.timeline.ways import WAYS
from demo.examples import EXAMPLES, sample
from egov.cabinet import guide
from tests import people

STEPS = NOMAD.steps
"""Of this programme alone."""


NOT_GIVEN = {"version", "draft", "agree", "invite_now", "sure", "since"}
"""Fields of forms that are asked and are no fact of the step."""

COMPOSED = {
    "lapse": {"answers"},
    "rework": {"returns"},
    "return_petition": {"returns"},
    **{name: {"criteria"} for name in ("admit", "propose_screening", "refuse")},
    "interview": {"answers", "scores"},
    "correct_interview": {"answers", "scores"},
    "originals": {"rows"},
    "sign_petition": {"profession_kk", "code"},
    "ruling": {"complaint", "made_at"},
}
"""Facts that a form makes of fields which depend on the case."""


@pytest.mark.parametrize("name", [name for name, step in STEPS.items() if not step.beside])
def test_the_form_gives_what_the_step_takes(name: str) -> None:
    step = STEPS[name]
    asked = set(form_of(step).base_fields) - NOT_GIVEN
    if step.form == "correct_document":
        assert asked == {"kind", "reason"} | set(events.FACTS) & asked | {"notarised", "bars_entry"}
    elif step.form == "register":
        assert asked == names_of(step.facts) | {"reason"}
    else:
        assert asked == names_of(step.facts) - COMPOSED.get(step.form, set())


@pytest.mark.parametrize("name", STEPS)
def test_a_fact_is_shown_in_a_way_that_exists(name: str) -> None:
    ways = [words.shown for words in words_of(STEPS[name].facts).values()]
    assert {way for way in ways if isinstance(way, str)} <= WAYS.keys() | otherevents.WAYS.keys()


@pytest.mark.parametrize(
    ("name", "given", "fault"),
    [
        ("register", {"mp_number": "M", "number": "M"}, "register: unknown: number"),
        ("sign_petition", {}, "sign_petition: missing: profession"),
        ("register", {"mp_number": 7}, "register: mp_number: int is not"),
        ("hand_to_courier", {"courier": "C", "waybill": "W", "sheets": True}, "sheets: bool is not"),
        ("issue_card", {"card_number": "C", "issued_on": datetime(2026, 6, 1, tzinfo=UTC)}, "issued_on: datetime is"),
        ("refuse_final", {"grounds": ["a", 1], "text": ""}, "grounds: list is not"),
        ("invite", {"text": "Come."}, "invite: unknown: text"),
        ("file_application", {"order": "1"}, "file_application: unknown: order"),
    ],
)
def test_what_does_not_fit_is_refused_and_named(name: str, given: dict[str, Any], fault: str) -> None:
    with pytest.raises(FactsError, match=fault):
        facts_from(STEPS[name], given)


@pytest.mark.parametrize(
    ("value", "hint", "good"),
    [
        (date(2026, 6, 1), date | None, True),
        (None, date | None, True),
        ("", date | None, False),
        ([{"kind": "cv"}], list[dict[str, str]], True),
        ([{"kind": 1}], list[dict[str, str]], False),
        (("a",), list[str], True),
    ],
)
def test_a_type_fits_to_its_members(value: Any, hint: Any, good: bool) -> None:
    assert has_type(value, hint) == good


def test_facts_do_not_change() -> None:
    given = facts_from(STEPS["register"], {"mp_number": "M"})
    with pytest.raises(FrozenInstanceError):
        given.mp_number = "N"  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", STEPS)
def test_what_a_step_finds_out_is_not_given_to_it(name: str) -> None:
    derived = {field.name for field in fields(STEPS[name].facts) if not field.init}
    assert derived.isdisjoint(names_of(STEPS[name].facts))
    assert ("order" in derived) == bool(STEPS[name].binds)


@pytest.mark.parametrize("name", [name for name, step in STEPS.items() if step.demands])
def test_a_demand_reads_the_facts_of_its_step(name: str) -> None:
    for demand in STEPS[name].demands:
        hint = eval(demand.check.__annotations__["facts"], demand.check.__globals__)
        assert issubclass(STEPS[name].facts, hint), demand.name


def test_each_step_that_is_given_something_has_its_example() -> None:
    """Of its own, or made of its facts."""
    for name in STEPS.keys() - EXAMPLES.keys():
        facts_from(STEPS[name], sample(STEPS[name].facts, people.START))
    assert EXAMPLES.keys() <= STEPS.keys()


@pytest.mark.django_db
def test_perform_refuses_them_before_anything_is_written() -> None:
    case = people.case_in("registration", prepared=False)
    for given in (Number(mp_number="M-1"), RegistrationNumber(mp_number=1)):  # type: ignore[arg-type]
        with pytest.raises(FactsError):
            performing.perform(case.pk, "register", people.officer(), people.after(case), given)
    case.refresh_from_db()
    assert (case.state, case.mp_number) == ("registration", "")


@pytest.mark.parametrize(("name", "kind"), [("grant", "withdraw"), ("invite", ""), ("record_interview", "")])
def test_a_step_decides_nothing_it_has_not_declared(name: str, kind: str) -> None:
    act = Act(None, people.START, editions("nomad")[0], step=STEPS[name])
    with pytest.raises(UndeclaredError):
        act.decide(kind)


def test_places_stand_in_the_order_of_the_states() -> None:
    assert list(PLACES) == list(State)


def test_the_applicant_has_a_call_where_it_is_their_turn() -> None:
    named = {place.guide for place in PLACES.values() if place.guide}
    assert named == set(guide.CALLS)
    assert all(place.guide for state, place in PLACES.items() if place.tone == "yours")


MAY = {
    May.PREPARE: "petition_draft petition_signed",
    May.CONSENT: "petition_draft",
    May.STAY_WITH_DECIDER: "ministry_review petition_hearing refusal_notice consent_declined petition_refused",
    May.ATTACH: "petition_draft petition_incomplete petition_signed rework intake registered",
    May.FILL: "petition_signed rework",
    May.CHOOSE_CITY: "petition_signed",
    May.FILE: "petition_draft petition_signed preliminary_approved arrived",
    May.CORRECT_RETURNED: "petition_incomplete rework",
    May.RECONCILE: "intake registered",
    May.CONFIRM_ARRIVAL: "preliminary_approved arrival_review arrived intake dispatch in_transit",
    May.REPORT_ENTRY: "lapsed",
    May.REPORT_PAYMENT: "annulled",
    May.LOOK_THROUGH: "screening registration",
    May.CARRY_DUTY: "annulled",
    May.HOLD_ORIGINALS: "intake dispatch",
    May.SEND: "dispatch",
    May.TRACK: "in_transit",
    May.TRACK_BY_STAFF: "in_transit final_review final_hearing",
    May.HEAR: "petition_hearing preliminary_hearing final_hearing",
    May.NUMBER: """
        checks knb preliminary_decision preliminary_hearing preliminary_approved arrival_review arrived intake dispatch
        in_transit final_review final_hearing
    """,
    May.RULE: """
        petition_incomplete rework granted registered card_ordered consent_declined petition_refused annulled
        preliminary_refused lapsed final_refused withdrawn superseded card_issued
    """,
    May.WITHDRAW: """
        petition_draft screening petition_incomplete admitted slot_choice interview ministry_review petition_hearing
        refusal_notice petition_signed registration rework checks knb preliminary_decision preliminary_hearing
        preliminary_approved arrived intake dispatch in_transit final_review final_hearing
    """,
}
"""A second copy on purpose: who moves a right moves it here as well."""


@pytest.mark.parametrize("ability", May)
def test_what_may_be_done_is_what_the_order_lets(ability: May) -> None:
    assert list(PLACES.where(ability)) == MAY.get(ability, "").split()
