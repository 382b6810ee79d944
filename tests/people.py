"""People and cases for tests, made through the same doors as in life: no state is ever written by hand.

    case = case_in("knb")                       # a case that stands there, brought by performing each step
    with at(after(case)):                       # the portal's clock stands an hour after the last step
        client.force_login(officer("astana"))
        client.post(...)

The reference data come with the first person (`reference()`). Cases start at START, a Monday on which the edition of
2026 is in force; `start=START_2025` gives a case of the 2025 edition. Every test that goes through a page should set
the clock with `at()`, or terms of June look overdue on the machine's own day.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from itertools import count
from random import Random
from typing import Any

import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from cases.engine import performing
from cases.engine.steps import steps_from
from cases.engine.steps.facts import StepFacts
from cases.engine.writing.locking import lock
from cases.law.actors import Role
from cases.law.calendar import ALMATY, local_day
from cases.law.places import May
from cases.models import Case, City, Ground, Person, QuestionnaireForm, User
from cases.models.workcalendar import forget_calendar
from cases.programmes.nomad import filing
from cases.programmes.nomad.filing import paying
from cases.programmes.nomad.states import PLACES, State
from demo import examples, inputs, signing, synthetic, walk
from demo.keys import identity_of
from demo.people import Crew, staff_iin, whereabouts
from tests import copies

START = datetime(2026, 6, 1, 10, 0, tzinfo=ALMATY)
START_2025 = datetime(2025, 3, 3, 10, 0, tzinfo=ALMATY)
PASSWORD = "correct-horse-battery"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FILLER = "Образец"
REASONS = "The reasons stand here, in words."

_seeds = count(1)


# ------------------------------------------------------------------------------------------------ the clock


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The portal's clock stands still at `moment` inside the block."""
    with time_machine.travel(moment, tick=False):
        yield


def after(case: Case, wait: timedelta = HOUR) -> datetime:
    """A moment `wait` after the case's last event: all that happened to it lies before."""
    from cases.models import Event

    last = Event.objects.filter(case=case).order_by("-id").values_list("at", flat=True)[0]
    return max(last, case.state_since) + wait


# ------------------------------------------------------------------------------------------------ reference data


_reference: copies.Content = {}


def reference() -> None:
    """Cities, calendar, grounds, duty rates and the questionnaire; nothing when they are there already.

    Loaded once a process, before anything else is there; where a test has swept them away they are written again.
    """
    if City.objects.exists():
        return
    if _reference:
        copies.add(_reference)
    else:
        call_command("load_reference", verbosity=0)
        _reference.update(copies.read())
    forget_calendar()


# ------------------------------------------------------------------------------------------------ people


def applicant(email: str = "", language: str = "ru", **person: Any) -> User:
    """A new applicant who can sign in with PASSWORD; `person`: fields of Person to set otherwise (iin=…, surname=…)."""

    def make() -> User:
        who = _somebody() | person
        names = {f.name for f in Person._meta.concrete_fields}
        row = Person.objects.create(**{k: v for k, v in who.items() if k in names})
        return User.objects.create_user(
            email or f"applicant{row.iin[::-1]}@example.org",
            PASSWORD,
            full_name=row.full_name,
            role=Role.APPLICANT,
            person=row,
            language=language,
        )

    reference()
    what = ("applicant", email, language, tuple(sorted(person.items())))
    return User.objects.select_related("person").get(pk=copies.once(what, make))


def _somebody() -> dict[str, Any]:
    """Synthetic and new to this database."""
    while True:
        who = synthetic.person(Random(next(_seeds)))
        if not Person.objects.filter(iin=who["iin"]).exists():
            return who


def screener() -> User:
    return _staff(Role.SCREENER)


def signer() -> User:
    return _staff(Role.SIGNER)


def officer(city: str = "astana") -> User:
    return _staff(Role.OFFICER, city)


def clerk(city: str = "astana") -> User:
    return _staff(Role.CLERK, city)


def head(where: str = "astana") -> User:
    """Of the department of a city, or "hub", "ministry"; with ".2" another head of the same body."""
    return _staff(Role.HEAD, where)


