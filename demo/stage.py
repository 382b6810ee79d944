"""The demo performed: everybody's journey in one order of time, the clock's sweeps between them.

Past steps ask for letters and mails like any others. They are not faked as done: the mails of the past are withdrawn
from the outbox, so that their notices say truly that they were never mailed; the letters stay in it, the newest first
and a few a minute, for the queue worker.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import transaction
from django.db.models import Q, QuerySet
from django.test import override_settings

from cases.engine import clock
from cases.engine.clock import overdue
from cases.law.actors import Actor
from cases.law.calendar import ALMATY, WorkCalendar, local_day
from cases.law.errors import NotNowError
from cases.law.regulations import Edition, editions
from cases.models import City, ConsentClause, Deadline, EditionPeriod, Effect, Letter, Profession, Remedy, User
from cases.models.ids import uuid7
from cases.models.workcalendar import forget_calendar, work_calendar
from cases.programmes.nomad import KEY, filing
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.states import State
from demo import moments, office, people, walk
from demo.moments import DAY, HOUR
from demo.situations import ACCOUNTS, Part, parts
from demo.walk import APPLY, OPEN, Journey, first_hour

SETTLED = 60 * DAY
"""Days after which an edition has room for every story; for a younger one the demo is set on its last day."""
MAILED = DAY
"""Mails of the last day go out; older ones are withdrawn."""
LETTERS_A_MINUTE = 40


@dataclass(slots=True)
class DemoRun:
    end: datetime
    """The moment at which the demo's time stops."""
    law: Edition
    """Accepts filings at that moment."""
    before: Edition | None
    """The edition before it."""
    calendar: WorkCalendar
    seed: int
    crew: people.Crew
    cases: int = 0
    sweep_at: datetime = field(default=datetime.max.replace(tzinfo=ALMATY))


def build(now: datetime, number: int, seed: int, accounts: bool = True) -> DemoRun:
    """Make `number` stories, all or nothing. `now` is the real moment: where the axis ends, if an edition is open."""
    if not City.objects.exists():
        call_command("load_reference", verbosity=0)
    forget_calendar()
    marker = uuid7()
    connection = transaction.get_connection()
    with transaction.atomic():
        before = len(connection.run_on_commit)
        _professions()
        office.criteria()
        office.close()
        _change(ConsentClause.objects.filter(code="operator", bin=""), bin=OPERATOR_BIN, source="Демонстрация")
        _addresses()
        stage = _stage(now, seed)
        # No question goes outside about a past: officials put them by hand. What is still open then, the sweep sends.
        with override_settings(GATEWAYS={}):
            _perform(stage, list(parts(number, Random(f"{seed}"), accounts)))
            office.open_desks(stage)
        _calendar_of_interviews(stage)
        _outbox(marker, stage.end, now)
        # Nobody is woken for each step of a past: the sweep comes by for what is due.
        del connection.run_on_commit[before:]
    return stage


def _addresses() -> None:
    """Of the bodies, invented and marked so: where the real ones are was not found, and an administrator enters it."""
    words = "Демо (DEMO), №"  # one text for readers of every language
    _change(City.objects.filter(address=""), address=f"{words} 1")
    _change(Remedy.objects.filter(address="").exclude(body="department"), address=f"{words} 2")


def _change(rows: QuerySet[Any], **values: str) -> None:
    """With a version of each, as an administrator would."""
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))


def _stage(now: datetime, seed: int) -> DemoRun:
    law = eligibility.intake_edition(local_day(now))
    end = now.astimezone(ALMATY)
    if law is None or now - first_hour(law) < SETTLED:
        law = editions(KEY)[-1]
        end = last_hour(law)
    older = [e for e in editions(KEY) if e.in_force_from < law.in_force_from]
    start = first_hour(older[-1] if older else law)
    return DemoRun(end, law, older[-1] if older else None, work_calendar(), seed, people.Crew(start))


