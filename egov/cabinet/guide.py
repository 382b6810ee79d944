"""What the applicant should do now: one thing, in plain words, for each state of a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases.law.actors import Actor
from cases.law.places import May
from cases.service.queries import rules_of
from cases.service.vocabulary import STEPS, Case, Deadline, DocRule
from cases.service.wording import in_words, local_day, title
from egov.cabinet.ending import order_words
from egov.cabinet.windows import whom_to_ask, window_for


@dataclass(frozen=True, slots=True)
class Ask:
    """The one call to action. Without `url` there is nothing to press; `post` makes a form of it.

    `later`: what it leads to can be prepared but not sent today, so it is a quiet link and no button.
    """

    title: str
    text: str = ""
    url: str = ""
    label: str = ""
    post: bool = False
    items: tuple[str, ...] = ()
    later: bool = False


def call_of(case: Case, now: datetime) -> Ask:
    """Raises nothing and asks little: the case's own fields, its dossier for duties and returns."""
    ask = _turn(case, now)
    ask = replace(ask, text=_sentences(ask.text, order_words(case, now)))
    return _with_duty(case, ask) if _duty_came_back(case) else ask


def _turn(case: Case, now: datetime) -> Ask:
    special = CALLS.get(case.place.guide)
    if special:
        return special(case, now)
    if not case.open:
        return Ask(str(case.place.plain))
    actor = Actor(case.waits_on).label
    return Ask(
        _("Nothing is asked of you now"),
        _("It is the turn of: %(actor)s. You get a notice here and by e-mail as soon as something changes.")
        % {"actor": actor},
    )


def _duty_came_back(case: Case) -> bool:
    """The application is filed, and the bank has not got its duty: no decision is made until it is paid again."""
    return case.place.duty == "prp" and May.FILL not in case.place.may and not case.dossier.paid("prp")


def _with_duty(case: Case, ask: Ask) -> Ask:
    """Before all else that is asked, which stays: the terms of the rest run on."""
    words = _(
        "By the bank's word the state duty for the permit is not paid. No approval is given until you pay it again."
    )
    pay = reverse("egov:payment:start", args=[case.pk, "prp"])
    title = ask.title if case.place.guide else _("Pay the state duty again")
    text = _sentences(words, ask.text if case.place.guide else "")
    return replace(ask, title=title, text=text, url=pay, label=_("Pay the duty"), post=True, later=False)


def _draft(case: Case, now: datetime) -> Ask:
    window = window_for(case, local_day(now))
    url = reverse("hub:petition:tasks", args=[case.pk])
    if not window.open:
        return Ask(
            _("Petitions are not accepted today"),
            _sentences(window.order, whom_to_ask(None)),
            url,
            _("Look at the petition you have prepared"),
            later=True,
        )
    words = _("Attach the documents one by one; all you send is kept.")
    barred = window.barred and _sentences(_("The petition may be filed."), window.barred)
    return Ask(
        _("Complete your petition"), _sentences(words, barred or window.order), url, _("Go on with the petition")
    )


