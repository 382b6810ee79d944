"""A proposed refusal: what may be stated to it, and the hour at which the person is heard (art. 73, 74 of the АППК)."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases.models import Case
from cases.programmes.nomad.forms.base import StepForm
from cases.programmes.nomad.forms.hearing import AskHearingForm, ObjectionForm, WaiveHearingForm
from cases.service import interviewing
from cases.values import meeting
from cases.values.dates import in_words
from cases.web.documents.hearing import Hearing
from cases.web.request.addresses import step_taken_with, step_url
from egov.cabinet.guide.ask import Ask, sentences


def hearing(case: Case, now: datetime) -> Ask:
    """A right, not a duty; who says nothing loses no more than that. Who has asked to be heard reads the hour first."""
    here = case.dossier.open_hearing
    if here and here.open_request:
        return _asked(case, here, now)
    if here and here.current_protocols:
        words = _("The protocol stands in your case. The decision is made after it, and answers what you said.")
        url, label = _link(case, ObjectionForm)
        return Ask(_("You were heard"), sentences(words, _objecting(case, here, now)), url, label, later=True)
    url, late = step_url(case, ObjectionForm), _is_late(case, now)
    ask = partial(Ask, _title(case, now), url=url, label=_("Object"), later=late)
    if here is None:
        return ask(_objecting(case, here, now))
    hour = _hour(case, here, now)
    ahead, when = hour is None or hour > now, ""
    if hour and ahead:
        words = _("If you wish, you are heard by video on %(day)s, %(time)s, Astana time (UTC+5): ask for it before.")
        when = words % _words(hour)
    offered = [(AskHearingForm, ahead), (WaiveHearingForm, here.open_waiver is None)]
    more = tuple(_link(case, form) for form, may in offered if may)
    return ask(sentences(_objecting(case, here, now), when), at=hour if ahead else None, more=more)


def _asked(case: Case, here: Hearing, now: datetime) -> Ask:
    hour, written = _hour(case, here, now), _objecting(case, here, now)
    more = (_link(case, ObjectionForm), _link(case, WaiveHearingForm))
    if hour is None:
        words = _("You asked to be heard by video. The official names another hour, and you are notified of it.")
        return Ask(_("The hour of your hearing is still to be named"), sentences(words, written), more=more)
    if hour <= now:
        words = _(
            "It was to be on %(day)s, %(time)s. No refusal is made before its protocol is recorded. If you were not "
            "heard, say so: object in writing."
        )
        return Ask(_("The protocol of your hearing is not recorded yet"), words % _words(hour), more=more[:1])
    link = next(filter(meeting.is_link, meeting.addresses_in(here.place)), "")
    where = (
        _("It is held by video, Astana time (UTC+5).") if link == here.place else _("Where: %(place)s (Astana time).")
    )
    text = sentences(where % {"place": here.place}, _("Have your passport at hand."), written)
    label = _("Link of the video meeting") if link else ""
    return Ask(_("Your hearing: %(day)s, %(time)s") % _words(hour), text, link, label, at=hour, more=more)


def _hour(case: Case, here: Hearing, now: datetime) -> datetime | None:
    """The one that is named; None where another has to be: it is of the days before a ruling, or on a day off."""
    hour = here.held_at
    if hour is None or hour < case.state_since or interviewing.is_off(hour, now):
        return None
    return hour


def _is_late(case: Case, now: datetime) -> bool:
    term = case.dossier.newest("objection")
    return bool(term and now >= term.due_at)


def _title(case: Case, now: datetime) -> str:
    return _("A refusal is proposed") if _is_late(case, now) else _("A refusal is proposed: you may object")


def _objecting(case: Case, here: Hearing | None, now: datetime) -> str:
    """Until when the person may write, and what becomes of it."""
    term = case.dossier.newest("objection")
    day = in_words(term.last_day) if term else ""
    if _is_late(case, now):
        words = _(
            "The days for objections ended on %(day)s. What you send until the decision is made is taken, and marked "
            "as late."
        )
    elif here and here.objections:
        words = _(
            "Your objection is received, and the decision answers it. Until %(day)s you may add to it in words and "
            "with files."
        )
    elif here and (here.open_request or here.current_protocols):
        words = _("You may also object in words and with files until %(day)s.")
    else:
        words = _(
            "Your case says why. You may object in words and with files until %(day)s. If you say nothing, the "
            "decision is made without your word."
        )
    return words % {"day": day}


def _link(case: Case, form: type[StepForm]) -> tuple[str, str]:
    return step_url(case, form), str(step_taken_with(case, form).label)


def _words(hour: datetime) -> dict[str, str]:
    at = localtime(hour)
    return {"day": in_words(at), "time": f"{at:%H:%M}"}
