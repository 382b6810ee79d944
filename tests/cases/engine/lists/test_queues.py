"""Lists, counts, buttons and search: each sees its own, the most urgent first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases.engine.lists import queues
from cases.engine.steps import steps_from
from cases.law.actors import Actor
from cases.models import Case
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import OPEN_STATES, PLACES, State
from demo import walk
from tests import lists, people
from tests.cases.engine import ways

STEPS = NOMAD.steps
"""Of this programme alone."""


pytestmark = [pytest.mark.django_db, pytest.mark.database]

STAFF = (Actor.SCREENER, Actor.SIGNER, Actor.OFFICER, Actor.CLERK)
Cases = dict[State, Case]


@pytest.mark.parametrize("actor", STAFF)
def test_a_queue_holds_what_waits_on_the_actor_and_nothing_else(every_case: Cases, actor: Actor) -> None:
    listed = lists.listing(ways.a_person(actor, every_case[State.KNB])).cases
    assert {c.state for c in listed} == {s.value for s in PLACES.of(actor)}
    assert [c.queue_at for c in listed] == sorted(c.queue_at for c in listed)


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (Actor.OFFICER, [State.PRELIMINARY_APPROVED]),
        (Actor.CLERK, [State.ARRIVED, State.GRANTED]),
        (Actor.SCREENER, [State.PETITION_INCOMPLETE]),
        (Actor.SIGNER, []),
    ],
)
def test_people_expected_to_appear_have_tabs_of_their_own(
    every_case: Cases, actor: Actor, expected: list[State]
) -> None:
    user = ways.a_person(actor, every_case[State.KNB])
    assert list(queues.expected_by(actor)) == expected
    for state in expected:
        assert [c.state for c in lists.listing(user, state).cases] == [state]


@pytest.mark.parametrize("actor", [Actor.OFFICER, Actor.CLERK])
def test_another_city_sees_nothing_of_it(every_case: Cases, actor: Actor) -> None:
    user = people.officer("almaty") if actor == Actor.OFFICER else people.clerk("almaty")
    assert lists.listing(user).cases == []
    assert set(queues.counts(user, people.START).values()) == {0}
    for case in every_case.values():
        for number in (case.number, case.preliminary_number, case.mp_number, case.person.iin):
            assert lists.find(user, number) == []


@pytest.mark.parametrize("actor", STAFF)
def test_counts_say_what_the_tabs_hold(every_case: Cases, actor: Actor) -> None:
    user = ways.a_person(actor, every_case[State.KNB])
    now = people.START + timedelta(days=2)
    counts = queues.counts(user, now)
    for state in queues.tabs_of(actor):
        assert counts[state.value] == len(lists.listing(user, state).cases), state
    late = [c for c in lists.listing(user).cases if c.due_at and c.due_at <= now]
    assert counts["overdue"] == len(late)


def test_counts_are_a_single_statement_and_stop_at_the_cap(
    every_case: Cases, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "CAP", 2)
    user = people.officer()
    people.case_in("knb")
    people.case_in("knb")
    with django_assert_num_queries(1):
        assert queues.counts(user, people.START)["knb"] == 2


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_the_pages_of_a_list_hold_each_case_once_in_order(every_case: Cases, size: int) -> None:
    user = people.officer()
    whole = [c.pk for c in lists.listing(user, size=1000).cases]
    cases, after = [], ""
    for _page in range(50):
        page = lists.listing(user, after=after, size=size)
        cases += [c.pk for c in page.cases]
        after = page.after
        if not after:
            break
    assert cases == whole


def test_cases_due_in_the_same_moment_are_all_shown(every_case: Cases) -> None:
    user = people.officer()
    moment = every_case[State.KNB].queue_at
    Case.objects.filter(waits_on="officer").update(queue_at=moment)
    first = lists.listing(user, size=2)
    assert len(first.cases) + len(lists.listing(user, after=first.after, size=100).cases) == len(
        PLACES.of(Actor.OFFICER)
    )


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "~",
        "2026-06-01",
        "2026-06-01T00:00:00~x",
        "2026-99-99T00:00:00+00:00~x",
        "\0~\0",
        "0001-01-01T00:00:00+14:00~018f0000-0000-7000-8000-000000000000",
        "9999-12-31T23:59:59-14:00~018f0000-0000-7000-8000-000000000000",
        "2026-06-01T00:00:00~018f0000-0000-7000-8000-000000000000",
    ],
)
def test_a_garbled_cursor_begins_the_list_again(every_case: Cases, after: str) -> None:
    user = people.officer()
    assert lists.listing(user, after=after).cases == lists.listing(user).cases


@pytest.mark.parametrize("state", list(State))
def test_buttons_are_the_steps_of_the_role_in_their_order(every_case: Cases, state: State) -> None:
    case = ways.fresh(every_case[state])
    for actor in (*STAFF, Actor.APPLICANT):
        user = ways.a_person(actor, case)
        names = [b.step.name for b in queues.buttons(case, user, people.after(case))]
        ways_on = {n: s for n, s in STEPS.items() if s.by == actor and state in s.sources}
        hidden = {n for n, s in ways_on.items() if not queues.is_possible(case, s, people.after(case))}
        assert names == [n for n in ways_on if n not in hidden]


@pytest.mark.parametrize("state", OPEN_STATES)
def test_a_prepared_case_has_no_blocked_way_on(every_case: Cases, state: State) -> None:
    case = ways.fresh(every_case[state])
    ways.free_slot(people.after(case))
    for declared in steps_from(state):
        late = declared.form == "rework" and state != "registration"
        if (
            declared.by in (Actor.CLOCK, Actor.HEAD)
            or declared.too_late
            or declared.recalls
            or declared.form == "brought"
            or late
            or not queues.is_possible(case, declared, people.after(case))
            or walk.needs_hearing(declared.name, state)
        ):
            continue  # nothing may have to be put right, taken back or brought again, nor fall short or be set aside
        user = ways.a_person(declared.by, case)
        buttons = {b.step.name: b for b in queues.buttons(case, user, ways.ready_at(case, declared.name))}
        assert buttons[declared.name].reasons == (), declared.name


def test_a_blocked_button_says_why() -> None:
    case = people.case_in("checks", prepared=False)
    blocked = {b.step.name: b for b in queues.buttons(case, people.officer(), people.after(case)) if b.blocked}
    assert list(blocked) == ["return_for_rework", "correct_check", "send_to_knb"]
    assert len(str(blocked["send_to_knb"].reasons[0])) > 10


def test_staff_find_a_case_by_any_of_its_numbers(every_case: Cases) -> None:
    case, officer = every_case[State.ARRIVED], people.officer()
    for text in (case.number, case.preliminary_number.lower(), f" {case.mp_number} ", case.person.iin):
        assert lists.find(officer, text) == [case], text


def test_a_number_is_looked_up_as_people_type_or_paste_it(every_case: Cases) -> None:
    """At the counter nobody is sent away for a dash of Word's or a keyboard left in Cyrillic letters."""
    case = every_case[State.ARRIVED]
    number = case.preliminary_number
    typed = {
        number.replace("-", "–"),
        number.replace("-", "\N{NON-BREAKING HYPHEN}"),
        number.replace("-", " - "),
        number.translate(str.maketrans("AST", "АСТ")),
        number.replace("A", "А").replace("T", "Т"),
        number.translate({ord(sign): ord(sign) + 0xFEE0 for sign in number}),
    }
    for typed_number in typed:
        assert lists.find(people.clerk(), typed_number) == [case] == lists.find(people.officer(), typed_number), (
            typed_number
        )
    spaced = f"{case.person.iin[:6]} {case.person.iin[6:]}"
    assert lists.find(people.officer(), spaced) == [case]
    assert case in lists.find(people.clerk(), number[:-1])


@pytest.mark.parametrize("text", ["\0", "%", "_" * 60, "' -- ;"])
def test_a_search_for_nothing_finds_nothing(every_case: Cases, text: str) -> None:
    assert lists.find(people.officer(), text) == []


def test_who_may_not_sign_in_sees_nothing(every_case: Cases) -> None:
    user = people.officer()
    user.is_active = False
    assert lists.listing(user).cases == []


def test_an_applicant_without_a_person_sees_nothing(every_case: Cases) -> None:
    user = people.applicant()
    user.person = None
    assert not Case.objects.visible_to(user).exists()
