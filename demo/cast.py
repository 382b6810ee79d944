"""The situations the demo shows, and under which sign-in a visitor finds each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from django.utils.translation import gettext_noop as _

from cases.law.actors import CITY_ACTORS, Actor, Role
from cases.models import City, User
from cases.programmes.nomad import filing
from cases.programmes.nomad.states import State as S
from demo.deeds import fill_questionnaire
from demo.people import HOST, STAFF, staff_email
from demo.walk import Journey


@dataclass(frozen=True, slots=True)
class Part:
    """One person's story: where their case stands on the last day of the demo, and how it came there.

    `left`: days until the running term ends (0 today, negative: overdue); without it the state is `age` days old.
    `via`: states passed on the way. `then`: the state of a second case, on the petition of the first. `old`: under
    the edition before. `meet`: days until the interview, negative when it lies behind. `touch`: what was begun since.
    """

    state: S | None
    age: float = 2
    left: int | None = None
    via: tuple[S, ...] = ()
    then: S | None = None
    old: bool = False
    meet: float = 2
    touch: Callable[[Journey], None] | None = None
    city: str = ""
    name: str = ""
    finds: str = ""
    language: str = ""

    @property
    def email(self) -> str:
        return f"{self.name}@{HOST}" if self.name else ""


# ------------------------------------------------------------------------------------------------ half-done work


def _half_petition(j: Journey) -> None:
    filing.give_consent(j.case.pk, j.owner, j.tick(), "Согласие на сбор и обработку персональных данных")
    j.refresh()
    j.attach_all("petition", j.owner, limit=3)


def _half_application(j: Journey) -> None:
    filing.choose_city(j.case.pk, j.owner, j.tick(), City.objects.get(pk=j.city))
    j.refresh()
    fill_questionnaire(j)


def _a_check(j: Journey) -> None:
    j.check("preliminary", limit=1)


def _three_checks(j: Journey) -> None:
    j.check("final", limit=3)


def _half_package(j: Journey) -> None:
    j.attach_all("con", j.crew.of(Actor.CLERK, j.city), limit=2)
    j.reconcile("con", limit=4)


# ------------------------------------------------------------------------------------------------ who is shown

ACCOUNTS = (
    Part(None, name="new", language="en", finds=_("a fresh account: consent and the petition come first")),
    Part(
        S.PETITION_DRAFT, 0.6, name="draft", language="en", touch=_half_petition,
        finds=_("a petition begun: three documents sent"),
    ),
    Part(S.SLOT_CHOICE, 1, name="slot", language="ru", finds=_("an interview time to choose")),
    Part(S.INTERVIEW, 1, name="interview", language="en", finds=_("a booked interview, which can be moved")),
    Part(
        S.PETITION_SIGNED, 2, name="petition", language="en",
        finds=_("a signed petition: the application comes next"),
    ),
    Part(S.REWORK, left=3, name="rework", language="ru", finds=_("an application sent back: three days left")),
    Part(S.KNB, left=9, name="waiting", language="kk", finds=_("an application with the national security bodies")),
    Part(
        S.PRELIMINARY_APPROVED, left=12, name="approved", language="en",
        finds=_("an approval: twelve days to arrive"),
    ),
    Part(S.ARRIVED, 3, name="arrived", language="ru", finds=_("arrival recorded: the package for the service centre")),
    Part(S.GRANTED, 2, name="granted", language="en", finds=_("the permit: registration and the card come next")),
    Part(S.CARD_ISSUED, 6, name="card", language="kk", finds=_("the way walked to its end: the card is issued")),
    Part(S.PETITION_REFUSED, 4, name="refused", language="ru", finds=_("a refused petition: a new one may be filed")),
    Part(S.ANNULLED, 5, name="annulled", language="en", finds=_("an annulled application: the petition serves again")),
    Part(
        S.FINAL_REFUSED, 20, name="barred", language="ru", then=S.PETITION_SIGNED, touch=_half_application,
        finds=_("a refused permit, and a new application that the bar holds back"),
    ),
)  # fmt: skip
"""Applicants with a sign-in that tells what they are for."""

OTHERS = (
    Part(S.SCREENING, 1), Part(S.ADMITTED, left=1), Part(S.MINISTRY_REVIEW, 1), Part(S.REFUSAL_NOTICE, 1),
    Part(S.REGISTRATION, left=-1), Part(S.CHECKS, left=38, touch=_a_check), Part(S.PRELIMINARY_DECISION, left=-2),
    Part(S.INTAKE, left=1, touch=_half_package), Part(S.DISPATCH, 0.3), Part(S.IN_TRANSIT, 1),
    Part(S.FINAL_REVIEW, left=2, touch=_three_checks), Part(S.REGISTERED, 20, old=True), Part(S.CARD_ORDERED, 3),
    Part(S.CONSENT_DECLINED, 8), Part(S.PRELIMINARY_REFUSED, 15), Part(S.LAPSED, 9, old=True),
    Part(S.WITHDRAWN, 7, via=(S.KNB,)), Part(S.INTERVIEW, 4, meet=-0.2), Part(S.PETITION_SIGNED, 9, old=True),
    # Late, or due tomorrow.
    Part(S.ADMITTED, left=-2), Part(S.REGISTRATION, left=1), Part(S.REWORK, left=1), Part(S.CHECKS, left=-3),
    Part(S.KNB, left=-4), Part(S.KNB, left=1), Part(S.PRELIMINARY_DECISION, left=12), Part(S.INTAKE, left=-1),
    Part(S.PRELIMINARY_APPROVED, left=1), Part(S.FINAL_REVIEW, left=-2), Part(S.REGISTERED, 0.5),
    # Under the edition before, over or still on the way.
    Part(S.CARD_ISSUED, 12, old=True), Part(S.FINAL_REFUSED, 20, old=True), Part(S.ARRIVED, 12, old=True),
    Part(S.GRANTED, 25, old=True), Part(S.LAPSED, 9),
    # Ways that turn back.
    Part(S.REGISTRATION, left=2, via=(S.REWORK,)), Part(S.ARRIVED, 1, via=(S.INTAKE,)),
    Part(S.SLOT_CHOICE, 2, via=(S.INTERVIEW,)), Part(S.PETITION_REFUSED, 6, via=(S.REFUSAL_NOTICE,)),
    Part(S.ANNULLED, 9, then=S.KNB), Part(S.WITHDRAWN, 5, via=(S.SCREENING,)),
)  # fmt: skip
"""With the accounts above, every state there is."""

CROWD = {
    S.SCREENING: 4, S.MINISTRY_REVIEW: 3, S.SLOT_CHOICE: 2, S.PETITION_SIGNED: 3, S.REGISTRATION: 4, S.CHECKS: 4,
    S.KNB: 6, S.PRELIMINARY_DECISION: 3, S.PRELIMINARY_APPROVED: 4, S.ARRIVED: 2, S.FINAL_REVIEW: 2, S.GRANTED: 2,
    S.CARD_ORDERED: 2, S.CARD_ISSUED: 8, S.PETITION_REFUSED: 2, S.PRELIMINARY_REFUSED: 1, S.LAPSED: 1,
}  # fmt: skip
"""Who comes after them, by weight."""


def parts(number: int, rng: Random, accounts: bool = True) -> Iterator[Part]:
    """`number` stories with a case (and those without one), the named first; cities by turns."""
    cities = sorted(City.objects.values_list("code", flat=True))
    made = 0
    for one in _endless(rng, accounts):
        if made >= number and one.state is not None:
            return
        made += one.state is not None
        yield replace(one, city=one.city or cities[made % len(cities)])


def _endless(rng: Random, accounts: bool) -> Iterator[Part]:
    if accounts:
        yield from ACCOUNTS
        yield from OTHERS
    while True:
        state = rng.choices(list(CROWD), list(CROWD.values()))[0]
        yield Part(state, age=rng.uniform(1, 12), old=state == S.CARD_ISSUED and rng.random() < 0.5)


def sign_ins() -> list[tuple[str, str, str, str]]:
    """(role, e-mail, city, what is found there) of every demo account that exists, staff first."""
    cities = sorted(City.objects.values_list("code", flat=True))
    rows = [
        (role.value, staff_email(role, city), city, DESK_FINDS[role])
        for role in dict.fromkeys(role for role, _name in STAFF)
        for city in (cities if role.value in CITY_ACTORS else [""])
    ]
    rows += [(Role.APPLICANT.value, part.email, part.city, part.finds) for part in ACCOUNTS]
    there = set(User.objects.filter(email__in=[row[1] for row in rows]).values_list("email", flat=True))
    return [row for row in rows if row[1] in there]


DESK_FINDS = {
    Role.SCREENER: _("petitions to screen, interviews to hold, the calendar"),
    Role.SIGNER: _("petitions to sign for the ministry"),
    Role.OFFICER: _("applications of the city: registration, checks, decisions"),
    Role.CLERK: _("packages and cards of the city; cases by their preliminary number"),
    Role.AUDITOR: _("everything, read only, in /admin/"),
    Role.ADMINISTRATOR: _("accounts, reference data and editions, in /admin/"),
}
