"""kill -9 in the middle of the work: nothing is lost, nothing half-written, nothing done twice."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.crash.portal import CrashPortal, prepared, press

pytestmark = pytest.mark.slow


class CrashStory:
    """One case at the screening, and the screener who admits it."""

    def __init__(self, portal: CrashPortal) -> None:
        self.portal = portal
        self.facts = prepared(portal, "screening", "screener")

    def admit(self, port: int) -> int:
        return press(port, self.facts["session"], self.facts["cases"][0], "admit")

    def stand(self) -> dict[str, Any]:
        """The case, and how many rows the tables around it hold."""
        rows = self.portal.rows
        tables = ("event", "decision", "deadline", "notice", "effect", "historicalcase")
        counts = {t: rows(f"SELECT COUNT(*) FROM cases_{t}")[0][0] for t in tables}
        return counts | {
            "case": rows("SELECT state, version FROM cases_case"),
            "tasks": rows("SELECT id FROM django_q_ormq"),
        }


@pytest.fixture
def story(tmp_path: Path) -> Iterator[CrashStory]:
    with closing(CrashPortal(tmp_path)) as portal:
        yield CrashStory(portal)


def test_what_is_killed_in_the_middle_is_made_up_for_once(story: CrashStory) -> None:
    """One story, since each part goes on from what the part before has left."""
    before = story.stand()
    _kill_the_web_process_inside_a_step(story)
    assert story.stand() == before, "nothing of the step was written"
    _repeat_the_step(story)
    _kill_the_worker_inside_a_mail(story)
    _start_the_worker_again(story)


def _kill_the_web_process_inside_a_step(story: CrashStory) -> None:
    portal = story.portal
    with ThreadPoolExecutor(1) as pool:
        with portal.held("step"), portal.web() as port:
            pressing = pool.submit(story.admit, port)
            portal.reports.hears("step")
            assert not pressing.done(), "the step is still in its transaction"
        assert isinstance(pressing.exception(30), OSError | http.client.HTTPException), "the page got no answer"


def _repeat_the_step(story: CrashStory) -> None:
    rows = story.portal.rows
    with story.portal.web() as port:
        assert story.admit(port) == 302
        assert story.admit(port) == 302, "a second click is told that the case has moved on"
    assert rows("SELECT COUNT(*) FROM cases_event WHERE step = 'admit'") == [(1,)]
    assert rows("SELECT state FROM cases_case") == [("admitted",)]
    assert rows("SELECT kind, state FROM cases_effect WHERE state != 'done'") == [("mail", "pending")]


def _kill_the_worker_inside_a_mail(story: CrashStory) -> None:
    portal = story.portal
    with portal.held("mail"), portal.worker():
        portal.reports.hears("mail")
    assert not _sent(portal)
    assert portal.rows("SELECT kind, state, attempts FROM cases_effect WHERE state != 'done'") == [
        ("mail", "pending", 1)
    ]


def _start_the_worker_again(story: CrashStory) -> None:
    """The lost task is handed out again; the notice is mailed once, and once only."""
    portal, rows = story.portal, story.portal.rows
    _what_the_dead_held_is_free(portal)
    with portal.worker():
        portal.reports.hears("sent")
        portal.reports.hears("settled")
    assert rows("SELECT 1 FROM cases_effect WHERE state != 'done'") == [], "the errand is over"
    assert rows("SELECT 1 FROM django_q_ormq") == [], "the queue is empty"
    assert len(_sent(portal)) == 1
    assert rows("SELECT COUNT(*) FROM cases_notice WHERE what = 'admit' AND mailed_at IS NOT NULL") == [(1,)]


def _what_the_dead_held_is_free(portal: CrashPortal) -> None:
    """As if the minutes had passed for which a task and an errand are with one worker alone."""
    portal.rows("UPDATE django_q_ormq SET lock = '2026-01-01 00:00:00'")
    portal.rows("UPDATE cases_effect SET next_at = '2026-01-01 00:00:00' WHERE state = 'pending'")


def _sent(portal: CrashPortal) -> list[str]:
    return [line for line in portal.reports.lines if line.startswith("sent")]
