"""All ways to fail at once, drawn by a seed: every exchange is accounted for, nothing is done twice, order is kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.models import ApiCall, Attempt, Case, Check, Discrepancy, Event, Exchange, Payment, WaybillMove
from cases.outbox import draining, leases
from cases.programmes.nomad import resolving
from cases.programmes.nomad.checks import check_papers
from cases.programmes.nomad.filing import paying
from cases.programmes.nomad.states import State
from demo.outside import join, scenario
from tests import people
from tests.cases.engine import ways
from tests.cases.gateways.standin import DAY, Standin, running

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SEEDS = (241,)
CAST = ("petition_signed", "registration", "registration", "checks", "knb", "knb", "dispatch", "dispatch", "in_transit")
"""Where each case stands when the storm begins; what its way hither has asked is still to be sent."""
MINUTE = timedelta(minutes=1)
PATIENCE = 12 * DAY
"""After so long without an answer the officer enters it by hand (п. 15 would give КНБ more)."""
END = 75 * DAY
"""Later than the moment at which what was accepted and never answered is given up."""
DEADLY = 11
"""At each so many attempts the worker is killed between sending and marking."""
SETTLED = {Exchange.ANSWERED, Exchange.REFUSED, Exchange.DEAD}


class KilledWorker(BaseException):
    """What no `except Exception` catches, as a kill is caught by nobody."""


def _mortal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is killed now and then, when it has sent and not yet marked."""
    marked, turn = leases.finish, count(1)

    def dies(*args: Any) -> None:
        if next(turn) % DEADLY == 0:
            raise KilledWorker
        marked(*args)

    monkeypatch.setattr(leases, "finish", dies)


class Story:
    """The cases, the stand-in in its storm, and the clock of both."""

    def __init__(self, standin: Standin, clock: Any, cases: list[Case]) -> None:
        self.standin, self.clock, self.cases = standin, clock, cases
        self.begun = timezone.now()

    def play(self) -> None:
        """Until nobody waits for anything, the worker and the stand-in each have their turn; the pauses grow."""
        pause = MINUTE
        while timezone.now() - self.begun < END and not self.quiet():
            with suppress(KilledWorker):
                draining.drain_exchanges(timezone.now())
            self.standin.tell()
            for case in self.cases:
                self.act(ways.fresh(case))
            self.clock.shift(pause)
            pause = min(pause * 1.2, timedelta(hours=12))

    def quiet(self) -> bool:
        """Nothing is to be sent, awaited, applied or told."""
        planned = self.standin.outside.store.rows("SELECT 1 FROM call WHERE state = 'planned' LIMIT 1")
        return not planned and not Exchange.objects.filter(next_at__isnull=False).exists()

    def act(self, case: Case) -> None:
        """What an officer does who looks into the case now; what the machine refuses he leaves for later."""
        now = timezone.now()
        for discrepancy in Discrepancy.objects.filter(case=case, resolved_at__isnull=True):
            choice = resolving.Choice("hand", "It is as it was entered.", "L-1", local_day(now))
            if discrepancy.what == "knb" and check_papers.newer_letter_missing(case, "L-1"):
                ways.knb_letter(case, now)
            resolving.resolve(discrepancy.pk, people.officer(case.city_id or "astana"), now, choice)
        late = now - case.state_since > PATIENCE
        action = {**ACTIONS, **(BY_HAND if late else {})}.get(State(case.state))
        try:
            if late and action == "send_to_knb":
                self.check(case, now)
            if action:
                ways.take(ways.fresh(case), action, now)
        except CaseError:
            return

    def check(self, case: Case, now: datetime) -> None:
        for kind in case.law.checks["preliminary"]:
            if case.dossier.check(kind) is None:
                ways.take(ways.fresh(case), "record_check", now, kind=kind, clear=True)


ACTIONS = {
    State.REGISTRATION: "register",
    State.CHECKS: "send_to_knb",
    State.PRELIMINARY_DECISION: "approve_preliminary",
    State.PRELIMINARY_APPROVED: "record_arrival",
    State.DISPATCH: "hand_to_courier",
    State.IN_TRANSIT: "receive_originals",
}
BY_HAND = {State.KNB: "record_knb_answer"}


