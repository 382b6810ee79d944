"""What a change of reference data or of an account does to the cases that run, in sentences for an administrator, who
sees numbers and no case."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext, pgettext

from cases.engine.people import owners
from cases.engine.steps import STEPS
from cases.law.actors import Actor
from cases.models import (
    Case,
    City,
    Decision,
    DutyRate,
    Ground,
    InterviewCriterion,
    Payment,
    Remedy,
    ReturnedDocument,
    User,
)
from cases.values import moments

MOST = 1000
"""Cases that are counted; for more the words are "so many or more"."""


def _number(rows: QuerySet[Any]) -> int:
    return rows.order_by().values("pk")[:MOST].count()


def _figure(number: int) -> str:
    return f"{MOST}+" if number == MOST else str(number)


def of_duty_rate(rate: DutyRate) -> list[str]:
    """A payment that has begun keeps its amount; others pay the rate of the day."""
    former = DutyRate.objects.filter(kind=rate.kind, valid_from__lte=rate.valid_from).exclude(pk=rate.pk).first()
    paying = Payment.objects.filter(kind=rate.kind).values("case")
    number = _number(Case.objects.filter(closed_at__isnull=True).exclude(pk__in=paying))
    if not number or (former is not None and former.amount == rate.amount):
        return []
    facts = {
        "day": moments.day(rate.valid_from),
        "before": former.amount if former else "–",
        "after": rate.amount,
        "n": _figure(number),
    }
    words = ngettext(
        "From %(day)s the duty is %(after)s ₸, before %(before)s ₸. %(n)s running case has not begun to pay it and "
        "pays what holds on its day; what is begun or paid stays.",
        "From %(day)s the duty is %(after)s ₸, before %(before)s ₸. %(n)s running cases have not begun to pay it and "
        "pay what holds on their day; what is begun or paid stays.",
        number,
    )
    return [words % facts]


def of_ground(ground: Ground) -> list[str]:
    """Running cases in which it is named: by a return, or by what was proposed or decided."""
    kinds = [kind for step in STEPS.values() if step.grounds == ground.kind for kind in step.decisions]
    rows = Decision.objects.filter(case__closed_at__isnull=True, kind__in=kinds).order_by("-id")
    named = {case for case, codes in rows.values_list("case", "grounds")[:MOST] if ground.code in codes}
    returned = ReturnedDocument.objects.filter(case__closed_at__isnull=True, ground=ground.code)
    number = len(named | set(returned.values_list("case", flat=True)[:MOST]))
    if not number:
        return []
    words = ngettext(
        "%(n)s running case names this ground. Letters that are out keep its words; from now on the file shows, and an "
        "act may rest on, what is entered here.",
        "%(n)s running cases name this ground. Letters that are out keep its words; from now on the file shows, and an "
        "act may rest on, what is entered here.",
        number,
    )
    return [words % {"n": _figure(number)}]


def of_city(before: City, after: City, changed: Collection[str]) -> list[str]:
    """Where it is taken out of use, or called otherwise."""
    number = _number(Case.objects.filter(city=before.pk, closed_at__isnull=True))
    if not number:
        return []
    sentences = []
    if before.active and (not after.active or (after.valid_from and after.valid_from != before.valid_from)):
        sentences.append(
            ngettext(
                "%(n)s running case of this city goes on there. Whoever has not filed yet cannot choose the city while "
                "it is out of use.",
                "%(n)s running cases of this city go on there. Whoever has not filed yet cannot choose the city while "
                "it is out of use.",
                number,
            )
        )
    if any(name.startswith(("name_", "department_", "address", "centre_address")) for name in changed):
        sentences.append(
            ngettext(
                "Letters that are out keep what they say; those that follow, of %(n)s running case, have what is "
                "entered here.",
                "Letters that are out keep what they say; those that follow, of %(n)s running cases, have what is "
                "entered here.",
                number,
            )
        )
    return [words % {"n": _figure(number)} for words in sentences]


def of_remedy(row: Remedy, *, new: bool, changed: Collection[str]) -> list[str]:
    """Cases under its order, of which each act of the body names it; and, where a row is changed that holds already,
    complaints about acts of the body that are not answered yet."""
    if not set(changed) - {"confirmed", "source"}:
        return []
    running = Case.objects.filter(closed_at__isnull=True)
    number, unanswered = _number(running.filter(edition=row.edition)), _number(running.filter(body=row.body))
    letters = ngettext(
        "%(n)s running case is under this order: letters about acts of the body name what is entered here, those of "
        "%(day)s and later. Letters that are out keep their last day.",
        "%(n)s running cases are under this order: letters about acts of the body name what is entered here, those of "
        "%(day)s and later. Letters that are out keep their last day.",
        number,
    )
    complaints = ngettext(
        "%(n)s complaint about the body is not answered yet. Its terms that run stay; one that begins is counted with "
        "this.",
        "%(n)s complaints about the body are not answered yet. Their terms that run stay; one that begins is counted "
        "with this.",
        unanswered,
    )
    day = moments.day(row.valid_from) if row.valid_from else pgettext("from which day", "today")
    sentences = [(letters, number), *([] if new else [(complaints, unanswered)])]
    return [words % {"n": _figure(many), "day": day} for words, many in sentences if many]


def of_criterion(criterion: InterviewCriterion) -> list[str]:
    """Interviews that are still to be scored."""
    if criterion.stage != InterviewCriterion.INTERVIEW:
        return []
    number = _number(Case.objects.filter(waits_on=Actor.SCREENER.value, slot__isnull=False))
    if not number:
        return []
    words = ngettext(
        "%(n)s interview is booked and has no protocol yet: it is scored by the criteria of its day. Protocols that "
        "are written keep their own.",
        "%(n)s interviews are booked and have no protocol yet: they are scored by the criteria of their day. Protocols "
        "that are written keep their own.",
        number,
    )
    return [words % {"n": _figure(number)}]


def of_account(user: User, after: User) -> list[str]:
    """Cases that the person works on, and that another post would not leave to them."""
    stays = after.is_active and (user.role, user.city_id, user.body) == (after.role, after.city_id, after.body)
    number = 0 if stays else _number(owners.open_rows().filter(user=user))
    if not number:
        return []
    words = ngettext(
        "%(n)s case that this person works on goes back to the queue.",
        "%(n)s cases that this person works on go back to the queue.",
        number,
    )
    return [words % {"n": _figure(number)}]
