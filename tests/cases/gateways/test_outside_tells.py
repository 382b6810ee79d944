"""What the stand-in for the outside systems tells the portal's API over real HTTP, rightly and wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from cases.models import ApiCall, ApiClient, Case, Discrepancy, Event, Exchange
from cases.outbox import draining
from demo.outside import join
from demo.outside.callbacks import FIRST
from demo.outside.page import page
from tests import people
from tests.cases.engine import ways
from tests.cases.gateways.standin import DAY, REQUESTS, SUBJECT, rule, running, shut_port


@dataclass
class Live:
    """A portal that answers over HTTP and a case of it that waits for КНБ; one clock for both ends."""

    url: str
    case: Case
    clock: Any
    seen: tuple[list[Any], list[Any]] = field(default_factory=lambda: ([], []))

    @property
    def key(self) -> str:
        """Of the question that the portal has open."""
        return str(Exchange.objects.get(case=self.case, system="knb", direction=Exchange.OUT).key)

    def hear(self, folder: Path, rules: str, *, system: str = "knb", name: str = "approve") -> None:
        """Ask about the case, let four days pass, and hear what is told; what failed is told once more."""
        with running(WORDS + rules, folder, portal=self.url, clock=timezone.now) as standin:
            join.register(standin.outside.pairs, timezone.now())
            asked = REQUESTS.get((system, name), SUBJECT) | {"case": self.case.number}
            standin.ask(system, name, asked, self.key)
            self.clock.shift(4 * DAY)
            standin.tell()
            self.clock.shift(FIRST)
            standin.tell()
            self.seen = standin.calls(), standin.outside.store.rows("SELECT said FROM call ORDER BY id")


WORDS = rule("answer", system="knb", days=3, answer={"clear": True, "text": ""})


@pytest.fixture
def live(live_server: Any, settings: Any) -> Iterator[Live]:
    people.reference()
    settings.PUBLIC_URL = live_server.url
    case = people.case_in("knb")
    cache.clear()
    with time_machine.travel(people.after(case), tick=False) as clock:
        yield Live(live_server.url, case, clock)


def test_its_page_says_the_portals_answers_in_words(live: Live, tmp_path: Path) -> None:
    """What was taken, and why the rest was not; no JSON to read."""
    with running(WORDS + rule("unknown_case"), tmp_path, portal=live.url, clock=timezone.now) as standin:
        join.register(standin.outside.pairs, timezone.now())
        standin.ask("knb", "approve", SUBJECT | {"case": live.case.number}, live.key)
        live.clock.shift(4 * DAY)
        standin.tell()
        shown = page(standin.outside)
    assert "<td>202</td><td>answered</td>" in shown and "unknown_case" not in shown
    assert "{" not in shown.split("</style>", 1)[1]


def _kept() -> list[Exchange]:
    return list(Exchange.objects.filter(direction=Exchange.IN).order_by("id"))


CALLS: dict[str, tuple[str, list[tuple[str, int | None]]]] = {
    "nothing special": ("", [("told", 202)]),
    "twice": (rule("duplicate"), [("told", 202)] * 2),
    "twice, and not the same": (rule("contradict"), [("told", 202), ("refused", 422)]),
    "of a case that does not exist": (rule("unknown_case"), [("told", 202), ("refused", 404)]),
    "an hour early": (rule("clock_skew", seconds=3600), [("told", 202)]),
    "an hour late": (rule("clock_skew", seconds=-3600), [("told", 202)]),
    "unsigned": (rule("unsigned"), [("told", 202)]),
    "wrongly signed": (rule("wrong_signature"), [("told", 202)]),
    "replayed": (rule("replay"), [("told", 202)]),
    "no JSON": (rule("malformed", on="callback"), [("told", 202)]),
    "another schema": (rule("malformed", on="callback", how="schema"), [("told", 202)]),
    "nothing at all": (rule("malformed", on="callback", how="empty"), [("told", 202)]),
    "a list": (rule("malformed", on="callback", how="list"), [("told", 202)]),
    "half of it": (rule("malformed", on="callback", how="truncated"), [("told", 202)]),
    "50 MB": (rule("huge", on="callback"), [("told", 202)]),
    "a type that is wrong": (rule("answer", on="callback", answer={"clear": "yes"}), [("refused", 422)]),
    "too late for this test": (rule("delay", days=9), [("planned", None)]),
    "never": (rule("never"), [("withheld", None)]),
}
"""How КНБ calls, and what became of each call in the end: what was spoilt is said again as it should be."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("rules", "became"), CALLS.values(), ids=CALLS)
def test_the_portal_takes_what_is_sent_once_and_refuses_the_rest(
    rules: str, became: list[tuple[str, int | None]], live: Live, tmp_path: Path
) -> None:
    live.hear(tmp_path, rules)
    calls, answers = live.seen
    assert [call[1:] for call in calls] == became, answers
    kept = _kept()
    assert len(kept) == (became[0][0] == "told")
    assert all((e.case_id, e.request["clear"], e.correlation) == (live.case.pk, True, live.key) for e in kept)