def auditor() -> User:
    return _staff(Role.AUDITOR)


def administrator() -> User:
    return _staff(Role.ADMINISTRATOR)


def _staff(role: Role, city: str = "") -> User:
    """The one test account of this role (and city), made at its first use; signs in with PASSWORD."""
    reference()
    email = f"{role}{'.' + city if city else ''}@example.org"
    user = User.objects.filter(email=email).first()
    if user:
        return user
    name = f"{role.value.title()} {city.title()}".strip()
    # Not that of the demo's account of this name, whose key is GOST, and is kept by its ИИН for whoever comes later.
    facts = whereabouts(role, city) | {"iin": staff_iin(f"test.{email}")}

    def make() -> User:
        return User.objects.create_user(email, PASSWORD, full_name=name, role=role, **facts)

    return _with_key(User.objects.get(pk=copies.once(("staff", email), make)))


def _with_key(user: User) -> User:
    """Everybody's ЭЦП is RSA here: GOST would cost each test its tenths of a second."""
    identity_of(user, algorithm="rsa")
    return user


# ------------------------------------------------------------------------------------------------ files


@lru_cache(maxsize=64)
def specimen(kind: str, seed: int = 7) -> tuple[str, bytes]:
    """(name, content) of a good file of this kind; the same for everybody, as the portal does not read files."""
    rng = Random(seed)
    return synthetic.document(kind, synthetic.person(rng), rng)


APOSTILLE = {"legalisation": "apostille", "legalisation_note": "A-100"}


def facts_of(kind: str, on: date) -> dict[str, Any]:
    """What is said of a good document of this kind on the day `on` (the fields of `forms.documents.FACTS`)."""
    facts: dict[str, dict[str, Any]] = {
        "passport": {"expires_on": on.replace(year=on.year + 5, day=1)},
        "criminal_record": {"country": "IN", "issued_on": on - 30 * DAY, **APOSTILLE},
        "criminal_record_2": {"country": "DE", "issued_on": on - 20 * DAY, **APOSTILLE},
        "housing": {"valid_from": on, "expires_on": on + timedelta(days=364), "notarised": True},
        "medical": {"issued_on": on - 5 * DAY},
        "fingerprints": {"issued_on": on - 5 * DAY},
    }
    return facts.get(kind, {})


def attach(case: Case, user: User, kind: str, now: datetime, *, seed: int = 7, **facts: Any) -> None:
    """Upload a good file of this kind through the door; `facts` replace those of `facts_of`, another `seed` is another
    file: the same one again changes nothing."""
    name, data = specimen(kind, seed)
    given = facts_of(kind, local_day(now)) | facts
    with override_settings(DNR_FILES_CAGED=False):
        filing.attach(case.pk, user, now, kind, BytesIO(data), name, **given)


# ------------------------------------------------------------------------------------------------ cases


def case_in(
    state: str, *, owner: User | None = None, city: str = "astana", start: datetime = START, prepared: bool = True
) -> Case:
    """A fresh case that stands in `state`, open or final, brought there by steps; the next of the kind in a database
    that holds the same is a copy of its rows (`tests.copies`). Use `Journey` where performing itself is tested.

    `prepared`: all that the state's main way out needs is there: consent and documents of a draft, a complete
    application, a corrected return, an interview that has begun, recorded checks, a reconciled package. Without it
    the case is as the step before has left it. The owner is `case.person.user`.
    """

    def perform() -> Case:
        if state == State.SUPERSEDED:
            return superseded(owner or applicant(), city, start)
        journey = _begun(State(state), owner, city, start)
        journey.to(State(state))
        if prepared:
            journey.prepare()
        return journey.case

    reference()
    owned = (owner.pk, owner.signing_iin) if owner else None
    pk = copies.once(("case", State(state), owned, city, start, prepared), perform, on_the_way=True)
    return Case.objects.select_related("person__user", "city", "slot").get(pk=pk)