def _sentences(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _choose_time(case: Case, now: datetime) -> Ask:
    return Ask(
        _("Choose a time for your interview"),
        _("The video interview takes about half an hour."),
        reverse("cases:step", args=[case.pk, step_from(case, form="slot")]),
        _("Open the calendar"),
    )


def _interview(case: Case, now: datetime) -> Ask:
    slot: Any = case.slot
    if slot is None:
        return Ask(_("Your interview is booked"))
    at = localtime(slot.starts_at)
    day = in_words(at)
    if slot.starts_at <= now:
        return Ask(_("Nothing is asked of you now"), _("The reviewer records the result of your interview."))
    what = _("Your interview: %(day)s, %(time)s") % {"day": day, "time": f"{at:%H:%M}"}
    text = _("It is held by video, Astana time (UTC+5). Have your passport at hand.")
    return Ask(what, text, slot.link, _("Link of the video meeting") if slot.link else "")


def _application(case: Case, now: datetime) -> Ask:
    window = window_for(case, local_day(now))
    url = reverse("egov:application:home", args=[case.pk])
    if case.dossier.petition_ended(now):
        words = _("The term of the petition has ended: a new one is needed. Withdraw this case, then start a petition.")
        withdraw = reverse("cases:step", args=[case.pk, step_from(case, form="withdraw")])
        return Ask(_("Your petition has ended"), words, withdraw, _("Withdraw"), later=True)
    if not window.may_apply:
        words = _("Documents, department and questionnaire may be prepared; the duty is paid only once filing is open.")
        text = _sentences(_("Your petition is kept."), window.barred or window.order, words, whom_to_ask(case))
        return Ask(_("The application is not accepted today"), text, url, _("Look at the application"), later=True)
    words = _("Choose the department, fill in the questionnaire, pay the duty, sign.")
    return Ask(
        _("File the application for the permit"),
        _sentences(words, window.order, changed_order(case)),
        url,
        _("Go on with the application"),
    )


def changed_order(case: Case) -> str:
    """A sentence where the petition was signed under another order than the application is filed under; else ""."""
    if case.petition_law.key == case.law.key:
        return ""
    return _(
        "Your petition was signed under order %(earlier)s and stays valid. The application follows the order in force "
        "on the day of filing, today %(now)s: its lists of documents, its cities and its terms hold."
    ) % {"earlier": case.petition_law.number, "now": case.law.number}


def _completion(case: Case, now: datetime) -> Ask:
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
        return Ask(_("Send the completed petition"), _sentences(done, when), url, _("Check and send"))
    text = _("Nothing is refused. Only what is listed can be changed; then sign and send it again.")
    return Ask(_("Complete what came back"), _sentences(text, when), url, _("Complete the petition"), items=names)


def _rework(case: Case, now: datetime) -> Ask:
    term = case.dossier.running("rework")
    if term and term.due_at <= now:
        return _rework_over(case, term, now)
    names = tuple(title(case, "application", kind) for kind in case.dossier.unanswered())
    text = _("Only what is listed can be changed. Then sign and send it again.")
    url = reverse("egov:application:home", args=[case.pk])
    if not names:
        done = _("Everything listed is corrected. Check it, sign it and send it before the term ends.")
        return Ask(_("Send the corrected application"), done, url, _("Check and send"))
    return Ask(_("Correct what came back"), text, url, _("Correct the application"), items=names)


def _rework_over(case: Case, term: Deadline, now: datetime) -> Ask:
    """Over for everybody but who waits for the bank's word alone (interpretation 17)."""
    ended, last = _("The term for the correction has ended"), in_words(term.last_day)
    if not case.dossier.bank_awaited(now):
        return Ask(ended, _annulled_soon(case, now, last))
    until, url = in_words(local_day(term.bank_until - timedelta(seconds=1))), _home(case)
    if case.dossier.unanswered():
        words = _(
            "You began to pay the duty in time. The bank's answer is waited for until %(until)s: look in again, and "
            "send the correction by that day as soon as the duty is paid."
        )
        return Ask(ended, words % {"until": until}, url, _("Look at the application"), later=True)
    words = _("The bank says that you paid the duty in time: sign and send the correction by %(until)s.")
    return Ask(_("Send the corrected application"), words % {"until": until}, url, _("Check and send"))


def step_from(case: Case, *, form: str) -> str:
    """The name of the step with this form that leaves where the case stands."""
    return next(step.name for step in STEPS.values() if step.form == form and case.state in step.sources)


def _home(case: Case) -> str:
    return reverse("egov:application:home", args=[case.pk])


def _annulled_soon(case: Case, now: datetime, day: str) -> str:
    words = _(
        "It ended on %(day)s, and the application is being annulled. A new one may be filed with the same petition."
    )
    return _sentences(words % {"day": day}, window_for(case, local_day(now)).order, whom_to_ask(case))


def _arrive(case: Case, now: datetime) -> Ask:
    term, where = case.dossier.running("validity"), _department(case)
    if term and term.due_at <= now:
        return _arrival_review(case, now)
    titles = tuple(title(case, "con", kind) for kind in case.law.bring)
    text = _("Come to the department: %(where)s. You will then need, besides what you have sent:") % {"where": where}
    return Ask(_("Come to Kazakhstan and to the migration service"), text, items=titles)


def _arrival_review(case: Case, now: datetime) -> Ask:
    """The days are over; what happened in them is still recorded (interpretation 15)."""
    where, term = _department(case), _validity(case)
    if term and case.dossier.entry_within(local_day(term.starts_at), term.last_day):
        words = _("Your entry into Kazakhstan is on file, so the approval holds. Come to the department: %(where)s.")
        return Ask(_("Come to the migration service"), words % {"where": where})
    words = _(
        "They ended on %(last)s, and no arrival is recorded. If you came to the migration service or entered "
        "Kazakhstan by that day, say so here and attach the proof; the department: %(where)s. The migration service "
        "looks at it before it decides."
    )
    last = in_words(term.last_day) if term else ""
    url = reverse("cases:step", args=[case.pk, step_from(case, form="claim")])
    ended = _("The days of your approval are over")
    return Ask(ended, words % {"last": last, "where": where}, url, _("I was there in time"))


def _validity(case: Case) -> Deadline | None:
    return next((d for d in case.dossier.deadlines if d.key == "validity"), None)


def _department(case: Case) -> str:
    return f"{case.city.department}, {case.city.address}".rstrip(", ") if case.city else ""


def _package(case: Case, now: datetime) -> Ask:
    where = case.city.centre_address or str(case.city) if case.city else ""
    titles = tuple(str(rule.title) for rule in rules_of(case, "con") if _is_brought(case, rule))
    text = _("Public service centre: %(where)s. Give the number %(number)s and bring:")
    words = text % {"where": where, "number": case.preliminary_number}
    return Ask(_("Bring your package to the public service centre"), words, items=titles)


def _is_brought(case: Case, rule: DocRule) -> bool:
    if case.dossier.gave(rule.consent):
        return False
    return rule.required or rule.kind in case.dossier.documents


def _card(case: Case, now: datetime) -> Ask:
    titles = tuple(str(rule.title) for rule in rules_of(case, "residence"))
    what = _("Come to the public service centre for registration and the residence card")
    if case.dossier.paid("card"):
        return Ask(what, _("Bring:"), items=titles)
    pay = reverse("egov:payment:start", args=[case.pk, "card"])
    return Ask(
        what, _("Pay the duty for the card first, then bring:"), pay, _("Pay the duty for the card"), True, titles
    )


def _hearing(case: Case, now: datetime) -> Ask:
    """art. 73 of the Administrative Code: a right, not a duty; who says nothing loses no more than that."""
    url, label = reverse("cases:step", args=[case.pk, step_from(case, form="object")]), _("Object")
    term = next((d for d in case.dossier.deadlines if d.key == "objection"), None)
    if term and now >= term.due_at:
        words = _(
            "The days for objections ended on %(day)s. What you send until the decision is made is taken, and marked "
            "as late."
        )
        return Ask(_("A refusal is proposed"), words % {"day": in_words(term.last_day)}, url, label, later=True)
    words = _(
        "Below stands why. You may object in words and with files until %(day)s, ask to be heard by video, or waive "
        "it. If you say nothing, the decision is made without your word."
    )
    day = in_words(term.last_day) if term else ""
    return Ask(_("A refusal is proposed: you may object"), words % {"day": day}, url, label)


CALLS: dict[str, Callable[[Case, datetime], Ask]] = {
    "petition": _draft,
    "choose_time": _choose_time,
    "interview": _interview,
    "application": _application,
    "completion": _completion,
    "correction": _rework,
    "arrival": _arrive,
    "arrival_review": _arrival_review,
    "package": _package,
    "card": _card,
    "hearing": _hearing,
}
"""By the name that the place of the case gives (`Place.guide`)."""
