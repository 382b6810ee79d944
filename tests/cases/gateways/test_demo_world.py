"""The outside world inside the demo: deterministic, answering after a while by the portal's own clock."""

from __future__ import annotations

from typing import Any

import pytest

from cases.gateways import registry
from cases.gateways.contract import OPERATIONS
from cases.models import Check, Exchange
from cases.models.exchange import SYSTEMS
from cases.outbox import draining
from demo.world.chance import FEW, number_from
from tests import people
from tests.cases.engine import ways
from tests.cases.gateways.wire import DAY, HOUR, asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(settings: Any) -> None:
    settings.GATEWAYS = {system: {"transport": "demo"} for system in SYSTEMS}


def test_the_security_bodies_answer_days_later(settings: Any) -> None:
    case = ways.take(people.case_in("checks"), "send_to_knb")
    now = people.after(case)
    draining.drain_exchanges(now)
    row = asked(case, "knb.approve")
    assert row.state == "sent" and row.next_at is not None
    assert 3 * DAY <= row.next_at - now <= 17 * DAY
    draining.drain_exchanges(row.next_at - HOUR)
    assert ways.fresh(case).state == "knb"
    draining.drain_exchanges(row.next_at)
    assert ways.fresh(case).state == "preliminary_decision"
    assert asked(case, "knb.approve").outcome == "applied"
    ways.sound(case)


def test_the_checks_come_in_by_themselves() -> None:
    case = ways.take(people.case_in("registration"), "register", mp_number="")
    now = people.after(case)
    for minutes in range(0, 40, 5):
        draining.drain_exchanges(now + minutes * HOUR / 60)
    assert set(Check.objects.filter(case=case).values_list("kind", flat=True)) == {"ibd", "sio"}
    assert ways.fresh(case).mp_number.startswith("MP-")
    ways.sound(case)


@pytest.mark.parametrize("key", sorted(OPERATIONS))
def test_every_operation_has_an_answer_of_its_contract(key: tuple[str, str]) -> None:
    operation = OPERATIONS[key]
    world = registry.gateway(operation.system).world  # type: ignore[attr-defined]
    request = {"case": "HUB-2026-00001", "code": "DNR1", "codes": ["DNR1"], "since": "2026-06-01", "number": ""}
    answer = world.answer(operation.name, request, people.START)
    assert operation.answer is not None and operation.answer.from_json(answer.to_json()) == answer
    assert answer == world.answer(operation.name, request, people.START), "the same each time"
    assert world.delay(operation.name, request) < 17 * DAY


def test_a_few_are_refused() -> None:
    knb = registry.gateway("knb").world  # type: ignore[attr-defined]
    answers = [knb.answer("approve", {"case": f"HUB-2026-{n:05}"}, people.START).clear for n in range(600)]
    assert 600 / FEW / 2 < answers.count(False) < 600 / FEW * 2
    assert len({number_from({"case": str(n)}) for n in range(100)}) > 90


def test_tests_send_nothing_unless_they_say_so(settings: Any) -> None:
    from dnr.settings import test

    settings.GATEWAYS = test.GATEWAYS
    assert registry.joined_systems() == []
    assert not Exchange.objects.filter(state="sent").exists()
