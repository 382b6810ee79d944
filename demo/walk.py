"""How a case is brought to a state: which steps lead there, what each needs beforehand, and what it says.

The one implementation for the demo and the tests. Everything goes through `performing.perform` and `filing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from datetime import datetime, time, timedelta
from functools import cache
from io import BytesIO
from itertools import pairwise
from random import Random
from typing import Any

from django.db.models import TextChoices
from django.test import override_settings

from cases.engine import performing, rulings
from cases.engine.rulings.ways_back import act_event
from cases.engine.steps import STEPS, steps_from
from cases.engine.steps.facts import StepFacts
from cases.law.actors import ActingBody, Actor, body_of
from cases.law.calendar import ALMATY, local_day
from cases.law.errors import NotNowError
from cases.law.places import May
from cases.law.regulations import Edition, editions
from cases.models import Case, Deadline, EditionPeriod, Event, Person, Slot, User
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad import KEY, demands, filing
from cases.programmes.nomad.correcting import measuring
from cases.programmes.nomad.facts import OriginalsCompared, Reconciliation
from cases.programmes.nomad.hearings import hearing
from cases.programmes.nomad.papers import comparing
from cases.programmes.nomad.papers.documents import lacks_copy
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import PLACES, State
from demo import examples, moments, people, signing
from demo.inputs import PREPARE
from demo.people import Crew

OPEN, APPLY = "open", "apply"
"""How a case begins: a new petition, or an application on an earlier petition."""
BEGINS = {OPEN: State.PETITION_DRAFT, APPLY: State.PETITION_SIGNED}


SIDEWAYS = {"propose_screening_refusal", "send_back_to_screening", "take_up_petition", "refuse_screening", "give_way"}
"""Steps that the usual way does not take: what the screening proposes, how that ends, and what another case brings."""


@cache
def route(start: State | None, *goals: State, begin: str = OPEN) -> tuple[str, ...]:
    """The shortest way by declared steps from `start` (None: from nothing) through each goal to the last."""
    stops = (start or BEGINS[begin], *goals)
    steps = tuple(name for pair in pairwise(stops) for name in _leg(*pair))
    return steps if start else (begin, *steps)


def _leg(start: State, goal: State) -> tuple[str, ...]:
    ways: list[tuple[State, tuple[str, ...]]] = [(start, ())]
    seen = {start}
    for state, way in ways:  # grows while it is read: breadth first
        if state == goal:
            return way
        for step in steps_from(state):
            target = State(step.target) if step.target else None
            if target and target not in seen and step.name not in SIDEWAYS and not needs_hearing(step.name, state):
                seen.add(target)
                ways.append((target, (*way, step.name)))
    raise ValueError(f"no way from {start} to {goal}")


def walkable() -> list[State]:
    """Every state but those that no case reaches by its own steps alone, in the order of the process."""
    return [state for state in State if state == BEGINS[OPEN] or _has_way(BEGINS[OPEN], state)]


def _has_way(start: State, goal: State) -> bool:
    try:
        return bool(_leg(start, goal))
    except ValueError:
        return False


def needs_hearing(name: str, state: TextChoices) -> bool:
    """An act before which the person is heard, out of a state in which that has not happened yet."""
    return name in NOMAD.whole_shape.hearings and May.HEAR not in PLACES[state].may


def may_decide_at(case: Case) -> datetime:
    """The earliest moment for the act that follows a hearing: in office hours, after the hour at which the person
    could be heard."""
    wait, current = hearing.term_of(case, hearing.WAIT), case.dossier.open_hearing
    assert wait is not None and current is not None and current.held_at is not None
    first = datetime.combine(hearing.act_from(wait.due_at), time(10), ALMATY)
    return max(first, current.held_at + timedelta(hours=1))


def not_before(case: Case, name: str) -> datetime | None:
    """The moment from which on this step may be taken, where the person is heard first or his hour has to come."""
    if name in NOMAD.whole_shape.hearings and May.HEAR in case.place.may:
        return may_decide_at(case)
    if name == "lapse":
        return measuring.word_until(case) + timedelta(hours=10)
    of_protocol = name in STEPS and STEPS[name].form in ("protocol", "correct_protocol")
    current = case.dossier.open_hearing if of_protocol else None
    return current.held_at + timedelta(minutes=45) if current and current.held_at else None


OF_FEW = {"criminal_record_2"}
"""Needed only by who lives in another state than that of the citizenship."""
CONFIRMED = ("execute_ruling",)
"""Steps that another head takes than the one who took the step before."""


def head_of(case: Case, city: str) -> str:
    """Where the head works whose body has issued the act that can fall, or that brought the case to its state."""
    event = next(iter(rulings.acts_that_can_fall(case)), None) or act_event(case)
    body = body_of(STEPS[event.step].by) if event and event.step in STEPS else ""
    if body in people.BODIES:
        return body
    before = ActingBody.MINISTRY if case.petition_signed_at else ActingBody.HUB
    return (case.city_id or city) if case.filed_at else before.value


class Journey:
    """One case on its way. `now` is the moment of the latest step; each further step comes later.

    `meet_at`: when the next interview is to be; None leaves it to the calendar. `paper` and `fields` may be replaced
    by who needs other files.
    """

    beat = timedelta(minutes=2)
    """Between two acts of one sitting: one document and the next, one check and the next."""

    filler = "Образец"
    """What is answered where nothing better is known."""

    against = False
    """Whether the answer of КНБ is to speak against the person: the way leads to a refusal."""

    crossing = "ЕИС «Беркут»: въезд подтверждён, аэропорт."

    case: Case

    def __init__(self, owner: User, crew: Crew, city: str, now: datetime, case: Case | None = None) -> None:
        assert owner.person is not None
        self.person: Person = owner.person
        self.owner, self.crew, self.city, self.now = owner, crew, city, now
        self.meet_at: datetime | None = None
        self.paper = people.papers(self.person, self.person.iin)
        if case is not None:
            self.case = case
            self.refresh()

    def fields(self, kind: str) -> dict[str, Any]:
        return people.document_fields(kind, local_day(self.now), self.person)

    # -------------------------------------------------------------------------------------------- steps

    def take(self, name: str, at: datetime, changed: Mapping[str, Any] | None = None) -> Case:
        """A step at `at`, with all that has to be there before it. `changed`: by name, facts that are not those of
        `demo.examples`."""
        if name in BEGINS:
            return self._begin(name, at)
        self.now = max(self.now, at - self._sitting(name))
        self.prepare(name)
        self.now = max(self.now, at)
        return self.step(name, self.now, examples.facts_of(name, self, changed))

    def _begin(self, name: str, at: datetime) -> Case:
        self.now = at
        begin = filing.open_petition if name == OPEN else filing.open_application
        self.case = begin(self.owner, at)
        return self.case

    def _sitting(self, name: str) -> timedelta:
        return self.beat * 15 if name in PREPARE else timedelta(0)

    def prepare(self, name: str) -> None:
        """Do what must be done before the step `name`; what is there already is left."""
        if name in PREPARE:
            PREPARE[name](self)

    def step(self, name: str, at: datetime, facts: StepFacts | None = None) -> Case:
        """The bare step."""
        self.now = at
        user = self.user(STEPS[name].by, name)
        signature = signing.signature(self.case.pk, name, user, at, facts)
        with override_settings(INTERVIEW_LEAD_HOURS=0) if hasattr(facts, "slot") else nullcontext():
            self.case = performing.perform(self.case.pk, name, user, at, facts, signature=signature)
        return self.case

    def user(self, actor: Actor, step: str = "") -> User | None:
        """Who acts; a head's step is that of the body whose act it is about, and a deputy confirms it."""
        if actor == Actor.CLOCK:
            return None
        if actor == Actor.HEAD:
            return self.crew.of(actor, head_of(self.case, self.city) + (people.DEPUTY if step in CONFIRMED else ""))
        return self.owner if actor == Actor.APPLICANT else self.crew.of(actor, self.city)

    def refresh(self) -> None:
        self.case = Case.objects.select_related("person__user", "city", "slot").get(pk=self.case.pk)

    def tick(self) -> datetime:
        self.now += self.beat
        return self.now

    # -------------------------------------------------------------------------------------------- the file

    def attach(self, kind: str, user: User, *another: int, **fields: Any) -> None:
        """Upload a document of this kind, or `another` one. Our own bytes need no cage; they are inspected all the
        same."""
        name, data = self.paper(kind, *another)
        with override_settings(DNR_FILES_CAGED=False):
            filing.attach(self.case.pk, user, self.tick(), kind, BytesIO(data), name, **(self.fields(kind) | fields))

    def attach_all(self, list_key: str, user: User, limit: int | None = None) -> None:
        """Upload what `user` may and has not yet, `limit` documents at most."""
        there = self.case.dossier.documents
        wanted = [k for k in filing.attachable(self.case, user) if k not in there and k not in OF_FEW]
        listed = [r.kind for r in self.case.law.lists[list_key] if r.kind in wanted]
        for kind in listed[:limit]:
            self.attach(kind, user)
        self.refresh()

    def check(self, part: str, against: str = "", limit: int | None = None) -> None:
        """Record the checks still missing; `against` names the one that speaks against."""
        dossier, since = self.case.dossier, self.case.checks_since
        missing = [k for k in self.case.law.checks[part] if dossier.check(k, since=since) is None]
        for kind in missing[:limit]:
            if kind == comparing.CHECK and comparing.by_document(self.case):
                self.compare(differs=kind == against)
                continue
            clear = kind != against
            text = "" if clear else "Имеются сведения, препятствующие выдаче разрешения."
            result = {"kind": kind, "clear": clear, "text": text}
            self.step("record_check", self.tick(), examples.facts_of("record_check", self, result))

    def compare(self, *, differs: bool = False) -> None:
        """The officer's verdict on each original; `differs`: on the last of them."""
        rows = [{"kind": rule.kind, "verdict": "agrees", "text": ""} for rule in comparing.courier_rules(self.case)]
        if differs:
            rows[-1] |= {"verdict": "differs", "text": "Другой номер документа."}
        self.step("compare_originals", self.tick(), OriginalsCompared(rows=rows))

    def reconcile(self, list_key: str, wrong: str = "", limit: int | None = None) -> None:
        """The clerk's word on each document of the list that has none, and a copy; `wrong` names the one that is not
        accepted."""
        dossier, kinds = self.case.dossier, [rule.kind for rule in self.case.law.lists[list_key]]
        left = [k for k in kinds if not (dossier.accepted(k, list_key) or dossier.recorded_wrong(k, list_key))]
        for kind in left[:limit]:
            if kind != wrong and lacks_copy(self.case, kind):
                continue
            why = {"text": "Нет подписи врача.", "text_kk": "Дәрігердің қолы жоқ."} if kind == wrong else {}
            self.step("reconcile_document", self.tick(), Reconciliation(kind=kind, accepted=not why, **why))

    def free_slot(self) -> Slot:
        """The time `meet_at`, else two days on; later by half an hour until it is free, of a working day. Put into the
        calendar."""
        screener = self.crew.of(Actor.SCREENER)
        for at in _half_hours(self.meet_at or self.now + timedelta(days=2)):
            with suppress(NotNowError):
                filing.add_slots(screener, [at], 30, "https://meet.example.org/dnr")
            slot = Slot.objects.filter(screener=screener, starts_at=at, case__isnull=True).first()
            if slot is not None and at > self.now:
                return slot
        raise AssertionError("unreachable")

    def words(self, text: str) -> str:
        return text

    def ground(self, kind: str) -> str:
        """The first ground of the table for this kind of refusal or return that fits the file."""
        return self.fitting(kind)[0]

    def fitting(self, kind: str) -> list[str]:
        """Codes of the grounds that the case's file bears out: first those of which there are words, and of these what
        rests on a recorded fact."""
        self.refresh()
        rows = self.case.dossier.grounds(kind, local_day(self.now))
        why = demands.misfits(self.case, self.now, rows)
        free = [g for g in rows if g.code not in why and (not g.own_words or g.code in examples.REASONS)]
        return [g.code for g in sorted(free, key=lambda g: (g.code not in examples.REASONS, not g.needs, g.code))]


