"""Notices by e-mail, in the language of the person they go to."""

from __future__ import annotations

from datetime import date, datetime
from smtplib import SMTPRecipientsRefused
from typing import Any
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.template.defaultfilters import floatformat
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.engine.programmes import programme_of
from cases.engine.steps import STEPS
from cases.law import names
from cases.law.places import label_of
from cases.letters import bounces, weighing
from cases.letters.framing import framed
from cases.letters.summary import summary
from cases.models import Notice
from cases.models.emailclaim import mail_address
from cases.models.noticetext import filled, text_of
from cases.values import moments

WORDS = {
    "reminder": gettext_lazy("A term ends tomorrow: “%(term)s”, last day %(day)s."),
    "term_moved": gettext_lazy(
        "The working calendar has changed (%(source)s), and a term has moved: “%(term)s”, last day now %(day)s, before "
        "%(former)s."
    ),
    "complaint_day_moved": gettext_lazy(
        "The working calendar has changed (%(source)s): a complaint about the letter № %(letter)s is in time until "
        "%(day)s now, before until %(former)s."
    ),
    "delay_day_moved": gettext_lazy(
        "The working calendar has changed (%(source)s): a complaint about the delay “%(term)s” is in time until "
        "%(day)s now, before until %(former)s."
    ),
    "court_day_moved": gettext_lazy(
        "The working calendar has changed (%(source)s): the last day for going to court, of the letter № %(letter)s, "
        "is %(day)s now, before %(former)s."
    ),
    "terms_moved": gettext_lazy(
        "The working calendar has changed (%(source)s): %(terms)s terms of your queue have moved. The queue shows the "
        "new days."
    ),
    "goals_moved": gettext_lazy(
        "The working calendar has changed (%(source)s): the last day of %(terms)s tasks of your desk that stand beside "
        "the terms has moved (originals to be given back, rulings to be confirmed). Your desk shows the new days."
    ),
    "hearing_day_off": gettext_lazy(
        "The working calendar has changed (%(source)s): the hearing that you have named for %(day)s lies on a day off "
        "now. Name another hour."
    ),
    "own_hearing_day_off": gettext_lazy(
        "The working calendar has changed (%(source)s): %(day)s is a day off now, and your hearing does not take place "
        "then. The official names another hour; you get a notice of it."
    ),
    "infected": gettext_lazy(
        "The antivirus has found a virus in your file “%(file)s” (%(virus)s). Nobody opens it. Scan your computer, "
        "make the document again and attach that instead; where you cannot attach it now, the body that considers your "
        "case will ask you for it."
    ),
    "infected_at_desk": gettext_lazy(
        "The antivirus has found a virus in a document of the case: “%(file)s” (%(virus)s). Nobody opens it, and the "
        "applicant has been asked for another; where none can be attached now, return the document."
    ),
    "message": gettext_lazy("There is a new message about the case. Read and answer it on its page in the portal."),
    "handed_over": gettext_lazy("%(who)s has handed the case over to you. Note: %(note)s"),
    "assigned": gettext_lazy("%(who)s has assigned the case to you. Note: %(note)s"),
    "cases_received": gettext_lazy("%(who)s has passed cases to you, %(cases)s in all. Note: %(note)s"),
    "stands_in": gettext_lazy("You stand in for %(who)s from %(day)s to %(until)s: these cases are yours then."),
    "stands_in_no_more": gettext_lazy("You do not stand in for %(who)s any more: the absence was withdrawn."),
    "entered_absent": gettext_lazy("%(who)s has entered you as absent from %(day)s to %(until)s."),
    "helper_joined": gettext_lazy("%(who)s has accepted your invitation and helps with the case."),
    "helper_left": gettext_lazy("%(who)s does not help with the case any more."),
    "helper_ended": gettext_lazy("%(who)s has ended your help in the case %(number)s."),
    "queue": gettext_lazy("Your queue: %(overdue)s overdue, %(tomorrow)s due by tomorrow."),
    "own_queue": gettext_lazy(
        "Your cases: %(overdue)s overdue, %(tomorrow)s due by tomorrow. Cases that nobody has: %(free)s overdue, "
        "%(free_tomorrow)s due by tomorrow."
    ),
    "escalated": gettext_lazy(
        "Tasks of the body or office that you lead have passed their day: %(overdue)s (%(cases)s). Your desk shows "
        "all of them."
    ),
    "ruling_waits": gettext_lazy(
        "A ruling by which an act falls is recorded and waits for another head of the body: look at it, and confirm or "
        "withdraw it."
    ),
    "ruling_overdue": gettext_lazy(
        "A ruling that was to be confirmed by %(day)s still waits. Until another head confirms it, the act stands "
        "against the person: look at it."
    ),
    "act_waits": gettext_lazy(
        "An act is drafted and waits for another official to approve it: “%(step)s”. Look at it in the case."
    ),
    "act_sent_back": gettext_lazy("Your draft was sent back: “%(step)s”. The case shows why; your text is kept there."),
    "signature_revoked": gettext_lazy(
        "Alarm: “%(step)s” was signed with a certificate that had been revoked on %(day)s. Look into the case."
    ),
    "email_changed": gettext_lazy("Mail from the portal now goes to this address: %(email)s."),
    "email_change_stopped": gettext_lazy("The change of your address to %(email)s was stopped by the former address."),
    "name_corrected": gettext_lazy("Your name on the portal is corrected. %(reason)s"),
    "name_refused": gettext_lazy("Your name on the portal stays as it is. The reason: %(reason)s"),
    "delegated": gettext_lazy(
        "The signature is delegated to you by document № %(document)s, from %(day)s to %(until)s."
    ),
    "delegation_over": gettext_lazy("The delegation by document № %(document)s was withdrawn on %(day)s."),
    "staff_access": gettext_lazy("Your account on the portal is ready."),
    "password_changed": gettext_lazy(
        "The password of your account was changed. If it was not you, tell an administrator of the portal at once."
    ),
    "account_changed": gettext_lazy(
        "An administrator has changed your account: %(fields)s. If that is not right, tell an administrator of the "
        "portal."
    ),
    "second_factor_reset": gettext_lazy(
        "The second factor of your account was reset: at the next sign-in by password a new one is set up. If it was "
        "not at your request, tell an administrator of the portal at once."
    ),
    "proposal_waits": gettext_lazy(
        "Another administrator has entered a change that waits for you: %(named)s. It holds once you confirm it."
    ),
    "proposal_decided": gettext_lazy("The change that you have entered is decided: %(named)s. %(outcome)s"),
}
"""The sentences of notices that no step causes, and no programme has to itself (`Names.notices`)."""


