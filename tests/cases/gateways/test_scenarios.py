"""The scenario file of the stand-in for the outside systems."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.outside import scenario
from demo.outside.behaviours import ANSWER, BEHAVIOURS, CALLBACK
from demo.outside.plan import plan
from demo.outside.scenario import SECONDS_PER_DAY, AskedOf, ScenarioError
from demo.world import knb
from tests.cases.gateways.standin import SUBJECT, Clock, rule, running

TITLE = 'title = "T"\n'

FAULTS: dict[str, tuple[str, str]] = {
    "no title": ("", "x.toml: title: missing"),
    "an empty title": ('title = " "', "x.toml: title: empty"),
    "no TOML": ("title =", "x.toml: Invalid value"),
    "an unknown key": (TITLE + "speed = 3", "x.toml: speed: unknown key"),
    "no rules in the list": (TITLE + "rule = []", "x.toml: rule: empty"),
    "a rule that is no table": (TITLE + "rule = [1]", "x.toml: rule: item 1 is not a table"),
    "a day without length": (TITLE + "seconds_per_day = 0", "x.toml: seconds_per_day: must be more than 0"),
    "a day below zero": (TITLE + "seconds_per_day = -1", "x.toml: seconds_per_day: must be from 0 to 86400"),
    "a day that is no number": (TITLE + "seconds_per_day = nan", "x.toml: seconds_per_day: must be from 0 to 86400"),
    "a seed with a point": (TITLE + "seed = 1.5", "x.toml: seed: must be int, not float"),
    "a rule that does nothing": (TITLE + "[[rule]]\nsystem = 'knb'", "x.toml: rule[1].do: missing"),
    "an unknown behaviour": (TITLE + rule("sulk"), "x.toml: rule[1].do: 'sulk' is none of: answer, clock_skew"),
    "an unknown system": (TITLE + rule("never", system="fbi"), "x.toml: rule[1].system: 'fbi' is none of: adis"),
    "another system's operation": (
        TITLE + rule("never", system="knb", operation="pickup"),
        "x.toml: rule[1].operation: 'pickup' is none of: approve",
    ),
    "a system that stands twice": (
        TITLE + rule("never", system=["knb", "knb"]),
        "x.toml: rule[1].system: a name stands twice",
    ),
    "a wrong side": (TITLE + rule("refuse", reason="R", on="callback"), "x.toml: rule[1].on: 'callback' is none of"),
    "an answer after days": (
        TITLE + rule("answer", on="answer", days=2),
        "x.toml: rule[1].days: an answer on the line can not wait",
    ),
    "a refusal without a reason": (TITLE + rule("refuse"), "x.toml: rule[1].reason: missing: refuse needs reason"),
    "a delay of nothing": (TITLE + rule("delay"), "x.toml: rule[1].seconds: missing: delay needs seconds or days"),
    "an option of another behaviour": (
        TITLE + rule("never", reason="R"),
        "x.toml: rule[1].reason: says nothing of never",
    ),
    "an unknown way": (TITLE + rule("down", how="tired"), "x.toml: rule[1].how: 'tired' is none of: 503, hang"),
    "a probability above one": (
        TITLE + rule("never", probability=1.5),
        "x.toml: rule[1].probability: must be from 0 to 1",
    ),
    "a probability in words": (
        TITLE + rule("never", probability="often"),
        "x.toml: rule[1].probability: must be a number, not str",
    ),
    "a truth for a number": (
        TITLE + rule("slow", seconds=True),
        "x.toml: rule[1].seconds: must be a number, not bool",
    ),
    "no times at all": (TITLE + rule("never", times=0), "x.toml: rule[1].times: must be 1 or more"),
    "seconds below zero": (TITLE + rule("slow", seconds=-1), "x.toml: rule[1].seconds: must be from 0 to 86400"),
    "more megabytes than there are": (TITLE + rule("huge", megabytes=9999), "x.toml: rule[1].megabytes: must be from"),
    "words no answer has": (
        TITLE + rule("answer", answer={"mood": "bad"}),
        "x.toml: rule[1].answer.mood: is said in no answer",
    ),
    "an answer without words": (TITLE + rule("answer", answer={}), "x.toml: rule[1].answer: empty"),
    "the second of two rules": (TITLE + rule("never") + rule("never", x=1), "x.toml: rule[2].x: unknown key"),
}


@pytest.mark.parametrize(("text", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_file_that_is_wrong_is_refused_with_its_place(text: str, expected: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario.read(text, "x.toml")
    assert str(caught.value).startswith(expected)


def test_a_file_that_is_not_there_is_reported_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"nowhere: No such file.*there are: calm, "):
        scenario.load("nowhere")
    with pytest.raises(ScenarioError, match="no text in UTF-8"):
        (tmp_path / "x.toml").write_bytes(b"\xff\xfe")
        scenario.load(str(tmp_path / "x.toml"))


@pytest.mark.parametrize("name", scenario.scenarios_of_demo())
def test_those_of_the_demo_can_be_played(name: str) -> None:
    result = scenario.load(name)
    assert (result.name, bool(result.title)) == (name, True)


def test_the_storm_knows_every_way_to_fail() -> None:
    assert {r.do for r in scenario.load("storm").rules} == set(BEHAVIOURS) - {"answer"}


UNLUCKY = "HUB-2026-00055"
"""Whom КНБ refuses where no scenario says otherwise: the first case that a visitor of the demo opens."""


def test_in_the_usual_story_nobody_is_refused(tmp_path: Path) -> None:
    """Else a visitor may wait for КНБ, and be told that the walk to the card ends here."""
    clock, asked = Clock(), SUBJECT | {"case": UNLUCKY}
    assert not knb.answer("approve", asked, clock()).clear
    with running(scenario.load(scenario.USUAL), tmp_path, clock=clock) as standin:
        assert standin.ask("knb", "approve", asked) is None
        clock.now += timedelta(seconds=4 * SECONDS_PER_DAY)
        assert standin.ask("knb", "approve", asked).clear
    made = [plan(scenario.load(scenario.USUAL), AskedOf(system, "check"), bool) for system in ("ibd", "sio", "adis")]
    assert [case.answer.payload for case in made] == [{"clear": True, "text": ""}] * 3


def test_a_path_of_the_readers_own_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(TITLE + "seed = 7\n" + rule("answer", days=3))
    result = scenario.load(str(tmp_path / "mine.toml"))
    assert (result.name, result.seed, result.rules[0].days, result.rules[0].on) == ("mine", 7, 3.0, CALLBACK)


MATCHES: dict[str, tuple[dict[str, Any], bool]] = {
    "everybody": ({}, True),
    "the system": ({"system": "knb"}, True),
    "one of two systems": ({"system": ["ibd", "knb"]}, True),
    "another system": ({"system": "ibd"}, False),
    "the operation": ({"operation": "approve"}, True),
    "another operation": ({"operation": "check"}, False),
    "the case": ({"case": "DNR-2026-00017"}, True),
    "cases like it": ({"case": "DNR-2026-*7"}, True),
    "another case": ({"case": "DNR-2026-*8"}, False),
    "the person": ({"iin": "900101300017"}, True),
    "another person": ({"iin": "900101300025"}, False),
}


@pytest.mark.parametrize(("whom", "suits"), MATCHES.values(), ids=MATCHES)
def test_a_rule_means(whom: dict[str, Any], suits: bool) -> None:
    loaded_rule = scenario.read(TITLE + rule("never", **whom), "x.toml").rules[0]
    assert loaded_rule.suits(AskedOf("knb", "approve", "DNR-2026-00017", "900101300017")) is suits


def test_what_is_drawn_follows_from_the_seed_and_not_from_the_order() -> None:
    drawn = scenario.read(TITLE + rule("never", probability=0.3), "x.toml").rules[0]
    asked = [AskedOf("knb", "approve", f"DNR-2026-{n:05}", nth=k) for n in range(200) for k in (1, 2)]
    first = {number: drawn.drawn(number, 241) for number in asked}
    assert {number: drawn.drawn(number, 241) for number in reversed(asked)} == first
    assert {number: drawn.drawn(number, 242) for number in asked} != first
    assert 80 < sum(first.values()) < 160
    assert {r.on for r in scenario.load("storm").rules} == {ANSWER, CALLBACK}