def last_hour(law: Edition) -> datetime:
    period = EditionPeriod.objects.filter(edition=law.key).first()
    return datetime.combine(period.intake_until if period else law.in_force_to, time(16), ALMATY)


def _perform(stage: DemoRun, roles: list[Part]) -> None:
    for role, city in people.desks():
        stage.crew.of(role, city)
    agenda: list[tuple[datetime, int, Iterator[datetime]]] = []
    for i, part in enumerate(roles):
        _put(agenda, i, _life(stage, part, Random(f"{stage.seed}:{i}")))
    while agenda:
        at, i, life = heapq.heappop(agenda)
        _sweep(stage, at)
        _put(agenda, i, life)
    _sweep(stage, stage.end)


def _put(agenda: list[tuple[datetime, int, Iterator[datetime]]], i: int, life: Iterator[datetime]) -> None:
    at = next(life, None)
    if at is not None:
        heapq.heappush(agenda, (at, i, life))


def _sweep(stage: DemoRun, until: datetime) -> None:
    """What happened by itself since the last sweep: a look at each midnight and at each nine in the morning."""
    at = min(stage.sweep_at, until)
    while at <= until:
        if _something_due(at):
            clock.sweep(at, outbox=False)
        at = _next_look(at)
    stage.sweep_at = at


def _something_due(at: datetime) -> bool:
    """Whether a sweep would find anything: most days it would not, and there are hundreds of days."""
    unmarked = Q(overdue_at__isnull=True, due_at__lte=at) | Q(reminded_at__isnull=True, due_at__gt=at)
    return Deadline.objects.filter(unmarked, state=Deadline.RUNNING, due_at__lte=at + overdue.REMIND).exists()


def _next_look(at: datetime) -> datetime:
    midnight = datetime.combine(at.astimezone(ALMATY).date(), time(0, 1), ALMATY)
    return next(look for look in (midnight, midnight + 9 * HOUR, midnight + DAY) if look > at)


# ------------------------------------------------------------------------------------------------ one story


def _life(stage: DemoRun, part: Part, rng: Random) -> Iterator[datetime]:
    """A person's cases one after the other; yields the moment of each next step."""
    if part.state is None:
        people.applicant(rng, stage.end - HOUR, part.email, part.language)
        return
    legs = _legs(stage, part, rng)
    owner = people.applicant(rng, legs[0][1][0] - HOUR, part.email, part.language)
    stage.cases += len(legs)
    for steps, planned in legs:
        journey = Journey(owner, stage.crew, part.city, planned[0])
        journey.meet_at = _meeting(stage, part, rng)
        yield from walk.play(journey, steps, planned, **_outcomes(part))
    if part.touch is not None:
        part.touch(journey)


Leg = tuple[tuple[str, ...], list[datetime]]


def _legs(stage: DemoRun, part: Part, rng: Random) -> list[Leg]:
    """The steps of the person's case, or of the two, each with its moment."""
    assert part.state is not None
    law = stage.before if part.old and stage.before else stage.law
    end = stage.end if law is stage.law else last_hour(law)
    steps = walk.route(None, *part.via, part.state, begin=OPEN)
    if part.then is None:
        return [(steps, _planned(stage, part, steps, end, first_hour(law), rng))]
    again = walk.route(None, part.then, begin=APPLY)
    middle = first_hour(law) + (end - first_hour(law)) / 2
    later = _planned(stage, Part(part.then), again, end, middle, rng)
    return [(steps, moments.plan(steps, later[0] - 2 * DAY, first_hour(law), stage.calendar, rng)), (again, later)]


def _planned(
    stage: DemoRun, part: Part, steps: tuple[str, ...], end: datetime, first: datetime, rng: Random
) -> list[datetime]:
    """The moments of the steps, so that the case looks on the last day as the part wants it."""
    assert part.state is not None
    running = moments.term_of(part.state, steps, stage.law)
    if part.left is None or running is None:
        at = moments.office(end - part.age * DAY, moments.actor_of(steps[-1]), stage.calendar, rng)
        return moments.plan(steps, at, first, stage.calendar, rng)
    term, i = running
    begun = moments.begun_for(term, local_day(end) + part.left * DAY, end, stage.calendar, rng)
    head = moments.plan(steps[: i + 1], begun, first, stage.calendar, rng)
    return head + moments.onwards(steps[i + 1 :], begun, end, stage.calendar, rng)


