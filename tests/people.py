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

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from itertools import count
from random import Random
from typing import Any

import time_machine
from django.core.management import call_command, get_commands
from django.test import override_settings

from cases import actions, filing, synthetic
from cases.calendar import ALMATY
from cases.models import Case, City, DutyRate, Ground, Person, QuestionnaireForm, Slot, User
from cases.models.workcalendar import forget_calendar
from cases.requirements import local_day
from cases.states import Role, State

START = datetime(2026, 6, 1, 10, 0, tzinfo=ALMATY)
START_2025 = datetime(2025, 3, 3, 10, 0, tzinfo=ALMATY)
PASSWORD = "correct-horse-battery"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
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


def reference() -> None:
    """Cities, calendar, grounds, duty rates and the questionnaire; nothing when they are there already."""
    if City.objects.exists():
        return
    if "load_reference" in get_commands():
        call_command("load_reference", verbosity=0)
    else:
        _minimal()
    forget_calendar()


def _minimal() -> None:
    for code, series, name in (("astana", "AST", "Astana"), ("almaty", "ALA", "Almaty")):
        names = {f"{field}_{lang}": name for field in ("name", "department") for lang in ("ru", "kk", "en")}
        City.objects.create(code=code, series=series, **names)
    for kind in ("petition", "preliminary", "final", "rework"):
        words = {"text_ru": "Основание", "text_kk": "Негіз", "text_en": "Ground"}
        Ground.objects.create(code=f"{kind}-1", kind=kind, article="1", **words)
    for kind, rate in (("prp", 4), ("card", "0.2")):
        DutyRate.objects.create(kind=kind, rate=rate, index=4325, valid_from=date(2025, 1, 1), source="test")
    names = {"ru": "Семейное положение", "kk": "Отбасы жағдайы", "en": "Family status"}
    fields = [
        {"key": "surname", "type": "text", "required": True, "section": {"ru": "Личные данные"}, "person": "surname",
         "label": {"ru": "Фамилия", "kk": "Тегі", "en": "Surname"}},
        {"key": "born_on", "type": "date", "required": True, "section": {"ru": "Личные данные"}, "person": "born_on",
         "label": {"ru": "Дата рождения", "kk": "Туған күні", "en": "Date of birth"}},
        {"key": "family", "type": "choice", "required": True, "section": {"ru": "Семья"}, "label": names,
         "choices": [["single", names], ["married", names]]},
        {"key": "about", "type": "long", "section": {"ru": "Семья"}, "label": names},
    ]  # fmt: skip
    QuestionnaireForm.objects.create(version="test-1", valid_from=date(2025, 1, 1), source="test", fields=fields)


# ------------------------------------------------------------------------------------------------ people


def applicant(email: str = "", language: str = "ru", **person: Any) -> User:
    """A new applicant who can sign in with PASSWORD; `person`: fields of Person to set otherwise (iin=…, surname=…)."""
    reference()
    who = _somebody() | person
    names = {f.name for f in Person._meta.concrete_fields}
    row = Person.objects.create(**{k: v for k, v in who.items() if k in names})
    return User.objects.create_user(
        email or f"applicant{row.iin}@example.org", PASSWORD, full_name=row.full_name, role=Role.APPLICANT,
        person=row, language=language,
    )  # fmt: skip


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


def auditor() -> User:
    return _staff(Role.AUDITOR)


def administrator() -> User:
    return _staff(Role.ADMINISTRATOR)


def _staff(role: Role, city: str = "") -> User:
    """The one test account of this role (and city), made at its first use; signs in with PASSWORD."""
    reference()
    email = f"{role}{'.' + city if city else ''}@example.org"
    found = User.objects.filter(email=email).first()
    name = f"{role.value.title()} {city.title()}".strip()
    return found or User.objects.create_user(email, PASSWORD, full_name=name, role=role, city_id=city or None)


# ------------------------------------------------------------------------------------------------ files


@lru_cache(maxsize=64)
def specimen(kind: str) -> tuple[str, bytes]:
    """(name, content) of a good file of this kind; the same for everybody, as the portal does not read files."""
    rng = Random(7)
    return synthetic.document(kind, synthetic.person(rng), rng)