def _half_hours(start: datetime) -> Iterator[datetime]:
    """Of working days, from the hour of `start` on."""
    at = start.replace(minute=start.minute // 5 * 5, second=0, microsecond=0)
    while True:
        if work_calendar().day(local_day(at)).working:
            yield at
            at += timedelta(minutes=30)
        else:
            at += timedelta(days=1)


# ------------------------------------------------------------------------------------------------ bringing


def play(
    j: Journey, steps: Sequence[str], planned: Sequence[datetime], **changed: Mapping[str, Any]
) -> Iterator[datetime]:
    """The journey, one step at a time: yields the moment of the next, and takes it when resumed.

    Steps of the clock are taken once their term has ended; where a sweep was quicker, nothing is left to do.
    `changed`: by the name of a step, its facts in place of the example's.
    """
    j.against = "propose_preliminary_refusal" in steps
    for i, (name, usual) in enumerate(zip(steps, planned, strict=True)):
        clocks = name in STEPS and STEPS[name].by == Actor.CLOCK
        at = _clock_acts(j.case) + timedelta(minutes=2) if clocks and j.case.due_at else usual
        at = max(at, not_before(j.case, name) or at) if name in STEPS else at
        yield at
        if clocks:
            j.refresh()
            if j.case.closed_at is not None:
                return
            if j.case.state not in STEPS[name].sources:
                continue
        if name in ("invite", "reopen_calendar", "book_interview"):
            j.meet_at = _interview(steps, planned, i) or j.meet_at
        j.take(name, at, changed.get(name))


def _clock_acts(case: Case) -> datetime:
    """When the nearest term of the case is over for the clock too."""
    return next(d.due_at for d in case.dossier.deadlines if d.state == Deadline.RUNNING and d.due_at == case.due_at)


def _interview(steps: Sequence[str], planned: Sequence[datetime], i: int) -> datetime | None:
    """When the interview booked next begins: three quarters of an hour before the step that follows it."""
    booked = steps.index("book_interview", i) + 1 if "book_interview" in steps[i:] else len(steps)
    return planned[booked] - timedelta(minutes=45) if booked < len(steps) else None


def bring(
    subject: User | Case,
    state: State,
    at: datetime,
    *,
    crew: Crew | None = None,
    city: str = "astana",
    via: Sequence[State] = (),
    rng: Random | None = None,
) -> Case:
    """Bring an applicant's new case, or a case already on its way, to `state` by `at`; returns it.

    Every step before lies before `at`, as far back as such cases take, within the edition's intake. `via`: states to
    pass through. Raises moments.NoRoomError, CaseError.
    """
    case = subject if isinstance(subject, Case) else None
    owner = subject if isinstance(subject, User) else subject.person.user
    steps = route(State(case.state) if case else None, *via, state)
    first = last_event(case) + moments.LEAST if case else begins_by(at)
    crew = crew or Crew(first)
    journey = Journey(owner, crew, (case and case.city_id) or city, first, case)
    planned = moments.plan(steps, at, first, work_calendar(), rng or Random(owner.email)) if steps else []
    for _moment in play(journey, steps, planned):
        pass
    return journey.case


def last_event(case: Case) -> datetime:
    last = Event.objects.filter(case=case).order_by("-id").values_list("at", flat=True)[0]
    return max(last, case.state_since)


def begins_by(at: datetime) -> datetime:
    """The first moment at which a case that is somewhere at `at` may have begun: the first hour of its edition."""
    law = eligibility.intake_edition(local_day(at)) or editions(KEY)[-1]
    return first_hour(law)


def first_hour(law: Edition) -> datetime:
    period = EditionPeriod.objects.filter(edition=law.key).first()
    day = period.intake_from if period else law.in_force_from
    return datetime.combine(day, time(9), ALMATY)
