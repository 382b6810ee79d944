"""The application and its return (п. 10–12)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.law.calendar import local_day
from cases.law.titles import title
from cases.models import Case, Deadline
from cases.programmes.nomad.forms.shared import WithdrawForm
from cases.service import queries
from cases.values.dates import in_words
from cases.web.request.addresses import step_url
from egov.cabinet.guide.ask import Ask, application_home, sentences
from egov.cabinet.windows import whom_to_ask, window_for


def application(case: Case, now: datetime) -> Ask:
    window = window_for(case, local_day(now))
    url = reverse("egov:application:home", args=[case.pk])
    if case.dossier.petition_ended(now):
        words = _("The term of the petition has ended: a new one is needed. Withdraw this case, then start a petition.")
        withdraw = step_url(case, WithdrawForm)
        return Ask(_("Your petition has ended"), words, withdraw, _("Withdraw"), later=True)
    if not window.may_apply:
        words = _("Documents, department and questionnaire may be prepared; the duty is paid only once filing is open.")
        text = sentences(_("Your petition is kept."), window.barred or window.order, words, whom_to_ask(case))
        return Ask(_("The application is not accepted today"), text, url, _("Look at the application"), later=True)
    words = _("Choose the department, fill in the questionnaire, pay the duty, sign.")
    return Ask(
        _("File the application for the permit"),
        sentences(words, window.order, changed_order(case)),
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


def rework(case: Case, now: datetime) -> Ask:
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
    if not queries.bank_awaited(case, now):
        return Ask(ended, _annulled_soon(case, now, last))
    until, url = in_words(local_day(term.bank_until - timedelta(seconds=1))), application_home(case)
    if case.dossier.unanswered():
        words = _(
            "You began to pay the duty in time. The bank's answer is waited for until %(until)s: look in again, and "
            "send the correction by that day as soon as the duty is paid."
        )
        return Ask(ended, words % {"until": until}, url, _("Look at the application"), later=True)
    words = _("The bank says that you paid the duty in time: sign and send the correction by %(until)s.")
    return Ask(_("Send the corrected application"), words % {"until": until}, url, _("Check and send"))


def _annulled_soon(case: Case, now: datetime, day: str) -> str:
    words = _(
        "It ended on %(day)s, and the application is being annulled. A new one may be filed with the same petition."
    )
    return sentences(words % {"day": day}, window_for(case, local_day(now)).order, whom_to_ask(case))