def _meeting(stage: DemoRun, part: Part, rng: Random) -> datetime | None:
    """When the interview is to be that is booked last, where the case waits for it."""
    if part.state != State.INTERVIEW:
        return None
    at = moments.office(stage.end + part.meet * DAY, Actor.SCREENER, stage.calendar, rng)
    while part.meet > 0 and at <= stage.end:
        at = moments.office(at + DAY, Actor.SCREENER, stage.calendar, rng) + DAY
    return at.replace(minute=at.minute // 30 * 30)


def _outcomes(part: Part) -> dict[str, dict[str, Any]]:
    """What officials say otherwise than usual where the story ends badly."""
    fields: dict[str, dict[str, Any]] = {}
    if part.state in (State.PRELIMINARY_HEARING, State.PRELIMINARY_REFUSED):
        fields["record_knb_answer"] = {"clear": False, "text": "Не согласовано."}
    if part.state in (State.PETITION_HEARING, State.REFUSAL_NOTICE, State.PETITION_REFUSED):
        fields["record_interview"] = {"recommended": False, "text": "Заявленный опыт не подтверждён."}
    return fields


# ------------------------------------------------------------------------------------------------ around the stories


EXAMPLES = (
    ("EX-1", "Архитектор программного обеспечения", "Бағдарламалық қамтылым сәулетшісі", "Software architect"),
    ("EX-2", "Архитектор IT-инфраструктуры", "IT-инфрақұрылым сәулетшісі", "Architect of IT infrastructure"),
)


OPERATOR_BIN = "241040000209"
"""Of no organisation."""


def _professions() -> None:
    """Rows that show how the list works; they are not the list of order № 49, and say so."""
    for code, ru, kk, en in EXAMPLES:
        names = {"name_ru": ru, "name_kk": kk, "name_en": en, "valid_from": date(2023, 2, 28)}
        source = "Пример для демонстрации: перечень приказа № 49 не введён"
        Profession.objects.get_or_create(code=code, defaults=names | {"source": source})


def _calendar_of_interviews(stage: DemoRun) -> None:
    """Free times on the next eight working days, and a few of the past that nobody took."""
    screener = stage.crew.of(Actor.SCREENER)
    today = local_day(stage.end)
    days = [today + i * DAY for i in range(-6, 14)]
    starts = [
        datetime.combine(day, time(hour, minute), ALMATY)
        for day in days
        if stage.calendar.day(day).working
        for hour, minute in ((10, 0), (10, 30), (11, 0), (15, 0), (15, 30))
    ]
    for at in starts:
        with suppress(NotNowError):  # a case has its interview then
            filing.add_slots(screener, [at], 30, "https://meet.example.org/dnr")


def _outbox(marker: UUID, end: datetime, now: datetime) -> None:
    """Withdraw the mails of the past, and let the letters come in a queue, those of the named accounts first."""
    made = Effect.objects.filter(pk__gt=marker, state="pending")
    made.filter(kind="mail", created_at__lt=end - MAILED).delete()
    newest = list(made.filter(kind="render").order_by("-created_at", "-id").values_list("ref", flat=True))
    named = User.objects.filter(email__in=[part.email for part in ACCOUNTS])
    first = set(Letter.objects.filter(pk__in=newest, case__person__user__in=named).values_list("pk", flat=True))
    ordered = sorted(newest, key=lambda ref: ref not in first)  # stable: newest first in each half
    for start in range(0, len(ordered), LETTERS_A_MINUTE):
        at = now + timedelta(minutes=start // LETTERS_A_MINUTE)
        made.filter(kind="render", ref__in=ordered[start : start + LETTERS_A_MINUTE]).update(next_at=at)
