"""Criminal record documents and the passport, beyond what refuses them today: age, state, the days ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.findings import FilingFinding, Severity, Words
from cases.law import terms
from cases.programmes.nomad.preflight.subject import CERTIFICATES, LookedAt
from cases.values import countries, moments

if TYPE_CHECKING:
    from cases.models import CountryRule, Document

_advice = partial(FilingFinding, severity=Severity.ADVISORY)
HOME = "KZ"


def passport_lasts(s: LookedAt) -> Iterator[FilingFinding]:
    """Good today, and too short on one of the later filings of п. 10(1) and 20(1)."""
    rule, passport = s.law.rules.get("passport"), s.documents.get("passport")
    if rule is None or passport is None or passport.expires_on is None:
        return
    last = passport.expires_on - timedelta(days=rule.days + (1 if rule.compare == "more_than" else 0))
    if not terms.satisfies(rule, terms.days_left(passport.expires_on, s.on)) or last >= s.package_until:
        return
    application = s.applies_on is not None and last < s.applies_on
    yield _advice(
        code="passport_later",
        paragraph=s.law.document("application" if application else "con", "passport").paragraph,
        what=format_lazy(
            _(
                "The passport is good for this filing. The same number of days is asked again at each later one, and "
                "the last day on which it has them is {last}; by the terms the package at the public service centre "
                "may be due as late as {until}."
            ),
            last=moments.day(last),
            until=moments.day(s.package_until),
        ),
        todo=_("If you can, get a new passport before you file, so that its number is the same to the end."),
        place="doc-passport",
    )


def certificate_age(s: LookedAt) -> Iterator[FilingFinding]:
    """No order sets an age (interpretation 49): practice does, and the number of the edition's `advice`."""
    most = s.law.advice.get("certificate")
    for document in s.certificates if most else ():
        if document.issued_on is None or most is None:
            continue
        last = document.issued_on + timedelta(days=most)
        if last < s.on:
            yield _old(s, document, (s.on - document.issued_on).days, last, most)
        elif s.applies_on and last < s.applies_on:
            yield _older_later(s, document, last, s.applies_on, most)


def _old(s: LookedAt, document: Document, age: int, last: date, most: int) -> FilingFinding:
    what = format_lazy(
        _(
            "{title}: issued {age} days ago. The order sets no age, and in practice a document older than {most} days "
            "is not accepted: this one was so until {last}."
        ),
        title=s.title(document.kind),
        age=age,
        most=most,
        last=moments.day(last),
    )
    return _certificate(s, document, "certificate_old", what, _("Ask its authority for a new one before you file."))


def _older_later(s: LookedAt, document: Document, last: date, applies_on: date, most: int) -> FilingFinding:
    what = format_lazy(
        _(
            "{title}: on {last} it will be {most} days old. By the terms the application may be filed as late as "
            "{applies}, and then it is in practice too old."
        ),
        title=s.title(document.kind),
        last=moments.day(last),
        most=most,
        applies=moments.day(applies_on),
    )
    todo = _("It will do for the petition. Order a new one in time for the application, with its legalisation.")
    return _certificate(s, document, "certificate_old_later", what, todo)


def _certificate(s: LookedAt, document: Document, code: str, what: Words, todo: Words) -> FilingFinding:
    paragraph, place = s.paragraph(document.kind), f"doc-{document.kind}"
    return _advice(code=code, paragraph=paragraph, what=what, todo=todo, place=place)


def certificates_of_the_right_state(s: LookedAt) -> Iterator[FilingFinding]:
    """п. 4(8), 10(4): of the state of citizenship and/or of permanent residence."""
    theirs = _states(s)
    for document in s.certificates if s.residence else ():
        if document.country and document.country not in theirs:
            what = format_lazy(
                _(
                    "{title}: issued by {state}, which is neither a state of your citizenship nor that of your "
                    "residence."
                ),
                title=s.title(document.kind),
                state=countries.country_name(document.country),
            )
            todo = _("Correct the state that issued it, your data, or attach that of the right state.")
            yield _certificate(s, document, "certificate_state", what, todo)


