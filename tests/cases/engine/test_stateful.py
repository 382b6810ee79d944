"""A random walk: steps that are due and steps that are not, jumps in time, sweeps; what must hold, holds after each."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cases.engine import clock, performing
from cases.engine.rulings.ways_back import places_before
from cases.engine.steps import steps_from
from cases.engine.steps.facts import FactsError
from cases.law.actors import Actor
from cases.law.errors import CaseError
from cases.models import Bar, Case, Deadline, Event, HearingEntry, Letter, Notice, Ruling, User
from cases.programmes.nomad import filing
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.reasons import recorded
from cases.programmes.nomad.states import OPEN_STATES, PLACES, State
from demo import signing
from tests import people
from tests.cases.engine import ways

STEPS = NOMAD.steps
"""Of this programme alone."""


ENDS_WITH_BAR = {
    State.PRELIMINARY_REFUSED: "preliminary_refused",
    State.LAPSED: "lapsed",
    State.FINAL_REFUSED: "final_refused",
}


FAVOURABLE = {"approve_preliminary": ("preliminary", "application"), "grant": ("final", "con")}
"""By step, the checks and the list of documents on which it stands."""


class Walk(RuleBasedStateMachine):
    """One person, any number of cases one after another. `now` only grows."""

    case: Case
    owner: User
    now: datetime

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(state=st.sampled_from(OPEN_STATES), chance=st.integers(0, 2**32))
    def begin(self, state: State, chance: int) -> None:
        """Anywhere on the way, as most of it lies behind a dozen right steps in a row; then a few steps by chance."""
        self.case = ways.fresh(people.case_in(state, prepared=False))
        self.owner, self.now = self.case.person.user, people.after(self.case, timedelta(0))
        self.go_on(chance)

    @rule(chance=st.integers(0, 2**32))
    def go_on(self, chance: int) -> None:
        """Sound steps, whichever they are, terms that run out, and after the end a new beginning.

        The choice is made here and not by hypothesis, which would try the same few first choices again and again.
        """
        choose = Random(chance)
        for _ in range(choose.randint(2, 5)):
            self.now += timedelta(hours=choose.choice([1, 9, 39, 72]))
            if self.case.open and choose.random() < 0.15:
                self.let_the_nearest_term_run_out(choose.choice([-1, 0, 240]))
                continue
            aside = ("withdraw", "decline_consent", "give_way", "order_act")
            names = [s.name for s in steps_from(self.case.state) if s.name not in aside]
            if names and (self.case.open or choose.random() < 0.4):
                self._prepare()
                self._take(choose.choice(names))
            else:
                self.begin_again(choose.choice([filing.open_application, filing.open_petition]))

    @rule(names=st.lists(st.sampled_from([n for n in STEPS if n != "withdraw"]), max_size=6), by=st.sampled_from(Actor))
    def try_what_is_not_due(self, names: list[str], by: Actor) -> None:
        for name in names:
            self._take(name, by)

    @rule(hours=st.sampled_from([None, -1, 0, 1, 24 * 10]))
    def let_the_nearest_term_run_out(self, hours: int | None) -> None:
        """To the hour before, to its very end, after an outage; None: the clock is not asked at all."""
        if self.case.due_at:
            self.now = max(self.now, self.case.due_at + timedelta(hours=hours or 0))
            if hours is not None:
                self.sweep()

    @rule()
    def withdraw(self) -> None:
        if self.now.minute % 3 == 0:  # not at every chance, or few cases would come far
            self._take("withdraw")

    @rule()
    def sweep(self) -> None:
        report = clock.sweep(self.now)
        assert report.failed == 0
        again = clock.sweep(self.now)
        assert (again.ended, again.overdue, again.reminded, again.digests) == (0, 0, 0, 0)
        self._reload()
        running = Deadline.objects.filter(case=self.case, state="running", key__in=("rework", "validity"))
        assert [d.key for d in running if d.due_at <= self.now] == []

    @rule(door=st.sampled_from([filing.open_petition, filing.open_application]))
    def begin_again(self, door: Any) -> None:
        try:
            fresh = door(self.owner, self.now)
        except CaseError:
            known = self.case.open or self.now.year > 2026 or door is filing.open_application
            assert known or eligibility.held_card(self.case.person)
            return
        assert not self.case.open
        self.case = fresh

    def _prepare(self) -> None:
        journey = people.Journey(self.owner, start=self.now)
        journey.case = self.case
        with suppress(CaseError), transaction.atomic():
            journey.prepare()
            self.now = max(self.now, journey.now)
        self._reload()

    @invariant()
    def every_case_is_sound(self) -> None:
        ways.sound(self.case)

    @invariant()
    def an_open_case_has_its_day(self) -> None:
        """But for where a case begins: there the last day of filing stands."""
        assert not self.case.open or self.case.due_at or PLACES[State(self.case.state)].begins, self.case.state

    @invariant()
    def no_act_against_the_person_comes_without_its_hearing(self) -> None:
        """Or without the exception that is recorded last before it; never sooner than the three days are over."""
        for event in Event.objects.filter(case=self.case, step__in=NOMAD.whole_shape.hearings):
            before = HearingEntry.objects.filter(case=self.case, act=event.step, at__lte=event.at)
            last = before.filter(kind__in=(HearingEntry.NOTICE, HearingEntry.EXCEPTION)).order_by("-id").first()
            assert last, event.step
            if last.kind == HearingEntry.NOTICE:
                over = Deadline.objects.filter(case=self.case, key="hearing_wait", starts_at__gte=last.at)
                assert over.filter(due_at__lte=event.at).exists(), event.step

    @invariant()
    def at_most_a_single_case_is_open(self) -> None:
        assert Case.objects.open().filter(person=self.owner.person).count() <= 1

    @invariant()
    def bars_come_with_their_ends_only(self) -> None:
        cases = Case.objects.filter(person=self.owner.person)
        expected = {(c.pk, ENDS_WITH_BAR[State(c.state)]) for c in cases if c.state in ENDS_WITH_BAR}
        held = set(Bar.objects.filter(lifted_at__isnull=True).values_list("case_id", "kind"))
        ruled = set(Ruling.objects.filter(executed_at__isnull=False).values_list("case_id", flat=True))
        assert held <= expected
        assert {case for case, _kind in expected - held} <= ruled

    @invariant()
    def letters_and_notices_belong_to_what_happened(self) -> None:
        assert not Notice.objects.filter(case=self.case, at__gt=self.now).exists()
        assert not Letter.objects.filter(case=self.case, at__gt=self.now).exists()

    def _take(self, name: str, by: Actor | None = None) -> None:
        before, declared = self.case, STEPS[name]
        allowed = (by is None or by == declared.by) and before.state in declared.sources
        facts = ways.facts(before, name, self.now) if allowed else None
        before = ways.fresh(before)  # a ruling is recorded by another before it is carried out
        user = ways.somebody(by or declared.by, before)
        self.now += timedelta(minutes=1)
        try:
            given = signing.signature(before.pk, name, user, self.now, facts)
            self.case = performing.perform(before.pk, name, user, self.now, facts, signature=given)
        except (CaseError, FactsError):
            self._reload()
            assert (self.case.version, self.case.state) == (before.version, before.state)
            return
        assert allowed
        back = places_before(before.state) if declared.goes_back else set()
        assert self.case.state in ({str(declared.target or before.state)} | back)
        ends_nothing = declared.target is None  # a slip is put right after the end, too
        assert PLACES[State(before.state)].waits_on is not None or ends_nothing
        if name in FAVOURABLE:
            self._stands_on_nothing_negative(before, *FAVOURABLE[name])

    def _stands_on_nothing_negative(self, before: Case, checks: str, documents: str) -> None:
        kinds = (*before.law.checks[checks], "knb")
        assert not [kind for kind in kinds if recorded.check_against(before, self.now, kind)]
        assert not recorded.falls_short(before, self.now, documents)
        assert before.dossier.paid("prp")

    def _reload(self) -> None:
        self.case = ways.fresh(self.case)


@pytest.mark.slow
@pytest.mark.django_db
def test_what_must_hold_holds_on_any_way() -> None:
    people.reference()
    for made in (people.screener, people.signer, people.officer, people.clerk):
        made()
    few = settings(
        max_examples=28,
        stateful_step_count=6,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
        phases=[Phase.generate],
    )
    # Not by pytest's patch: no step writes other rows for it, so cases may be copied.
    with patch("cases.outbox.draining.drain_effects", lambda now: 0):
        run_state_machine_as_test(Walk, settings=few)
