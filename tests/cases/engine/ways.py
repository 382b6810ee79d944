"""Ways to take any step and to see what was written, for the tests of the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import connection

from cases.engine import performing, rulings
from cases.engine.steps import STEPS, steps_from
from cases.engine.steps.facts import StepFacts
from cases.engine.terms.deadlines import needs_no_action
from cases.evidence.countedtwice import CountState, count_again, days_off
from cases.law.actors import Actor
from cases.law.calendar import ALMATY, local_day
from cases.law.errors import NotNowError
from cases.models import (
    CalendarDay,
    CalendarYear,
    Case,
    Check,
    Consent,
    Deadline,
    Decision,
    Event,
    Letter,
    Slot,
    User,
)
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad import filing
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.consents.withdrawals import transfer_stands
from cases.programmes.nomad.facts import DocumentCorrection
from cases.programmes.nomad.papers.documents import falling_short
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import State
from demo import examples, signing, walk
from demo.inputs import PREPARE
from demo.people import DEPUTY
from tests import people

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
REASONS = people.REASONS
REFERENCE = (CalendarDay, CalendarYear, CalendarDay.history.model)  # type: ignore[attr-defined]
"""Tables that no step could write; left out for their size."""


def somebody(actor: str, case: Case) -> User | None:
    """Who may act as `actor` on this case: the owner, staff of its city, nobody for the clock."""
    city = case.city_id or "astana"
    made: dict[str, Callable[[], User | None]] = {
        Actor.APPLICANT: lambda: case.person.user,
        Actor.SCREENER: people.screener,
        Actor.SIGNER: people.signer,
        Actor.OFFICER: lambda: people.officer(city),
        Actor.CLERK: lambda: people.clerk(city),
        Actor.HEAD: lambda: people.head(walk.head_of(case, city)),
        Actor.CLOCK: lambda: None,
    }
    return made[Actor(actor)]()


def a_person(actor: str, case: Case) -> User:
    """As `somebody`, for an actor who is not the clock."""
    person = somebody(actor, case)
    assert person is not None
    return person


def free_slot(now: datetime) -> Slot:
    """A time nobody holds, a day ahead or later."""
    for shift in range(1, 500):
        at = now + DAY + shift * HOUR / 2
        if work_calendar().day(local_day(at)).working:
            with suppress(NotNowError):
                filing.add_slots(people.screener(), [at], 30)
            if slot := Slot.objects.filter(starts_at=at, case__isnull=True).first():
                return slot
    raise AssertionError("no free time")


@dataclass(slots=True)
class GivenCase:
    """A case of the tests, for the examples of facts."""

    case: Case
    now: datetime
    against: bool = False
    crossing: str = "B-9"

    def words(self, text: str) -> str:
        return REASONS

    def ground(self, kind: str) -> str:
        return people.free_ground(kind)

    def free_slot(self) -> Slot:
        return free_slot(self.now)


def _as_in_the_demo(name: str, case: Case, now: datetime) -> None:
    """A quarter of an hour before."""
    way = people.Journey.of(case, case.city_id or "astana").way
    way.now = now - HOUR / 4
    PREPARE[name](way)
    case.refresh_from_db(fields=["version"])
    case.forget_dossier()


def _falls_short_later(case: Case, now: datetime) -> None:
    """After the registration it goes back for what was found since, half an hour before."""
    if case.state == "registration" or falling_short(case, now):
        return
    held = case.dossier.documents["criminal_record"]
    recorded: dict[str, Any] = {"issued_on": held.issued_on, "legalisation": "", "legalisation_note": ""}
    correction = DocumentCorrection(kind="criminal_record", recorded=recorded, reason=REASONS)
    performing.perform(case.pk, "correct_document", somebody(Actor.OFFICER, case), now - HOUR / 2, correction)


def _reopened(case: Case, now: datetime) -> None:
    Decision.objects.create(case=case, kind="reopen_no_show", by=people.screener(), at=now - HOUR / 2)


def _entered(case: Case, now: datetime) -> None:
    Check.objects.create(case=case, kind="arrival", clear=True, happened_on=now.date(), at=now - HOUR / 2)


knb_letter = partial(_as_in_the_demo, "record_knb_answer")


def _ruling_attached(case: Case, now: datetime) -> None:
    if rulings.acts_that_can_fall(case):
        _as_in_the_demo("record_ruling", case, now)


def _ruling_recorded(case: Case, now: datetime) -> None:
    """By another head than the one who confirms it."""
    by = people.head(walk.head_of(case, case.city_id or "astana") + DEPUTY)
    now -= HOUR / 2
    if not rulings.acts_that_can_fall(case) or rulings.waiting_ruling(case):
        return  # nothing can fall there, or it is recorded already
    _ruling_attached(case, now)
    performing.perform(case.pk, "record_ruling", by, now, examples.facts_of("record_ruling", GivenCase(case, now)))


def _returned_before(case: Case) -> None:
    """As rows: a return, its letter and its correction, just after the filing."""
    at, names = case.filed_at or case.submitted_at, ("return_for_rework", "resubmit")
    assert at is not None
    step, back = (STEPS[name] for name in (names if case.filed_at else ("return_petition", "resubmit_petition")))
    common = {"case": case, "at": at, "version": 1, "paragraph": step.paragraph}
    official, there, here = somebody(step.by, case), str(step.target), str(back.target)
    Event.objects.create(**common, step=step.name, actor=step.by, user=official, source=here, target=there)
    Event.objects.create(**common, step=back.name, actor=back.by, source=there, target=here)
    facts = {"edition": {"key": case.edition}}
    Letter.objects.create(case=case, kind=step.letter, at=at, number=f"R-{case.number}", facts=facts)


def _protocol_recorded(case: Case, now: datetime) -> None:
    """Half an hour before it is put right."""
    here, name = case.dossier.open_hearing, next(s.name for s in steps_from(case.state) if s.form == "protocol")
    if here and not here.protocols:
        given = examples.facts_of(name, GivenCase(case, now - HOUR / 2))
        performing.perform(case.pk, name, somebody(STEPS[name].by, case), now - HOUR / 2, given)
        case.forget_dossier()


def statement_given(case: Case, now: datetime) -> None:
    """Signed in the portal, or on paper; here the row of the first."""
    if transfer_stands.check(case, now):
        Consent.objects.create(case=case, purpose="transfer", given=True, at=now - HOUR / 2)
        case.forget_dossier()


def _writing_attached(name: str, case: Case, now: datetime) -> None:
    """The scan of a withdrawal in writing, by the official whose step it is."""
    if withdrawals.withdrawal_paper(case, STEPS[name].paper) is None:
        seed = 7 + len(case.dossier.consents)
        people.attach(case, a_person(STEPS[name].by, case), STEPS[name].paper, now - HOUR / 4, seed=seed)
        case.refresh_from_db(fields=["version"])
        case.forget_dossier()


def _transfer_withdrawn_in_writing(case: Case, now: datetime) -> None:
    statement_given(case, now)
    _writing_attached("record_transfer_withdrawal", case, now)


IN_WRITING = (
    "record_withdrawal_at_screening",
    "record_withdrawal_after_petition",
    "record_withdrawal_at_ministry",
    "record_withdrawal",
    "record_withdrawal_later",
)
BROKEN_OFF = {State.WITHDRAWN: "withdraw", State.CONSENT_DECLINED: "withdraw_processing"}
HELD_IN = {"return_originals": State.FINAL_REVIEW, "return_originals_at_centre": State.DISPATCH}
"""Where a way is broken off that leaves originals with whoever gives them back."""


RULINGS = ("record_ruling", "execute_ruling", "withdraw_ruling")
RETURNED = {"take_originals_again": "return_originals", "take_originals_again_at_centre": "return_originals_at_centre"}


def brought_back(state: State, handed_back: str = "") -> Case:
    """A case that was withdrawn in `state` and stands there again by a ruling; `handed_back`: the step by which its
    originals were given back in between."""
    case = take(people.case_in(state), "withdraw")
    if handed_back:
        case = take(fresh(case), handed_back)
    return take(fresh(case), "execute_ruling")


def case_for(case: Case, name: str) -> Case:
    """`case`, or another in its state whose way has left what the step is about."""
    if name == "refuse_screening":
        return people.under_2025(case)
    if name == "send_back_to_screening":
        return take(people.case_in(State.SCREENING), "propose_screening_refusal")
    if name in RETURNED:
        return brought_back(State(case.state), RETURNED[name])
    if name in RULINGS and case.open and not rulings.acts_that_can_fall(case):  # about a return that was corrected
        _returned_before(case)
        return fresh(case)
    if STEPS[name].by == Actor.HEAD and case.submitted_at is None:  # declined before anything was filed
        return take(people.case_in(State.SCREENING), "withdraw_processing")
    if name in HELD_IN and case.state == State.SUPERSEDED:
        return people.superseded(people.applicant(), "astana", people.START, HELD_IN[name])
    if name in HELD_IN and case.state in BROKEN_OFF:
        return take(people.case_in(HELD_IN[name]), BROKEN_OFF[State(case.state)])
    return case


BEFORE: dict[str, Callable[[Case, datetime], object]] = {
    "return_for_rework": _falls_short_later,
    "correct_reopening": _reopened,
    "correct_hearing": _protocol_recorded,
    "correct_ministry_hearing": _protocol_recorded,
    "correct_crossing": _entered,
    "record_ruling": _ruling_attached,
    "execute_ruling": _ruling_recorded,
    "withdraw_ruling": _ruling_recorded,
    "withdraw_transfer": statement_given,
    "record_transfer_withdrawal": _transfer_withdrawn_in_writing,
    **{name: partial(_writing_attached, name) for name in IN_WRITING},
}
"""What has to be there before a step, besides what brought the case to it and what the demo does before it."""
OF_THE_DEMO = ("invite", "reopen_calendar", "return_package", "record_knb_answer")
"""Other steps find what the demo does before them: `people.case_in` brings a case prepared for its main way."""


def facts(case: Case, name: str, now: datetime, **changed: Any) -> StepFacts | None:
    """Sound facts of the step, and all that they ask for; `changed` replaces some."""
    if name in OF_THE_DEMO:
        _as_in_the_demo(name, case, now)
    if name in BEFORE:
        BEFORE[name](case, now)
    given = examples.facts_of(name, GivenCase(case, now), changed)
    if getattr(given, "kind", "") == "knb" and name == "correct_check":
        knb_letter(case, now)
    return given


def typed_proposal(case: Case, name: str, now: datetime) -> dict[str, Any]:
    """What an official enters to propose a refusal: the facts of the example, as inputs of its form."""
    given: Any = facts(case, name, now)
    heard_at = f"{given.heard_at.astimezone(ALMATY):%Y-%m-%dT%H:%M}"
    return {"grounds": given.grounds, "text": REASONS, "heard_at": heard_at, "place": given.place}


def ready_at(case: Case, name: str) -> datetime:
    """When this step may be taken: an hour after the last, or at the very end of the term the clock waits for."""
    terms = {
        "annul": "rework",
        "take_up_petition": "completion",
        "close_validity": "validity",
        "close_objections": "objection",
        "end_hearing_wait": "hearing_wait",
        "close_arrival_word": "arrival_word",
    }
    if name in terms:
        return Deadline.objects.get(case=case, key=terms[name], state=Deadline.RUNNING).due_at
    if earliest := walk.not_before(case, name):
        return max(people.after(case), earliest)
    begun = case.slot.starts_at if name == "record_interview" and case.slot else case.state_since
    return max(people.after(case), begun)


def take(case: Case, name: str, now: datetime | None = None, **changed: Any) -> Case:
    """Take the step as the one it belongs to, with sound facts; `changed` replaces some. Before an act against the
    person the person is heard."""
    here = fresh(case) if name in NOMAD.whole_shape.hearings else case
    if walk.needs_hearing(name, State(here.state)) and here.state in STEPS[name].sources:
        case = people.hear(here, name, **{k: v for k, v in changed.items() if k in ("grounds", "text", "text_kk")})
        now, _seen = None, changed.pop("version", None)
    now = now or ready_at(case, name)
    user = changed.pop("user", None) or somebody(STEPS[name].by, case)
    known: dict[str, Any] = {k: changed.pop(k) for k in ("version", "request_id") if k in changed}
    known["signature"] = changed.pop("signature", MISSING)
    given = facts(case, name, now, **changed)
    if known["signature"] is MISSING:
        known["signature"] = signing.signature(case.pk, name, user, now, given)
    return performing.perform(case.pk, name, user, now, given, **known)


MISSING: Any = object()
"""No signature was named, so the person signs; None is a person who does not."""


def fresh(case: Case) -> Case:
    return Case.objects.select_related("person__user", "city", "slot").get(pk=case.pk)


def written(content: bool = True) -> dict[str, Any]:
    """All rows of the core and of the queue, table by table; `content` False: only how many there are."""
    models = [*apps.get_app_config("cases").get_models(), apps.get_model("django_q", "OrmQ")]
    tables = {m._meta.db_table: m._meta.pk.column for m in models if m not in REFERENCE}
    with connection.cursor() as cursor:
        if not content:
            cursor.execute(" UNION ALL ".join(f"SELECT '{t}', COUNT(*) FROM {t}" for t in tables))
            return dict(cursor.fetchall())
        rows = {}
        for table, key in tables.items():
            cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")
            rows[table] = cursor.fetchall()
        return rows


@contextmanager
def nothing_written() -> Iterator[None]:
    before = written()
    yield
    after = written()
    assert {k: v for k, v in after.items() if v != before[k]} == {}


def sound(case: Case) -> None:
    """What must hold of every case at every moment."""
    case = fresh(case)
    events = list(Event.objects.filter(case=case).order_by("id"))
    running = [
        d.due_at
        for d in Deadline.objects.filter(case=case, state=Deadline.RUNNING)
        if not needs_no_action(case.law.terms[d.key])
    ]
    assert case.version == len(events) == Case.history.filter(id=case.pk).count()  # type: ignore[attr-defined]
    assert [e.version for e in events] == list(range(1, case.version + 1))
    assert all(a.target == b.source for a, b in pairwise(events))
    assert events[-1].target == case.state
    assert case.due_at == min(running, default=None)
    assert case.waits_on == (case.place.waits_on or "")
    assert (case.closed_at is None) == (not case.place.final)
    assert not (case.place.final and running)
    assert CountState.DIFFERS not in {count_again(row, days_off()).state for row in Deadline.objects.filter(case=case)}
    newest = Case.history.filter(id=case.pk).order_by("-history_id").first()  # type: ignore[attr-defined]
    assert (newest.state, newest.version, newest.due_at) == (case.state, case.version, case.due_at)