def facts_of(kind: str, on: date) -> dict[str, Any]:
    """What is said of a good document of this kind on the day `on` (the fields of `cases.forms.documents.FACTS`)."""
    said: dict[str, dict[str, Any]] = {
        "passport": {"expires_on": on.replace(year=on.year + 5, day=1)},
        "criminal_record": {"issued_on": on - 30 * DAY, "legalisation": "apostille", "legalisation_note": "A-100"},
        "housing": {"valid_from": on, "expires_on": on + timedelta(days=364), "notarised": True},
        "medical": {"issued_on": on - 5 * DAY},
        "fingerprints": {"issued_on": on - 5 * DAY},
    }
    return said.get(kind, {})


def attach(case: Case, user: User, kind: str, now: datetime, **facts: Any) -> None:
    """Upload a good file of this kind through the door; `facts` replace those of `facts_of`."""
    name, data = specimen(kind)
    said = facts_of(kind, local_day(now)) | facts
    with override_settings(DNR_FILES_CAGED=False):
        filing.attach(case.pk, user, now, kind, BytesIO(data), name, **said)


# ------------------------------------------------------------------------------------------------ cases


def case_in(
    state: str, *, owner: User | None = None, city: str = "astana", start: datetime = START, prepared: bool = True
) -> Case:
    """A fresh case that stands in `state`, open or final, brought there by steps.

    `prepared`: all that the state's main way out needs is there: consent and documents of a draft, a complete
    application, a corrected return, recorded checks, a reconciled package. Without it the case is as the step before
    has left it. The owner is `case.person.user`. In "interview" the booked time is `case.slot.starts_at`: set the clock
    after it (or before it) yourself.
    """
    journey = Journey(owner or applicant(), city, start)
    journey.to(State(state))
    if prepared:
        journey.prepare()
    return Case.objects.select_related("person__user", "city", "slot").get(pk=journey.case.pk)


class Journey:
    """One person's way, an hour a step unless a term has to pass. `now` is the moment of the latest deed."""

    case: Case

    def __init__(self, owner: User, city: str = "astana", start: datetime = START) -> None:
        self.owner, self.city, self.now = owner, city, start

    def to(self, state: State) -> None:
        before, deed = ROUTE[state]
        if before is not None:
            self.to(before)
            if before not in UNPREPARED.get(state, ()):
                self.prepare()
        deed(self)

    def prepare(self) -> None:
        PREPARE.get(State(self.case.state), lambda journey: None)(self)

    def step(self, name: str, user: User | None, wait: timedelta = HOUR, **data: Any) -> None:
        self.now += wait
        self.case = actions.perform(self.case.pk, name, user, self.now, **data)

    def refresh(self) -> None:
        self.case = Case.objects.select_related("person__user", "city", "slot").get(pk=self.case.pk)

    def attach(self, list_key: str, user: User) -> None:
        for rule in self.case.law.lists[list_key]:
            if rule.kind in filing.attachable(self.case, user) and rule.kind not in self.case.dossier.documents:
                attach(self.case, user, rule.kind, self.now)
        self.refresh()


Deed = Callable[[Journey], None]
Who = Callable[[Journey], User | None]


def _ground(kind: str) -> str:
    return Ground.objects.filter(kind=kind, active=True)[0].code


def _refusal(kind: str) -> dict[str, Any]:
    return {"grounds": [_ground(kind)], "text": REASONS}


def _open(j: Journey) -> None:
    j.case = filing.open_petition(j.owner, j.now)


def _draft(j: Journey) -> None:
    j.now += HOUR / 12
    filing.give_consent(j.case.pk, j.owner, j.now, "I agree.")
    j.refresh()
    j.attach("petition", j.owner)


def _free_slot(j: Journey) -> Slot:
    """A time two days ahead that nobody holds; put into the calendar when there is none."""
    first = j.now + 2 * DAY
    for shift in range(400):
        filing.add_slots(screener(), [first + shift * HOUR / 2], 30, "https://meet.example.org/dnr")
        free = Slot.objects.filter(starts_at__gte=first, case__isnull=True).order_by("starts_at").first()
        if free:
            return free
    raise AssertionError("no free time within 400 half-hours")


