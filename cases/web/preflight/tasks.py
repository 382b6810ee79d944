"""The list of tasks before a filing: every duty one line, with its status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.web.documents import Card
from cases.web.preflight.findings import Preflight

Words = str | Promise
Duty = tuple[Words, str, str, str]
"""Of a duty that is no document: its name, its paragraph, the address where it is done ("": nowhere here), its place
among the findings."""


class TaskStatus(StrEnum):
    """As the task list of GOV.UK has them."""

    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    CANNOT_START = "cannot_start"
    PROBLEM = "problem"
    CHECK = "check"
    """Filing is not refused for it, but something looks wrong."""
    OPTIONAL = "optional"

    @property
    def label(self) -> Promise:
        return LABELS[self]


LABELS = {
    TaskStatus.COMPLETED: gettext_lazy("Completed"),
    TaskStatus.INCOMPLETE: gettext_lazy("Incomplete"),
    TaskStatus.CANNOT_START: gettext_lazy("Cannot start yet"),
    TaskStatus.PROBLEM: gettext_lazy("There is a problem"),
    TaskStatus.CHECK: gettext_lazy("Look at it again"),
    TaskStatus.OPTIONAL: gettext_lazy("If you have one"),
}
DONE = (TaskStatus.COMPLETED, TaskStatus.CHECK)


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the task list."""

    name: Words
    paragraph: str
    url: str
    """Empty for what cannot be begun yet."""
    status: TaskStatus
    optional: bool = False
    """It may be left out, and is not counted."""


@dataclass(frozen=True, slots=True)
class TaskList:
    """What is to be done before filing."""

    rows: list[Task]
    signing: Task
    """The last task: it waits for all others and is not counted among them."""

    def __iter__(self) -> Iterator[Task]:
        yield from self.rows
        yield self.signing

    @property
    def total(self) -> int:
        return sum(not task.optional for task in self.rows)

    @property
    def ready(self) -> int:
        return sum(not task.optional and task.status in DONE for task in self.rows)

    @property
    def may_sign(self) -> bool:
        return bool(self.signing.url)


def task_list(
    looked: Preflight,
    first: Iterable[Duty],
    cards: Iterable[Card],
    then: Iterable[Duty] = (),
    paid: Iterable[Duty] = (),
) -> TaskList:
    """`first`, `then`: around the documents; `paid`: what is not begun before everything else is ready."""
    rows = [_of_duty(looked, *duty) for duty in first]
    rows += [_of_card(looked, card) for card in cards if card.form or card.document]
    rows += [_of_duty(looked, *duty) for duty in then]
    rows += [_of_payment(looked, *duty) for duty in paid]
    status = TaskStatus.CANNOT_START if looked.blocking else TaskStatus.INCOMPLETE
    return TaskList(rows, Task(_("Sign and send"), "", "" if looked.blocking else looked.pages.check, status))


def _of_duty(looked: Preflight, name: Words, paragraph: str, url: str, place: str) -> Task:
    return Task(name, paragraph, url, status_of(looked, place))


def _of_payment(looked: Preflight, name: Words, paragraph: str, url: str, place: str) -> Task:
    task = _of_duty(looked, name, paragraph, url, place)
    if task.status in DONE or looked.paying_is_left:
        return task
    return Task(name, paragraph, "", TaskStatus.CANNOT_START)


def _of_card(looked: Preflight, card: Card) -> Task:
    status = status_of(looked, f"doc-{card.rule.kind}")
    if card.returned:
        status = TaskStatus.PROBLEM
    elif card.document is None and status == TaskStatus.COMPLETED:
        status = TaskStatus.OPTIONAL
    optional = not card.rule.required and not card.returned
    url = looked.link(looked.pages.home, f"doc-{card.rule.kind}")
    return Task(str(card.rule.title), card.rule.paragraph, url, status, optional)


def status_of(looked: Preflight, place: str) -> TaskStatus:
    here = [row for row in looked.findings if row.finding.place == place]
    if any(row.blocks and not row.finding.lacks for row in here):
        return TaskStatus.PROBLEM
    if any(row.blocks for row in here):
        return TaskStatus.INCOMPLETE
    return TaskStatus.CHECK if here else TaskStatus.COMPLETED
