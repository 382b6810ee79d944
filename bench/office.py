"""Officers of one desk at work through HTTP: they take, read, note, draft, decide and hand over, several at once."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from queue import Empty, SimpleQueue
from random import Random
from threading import Thread
from uuid import UUID

from django.urls import reverse

from bench.journal import DECISION, Journal, faults
from bench.report import BenchReport, percentile_ms
from bench.servers import Browser, LastPage, Server
from bench.visits import cookie_of
from cases.law.actors import Role
from cases.models import User
from cases.programmes.nomad import KEY
from demo import people

HANDED, RIVALLED = 0.3, 0.25
"""Parts of the cases that are handed over, and of the decided ones that a colleague decides at the same moment."""
SHOWN = 20
"""Faults that are printed."""
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass(frozen=True, slots=True)
class Colleague:
    user: User
    cookie: str
    inbox: SimpleQueue[UUID]
    """Cases that were handed over to this officer."""


class Office:
    """`number`: gives each decision and each draft a number of its own."""

    def __init__(self, server: Server, officers: Sequence[User]) -> None:
        self.server, self.journal, self.number = server, Journal(), count(1)
        self.people = [Colleague(user, cookie_of(user), SimpleQueue()) for user in officers]

    def work(self, length: float) -> Journal:
        """All of them for so many seconds, and until what each has begun is done."""
        end = time.perf_counter() + length
        working = [Officer(self, me, end) for me in self.people]
        for officer in working:
            officer.start()
        for officer in working:
            officer.join()
        return self.journal


class Officer(Thread):
    def __init__(self, office: Office, me: Colleague, end: float) -> None:
        super().__init__(daemon=True)
        self.office, self.journal, self.me, self.end = office, office.journal, me, end
        self.browser, self.rng = Browser(office.server, me.cookie), Random(str(me.user.pk))

    def run(self) -> None:
        """At least one case, its own or one handed over to it."""
        try:
            while (case := self._next()) is not None:
                self._work_on(case)
                if time.perf_counter() >= self.end:
                    return
            self.journal.errors.append("no case was left to be taken: give the office more of them")
        except (OSError, AssertionError) as error:
            self.journal.errors.append(f"{type(error).__name__}: {error}")
        finally:
            self.browser.close()

    def _next(self) -> UUID | None:
        try:
            return self.me.inbox.get_nowait()
        except Empty:
            pass
        self._timed("queue", self.browser.get(reverse("con:officer:home")))
        answer = self._timed("take next", self.browser.post(reverse("cases:take_next"), {"programme": KEY}))
        key = _KEY.search(answer.path)
        if key is None:
            return None
        case = UUID(key[0])
        self.journal.took.append((self.me.user.pk, case))
        self.journal.owner[case] = self.me.user.pk
        return case

    def _work_on(self, case: UUID) -> None:
        page = self._timed("case page", self.browser.get(reverse("con:officer:case", args=[case])))
        version = _VERSION.search(page.page)
        if version is None:
            raise AssertionError(f"{page.path}: no step can be taken there")
        self._note(case)
        draft = self._draft(case, {})
        draft = self._draft(case, {"draft": draft["draft"], "draft_at": draft["at"]})
        if self.rng.random() < HANDED:
            self._hand_over(case)
        else:
            self._decide(case, {"version": version[1], "draft": draft["draft"]})

    def _note(self, case: UUID) -> None:
        text = f"Проверено: {next(self.office.number)}"
        self._timed("note", self.browser.post(reverse("cases:notes", args=[case]), {"text": text}))
        self.journal.notes.append((self.me.user.pk, case, text))

    def _draft(self, case: UUID, begun: dict[str, str]) -> dict[str, str]:
        text = f"MP-D{next(self.office.number)}"
        url = reverse("cases:typed", args=[case, DECISION])
        answer = self._timed("draft", self.browser.post(url, begun | {"mp_number": text}, json=True))
        saved = answer.json()
        if not saved["draft"]:
            raise AssertionError(f"a draft is not kept: {saved}")
        self.journal.drafts[saved["draft"]] = (self.me.user.pk, case, text)
        return saved

    def _hand_over(self, case: UUID) -> None:
        to = self.rng.choice([person for person in self.office.people if person is not self.me])
        data = {"to": str(to.user.pk), "note": "Проверьте документы до конца дня."}
        answer = self._timed("hand over", self.browser.post(reverse("cases:owner", args=[case, "hand_over"]), data))
        self._ensure_done(answer)
        self.journal.handed.append((self.me.user.pk, to.user.pk, case))
        self.journal.owner[case] = to.user.pk
        to.inbox.put(case)

    def _decide(self, case: UUID, form: dict[str, str]) -> None:
        """Of two at once one reads that it is done, the other that a colleague was quicker."""
        rival = None
        if self.rng.random() < RIVALLED:
            other = self.rng.choice([person for person in self.office.people if person is not self.me])
            rival = Thread(target=self._rival, args=[case, other, {"version": form["version"]}], daemon=True)
            rival.start()
            self.journal.contested.append(case)
        done = self._press(self.browser, self.me, case, form)
        if rival:
            rival.join()
        elif not done:
            raise AssertionError(f"the decision on {case} was not taken")

    def _rival(self, case: UUID, other: Colleague, form: dict[str, str]) -> None:
        browser = Browser(self.office.server, other.cookie)
        try:
            self._press(browser, other, case, form)
        except (OSError, AssertionError) as error:
            self.journal.errors.append(f"{type(error).__name__}: {error}")
        finally:
            browser.close()

    def _press(self, browser: Browser, who: Colleague, case: UUID, form: dict[str, str]) -> bool:
        number = f"MP-{next(self.office.number)}"
        answer = browser.post(reverse("cases:step", args=[case, DECISION]), form | {"mp_number": number}, refused=True)
        self._timed("decision", answer)
        if answer.level == "success":
            self.journal.decided.append((who.user.pk, case, number))
        return answer.level == "success"

    def _timed(self, what: str, answer: LastPage) -> LastPage:
        self.journal.time(what, answer.took)
        return answer

    @staticmethod
    def _ensure_done(answer: LastPage) -> None:
        if answer.level != "success":
            raise AssertionError(f"{answer.path}: {answer.level!r} instead of success")


def officers(city: str, number: int, joined_at: datetime) -> list[User]:
    return [
        people.account(f"office{n}@{people.HOST}", Role.OFFICER, f"Үлгі {n}", joined_at, city_id=city)
        for n in range(number)
    ]


def measure(
    report: BenchReport, server: Server, staff: Sequence[User], cases: Sequence[UUID], version: int, length: float
) -> None:
    """`cases`: that wait at the desk of `staff`, at `version`."""
    journal = Office(server, staff).work(length)
    wrong = list(faults(journal, staff, cases, version))
    answers = [took for times in journal.times.values() for took in times]
    report.add(
        f"{len(staff)} officers at work for {length:g} s",
        f"{len(answers):,} answers, {len(answers) / max(length, 1):.0f} a second; {len(journal.took)} cases taken, "
        f"{len(journal.decided)} decided, {len(journal.contested)} of them by two at once, "
        f"{len(journal.handed)} handed over; {len(wrong)} lost or wrong",
        "none lost or wrong",
        not wrong,
        lambda: "".join(f"    {fault}\n" for fault in wrong[:SHOWN]),
    )
    for what, times in journal.times.items():
        times_in_words = (
            f"p50 {percentile_ms(times, 0.5):.0f} ms, p95 {percentile_ms(times, 0.95):.0f} ms, {len(times):,} times"
        )
        report.add(f"{len(staff)} officers at work: {what}", times_in_words)