def _begun(state: State, owner: User | None, city: str, start: datetime) -> Journey:
    """On the way to `state`: where there is no case yet, as far as the way is that of other cases too, else at its
    beginning."""
    way = walk.route(None, *VIA.get(state, ()), state)
    for stop in reversed(STOPS if not Case.objects.exists() else ()):
        begun = walk.route(None, stop)
        if stop != state and way[: len(begun)] == begun and way == begun + walk.route(stop, state):
            case = case_in(stop, owner=owner, city=city, start=start, prepared=False)
            return Journey.of(case, city)
    return Journey(owner or applicant(), city, start)


def hear(case: Case, act: str, **changed: Any) -> Case:
    """The case where the step `act` may be taken: proposed an hour after its last event, whatever stands in its way
    then (`walk.may_decide_at`). Nothing is done where it may be taken anyhow. `changed`: facts of the proposal."""
    if not walk.needs_hearing(act, State(case.state)):
        return case
    journey = Journey.of(case, case.city_id or "astana")
    name = next(s.name for s in steps_from(case.state) if s.target and May.HEAR in PLACES[State(s.target)].may)
    user = signer() if case.state == State.MINISTRY_REVIEW else officer(journey.city)
    journey.now += HOUR
    journey.step(name, user, examples.facts_of(name, journey.way, changed), timedelta(0))
    return journey.case


def superseded(owner: User, city: str, start: datetime, left: State = State.SCREENING) -> Case:
    """A case that gave way, where `left` says, to the one before it, whose refusal has fallen."""
    earlier = Journey(owner, city, start)
    earlier.to(State.PETITION_REFUSED)
    later = Journey(owner, city, earlier.now + DAY)
    later.to(left)
    for name in ("record_ruling", "execute_ruling"):
        later.now += HOUR
        earlier.way.take(name, later.now)
    later.refresh()
    return later.case


class Journey:
    """One person's way, an hour a step unless a term has to pass. `now` is the moment of the latest step.

    The way itself is the demo's (`demo.walk`); here are the tests' people, files and words.
    """

    def __init__(self, owner: User, city: str = "astana", start: datetime = START) -> None:
        crew = Crew(start, lambda role, at_city, joined_at: _staff(role, at_city))
        self.way = walk.Journey(owner, crew, city, start)
        self.way.beat = HOUR / 12
        self.way.paper = specimen
        self.way.filler = FILLER
        self.way.crossing = ""
        self.way.ground = free_ground  # type: ignore[method-assign]
        self.way.words = lambda text: REASONS  # type: ignore[method-assign]
        self.way.fields = lambda kind: facts_of(kind, local_day(self.now))  # type: ignore[method-assign]

    @classmethod
    def of(cls, case: Case, city: str) -> Journey:
        """One that goes on from where the case stands."""
        assert case.person.user is not None
        journey = cls(case.person.user, city, after(case, timedelta(0)))
        journey.way.case = case
        journey.refresh()
        return journey

    @property
    def owner(self) -> User:
        return self.way.owner

    @property
    def city(self) -> str:
        return self.way.city

    @property
    def now(self) -> datetime:
        return self.way.now

    @now.setter
    def now(self, moment: datetime) -> None:
        self.way.now = moment

    @property
    def case(self) -> Case:
        return self.way.case

    @case.setter
    def case(self, case: Case) -> None:
        self.way.case = case

    def to(self, state: State) -> None:
        """By the shortest way, from where the case stands or from nothing; who withdraws does so after submitting."""
        start = State(self.case.state) if hasattr(self.way, "case") else None
        for name in walk.route(start, *(() if start else VIA.get(state, ())), state):
            at = self.now + WAITS.get(name, HOUR)
            earliest = walk.not_before(self.case, name) if hasattr(self.way, "case") else None
            self.way.take(name, max(at, earliest or at))

    def prepare(self) -> None:
        """What the main way out of the present state needs."""
        self.refresh()
        self.way.prepare(MAIN_WAY_OUT.get(State(self.case.state), ""))
        self.refresh()

    def step(self, name: str, user: User | None, facts: StepFacts | None = None, wait: timedelta = HOUR) -> None:
        self.now += wait
        given = signing.signature(self.case.pk, name, user, self.now, facts)
        self.case = performing.perform(self.case.pk, name, user, self.now, facts, signature=given)

    def refresh(self) -> None:
        self.way.refresh()

    def attach(self, list_key: str, user: User) -> None:
        self.way.attach_all(list_key, user)


