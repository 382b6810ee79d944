"""Any way through a hearing: the portal makes the act exactly when a second, independent reading of art. 73 allows it,
and what it has made stands on the notice; every open state has its day all the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction

from cases.engine import clock, performing
from cases.engine.steps import STEPS, steps_from
from cases.engine.steps.errors import NotMetError
from cases.law.calendar import local_day
from cases.law.places import May
from cases.models import Deadline, Event, Ground, HearingEntry
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import FINAL_STATES, PLACES, State
from demo import signing
from tests import people
from tests.cases.engine import ways
from tests.cases.programmes.nomad.sitting import ACTS

# ------------------------------------------------------------------------------------------------ over the graph

UNHEARD_ENDS = {
    "refuse_screening": "АКФ ПИТ is no state body, and its refusal brings no bar (п. 9)",
    "annul": "the return has named what is missing, and five days to bring it (п. 12)",
    "lapse": "the applicant was asked to say that he or she came, and the official has answered that (п. 19)",
}
"""Ends against the person before which no hearing of art. 73 is held, and what stands in its place."""
OWN_WORD = {"withdraw", "decline_consent", "withdraw_processing"}
RECORDED_WORD = {name for name in STEPS if name.startswith("record_withdrawal")}


def test_no_path_leads_to_an_adverse_end_around_the_hearing() -> None:
    """The graph of all steps, without the acts that a hearing goes before: the ends against the person that are still
    reached are those of which it is known why."""
    reached, todo, ends = set(), [State.PETITION_DRAFT, State.PETITION_SIGNED], set()
    while todo:
        state = todo.pop()
        if state in reached:
            continue
        reached.add(state)
        for step in steps_from(state):
            if step.target is None or step.name in NOMAD.whole_shape.hearings or step.beside:
                continue
            if step.target in FINAL_STATES:
                ends.add(step.name)
            else:
                todo.append(State(step.target))
    favourable = {"issue_card"}
    assert ends - favourable - OWN_WORD - RECORDED_WORD == set(UNHEARD_ENDS)
    assert State.REFUSAL_NOTICE not in reached, "nor to the notice of a refusal that nobody has made"


@pytest.mark.parametrize("act", NOMAD.whole_shape.hearings)
def test_into_a_hearing_leads_the_notice_alone_and_out_of_it_the_act_the_drop_or_the_persons_word(act: str) -> None:
    review, proposing, hearing = ACTS[act]
    inward = {s.name for s in STEPS.values() if s.target == hearing and not s.goes_back}
    outward = {s.name for s in steps_from(hearing) if s.target and not s.beside}
    assert inward == {proposing}
    dropping = {s.name for s in steps_from(hearing) if s.target == review}
    assert len(dropping) == 1
    assert outward - OWN_WORD - RECORDED_WORD == {act} | dropping
    assert [s.name for s in steps_from(hearing) if s.target == State.GRANTED] == [], "nothing is granted out of it"


# ------------------------------------------------------------------------------------------------ any walk


@dataclass
class Reading:
    """What a person with the code in hand would keep on a sheet of paper."""

    excepted: bool = False
    hour: datetime | None = None
    wait_until: datetime | None = None
    asks: bool = False
    asked_before: bool = False
    """Asked, and not waived since, whatever was held meanwhile."""
    is_silent: bool = False
    protocol: datetime | None = None
    """When the hearing was held by the last protocol."""
    unanswered: bool = False
    grounds: list[str] = field(default_factory=list)

    def proposed(self, hour: datetime, wait_until: datetime, grounds: list[str]) -> None:
        self.excepted, self.hour, self.wait_until, self.grounds = False, hour, wait_until, grounds
        self.asks = self.asked_before = self.is_silent = False
        self.protocol = None

    def dropped(self) -> None:
        self.hour = self.wait_until = None
        self.excepted = False

    def allows(self, now: datetime) -> bool:
        if self.hour is None or self.wait_until is None:
            return self.excepted
        if now < self.wait_until or self.asks:
            return False
        return self.is_heard or self.is_silent or now >= self.hour

    @property
    def is_heard(self) -> bool:
        """At the hour that is named now: who was named another is not heard by an earlier sitting."""
        return bool(self.protocol and self.hour and self.protocol >= self.hour)

    def moved(self, hour: datetime) -> None:
        """A request that the protocol of the former hour had answered stands again."""
        if self.protocol and self.asked_before:
            self.asks = True
        self.hour, self.protocol = hour, None


def first_working_moment(moment: datetime) -> datetime:
    """That moment; where it begins a day off, the beginning of the next working day."""
    while not work_calendar().day(local_day(moment)).working:
        moment += timedelta(days=1)
    return moment


class Walk:
    """One case, from the state in which the decision is made."""

    def __init__(self, act: str, chance: Random) -> None:
        self.act, self.chance, self.reading = act, chance, Reading()
        self.seen: set[str] = set()
        self.objections = 0
        review, self.proposing, self.hearing = ACTS[act]
        self.case = ways.fresh(people.case_in(review))
        self.now, self.why = people.after(self.case), list[str]()
        self.own = {step.form: step.name for state in (review, self.hearing) for step in steps_from(state)}

    def go(self, steps: int) -> None:
        moves = [
            self.propose,
            self.object_,
            self.ask,
            self.waive,
            self.hear,
            self.move,
            self.drop,
            self.except_,
            self.refuse,
            self.refuse,
            self.sweep,
            self.jump,
            self.jump,
        ]
        for _step in range(steps):
            if not self.case.open or self.case.state == State.REFUSAL_NOTICE:
                return
            self.chance.choice(moves)()
            self.now += timedelta(minutes=self.chance.randint(1, 90))
            self.holds()

    def holds(self) -> None:
        """After each step: every open state has a day, and the rows agree with each other."""
        self.case = ways.fresh(self.case)
        running = Deadline.objects.filter(case=self.case, state=Deadline.RUNNING)
        if self.case.open:
            assert self.case.due_at and any(d.due_at == self.case.due_at for d in running), self.case.state
            assert all(d.days for d in running), "each with its proof"
        else:
            assert not running
        ways.sound(self.case)

    # -------------------------------------------------------------------------------------------- what people do

    @property
    def in_hearing(self) -> bool:
        return self.case.state == self.hearing

    def take(self, name: str, **changed: Any) -> bool:
        """Whether the step was taken; where the portal refuses it, it gives reasons."""
        given, user = ways.facts(self.case, name, self.now, **changed), ways.somebody(STEPS[name].by, self.case)
        try:
            signed = signing.signature(self.case.pk, name, user, self.now, given)
            self.case = performing.perform(self.case.pk, name, user, self.now, given, signature=signed)
        except NotMetError as error:
            self.why = [str(reason) for reason in error.reasons]
            assert all(self.why)
            return False
        return True

    def propose(self) -> None:
        if not self.in_hearing:
            assert self.take(self.proposing), self.why
            notice = HearingEntry.objects.filter(case=self.case, kind=HearingEntry.NOTICE).latest("id")
            wait = Deadline.objects.get(case=self.case, key="hearing_wait", state=Deadline.RUNNING)
            assert notice.held_at
            self.reading.proposed(notice.held_at, first_working_moment(wait.due_at), notice.grounds)

    def object_(self) -> None:
        if self.in_hearing:
            self.objections += 1
            words = f"Сведения устарели: прилагаю справку № {self.objections}, которая это подтверждает."
            assert self.take(self.own["object"], text=words), "taken as long as the act is not made"
            assert not self.take(self.own["object"], text=words), "once"
            self.reading.unanswered, self.reading.is_silent = True, False

    def ask(self) -> None:
        if self.in_hearing:
            assert self.reading.hour
            due = self.now < self.reading.hour and not self.reading.asks
            assert self.take(self.own["ask_hearing"]) is due
            if due:
                self.reading.asks, self.reading.is_silent = True, False
                self.reading.asked_before = True

    def waive(self) -> None:
        if self.in_hearing:
            assert self.take(self.own["waive_hearing"]) is not self.reading.is_silent
            self.reading.asks, self.reading.is_silent = False, True
            self.reading.asked_before = False

    def hear(self) -> None:
        if self.in_hearing:
            hour = self.reading.hour
            assert hour
            began = self.now - timedelta(minutes=5)
            due = began >= hour and local_day(began) == local_day(self.now) and not self.reading.is_heard
            taken = self.take(self.own["protocol"], held_at=began, ended_at=self.now)
            assert taken is due, "nobody is heard before the hour that was named, nor has one hearing two protocols"
            if taken:
                self.reading.asks, self.reading.unanswered = False, True
                self.reading.protocol = began

    def move(self) -> None:
        if self.in_hearing and self.take(self.own["move_hearing"]):
            moved = HearingEntry.objects.filter(case=self.case, kind=HearingEntry.MOVED).latest("id")
            assert moved.held_at
            self.reading.moved(moved.held_at)

    def drop(self) -> None:
        if self.in_hearing:
            assert self.take(self.own["drop_refusal"])
            self.reading.dropped()

    def except_(self) -> None:
        if not self.in_hearing:
            assert self.take(self.own["no_hearing"])
            self.reading.excepted = True

    def sweep(self) -> None:
        before = self.case.state
        assert clock.sweep(self.now, outbox=False).failed == 0
        self.case = ways.fresh(self.case)
        assert self.case.state == before, "the clock decides nothing"

    def jump(self) -> None:
        self.now += timedelta(hours=self.chance.choice([1, 9, 24, 72]))

    def refuse(self) -> None:
        """By sound facts; and first with what may not be: an unheard ground, an objection left without an answer."""
        heard = self.in_hearing
        if heard:
            assert not self.take(self.act, grounds=[*self.reading.grounds, _other_ground(self.act)])
            if self.reading.unanswered:
                assert not self.take(self.act, answer="", answer_kk=""), "what was said is answered"
        allowed = self.reading.allows(self.now)
        assert self.take(self.act) is allowed, (self.case.state, self.reading, self.now)
        self.seen.add(f"{'heard' if heard else 'unheard'}, {'made' if allowed else 'blocked'}")
        if allowed:
            self.stands_on_the_notice(heard)

    def stands_on_the_notice(self, heard: bool) -> None:
        event = Event.objects.filter(case=self.case, step=self.act).latest("id")
        answers = HearingEntry.objects.filter(case=self.case, kind=HearingEntry.ANSWER).count()
        assert not heard or set(event.facts["grounds"]) <= set(self.reading.grounds)
        assert not (heard and self.reading.unanswered) or answers


def _other_ground(act: str) -> str:
    kind = STEPS[act].grounds
    texts = {f"text_{each}": "Другое основание закона." for each in ("ru", "kk", "en")}
    return Ground.objects.get_or_create(kind=kind, code="unheard", defaults={"article": "ст. 49", **texts})[0].code


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


OUTCOMES = {"heard, made", "heard, blocked", "unheard, made", "unheard, blocked"}


@pytest.mark.django_db
@pytest.mark.parametrize("act", NOMAD.whole_shape.hearings)
def test_the_act_is_made_exactly_when_the_person_was_heard(act: str) -> None:
    """Twenty walks, and more until each of the four outcomes was met."""
    people.case_in(ACTS[act][0])
    seen: set[str] = set()
    for chance in range(100):
        if chance >= 20 and seen == OUTCOMES:
            break
        with undone():
            walk = Walk(act, Random(chance))
            walk.go(14)
        seen |= walk.seen
    assert seen == OUTCOMES


def plain_way(act: str) -> Walk:
    """Refused at once, then proposed; the person objects and waives the hearing; refused within the days, and after."""
    walk = Walk(act, Random(0))
    for move in (walk.refuse, walk.propose, walk.object_, walk.waive, walk.refuse):
        move()
        walk.now += timedelta(hours=1)
        walk.holds()
    walk.now += timedelta(days=7)
    walk.refuse()
    return walk


@pytest.mark.django_db
def test_on_the_plain_way_the_act_is_made_once_the_days_are_over() -> None:
    assert plain_way("refuse_final").seen == {"unheard, blocked", "heard, blocked", "heard, made"}


@pytest.mark.django_db
def test_an_exception_serves_the_consideration_in_which_it_was_recorded_and_no_later() -> None:
    """The petition goes back to the screening and comes again: whoever is refused then is heard, or excepted anew."""
    case = ways.take(people.case_in(State.SCREENING), "propose_screening_refusal")
    for name in ("except_ministry_hearing", "send_back_to_screening", "propose_screening_refusal"):
        case = ways.take(ways.fresh(case), name)
    now = people.after(case)
    signer, given = people.signer(), ways.facts(case, "decline_petition", now)
    signed = signing.signature(case.pk, "decline_petition", signer, now, given)
    with pytest.raises(NotMetError):
        performing.perform(case.pk, "decline_petition", signer, now, given, signature=signed)
    case = ways.take(ways.fresh(case), "except_ministry_hearing")
    now = people.after(case)
    signed = signing.signature(case.pk, "decline_petition", signer, now, given)
    after = performing.perform(case.pk, "decline_petition", signer, now, given, signature=signed)
    assert after.state == State.REFUSAL_NOTICE


def test_every_place_of_a_hearing_hears() -> None:
    assert {state for _review, _proposing, state in ACTS.values()} == {s for s in State if May.HEAR in PLACES[s].may}
