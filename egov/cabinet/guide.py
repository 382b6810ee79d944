"""What the applicant should do now: one thing, in plain words, for each state of a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases.service import Case, in_words, local_day, title
from cases.states import Actor, State


@dataclass(frozen=True, slots=True)
class Call:
    """The one call to action. Without `url` there is nothing to press; `post` makes a button of it."""

    title: str
    text: str = ""
    url: str = ""
    label: str = ""
    post: bool = False
    items: tuple[str, ...] = ()


def call_of(case: Case, now: datetime) -> Call:
    """Raises nothing and asks little: the case's own fields, its dossier for duties and returns."""
    special = CALLS.get(State(case.state))
    if special:
        return special(case, now)
    if not case.open:
        return Call(str(case.place.plain))
    actor = Actor(case.waits_on).label
    return Call(
        _("Nothing is asked of you now"),
        _("It is the turn of: %(actor)s. You get a notice here and by e-mail as soon as something changes.")
        % {"actor": actor},
    )


def _closing(case: Case, now: datetime) -> str:
    """Until when anybody may file (п. 9 of the order): no term of the case tells that."""
    last = case.dossier.intake_until(local_day(now))
    if last is None:
        return _("No order of the pilot accepts filings today; what you have prepared is kept.")
    return _("Applications are accepted until %(day)s.") % {"day": in_words(last)}


def _draft(case: Case, now: datetime) -> Call:
    return Call(
        _("Complete your petition"),
        " ".join([_("Attach the documents one by one; all you send is kept."), _closing(case, now)]),
        reverse("hub:petition:tasks", args=[case.pk]), _("Go on with the petition"),
    )  # fmt: skip


def _choose_time(case: Case, now: datetime) -> Call:
    return Call(
        _("Choose a time for your interview"), _("The video interview takes about half an hour."),
        reverse("cases:step", args=[case.pk, "book_interview"]), _("Open the calendar"),
    )  # fmt: skip


def _interview(case: Case, now: datetime) -> Call:
    slot: Any = case.slot
    if slot is None:
        return Call(_("Your interview is booked"))
    at = localtime(slot.starts_at)
    day = in_words(at)
    if slot.starts_at <= now:
        return Call(_("Nothing is asked of you now"), _("The reviewer records the result of your interview."))
    what = _("Your interview: %(day)s, %(time)s") % {"day": day, "time": f"{at:%H:%M}"}
    text = _("It is held by video, Astana time (UTC+5). Have your passport at hand.")
    return Call(what, text, slot.link, _("Link of the video meeting") if slot.link else "")


def _application(case: Case, now: datetime) -> Call:
    go_on = reverse("egov:application:home", args=[case.pk]), _("Go on with the application")
    bar = case.dossier.bar_on(local_day(now))
    if bar:
        day = in_words(bar.until + timedelta(days=1))
        why = _("Your petition is kept. The application can be filed from %(day)s.") % {"day": day}
        return Call(_("A new application is not accepted yet"), why, *go_on)
    words = _("Choose the department, fill in the questionnaire, pay the duty, sign.")
    return Call(_("File the application for the permit"), f"{words} {_closing(case, now)}", *go_on)


def _rework(case: Case, now: datetime) -> Call:
    names = tuple(title(case, "application", kind) for kind in case.dossier.unanswered())
    text = _("Only what is listed can be changed. Then sign and send it again.")
    url = reverse("egov:application:home", args=[case.pk])
    if not names:
        done = _("Everything listed is corrected. Check it, sign it and send it before the term ends.")
        return Call(_("Send the corrected application"), done, url, _("Check and send"))
    return Call(_("Correct what came back"), text, url, _("Correct the application"), items=names)


def _arrive(case: Case, now: datetime) -> Call:
    where = f"{case.city.department}, {case.city.address}".rstrip(", ") if case.city else ""
    titles = tuple(str(case.law.document("con", kind).title) for kind in case.law.bring)
    text = _("Come to the department: %(where)s. You will then need, besides what you have sent:") % {"where": where}
    return Call(_("Come to Kazakhstan and to the migration service"), text, items=titles)


def _package(case: Case, now: datetime) -> Call:
    where = case.city.centre_address or str(case.city) if case.city else ""
    titles = tuple(str(rule.title) for rule in case.law.lists["con"] if not case.dossier.gave(rule.consent))
    text = _("Public service centre: %(where)s. Give the number %(number)s and bring:")
    words = text % {"where": where, "number": case.preliminary_number}
    return Call(_("Bring your package to the public service centre"), words, items=titles)


def _card(case: Case, now: datetime) -> Call:
    titles = tuple(str(rule.title) for rule in case.law.lists["residence"])
    what = _("Come to the public service centre for registration and the residence card")
    if case.dossier.paid("card"):
        return Call(what, _("Bring:"), items=titles)
    pay = reverse("egov:payment:start", args=[case.pk, "card"])
    return Call(
        what, _("Pay the duty for the card first, then bring:"), pay, _("Pay the duty for the card"), True, titles
    )


CALLS: dict[State, Callable[[Case, datetime], Call]] = {
    State.PETITION_DRAFT: _draft,
    State.SLOT_CHOICE: _choose_time,
    State.INTERVIEW: _interview,
    State.PETITION_SIGNED: _application,
    State.REWORK: _rework,
    State.PRELIMINARY_APPROVED: _arrive,
    State.ARRIVED: _package,
    State.GRANTED: _card,
    State.REGISTERED: _card,
}