def _invite(j: Journey) -> None:
    _free_slot(j)
    j.step("invite", screener())


def _interview(j: Journey) -> None:
    j.step("book_interview", j.owner, slot=_free_slot(j))
    j.refresh()


def _interview_begun(j: Journey) -> None:
    assert j.case.slot
    j.now = max(j.now, j.case.slot.starts_at)


def application(j: Journey) -> None:
    """City, documents, questionnaire and duty: all that п. 10 asks for."""
    filing.choose_city(j.case.pk, j.owner, j.now, City.objects.get(pk=j.city))
    j.refresh()
    j.attach("application", j.owner)
    record = j.case.dossier.documents["criminal_record"]
    if not record.legalisation:
        filing.describe(j.case.pk, j.owner, j.now, "criminal_record", legalisation="apostille", legalisation_note="A-1")
    schema = questionnaire(j.now)
    filing.fill_questionnaire(j.case.pk, j.owner, j.now, schema.version, answers(schema, j.owner.person), True)
    pay(j.case, j.owner, "prp", j.now)
    j.refresh()


def questionnaire(now: datetime) -> QuestionnaireForm:
    """The анкета of that day."""
    return QuestionnaireForm.objects.filter(valid_from__lte=local_day(now)).order_by("-valid_from")[0]


def answers(schema: QuestionnaireForm, person: Any) -> dict[str, str]:
    """A full and sound set of answers, the person's own data where the form asks for them."""
    return {item["key"]: _answer(item, person) for item in schema.fields}


def _answer(item: dict[str, Any], person: Any) -> str:
    own = getattr(person, item["person"], None) if item.get("person") else None
    if own:
        return own.isoformat() if isinstance(own, date) else str(own)
    return {"date": "2020-01-31", "choice": (item.get("choices") or [["—"]])[0][0]}.get(item["type"], "Specimen")


def pay(case: Case, user: User, kind: str, now: datetime) -> None:
    """Pay a duty of the case, "prp" or "card", unless it is paid."""
    if not case.dossier.paid(kind):
        payment = filing.start_payment(case.pk, user, now, kind)
        filing.settle_payment(payment.code, True, f"REF-{payment.code}", now)


def _return(j: Journey) -> None:
    item = {"kind": "criminal_record", "ground": _ground("rework"), "text": "The stamp cannot be read."}
    j.step("return_for_rework", officer(j.city), returns=[item], text="")


def _correct(j: Journey) -> None:
    j.now += HOUR
    attach(j.case, j.owner, "criminal_record", j.now)
    j.refresh()


def _checks(part: str) -> Deed:
    def deed(j: Journey) -> None:
        for kind in j.case.law.checks[part]:
            j.step("record_check", officer(j.city), kind=kind, clear=True, reference="R-1")

    return deed


def _answer_of_knb(j: Journey) -> None:
    on = local_day(j.now + 5 * DAY)
    j.step("record_knb_answer", officer(j.city), 5 * DAY, clear=True, reference="K-1", answered_on=on)


def _package(j: Journey) -> None:
    j.attach("con", clerk(j.city))
    for rule in j.case.law.lists["con"]:
        j.step("reconcile_document", clerk(j.city), HOUR / 12, kind=rule.kind, accepted=True)


def _card_documents(j: Journey) -> None:
    pay(j.case, j.owner, "card", j.now)
    j.refresh()
    for rule in j.case.law.lists["residence"]:
        j.step("reconcile_document", clerk(j.city), HOUR / 12, kind=rule.kind, accepted=True)


def _by(name: str, who: Who, wait: timedelta = HOUR, **data: Any) -> Deed:
    return lambda j: j.step(name, who(j), wait, **{k: v(j) if callable(v) else v for k, v in data.items()})


def _owner(j: Journey) -> User:
    return j.owner


def _hub(j: Journey) -> User:
    return screener()


def _ministry(j: Journey) -> User:
    return signer()


def _police(j: Journey) -> User:
    return officer(j.city)


def _centre(j: Journey) -> User:
    return clerk(j.city)


def _portal(j: Journey) -> None:
    return None


def _refuse(name: str, who: Who, kind: str) -> Deed:
    return lambda j: j.step(name, who(j), **_refusal(kind))


