"""The demo's desks as an office: what interviews are scored by, whose case is whose, who is away, who signs in whose
stead, what another official approves. All of it as it stands in the last office hours of the demo."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from cases.engine import performing
from cases.engine.steps import STEPS
from cases.law.actors import DESK_ROLES, Actor, Role
from cases.law.calendar import local_day
from cases.law.errors import CaseError, NotNowError
from cases.models import Case, City, InterviewCriterion, SecondApproval
from cases.models.queries import QUEUE_ORDER
from cases.workload import absences, counts, taking
from cases.workload.signatures import delegating
from demo import examples, moments, people
from demo.moments import DAY, HOUR
from demo.walk import Journey

if TYPE_CHECKING:
    from demo.stage import DemoRun

SOURCE = "Пример для демонстрации: документом не подтверждён"
CRITERIA = {
    InterviewCriterion.SCREENING: (
        ("trade", "Специальность относится к ИТ", "Мамандығы АТ саласына жатады", "The trade belongs to IT"),
        ("shown", "Опыт виден из документов", "Тәжірибесі құжаттардан көрінеді", "The documents show the experience"),
    ),
    InterviewCriterion.INTERVIEW: (
        (
            "craft",
            "Владение заявленной специальностью",
            "Көрсетілген мамандықты меңгеру",
            "Command of the trade",
        ),
        ("projects", "Собственный вклад в проекты", "Жобалардағы өз үлесі", "Own part in the projects"),
        ("plans", "Планы работы в Казахстане", "Қазақстандағы жұмыс жоспары", "Plans for work in Kazakhstan"),
    ),
}
SHARED = 12
"""Cases of a desk that are shared out, the most urgent ones."""
NOTE = "Файл прочитан, замечаний нет; заявитель ждёт ответа на сообщение."
APPROVED = "return_for_rework"
"""The act that one official drafts and another approves, in the first city."""


def criteria() -> None:
    for stage, rows in CRITERIA.items():
        for position, (code, ru, kk, en) in enumerate(rows):
            row = {"name_ru": ru, "name_kk": kk, "name_en": en, "position": position, "source": SOURCE}
            InterviewCriterion.objects.get_or_create(stage=stage, code=code, defaults=row)


def close() -> None:
    """No story needs a second official; what waits for one stays."""
    SecondApproval.objects.filter(source=SOURCE).delete()


def open_desks(stage: DemoRun) -> None:
    """Again after more stories: what is arranged already stays as it is."""
    at = moments.office(stage.end - HOUR, Actor.OFFICER, stage.calendar, Random(stage.seed))
    cities = sorted(City.objects.values_list("code", flat=True))
    for role, where in people.desks():
        if role in DESK_ROLES and not where.endswith(people.DEPUTY):
            _share_out(stage, role, where, at)
    for arrange in (_delegate, lambda *given: _absent(cities[-1], *given), lambda *given: _drafted(cities[0], *given)):
        with suppress(NotNowError):
            arrange(stage, at)
    counts.count(stage.end)


def _share_out(stage: DemoRun, role: Role, where: str, at: datetime) -> None:
    """Of each four cases two are of one official, one of them handed on; one is the other's, one nobody's."""
    own, colleague = (stage.crew.of(role, where + rank) for rank in ("", people.DEPUTY))
    rows = Case.objects.filter(waits_on=role.value, city=where or None, state_since__lte=at).order_by(*QUEUE_ORDER)
    for i, case in enumerate(rows[:SHARED]):
        if i % 4 == 1:
            continue
        with suppress(NotNowError):
            taking.take(case.pk, own if i % 4 == 0 else colleague, at)
            if i % 4 == 3:
                taking.hand_over(case.pk, colleague, own, NOTE, at)


def _delegate(stage: DemoRun, at: datetime) -> None:
    signer, deputy = (stage.crew.of(Role.SIGNER, rank) for rank in ("", people.DEPUTY))
    today = local_day(at)
    delegating.delegate(signer, deputy.pk, delegating.DelegationTerms(today, today + 30 * DAY, "12/3-41", today), at)


def _absent(city: str, stage: DemoRun, at: datetime) -> None:
    """An officer, whose colleague stands in."""
    own, colleague = (stage.crew.of(Role.OFFICER, city + rank) for rank in ("", people.DEPUTY))
    days = absences.Days(local_day(at), local_day(stage.end) + 4 * DAY)
    absences.enter(stage.crew.of(Role.HEAD, city), colleague.pk, days, own.pk, at)


def _drafted(city: str, stage: DemoRun, at: datetime) -> None:
    """A return that one officer has drafted, and the other approves or sends back."""
    named = {"step": APPROVED, "city_id": city, "source": SOURCE}
    SecondApproval.objects.create(valid_from=local_day(at), **named)
    colleague = stage.crew.of(Role.OFFICER, city + people.DEPUTY)
    rows = Case.objects.filter(state__in=STEPS[APPROVED].sources, city=city, state_since__lte=at)
    for case in rows.filter(drafted_acts__isnull=True).order_by("-queue_at").select_related("person__user")[:SHARED]:
        with suppress(CaseError):  # one that the file does not bear out
            assert case.person.user is not None
            facts = examples.facts_of(APPROVED, Journey(case.person.user, stage.crew, city, at, case))
            performing.perform(case.pk, APPROVED, colleague, at, facts)
            return