REFUSALS: dict[str, tuple[str, int, str]] = {
    "an hour early": (rule("clock_skew", seconds=3600), 401, "clock_skew"),
    "unsigned": (rule("unsigned"), 401, "unauthenticated"),
    "wrongly signed": (rule("wrong_signature"), 401, "unauthenticated"),
    "replayed": (rule("replay"), 401, "replayed"),
    "no JSON": (rule("malformed", on="callback"), 400, "malformed_json"),
    "another schema": (rule("malformed", on="callback", how="schema"), 422, "invalid"),
    "nothing at all": (rule("malformed", on="callback", how="empty"), 422, "invalid"),
    "a list": (rule("malformed", on="callback", how="list"), 422, "invalid"),
    "half of it": (rule("malformed", on="callback", how="truncated"), 401, "unauthenticated"),
    "50 MB": (rule("huge", on="callback"), 413, "too_large"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("rules", "status", "code"), REFUSALS.values(), ids=REFUSALS)
def test_each_refusal_is_on_record_with_its_reason(
    rules: str, status: int, code: str, live: Live, tmp_path: Path
) -> None:
    live.hear(tmp_path, rules)
    assert (status, code) in list(ApiCall.objects.exclude(status=202).values_list("status", "code"))


@pytest.mark.django_db(transaction=True)
def test_the_courier_may_tell_the_end_before_the_beginning(live: Live, tmp_path: Path) -> None:
    """The moments it names are right all the same, so the portal can put them in order."""
    live.hear(tmp_path, rule("reorder"), system="courier", name="pickup")
    requests = [e.request for e in _kept()]
    assert [t["status"] for t in requests] == ["delivered", "in_transit", "accepted"]
    assert [t["status"] for t in sorted(requests, key=lambda t: t["moved_at"])] == [
        "accepted",
        "in_transit",
        "delivered",
    ]


@pytest.mark.django_db(transaction=True)
def test_who_finds_the_portal_shut_calls_again(live: Live, tmp_path: Path) -> None:
    open_at, live.url = live.url, f"http://127.0.0.1:{shut_port()}"
    with running(WORDS, tmp_path, portal=live.url, clock=timezone.now) as standin:
        join.register(standin.outside.pairs, timezone.now())
        standin.ask("knb", "approve", SUBJECT | {"case": live.case.number})
        live.clock.shift(4 * DAY)
        standin.tell()
        assert standin.calls() == [("answer", "planned", None)]
        standin.outside.portal = open_at
        assert standin.tell() == 0, "not at once"
        live.clock.shift(FIRST)
        assert standin.tell() == 1
        assert standin.calls() == [("answer", "told", 202)]


# ------------------------------------------------------------------------------------------------ and the inbox


@pytest.mark.django_db(transaction=True)
def test_an_answer_for_a_case_that_is_closed_is_kept_and_not_applied(live: Live, tmp_path: Path) -> None:
    ways.take(live.case, "withdraw", timezone.now())
    before = ways.fresh(live.case).version
    live.hear(tmp_path, "")
    draining.drain_exchanges(timezone.now())
    assert [(e.state, e.outcome) for e in _kept()] == [("answered", "kept")]
    assert ways.fresh(live.case).version == before


@pytest.mark.django_db(transaction=True)
def test_an_answer_before_the_question_is_kept_and_not_applied(live: Live, tmp_path: Path) -> None:
    early = people.case_in("checks")
    with running(WORDS, tmp_path, portal=live.url, clock=timezone.now) as standin:
        join.register(standin.outside.pairs, timezone.now())
        standin.ask("knb", "approve", SUBJECT | {"case": early.number})
        live.clock.shift(4 * DAY)
        standin.tell()
    draining.drain_exchanges(timezone.now())
    assert [(e.case_id, e.outcome) for e in _kept()] == [(early.pk, "kept")]
    assert ways.fresh(early).state == "checks"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("clear", "outcome"), [(True, "agreed"), (False, "discrepancy")])
def test_an_answer_later_than_the_officer_is_compared_with_his(
    clear: bool, outcome: str, live: Live, tmp_path: Path
) -> None:
    ways.take(live.case, "record_knb_answer", timezone.now())
    live.hear(tmp_path, rule("answer", on="callback", answer={"clear": clear}))
    draining.drain_exchanges(timezone.now())
    assert [e.outcome for e in _kept()] == [outcome]
    assert Discrepancy.objects.filter(case=live.case, what="knb").count() == (outcome == "discrepancy")
    assert ways.fresh(live.case).state == "preliminary_decision"


@pytest.mark.django_db(transaction=True)
def test_who_speaks_for_a_single_city_is_not_heard_about_another(live: Live, tmp_path: Path) -> None:
    with running(WORDS, tmp_path, portal=live.url, clock=timezone.now) as standin:
        join.register(standin.outside.pairs, timezone.now())
        ApiClient.objects.filter(system="knb").update(city="almaty")
        standin.ask("knb", "approve", SUBJECT | {"case": live.case.number})
        live.clock.shift(4 * DAY)
        standin.tell()
        assert (standin.calls(), _kept()) == ([("answer", "refused", 404)], [])


@pytest.mark.django_db(transaction=True)
def test_a_call_that_is_sent_twice_moves_the_case_once(live: Live, tmp_path: Path) -> None:
    live.hear(tmp_path, rule("duplicate"))
    for _twice in range(2):
        draining.drain_exchanges(timezone.now())
    assert ways.fresh(live.case).state == "preliminary_decision"
    assert Event.objects.filter(case=live.case, step="record_knb_answer").count() == 1
    ways.sound(live.case)
