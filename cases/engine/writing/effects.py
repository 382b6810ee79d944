"""What follows a step, written with it: its letter and notices, and what the packages above this one add (questions to
outside systems, webhooks). The outbox does it after the commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from cases.engine.people.notices import Desk, desk_of, people_of
from cases.engine.steps import Act, Step
from cases.engine.steps.facts import StepFacts
from cases.engine.writing import audit, mail_window
from cases.models import Case, Effect, Letter, Notice, User
from cases.models.writes import Writes
from cases.outbox import jobs, writing


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken by all `cases` at once."""

    cases: list[Case]
    step: Step
    acts: dict[UUID, Act]
    """By case."""
    facts: StepFacts
    """What the step received."""
    writes: Writes
    """Collects what is written besides."""

    @property
    def act(self) -> Act:
        """Of the first case: moment, person and request are the same for all."""
        return self.acts[self.cases[0].pk]


@dataclass(frozen=True, slots=True)
class FollowUps:
    """What a follower passes to the outbox: effects to be written, exchanges that are among `Taken.writes`."""

    effects: Sequence[writing.EffectRef] = ()
    exchanges: Sequence[UUID] = ()


class Composer(Protocol):
    """Unsaved letters by case, for a step that has one."""

    def __call__(
        self, cases: list[Case], step: Step, acts: dict[UUID, Act], facts: StepFacts, /
    ) -> dict[UUID, Letter]: ...


class Follower(Protocol):
    """Called in the transaction of each step; adds rows of its own to `Taken.writes`."""

    def __call__(self, taken: Taken, /) -> FollowUps: ...


class Followers:
    """Functions that are called after a step."""

    compose: Composer
    others: Sequence[Follower]
    """After every step."""
    own: dict[str, Sequence[Follower]]
    """After a programme's own steps, by programme."""


FOLLOWERS = Followers()
FOLLOWERS.own = {}


def register(compose: Composer, *others: Follower) -> None:
    """By `cases.apps`, at the start."""
    FOLLOWERS.compose, FOLLOWERS.others = compose, others


def follow(cases: list[Case], step: Step, acts: dict[UUID, Act], facts: StepFacts) -> None:
    """Write the letters, notices and outbox rows of a step, and wake the worker once the step is committed."""
    taken = Taken(cases, step, acts, facts, Writes())
    letters = _letters(taken)
    notices = _notices(taken, letters) + _alerts(taken)
    wanted = [("render", x.pk) for x in letters.values()] + [("mail", n.pk) for n in notices if not n.mail_after]
    followers = (*FOLLOWERS.own.get(cases[0].programme, ()), *FOLLOWERS.others)
    written = [follower(taken) for follower in followers]
    wanted += [effect for more in written for effect in more.effects]
    act = taken.act
    effects = writing.rows(act.now, wanted, act.now, act.request_id)
    taken.writes.insert(effects + _later(notices, act))
    taken.writes.send()
    mail_window.replace_waiting(taken.step, [n for n in notices if n.mail_after], act.now)
    jobs.after_commit([effect.pk for effect in effects], [pk for more in written for pk in more.exchanges])


def _later(notices: Sequence[Notice], act: Act) -> list[Effect]:
    """The mails that wait: the sweep finds them when their time has come."""
    due = next((notice.mail_after for notice in notices if notice.mail_after), None)
    waits = [("mail", notice.pk) for notice in notices if notice.mail_after]
    return writing.rows(act.now, waits, due, act.request_id) if due else []


def _letters(taken: Taken) -> dict[UUID, Letter]:
    if not taken.step.letter:
        return {}
    letters = FOLLOWERS.compose(taken.cases, taken.step, taken.acts, taken.facts)
    taken.writes.insert(list(letters.values()))
    return letters


def _notices(taken: Taken, letters: dict[UUID, Letter]) -> list[Notice]:
    step, acts = taken.step, taken.acts
    readers = [case for case in taken.cases if step.tells and _reader(case)]
    notices = [_notice(c, step, acts[c.pk], letters.get(c.pk)) for c in readers]
    taken.writes.insert(notices)
    return notices


def _alerts(taken: Taken) -> list[Notice]:
    """A notice to each official for whom the step makes work."""
    alert, notices = taken.step.alerts, list[Notice]()
    if alert is None:
        return notices
    by_desk: dict[Desk, list[Case]] = {}
    for case in taken.cases:
        by_desk.setdefault(desk_of(alert.to, case.city_id), []).append(case)
    for desk, cases in by_desk.items():
        for user in people_of(desk):
            notices += [_alert(case, user, alert.what, taken.acts[case.pk]) for case in cases]
    taken.writes.insert(notices)
    return notices


def _alert(case: Case, user: User, what: str, act: Act) -> Notice:
    return Notice(case=case, user=user, what=what, at=act.now, facts=audit.as_json(act.outcome.remarks))


def _reader(case: Case) -> Any:
    return getattr(case.person, "user", None)


def _notice(case: Case, step: Step, act: Act, letter: Letter | None) -> Notice:
    """Its facts are those that the step itself has determined."""
    visible_letter, facts = letter if letter and letter.for_applicant else None, audit.as_json(act.outcome.remarks)
    waits = mail_window.opens_until(step, act)
    return Notice(
        case=case, user=_reader(case), what=step.name, at=act.now, letter=visible_letter, facts=facts, mail_after=waits
    )