def application(j: Journey) -> None:
    """City, documents, questionnaire and duty: all that п. 10 asks for."""
    j.refresh()
    j.way.prepare("file_application")


def questionnaire(now: datetime) -> QuestionnaireForm:
    """The анкета of that day."""
    return QuestionnaireForm.objects.filter(valid_from__lte=local_day(now)).order_by("-valid_from")[0]


def answers(schema: QuestionnaireForm, case: Case) -> dict[str, str]:
    """A full and sound set of answers, what is known already where the form asks for it."""
    return {item["key"]: inputs.answer(item, case, FILLER) for item in schema.fields}


def pay(case: Case, user: User, kind: str, now: datetime) -> None:
    """Pay a duty of the case, "prp" or "card", unless it is paid."""
    if not case.dossier.paid(kind):
        payment = paying.start_payment(case.pk, user, now, kind)
        paying.settle_payment(payment.code, True, f"REF-{payment.code}", now)


def bank_takes_back(case: Case, kind: str = "prp") -> None:
    """The duty stands unpaid: people have found that the bank has it not."""
    paid = next(p for p in case.dossier.payments if p.kind == kind and p.state == "paid")
    with transaction.atomic():
        paying.overwrite_settlement(lock([case.pk], None)[0], paid.code, False, "", after(case, HOUR / 2))
    case.forget_dossier()


def protocol(case: Case) -> dict[str, str]:
    """What the screener types of an interview besides its result."""
    assert case.slot
    return {
        "held_at": f"{case.slot.starts_at.astimezone(ALMATY):%Y-%m-%dT%H:%M}",
        "present": "The applicant and the interviewer",
        "question_1": "Work in the stated profession",
        "answer_1": "Eight years, with the projects named.",
    }


def under_2025(case: Case) -> Case:
    """The same case under the order before, by which Astana Hub refuses at the screening itself."""
    Case.objects.filter(pk=case.pk).update(edition="order_2025_1", petition_edition="order_2025_1")
    return Case.objects.select_related("person__user", "city", "slot").get(pk=case.pk)


FREE = ("", "about:uploaded")


def free_ground(kind: str) -> str:
    """One that no recorded fact has to bear out: of the law's list an administrator enters those, where the table has
    none. A reason of return is one for a file that was uploaded."""
    free = Ground.objects.filter(kind=kind, active=True, needs__in=FREE, own_words=False).first()
    if free is None:
        words = {"text_ru": "Иное основание закона.", "text_kk": "Заңның өзге негізі.", "text_en": "By the law."}
        free = Ground.objects.create(kind=kind, code=f"{kind}-by-the-law", article="ст. 49 / 49-бап", **words)
    return free.code


S = State
VIA: dict[State, tuple[State, ...]] = {S.WITHDRAWN: (S.SCREENING,)}

STOPS = (S.SCREENING, S.PETITION_SIGNED, S.REGISTRATION, S.PRELIMINARY_DECISION, S.PRELIMINARY_APPROVED, S.FINAL_REVIEW)
"""At which a way is kept for whichever case passes by."""

WAITS = {
    "record_knb_answer": 5 * DAY,
    "record_arrival": 7 * DAY,
    "open_intake": DAY,
    "receive_originals": DAY,
    "annul": 9 * DAY,
    "close_validity": 40 * DAY,
    walk.OPEN: 0 * DAY,
}
"""What takes longer than an hour. The terms of `annul` and `close_validity` have to end first, however they roll."""

MAIN_WAY_OUT = {
    S.PETITION_DRAFT: "submit_petition",
    S.PETITION_INCOMPLETE: "resubmit_petition",
    S.INTERVIEW: "record_interview",
    S.PETITION_SIGNED: "file_application",
    S.REWORK: "resubmit",
    S.CHECKS: "send_to_knb",
    S.INTAKE: "file_at_con",
    S.FINAL_REVIEW: "grant",
    S.REGISTERED: "order_card",
}