@pytest.fixture(params=SEEDS)
def story(request: Any, live_server: Any, settings: Any, tmp_path: Path) -> Iterator[Story]:
    people.reference()
    cache.clear()
    settings.PUBLIC_URL = live_server.url
    storm = replace(scenario.load("storm"), seed=request.param, seconds_per_day=86_400.0)
    with running(storm, tmp_path, portal=live_server.url, clock=timezone.now) as standin:
        made = standin.gateways(timeout=0.5)
        settings.GATEWAYS = {system: block | {"again_hours": 24} for system, block in made.items()}
        cases = [people.case_in(state, prepared=False) for state in CAST]
        begin = max(people.after(case) for case in cases)
        with time_machine.travel(begin, tick=False) as clock:
            join.register(standin.outside.pairs, begin)
            paying.start_payment(cases[0].pk, cases[0].person.user, begin, "prp")
            yield Story(standin, clock, cases)


def test_a_storm_ends_with_every_exchange_accounted_for(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    _mortal(monkeypatch)
    story.play()
    _accounted_for(story.standin)
    _nothing_twice(story)
    _in_order()
    _everything_happened(story.standin)


def _accounted_for(standin: Standin) -> None:
    states = Counter(Exchange.objects.filter(direction=Exchange.OUT).values_list("state", flat=True))
    assert set(states) <= SETTLED, "nobody is waited for"
    assert states[Exchange.ANSWERED] > 40, states
    incoming = Exchange.objects.filter(direction=Exchange.IN)
    assert {e.state for e in incoming} == {Exchange.ANSWERED}
    assert not Exchange.objects.filter(state=Exchange.ANSWERED, outcome="").exists(), "each answer has its outcome"
    calls = Counter(state for _op, state, _status in standin.calls())
    assert not calls["planned"], calls
    heard = {row[0] for row in standin.outside.store.rows("SELECT key FROM call WHERE state = 'told'")}
    assert heard == set(incoming.values_list("key", flat=True)), "what was taken there was kept here, and nothing else"
    assert not ApiCall.objects.filter(status__gte=500).exists()


def _nothing_twice(story: Story) -> None:
    answered = Exchange.objects.filter(direction=Exchange.OUT, state__in=(Exchange.ANSWERED, Exchange.REFUSED))
    asked = Counter(row[0] for row in story.standin.outside.store.rows("SELECT key FROM asked"))
    assert set(answered.values_list("key", flat=True)) <= set(asked)
    assert set(asked.values()) == {1}
    for system in ("ibd", "sio", "adis"):
        applied = Exchange.objects.filter(system=system, outcome="applied").values_list("case", flat=True)
        made = Check.objects.filter(kind=system, by=None).values_list("case", flat=True)
        assert Counter(made) == Counter(applied), "each answer that was applied has made one record"
    for case in story.cases:
        ways.sound(case)
        steps = Counter(Event.objects.filter(case=case).values_list("step", flat=True))
        assert steps["record_knb_answer"] <= 1
        moves = WaybillMove.objects.filter(case=case).values_list("status", flat=True)
        assert len(moves) == len(set(moves))
    assert set(Counter(Payment.objects.filter(state="paid").values_list("case", "kind")).values()) == {1}


def _in_order() -> None:
    """Of one case and one system the next question goes out when the one before has been taken, or given up."""
    for first in Exchange.objects.filter(direction=Exchange.OUT).exclude(case=None):
        after = Exchange.objects.filter(
            direction=Exchange.OUT, case=first.case_id, system=first.system, id__gt=first.id
        )
        tries = list(Attempt.objects.filter(exchange=first).order_by("at", "id").values_list("at", "outcome"))
        taken = [at for at, outcome in tries if outcome in ("ok", "accepted", "refused")] or [tries[-1][0]]
        for later in Attempt.objects.filter(exchange__in=after).values_list("at", flat=True):
            assert later >= taken[0], first


def _everything_happened(standin: Standin) -> None:
    """Else the seed would prove little."""
    store = standin.outside.store
    answered = " ".join(row[0] for row in store.rows("SELECT DISTINCT said FROM heard"))
    assert all(f" {how}" in answered for how in ("503", "reset", "lost", "truncated", "not_json", "schema")), answered
    assert {f"Malformed: {why}" for why in ("unsigned", "wrong signature", "clock")} <= set(
        Attempt.objects.values_list("error", flat=True)
    )
    spoilt = {json.loads(row[0])["do"] for row in store.rows("SELECT DISTINCT wire FROM call WHERE wire != ''")}
    assert spoilt
    assert {"told", "refused"} <= {state for _operation, state, _status in standin.calls()}
    assert set(Attempt.objects.values_list("outcome", flat=True)) >= {
        "ok",
        "accepted",
        "refused",
        "unavailable",
        "malformed",
    }
