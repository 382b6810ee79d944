"""From the approval to the card (п. 19–27)."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.law.calendar import local_day
from cases.law.regulations import DocRule
from cases.law.titles import rules_of, title
from cases.models import Case
from cases.programmes.nomad.forms.arrival import ClaimForm
from cases.values.dates import in_words
from cases.web.documents.hearing import Claimed, words_on_arrival
from cases.web.request.addresses import step_url
from egov.cabinet.guide.ask import Ask, department_of


def arrive(case: Case, now: datetime) -> Ask:
    term, where = case.dossier.running("validity"), department_of(case)
    if term and term.due_at <= now:
        return arrival_review(case, now)
    unsigned = [str(rule.title) for rule in rules_of(case, "con") if rule.consent and _is_brought(case, rule)]
    titles = (*(title(case, "con", kind) for kind in case.law.bring), *unsigned)
    text = _("Come to the department: %(where)s. You will then need, besides what you have sent:") % {"where": where}
    return Ask(_("Come to Kazakhstan and to the migration service"), text, items=titles)


def arrival_review(case: Case, now: datetime) -> Ask:
    """The days are over; what happened in them is still recorded (interpretation 15)."""
    where, term = department_of(case), case.dossier.newest("validity")
    if term and case.dossier.clear_within("arrival", local_day(term.starts_at), term.last_day):
        words = _("Your entry into Kazakhstan is on file, so the approval holds. Come to the department: %(where)s.")
        return Ask(_("Come to the migration service"), words % {"where": where})
    url = step_url(case, ClaimForm)
    if claimed := words_on_arrival(case):
        return _written(case, claimed[0], url)
    words = _(
        "They ended on %(last)s, and no arrival is recorded. If you came to the migration service or entered "
        "Kazakhstan by that day, say so here and attach the proof; the department: %(where)s. The migration service "
        "looks at it before it decides."
    )
    last = in_words(term.last_day) if term else ""
    ended = _("The days of your approval are over")
    text = f"{words % {'last': last, 'where': where}} {_waited_for(case, now)}".strip()
    return Ask(ended, text, url, _("I was there in time"))


def _written(case: Case, claim: Claimed, url: str) -> Ask:
    """The person has written so: it lies with the department."""
    review = case.dossier.running("arrival_review")
    words = _("The department looks at it and decides.")
    if review:
        words = _("The department looks at it by %(day)s and decides.") % {"day": in_words(review.last_day)}
    more = _("If you have another proof, or more to say, send it; nothing has to be sent again.")
    what = _("You wrote on %(at)s that you came in time, on %(day)s")
    days = {"at": in_words(local_day(claim.at)), "day": in_words(claim.day)}
    return Ask(what % days, f"{words} {more}", url, _("Add to what you wrote"), later=True)


def _waited_for(case: Case, now: datetime) -> str:
    """Until when the approval cannot lapse before the applicant has stated something (art. 73)."""
    term = case.dossier.running("arrival_word")
    if term is None or term.due_at <= now:
        return ""
    words = _("Say it by %(day)s: the approval does not lapse before that day is over.")
    return words % {"day": in_words(term.last_day)}


def package(case: Case, now: datetime) -> Ask:
    where = case.city.centre_address or str(case.city) if case.city else ""
    titles = tuple(str(rule.title) for rule in rules_of(case, "con") if _is_brought(case, rule))
    text = _("Public service centre: %(where)s. Give the number %(number)s and bring:")
    words = text % {"where": where, "number": case.preliminary_number}
    return Ask(_("Bring your package to the public service centre"), words, items=titles)


def _is_brought(case: Case, rule: DocRule) -> bool:
    if case.dossier.has_consented(rule.consent):
        return False
    return rule.required or rule.kind in case.dossier.documents


def card(case: Case, now: datetime) -> Ask:
    titles = tuple(str(rule.title) for rule in rules_of(case, "residence"))
    what = _("Come to the public service centre for registration and the residence card")
    if case.dossier.paid("card"):
        return Ask(what, _("Bring:"), items=titles)
    pay = reverse("egov:payment:start", args=[case.pk, "card"])
    return Ask(
        what, _("Pay the duty for the card first, then bring:"), pay, _("Pay the duty for the card"), True, titles
    )
