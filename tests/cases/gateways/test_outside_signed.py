"""Answers of the stand-in for the outside systems that nobody should believe, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cases.gateways.contract import Malformed, Refused
from demo.outside.reply import StandinReply
from demo.outside.world import Outside
from tests.cases.gateways.standin import CLEAR, SUBJECT, rule, running

KINDS: dict[str, tuple[tuple[str, str], str]] = {
    "an answer": (("ibd", "check"), ""),
    "an answer that comes later": (("knb", "approve"), rule("answer", days=3)),
    "a refusal": (("ibd", "check"), rule("refuse", reason="R")),
}
FORGERIES: dict[str, tuple[str, str]] = {
    "unsigned": (rule("unsigned", on="answer", times=1), "unsigned"),
    "wrongly signed": (rule("wrong_signature", on="answer", times=1), "wrong signature"),
    "signed for an earlier request": (rule("replay", on="answer", times=1), "wrong signature"),
    "an hour early": (rule("clock_skew", on="answer", seconds=3600, times=1), "clock"),
    "an hour late": (rule("clock_skew", on="answer", seconds=-3600, times=1), "clock"),
}
"""How the first answer is signed, and what the portal says of it."""


@pytest.mark.parametrize(("asked", "usual"), KINDS.values(), ids=KINDS)
@pytest.mark.parametrize(("rules", "why"), FORGERIES.values(), ids=FORGERIES)
def test_an_answer_that_is_not_signed_rightly_is_asked_for_again_and_done_once(
    rules: str, why: str, asked: tuple[str, str], usual: str, tmp_path: Path
) -> None:
    with running(CLEAR + usual + rules, tmp_path) as standin:
        with pytest.raises(Malformed) as caught:
            standin.ask(*asked)
        assert caught.value.reason == why and caught.value.received
        if "refuse" in usual:
            with pytest.raises(Refused, match="R"):
                standin.ask(*asked)
        else:
            standin.ask(*asked)
        assert standin.effects() == 1


TOUCHED: dict[str, Callable[[StandinReply, StandinReply], StandinReply]] = {
    "other words": lambda answer, _before: replace(answer, body=answer.body.replace(b": true", b": false")),
    "a refusal made of an answer": lambda answer, _before: replace(answer, status=409),
    "a promise made of an answer": lambda answer, _before: replace(answer, status=202),
    "without its signature": lambda answer, _before: replace(answer, headers={}),
    "an earlier answer, byte for byte": lambda _answer, before: before,
}
"""What somebody on the way may do to an answer who has seen the one before."""


@pytest.mark.parametrize("touch", TOUCHED.values(), ids=TOUCHED)
def test_an_answer_that_was_touched_on_its_way_is_not_believed(
    touch: Callable[[StandinReply, StandinReply], StandinReply], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, heard = Outside.ask, list[StandinReply]()

    def ask(*given: Any) -> StandinReply:
        heard.append(answered(*given))
        return touch(heard[-1], heard[0]) if len(heard) > 1 else heard[0]

    monkeypatch.setattr(Outside, "ask", ask)
    with running(CLEAR, tmp_path) as standin:
        assert standin.ask("ibd", "check").clear is True
        with pytest.raises(Malformed, match=r"unsigned|wrong signature"):
            standin.ask("ibd", "check", SUBJECT | {"case": "DNR-2026-00002"}, key="key-2")


def test_nonsense_is_signed_like_all_that_is_sent(tmp_path: Path) -> None:
    """Else it would be refused before it is read, and nobody would know how it is read."""
    with running(rule("malformed"), tmp_path) as standin, pytest.raises(Malformed, match="no JSON"):
        standin.ask("ibd", "check")