NAMED_DAYS = 5
"""Of a change of the calendar, in a notice."""


def words(notice: Notice) -> str:
    """What the notice says, in the active language."""
    step = STEPS.get(notice.what)
    if step is not None:
        return " ".join(filter(None, (text_of(notice.what) or str(step.tells), _changed(notice))))
    facts = dict(notice.facts)
    if "term" in facts:
        facts["term"] = str(names.label("terms", facts["term"]))
    if "step" in facts:
        facts["step"] = str(STEPS[facts["step"]].label)
    if "late" in facts:
        named = [f"{number}: {names.label('terms', key)}" for _case, number, key in facts["late"]]
        facts["cases"] = "; ".join(named) + (" …" if facts["more"] else "")
    if "states" in facts:
        facts["states"] = ", ".join(str(label_of(state)) for state in facts["states"])
    for name in {"day", "until", "former", "ready", "next"} & facts.keys():
        facts[name] = moments.day(date.fromisoformat(facts[name]))
    if "moment" in facts:
        facts["moment"] = moments.moment(datetime.fromisoformat(facts["moment"]))
    if changed := facts.get("changed"):
        facts["source"] = f"{_days_named(changed)}: {facts['source']}"
    if "amount" in facts:
        facts["amount"] = floatformat(facts["amount"], "-2g")
    if own := text_of(notice.what):
        return filled(own, facts)
    sentence = WORDS.get(notice.what) or names.KNOWN["notices"][notice.what]
    return str(sentence) % facts


def _days_named(days: list[str]) -> str:
    """Days of the calendar, the first of many alone."""
    named = ", ".join(moments.day(date.fromisoformat(day)) for day in days[:NAMED_DAYS])
    return named if len(days) <= NAMED_DAYS else f"{named} …"


def _changed(notice: Notice) -> str:
    """Of a correction: which data of which document, from what to what."""
    case = notice.case
    if case is None or "changed" not in notice.facts:
        return ""
    return programme_of(case).corrected(case, notice.facts)


def send(ref: UUID, now: datetime, request_id: str = "") -> None:
    """Mail one notice; does nothing if it was mailed already, or another is mailed instead. Errors of the mail server
    go to the caller.

    `request_id` goes into no mail: it is of no use to the reader.
    """
    notice = Notice.objects.select_related("user", "case", "letter").get(pk=ref)
    if (
        notice.mailed_at is not None
        or notice.replaced_by_id
        or not notice.user.is_active
        or not (to := notice.facts.get("mail_to") or mail_address(notice.user))
    ):
        return
    if way := weighing.way_of(notice):
        Notice.objects.filter(pk=notice.pk).update(way=way)
        return
    with translation.override(notice.user.language):
        message = _message(notice, to)
    if notice.case is not None and (file := programme_of(notice.case).attachment(notice)):
        message.attach(*file)
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        if bounces.record_refusal(notice, to, error, now):
            return
        raise
    Notice.objects.filter(pk=notice.pk).update(mailed_at=now, mailed_to=to)


def _message(notice: Notice, to: str) -> EmailMultiAlternatives:
    number = notice.case.number if notice.case else ""
    context: dict[str, Any] = {
        "notice": notice,
        "words": "\n\n".join([words(notice), *(summary(notice.letter) if notice.letter else ())]),
        "button": _("Open the case") if notice.case else "",
        "number": number,
        "language": notice.user.language,
    }
    subject = weighing.subject(words(notice), number)
    return framed(to, subject, str(notice.pk), context, weighing.page_path(notice))
