"""Until the petition is signed (п. 4–9)."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases.law.calendar import local_day
from cases.law.titles import title
from cases.models import Case, Slot
from cases.programmes.nomad.forms.petition import CancelInterviewForm, SlotForm
from cases.service import interviewing
from cases.values.dates import in_words
from cases.web.request.addresses import step_taken_with, step_url
from egov.cabinet.ending import before_filing
from egov.cabinet.guide.ask import Ask, sentences
from egov.cabinet.windows import whom_to_ask, window_for


def draft(case: Case, now: datetime) -> Ask:
    window = window_for(case, local_day(now))
    url = reverse("hub:petition:tasks", args=[case.pk])
    if not window.open:
        return Ask(
            _("Petitions are not accepted today"),
            sentences(window.order, whom_to_ask(None)),
            url,
            _("Look at the petition you have prepared"),
            later=True,
        )
    words = _("Attach the documents one by one; all you send is kept.")
    barred = window.barred and sentences(_("The petition may be filed."), window.barred)
    until = sentences(window.order, before_filing(window, case.dossier.intake_edition(window.today)))
    return Ask(_("Complete your petition"), sentences(words, barred or until), url, _("Go on with the petition"))


def completion(case: Case, now: datetime) -> Ask:
    """The order knows no such term: its day is one of the service, and nothing ends by it (interpretation 62)."""
    names = tuple(title(case, "petition", kind) for kind in case.dossier.unanswered())
    url, term = reverse("hub:petition:tasks", args=[case.pk]), case.dossier.running("completion")
    day = in_words(term.last_day) if term else ""
    over = bool(term and term.due_at <= now)
    when = _("Please do it by %(day)s.") % {"day": day}
    if over:
        when = _("The day for this, %(day)s, is over: Astana Hub may go on without it. You may still send it.")
        when %= {"day": day}
    if not names:
        done = _("Everything listed is replaced. Check it, sign it and send it.")
        return Ask(_("Send the completed petition"), sentences(done, when), url, _("Check and send"))
    text = _("Nothing is refused. Only what is listed can be changed; then sign and send it again.")
    return Ask(_("Complete what came back"), sentences(text, when), url, _("Complete the petition"), items=names)


def choose_time(case: Case, now: datetime) -> Ask:
    return Ask(
        _("Choose a time for your interview"),
        _("The video interview takes about half an hour."),
        step_url(case, SlotForm),
        _("Open the calendar"),
    )


def interview(case: Case, now: datetime) -> Ask:
    slot = case.slot
    if slot is None:
        return Ask(_("Your interview is booked"))
    at = localtime(slot.starts_at)
    day = in_words(at)
    if slot.starts_at <= now:
        return Ask(_("Nothing is asked of you now"), _("The reviewer records the result of your interview."))
    when = {"day": day, "time": f"{at:%H:%M}"}
    if interviewing.is_off(slot.starts_at, now):
        return Ask(
            _("Choose another time for your interview"),
            _(
                "It was booked for %(day)s, %(time)s, which is a day off now: it does not take place then. Choose "
                "another time, or Astana Hub names one. Nothing is lost by this."
            )
            % when,
            step_url(case, SlotForm),
            _("Open the calendar"),
        )
    what = _("Your interview: %(day)s, %(time)s") % when
    text = sentences(_("It is held by video, Astana time (UTC+5). Have your passport at hand."), _until_when(slot, now))
    label = _("Link of the video meeting") if slot.link else ""
    more = _changes(case, slot, now)
    return Ask(what, text, slot.link, label, at=slot.starts_at, more=more, file=_for_calendar(case))


def _changes(case: Case, slot: Slot, now: datetime) -> tuple[tuple[str, str], ...]:
    """To move it, and to cancel it, as long as that may be."""
    if interviewing.changeable_until(slot) <= now:
        return ()
    moved, cancelled = (step_taken_with(case, form) for form in (SlotForm, CancelInterviewForm))
    return (step_url(case, SlotForm), str(moved.label)), (step_url(case, CancelInterviewForm), str(cancelled.label))


def _until_when(slot: Slot, now: datetime) -> str:
    until = localtime(interviewing.changeable_until(slot))
    if until <= now:
        return ""
    words = _("You may move or cancel it until %(day)s, %(time)s.")
    return words % {"day": in_words(until), "time": f"{until:%H:%M}"}


def decided(case: Case, now: datetime) -> Ask:
    """п. 8–9: the ministry has decided; АКФ ПИТ sends the notice, which alone gives the reasons and the remedies."""
    term = case.dossier.running("refusal_notice")
    words = _("It was decided on %(on)s. The notice of it, with the reasons and how to challenge it, is sent to you.")
    if term:
        words = _(
            "It was decided on %(on)s. The notice of it, with the reasons and how to challenge it, is sent to you by "
            "%(day)s; you get it here and by e-mail."
        )
        if term.due_at <= now:
            words = _(
                "It was decided on %(on)s. The notice of it, with the reasons and how to challenge it, was to be sent "
                "to you by %(day)s and has not been yet."
            )
    days = {"on": in_words(local_day(case.state_since)), "day": in_words(term.last_day) if term else ""}
    text = sentences(words % days, _("Until then nothing is asked of you."))
    return Ask(_("The ministry has decided on your petition"), text)


def _for_calendar(case: Case) -> tuple[str, str] | None:
    row = interviewing.latest_invitation(case)
    if row is None or row.cancelled:
        return None
    return reverse("hub:interviews:invitation", args=[case.pk]), _("Put it into your own calendar (.ics)")
