"""A random walk: steps that are due and steps that are not, jumps in time, sweeps; what must hold, holds after each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cases import actions, clock, filing
from cases.errors import CaseError
from cases.models import Bar, Case, Deadline, Letter, Notice
from cases.states import PLACES, Actor, State
from cases.steps import STEPS, steps_from
from tests import people
from tests.cases import ways

ENDS_WITH_BAR = {
    State.PRELIMINARY_REFUSED: "preliminary_refused",
    State.LAPSED: "lapsed",
    State.FINAL_REFUSED: "final_refused",
}
ORDINARY = [name for name, s in STEPS.items() if s.by != Actor.CLOCK and name not in ("withdraw", "decline_consent")]


class Walk(RuleBasedStateMachine):
    """One person, any number of cases one after another. `now` only grows."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.owner, self.now = people.applicant(), people.START
        self.case = filing.open_petition(self.owner, self.now)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(depth=st.integers(0, 24))
    def come_some_way(self, depth: int) -> None:
        """Begin anywhere: most of the way lies behind a dozen right steps."""
        for _step in range(depth):
            self.prepare()
            way = [s for s in steps_from(self.case.state) if not s.optional and not s.danger and s.by != Actor.CLOCK]
            if way:
                self._take(way[0].name)

    @rule(choice=st.integers(0, 9))
    def take_a_step_of_this_state(self, choice: int) -> None:
        found = steps_from(self.case.state)
        if found:
            self._take(found[choice % len(found)].name)

    @rule(name=st.sampled_from(list(STEPS)), by=st.sampled_from(list(Actor)))
    def take_any_step_as_anybody(self, name: str, by: Actor) -> None:
        self._take(name, by)

    @rule()
    def prepare(self) -> None:
        journey = people.Journey(self.owner, start=self.now)
        journey.case = self.case
        try:
            with transaction.atomic():
                journey.prepare()
        except CaseError:
            return
        self.now = max(self.now, journey.now)
        self._reload()

    @rule(hours=st.sampled_from([1, 9, 24, 39, 72, 24 * 6, 24 * 31]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(seconds=st.sampled_from([-1, 0, 1]))
    def wait_for_the_nearest_term(self, seconds: int) -> None:
        if self.case.due_at:
            self.now = max(self.now, self.case.due_at + timedelta(seconds=seconds))

    @rule()
    def sweep(self) -> None:
        report = clock.sweep(self.now)
        assert report.failed == 0
        again = clock.sweep(self.now)
        assert (again.annulled, again.lapsed, again.overdue, again.reminded, again.digests) == (0, 0, 0, 0, 0)
        self._reload()
        late = Deadline.objects.filter(case=self.case, state="running", due_at__lte=self.now)
        assert set(late.values_list("key", flat=True)).isdisjoint({"rework", "validity"})

    @rule(door=st.sampled_from([filing.open_petition, filing.open_application]))
    def begin_anew(self, door: Any) -> None:
        try:
            fresh = door(self.owner, self.now)
        except CaseError:
            assert self.case.open or self.now.year > 2026 or door is filing.open_application
            return
        assert not self.case.open
        self.case = fresh

    @invariant()
    def every_case_is_sound(self) -> None:
        ways.sound(self.case)

    @invariant()
    def at_most_one_case_is_open(self) -> None:
        assert Case.objects.open().filter(person=self.owner.person).count() <= 1

    @invariant()
    def bars_come_with_their_ends_only(self) -> None:
        cases = Case.objects.filter(person=self.owner.person)
        expected = {(c.pk, ENDS_WITH_BAR[State(c.state)]) for c in cases if c.state in ENDS_WITH_BAR}
        assert set(Bar.objects.values_list("case_id", "kind")) == expected

    @invariant()
    def letters_and_notices_belong_to_what_happened(self) -> None:
        assert not Notice.objects.filter(case=self.case, at__gt=self.now).exists()
        assert not Letter.objects.filter(case=self.case, at__gt=self.now).exists()

    def _take(self, name: str, by: Actor | None = None) -> None:
        before, declared = self.case, STEPS[name]
        allowed = (by is None or by == declared.by) and before.state in declared.sources
        facts = ways.FACTS.get(name, lambda c, n: {})(before, self.now) if allowed else {}
        user = ways.somebody(by or declared.by, before)
        self.now += timedelta(minutes=1)
        try:
            self.case = actions.perform(before.pk, name, user, self.now, **facts)
        except CaseError:
            self._reload()
            assert (self.case.version, self.case.state) == (before.version, before.state)
            return
        assert allowed
        assert self.case.state == (declared.target or before.state)
        assert PLACES[State(before.state)].waits_on is not None

    def _reload(self) -> None:
        self.case = ways.fresh(self.case)


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.django_db
def test_what_must_hold_holds_on_any_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.effects.drain", lambda now: 0)
    people.reference()
    for made in (people.screener, people.signer, people.officer, people.clerk):
        made()
    few = settings(
        max_examples=14, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=True, database=None,
    )  # fmt: skip
    run_state_machine_as_test(Walk, settings=few)