def certificate_of_each_state(s: LookedAt) -> Iterator[FilingFinding]:
    """Who has several citizenships, or lives elsewhere, needs one of each."""
    certified, theirs = {document.country for document in s.certificates if document.country}, _states(s)
    missing = [code for code in theirs if code not in certified]
    if not certified or not missing or len(theirs) < len(CERTIFICATES):
        return
    what = format_lazy(
        _(
            "No criminal record document of: {states}. The order says “citizenship and/or residence”; who has "
            "several states has been asked for each."
        ),
        states=", ".join(countries.country_name(code) for code in missing),
    )
    second = next((kind for kind in CERTIFICATES if kind not in s.documents), CERTIFICATES[-1])
    paragraph, todo = s.paragraph("criminal_record"), _("Attach that one too, if you can.")
    yield _advice(code="certificate_second", paragraph=paragraph, what=what, todo=todo, place=f"doc-{second}")


def _states(s: LookedAt) -> list[str]:
    theirs = [*s.citizenships, s.residence]
    return list(dict.fromkeys(code for code in theirs if code and code != countries.STATELESS))


# ------------------------------------------------------------------------------------------------ legalisation


def legalised_by_state(s: LookedAt) -> Iterator[FilingFinding]:
    """п. 28, by the table of countries, which an administrator keeps: never a refusal."""
    for document in s.certificates:
        if not document.country:
            continue
        if what := _wrong_way(document, s.country_rules.get(document.country)):
            todo = _(
                "Look at the stamp on the document and correct the answer, or have it legalised; a consul can tell."
            )
            yield _legalisation(s, document, "legalisation", what, todo)
        elif document.country != HOME and not document.legalisation and s.list_key == "petition":
            ahead = _ahead(document, s.country_rules.get(document.country))
            yield _legalisation(s, document, "legalisation_later", *ahead)


def _legalisation(s: LookedAt, document: Document, code: str, what: Words, todo: Words) -> FilingFinding:
    paragraph = s.law.of_any_list.get("legalised", "")
    return _advice(code=code, paragraph=paragraph, what=what, todo=todo, place=f"doc-{document.kind}")


def _wrong_way(document: Document, rule: CountryRule | None) -> Words:
    state = countries.country_name(document.country)
    if document.country != HOME and document.legalisation == "domestic":
        return format_lazy(_("The document is of {state}, and is said to be issued in Kazakhstan."), state=state)
    if document.country == HOME and document.legalisation not in ("", "domestic"):
        return _("The document is of Kazakhstan: it needs no legalisation.")
    if rule is None or not rule.legalisation or document.legalisation in ("", "domestic", "consular"):
        return ""
    if document.legalisation == rule.legalisation or (rule.legalisation, document.legalisation) == (
        "treaty",
        "apostille",
    ):
        return ""
    known, note = rule.get_legalisation_display(), "" if rule.confirmed else _NOT_COMPARED
    sentence = _("Of documents of {state} the portal knows: {known}; here stands: {answer}. {note}")
    answer = document.get_legalisation_display()
    return format_lazy(sentence, state=state, known=known, answer=answer, note=note)


_NOT_COMPARED = _("The table of countries has not been compared with the treaties.")


def _ahead(document: Document, rule: CountryRule | None) -> tuple[Words, Words]:
    state = countries.country_name(document.country)
    what = format_lazy(_("For the application this document of {state} has to be legalised."), state=state)
    if rule is None or not rule.legalisation:
        return what, _("Ask a consul of Kazakhstan which way its documents go, and begin now: it takes weeks.")
    note = "" if rule.confirmed else _NOT_COMPARED
    todo = _("As far as the portal knows: {known}. Begin now: it takes weeks. {note}")
    return what, format_lazy(todo, known=rule.get_legalisation_display(), note=note)
