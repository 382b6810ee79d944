"""What the person does after the approval, as a list: what, by when, where, in which hours, and whether it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.law.regulations import DocRule
from cases.law.terms import may_file_from
from cases.law.titles import duty_rule, rules_of
from cases.models import Case, Deadline
from cases.programmes.nomad.states import PLACES
from cases.service import orders
from cases.values.dates import in_words
from egov.cabinet.guide.ask import department_of


@dataclass(frozen=True, slots=True)
class VisitedOffice:
    """An office to be visited."""

    name: str | Promise
    where: str
    """Its address; "" where none is entered."""
    hours: str
    """"" where none are entered."""
    usual: bool = False
    """The hours are those of state offices in general, not confirmed for this one."""


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """A task of the person after the approval."""

    what: str | Promise
    paragraph: str
    text: str | Promise = ""
    done: bool = False
    until: date | None = None
    """The last day by the order; None where it sets none."""
    goal: bool = False
    """The day is a goal of the service, not of the order."""
    office: VisitedOffice | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    rows: list[ChecklistRow]
    bar: str = ""
    """What the year means that follows when the days of the approval pass unused; "" where they do not run."""


def checklist(case: Case) -> Checklist | None:
    """None where nothing is done in person. One statement for the hours of the department."""
    rows_of = ROWS.get(case.place.guide)
    if rows_of is None:
        return None
    return Checklist(list(rows_of(case)), _bar(case))


def _department(case: Case) -> VisitedOffice:
    hours = orders.department_hours(case.city)
    spelled = f"{hours.opens:%H:%M}–{hours.closes:%H:%M}" if hours else ""
    return VisitedOffice(_("Migration service"), department_of(case), spelled, bool(hours and not hours.confirmed))


def _centre(case: Case) -> VisitedOffice:
    city = case.city
    return VisitedOffice(
        _("Public service centre"), city.centre_address if city else "", city.centre_hours if city else ""
    )


def _day(case: Case, key: str) -> tuple[date | None, bool]:
    """The last day of a running term, and whether it is one of the service alone."""
    term = case.dossier.running(key)
    return (term.last_day, term.reminds) if term else (None, False)


def _paragraph(**declared: str) -> str:
    """Of the first place that declares this."""
    places = PLACES.values()
    return next(place.paragraph for place in places if all(getattr(place, k) == v for k, v in declared.items()))


def _arrival(case: Case) -> Iterator[ChecklistRow]:
    until, goal = _day(case, "validity")
    office = _department(case)
    yield ChecklistRow(
        _("Arrive in Kazakhstan and come to the migration service"),
        _paragraph(guide="arrival"),
        _("Do both within these days. Bring your passport, and keep what shows the day of your entry."),
        case.arrived_on is not None,
        until,
        goal,
        office,
    )
    yield from (_paper(case, rule, office) for rule in rules_of(case, "con") if rule.kind in case.law.bring)
    yield from _consent(case)
    yield _brought(case)


def _package(case: Case) -> Iterator[ChecklistRow]:
    arrival = _paragraph(guide="arrival")
    yield ChecklistRow(_("Arrive in Kazakhstan and come to the migration service"), arrival, done=True)
    office = _department(case)
    yield from (_paper(case, rule, office) for rule in rules_of(case, "con") if rule.kind in case.law.bring)
    yield from _consent(case)
    yield _brought(case)


def _paper(case: Case, rule: DocRule, office: VisitedOffice) -> ChecklistRow:
    """What the order wants besides what was sent (п. 19–20): brought on paper, so the portal sees it at the centre."""
    return ChecklistRow(
        str(rule.title),
        rule.paragraph,
        str(rule.hint),
        rule.kind in case.dossier.documents,
        office=office if rule.kind == "fingerprints" else None,
    )


def _consent(case: Case) -> Iterator[ChecklistRow]:
    for rule in rules_of(case, "con"):
        if rule.consent:
            words = _(
                "Sign it here by electronic signature (ЭЦП), under “Letters” on this page, or bring it signed on paper."
            )
            yield ChecklistRow(
                str(rule.title), rule.paragraph, words, case.dossier.has_consented(rule.consent), url="#letters"
            )


def _brought(case: Case) -> ChecklistRow:
    until, goal = _day(case, "package")
    words = _(
        "Give the number %(number)s. Originals are compared with the copies you sent; the passport is handed back."
    )
    what = _("Bring the whole package to the public service centre")
    words %= {"number": case.preliminary_number}
    return ChecklistRow(what, _paragraph(guide="package"), words, False, until, goal, _centre(case))


def _card(case: Case) -> Iterator[ChecklistRow]:
    until, goal = _day(case, "residence")
    paid, registered = case.dossier.paid("card") is not None, case.residence_on is not None
    pay = "" if paid else reverse("egov:cabinet:case", args=[case.pk]) + "#call"
    duty = duty_rule(case, "card")
    yield ChecklistRow(_("Pay the duty for the residence card"), duty.paragraph if duty else "", "", paid, url=pay)
    words = _("Your address is registered there: bring the housing contract too.")
    what = _("Come to the public service centre for the registration")
    yield ChecklistRow(what, _paragraph(guide="card"), words, registered, until, goal, _centre(case))
    for rule in rules_of(case, "residence"):
        if rule.source not in ("payment", "portal"):
            yield ChecklistRow(str(rule.title), rule.paragraph, str(rule.hint))
    taken = _paragraph(tone="granted")
    yield ChecklistRow(_("Take the residence card at the same centre"), taken, _("You get a notice when it is ready."))


ROWS: dict[str, Callable[[Case], Iterator[ChecklistRow]]] = {"arrival": _arrival, "package": _package, "card": _card}
"""By the name that the place of the case gives (`Place.guide`)."""


def _bar(case: Case) -> str:
    bar, term = case.law.bars.get("lapsed"), case.dossier.running("validity")
    if bar is None or term is None or term.state != Deadline.RUNNING or case.approved_at is None:
        return ""
    words = _(
        "If these days pass unused, the approval lapses, and a new application for the permit is taken from %(day)s at "
        "the earliest: the year is counted from the approval, not from the day on which it lapsed. The petition itself "
        "is not barred. Where you came in time and it was not recorded, say so on this page: an official looks at it "
        "before anything lapses."
    )
    return words % {"day": in_words(may_file_from(bar, case.approved_at))}
