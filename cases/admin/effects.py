"""What a change of reference data or of an account does to the cases that run, in sentences for an administrator, who
sees numbers and no case."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cases.engine.steps import STEPS
from cases.law.actors import Actor
from cases.models import (
    Case,
    City,
    Consent,
    CountryRule,
    Deadline,
    Decision,
    DutyRate,
    EditionPeriod,
    Ground,
    InterviewCriterion,
    Payment,
    Remedy,
    ReturnedDocument,
    ServiceTerm,
)
from cases.values import moments

MOST = 1000
"""Cases that are counted; for more the words are "so many or more"."""


def number_of(rows: QuerySet[Any]) -> int:
    return rows.order_by().values("pk")[:MOST].count()


def figure(number: int) -> str:
    return f"{MOST}+" if number == MOST else str(number)


def of_duty_rate(rate: DutyRate) -> list[str]:
    """A payment that has begun keeps its amount; others pay the rate of the day."""
    former = DutyRate.objects.filter(kind=rate.kind, valid_from__lte=rate.valid_from).exclude(pk=rate.pk).first()
    paying = Payment.objects.filter(kind=rate.kind).values("case")
    number = number_of(Case.objects.filter(closed_at__isnull=True).exclude(pk__in=paying))
    if not number or (former is not None and former.amount == rate.amount):
        return []
    facts = {
        "day": moments.day(rate.valid_from),
        "before": floatformat(former.amount, "-2g") if former else "–",
        "after": floatformat(rate.amount, "-2g"),
        "n": figure(number),
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
    return [words % {"n": figure(number)}]


def of_city(before: City, after: City, changed: Collection[str]) -> list[str]:
    """Where it is taken out of use, or called otherwise."""
    number = number_of(Case.objects.filter(city=before.pk, closed_at__isnull=True))
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
    return [words % {"n": figure(number)} for words in sentences]


def of_remedy(row: Remedy, *, new: bool, changed: Collection[str]) -> list[str]:
    """Cases under its order, of which each act of the body names it; and, where a row is changed that holds already,
    complaints about acts of the body that are not answered yet."""
    if not set(changed) - {"confirmed", "source"}:
        return []
    running = Case.objects.filter(closed_at__isnull=True)
    number, unanswered = number_of(running.filter(edition=row.edition)), number_of(running.filter(body=row.body))
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
    return [words % {"n": figure(many), "day": day} for words, many in sentences if many]


def of_criterion(criterion: InterviewCriterion) -> list[str]:
    """Interviews that are still to be scored; petitions that are still to be screened."""
    interviews = criterion.stage == InterviewCriterion.INTERVIEW
    number = number_of(Case.objects.filter(waits_on=Actor.SCREENER.value, slot__isnull=not interviews))
    if not number:
        return []
    if not interviews:
        words = ngettext(
            "%(n)s petition is to be screened: from now on its record asks for a word on the criteria of the day.",
            "%(n)s petitions are to be screened: from now on their records ask for a word on the criteria of the day.",
            number,
        )
        return [words % {"n": figure(number)}]
    words = ngettext(
        "%(n)s interview is booked and has no protocol yet: it is scored by the criteria of its day. Protocols that "
        "are written keep their own.",
        "%(n)s interviews are booked and have no protocol yet: they are scored by the criteria of their day. Protocols "
        "that are written keep their own.",
        number,
    )
    return [words % {"n": figure(number)}]


def of_clause(changed: Collection[str]) -> list[str]:
    """Applicants who have not consented yet read other words."""
    given = Consent.objects.filter(purpose="processing").values("case")
    number = number_of(Case.objects.filter(closed_at__isnull=True).exclude(pk__in=given)) if _says(changed) else 0
    if not number:
        return []
    words = ngettext(
        "In %(n)s running case the consent is still to be given: it is, in these words. Consents that are given keep "
        "theirs.",
        "In %(n)s running cases the consent is still to be given: it is, in these words. Consents that are given keep "
        "theirs.",
        number,
    )
    return [words % {"n": figure(number)}]


def _says(changed: Collection[str]) -> bool:
    """Whether what is read changes, and not only what is known of its source."""
    return bool(set(changed) - {"source", "confirmed", "holds_from"})


def of_country(rule: CountryRule, changed: Collection[str]) -> list[str]:
    """People of that citizenship who have not filed the application yet."""
    waiting = Case.objects.filter(closed_at__isnull=True, filed_at__isnull=True)
    number = number_of(waiting.filter(person__citizenship=rule.country)) if _says(changed) else 0
    if not number:
        return []
    words = ngettext(
        "%(n)s person of this citizenship has not filed the application yet: the check before it advises by this. "
        "Nothing is refused because of it.",
        "%(n)s people of this citizenship have not filed the application yet: the check before it advises by this. "
        "Nothing is refused because of it.",
        number,
    )
    return [words % {"n": figure(number)}]


def of_length(before: ServiceTerm, after: ServiceTerm) -> list[str]:
    """Terms that run keep the length with which they began."""
    number = number_of(Deadline.objects.filter(key=after.key, state=Deadline.RUNNING))
    if before.length == after.length or not number:
        return []
    words = ngettext(
        "%(n)s term that runs keeps its day, counted by %(before)s; those that begin later are counted by %(after)s.",
        "%(n)s terms that run keep their day, counted by %(before)s; those that begin later are counted by %(after)s.",
        number,
    )
    return [words % {"n": figure(number), "before": before.length, "after": after.length}]


def of_period(period: EditionPeriod, changed: Collection[str]) -> list[str]:
    """Applications that are still to be filed under the order."""
    rows = Case.objects.filter(edition=period.edition, closed_at__isnull=True, filed_at__isnull=True)
    number = number_of(rows) if {"intake_from", "intake_until"} & set(changed) else 0
    if not number:
        return []
    words = ngettext(
        "%(n)s running case of this order has not filed its application yet: it can do so within these days.",
        "%(n)s running cases of this order have not filed their application yet: they can do so within these days.",
        number,
    )
    return [words % {"n": figure(number)}]


def of_notice(changed: Collection[str]) -> list[str]:
    """Mails are worded when they leave, the cabinet when it is opened."""
    words = _("Mails that have not left yet, and the cabinet, have these words; mails that have left stay.")
    return [words] if _says(changed) else []