S = State
ROUTE: dict[State, tuple[State | None, Callable[[Journey], None]]] = {
    S.PETITION_DRAFT: (None, _open),
    S.SCREENING: (S.PETITION_DRAFT, _by("submit_petition", _owner)),
    S.ADMITTED: (S.SCREENING, _by("admit", _hub)),
    S.SLOT_CHOICE: (S.ADMITTED, _invite),
    S.INTERVIEW: (S.SLOT_CHOICE, _interview),
    S.MINISTRY_REVIEW: (S.INTERVIEW, _by("record_interview", _hub, recommended=True, text=REASONS)),
    S.REFUSAL_NOTICE: (S.MINISTRY_REVIEW, _refuse("decline_petition", _ministry, "petition")),
    S.PETITION_SIGNED: (S.MINISTRY_REVIEW, _by("sign_petition", _ministry, profession="Software developer")),
    S.REGISTRATION: (S.PETITION_SIGNED, _by("file_application", _owner)),
    S.REWORK: (S.REGISTRATION, _return),
    S.CHECKS: (S.REGISTRATION, _by("register", _police, mp_number=lambda j: f"MP-{j.case.number}")),
    S.KNB: (S.CHECKS, _by("send_to_knb", _police)),
    S.PRELIMINARY_DECISION: (S.KNB, _answer_of_knb),
    S.PRELIMINARY_APPROVED: (S.PRELIMINARY_DECISION, _by("approve_preliminary", _police)),
    S.ARRIVED: (S.PRELIMINARY_APPROVED, _by("record_arrival", _police, 7 * DAY, arrived_on=lambda j: local_day(j.now))),
    S.INTAKE: (S.ARRIVED, _by("open_intake", _centre)),
    S.DISPATCH: (S.INTAKE, _by("file_at_con", _centre)),
    S.IN_TRANSIT: (S.DISPATCH, _by("hand_to_courier", _centre, courier="Courier", waybill="W-1", sheets=20)),
    S.FINAL_REVIEW: (S.IN_TRANSIT, _by("receive_originals", _police)),
    S.GRANTED: (S.FINAL_REVIEW, _by("grant", _police)),
    S.REGISTERED: (
        S.GRANTED,
        _by("register_residence", _centre, address="1 Example Street", registered_on=lambda j: local_day(j.now)),
    ),
    S.CARD_ORDERED: (S.REGISTERED, _by("order_card", _centre)),
    S.CONSENT_DECLINED: (S.PETITION_DRAFT, _by("decline_consent", _owner)),
    S.PETITION_REFUSED: (S.SCREENING, _refuse("refuse_screening", _hub, "petition")),
    S.ANNULLED: (S.REWORK, _by("annul", _portal, 9 * DAY)),
    S.PRELIMINARY_REFUSED: (S.PRELIMINARY_DECISION, _refuse("refuse_preliminary", _police, "preliminary")),
    S.LAPSED: (S.PRELIMINARY_APPROVED, _by("lapse", _portal, 36 * DAY)),
    S.FINAL_REFUSED: (S.FINAL_REVIEW, _refuse("refuse_final", _police, "final")),
    S.WITHDRAWN: (S.SCREENING, _by("withdraw", _owner, text="")),
    S.CARD_ISSUED: (
        S.CARD_ORDERED,
        _by("issue_card", _centre, card_number="C-1", issued_on=lambda j: local_day(j.now)),
    ),
}  # fmt: skip
"""How each state is reached: from which, by which deed."""

PREPARE: dict[State, Callable[[Journey], None]] = {
    S.PETITION_DRAFT: _draft,
    S.INTERVIEW: _interview_begun,
    S.PETITION_SIGNED: application,
    S.REWORK: _correct,
    S.CHECKS: _checks("preliminary"),
    S.INTAKE: _package,
    S.FINAL_REVIEW: _checks("final"),
    S.REGISTERED: _card_documents,
}

UNPREPARED: dict[State, tuple[State, ...]] = {
    S.CONSENT_DECLINED: (S.PETITION_DRAFT,),
    S.ANNULLED: (S.REWORK,),
}
"""Ends that come because the state before was left as it was."""
