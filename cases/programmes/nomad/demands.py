"""What this order demands of the facts of a step: words, grounds and days (`cases.engine.conditions`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.conditions import Demand, Faults, demand
from cases.engine.facts import StepFacts
from cases.engine.programmes import filing_day
from cases.engine.rulings import RulingFacts
from cases.law.calendar import local_day
from cases.law.titles import list_at, rule_of, rules_of, title
from cases.programmes.nomad import claims, eligibility, measuring, needs, originals, proceedings, wording
from cases.programmes.nomad.documents import dated, rule_problems
from cases.programmes.nomad.facts import (
    SUCCESSORS,
    Arrival,
    Claim,
    Execution,
    Lapse,
    OriginalsReceived,
    OriginalsReturned,
    PackageReturn,
    Reconciliation,
    RefusalReasons,
    Return,
    Visit,
)
from cases.programmes.nomad.proceedings import NAMED, REASONS
from cases.programmes.nomad.wording import Measure

if TYPE_CHECKING:
    from cases.models import Case, Ground

# ------------------------------------------------------------------------------------------------ words


def in_words(field: str = "text", measure: Measure = wording.REASONS, *, optional: bool = False) -> Demand:
    """The fact is a reason in words, neither boilerplate nor endless; an `optional` one where it is given at all."""

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        text: str = getattr(facts, field)
        wrong = wording.lacking(text, measure) if text or not optional else None
        return [(field, wrong)] if wrong else []

    return Demand(f"{field}_in_words", _("the reason is given in words"), check)


@demand(_("the reasons are given in the language of the proceedings"))
def reasons_given(case: Case, now: datetime, facts: RefusalReasons) -> Faults:
    """In Russian, in Kazakh or in both; each that is given is judged, and that of the proceedings is given."""
    given = {name: getattr(facts, name) for name in REASONS.values() if getattr(facts, name)}
    language = proceedings.language_of(case)
    needed = REASONS[language or "ru"]
    if not given:
        return [(needed, wording.lacking("", wording.REASONS) or "")]
    wrong: Faults = [(name, why) for name, text in given.items() if (why := wording.lacking(text, wording.REASONS))]
    return [*wrong, (needed, NAMED[language])] if language and needed not in given else wrong


def is_there(field: str) -> Demand:
    """A name or a number: no measure of words fits it, but it is not left out."""

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        return [] if str(getattr(facts, field)).strip() else [(field, _("This is not to be left out."))]

    return Demand(f"{field}_is_there", _("it is not left out"), check)


# ------------------------------------------------------------------------------------------------ grounds


def grounds_fit(kind: str) -> Demand:
    """Each ground is in use, and none is contradicted by what the case's file holds."""

    def check(case: Case, now: datetime, facts: RefusalReasons) -> Faults:
        known = {g.code: g for g in case.dossier.grounds(kind)}
        wrong: Faults = [] if facts.grounds else [("grounds", _("Choose at least one ground."))]
        wrong += [("grounds", why) for code in facts.grounds if (why := _misfit(case, now, known.get(code)))]
        chosen = [known[code] for code in facts.grounds if code in known]
        given = [(name, text) for name in REASONS.values() if (text := getattr(facts, name))]
        return wrong + [(n, why) for n, text in given for g in chosen if (why := _only_repeated(text, g))]

    return Demand("grounds_fit", _("each ground rests on a fact recorded in the case"), check)


def misfits(case: Case, now: datetime, grounds: Iterable[Ground]) -> dict[str, Promise | str]:
    """By code, why a ground does not fit this case."""
    reasons = {ground.code: needs.lacking(case, now, ground.needs) for ground in grounds}
    return {code: why for code, why in reasons.items() if why}


def _misfit(case: Case, now: datetime, ground: Ground | None) -> Promise | str | None:
    if ground is None:
        return _("This ground is not in use.")
    why = needs.lacking(case, now, ground.needs)
    return format_lazy(_("“{ground}” does not fit: {why}."), ground=str(ground), why=why) if why else None


def _only_repeated(text: str, ground: Ground) -> Promise | str | None:
    """Why the official's words are none of their own, of a ground that demands them."""
    if not ground.own_words or not wording.repeats(text, (ground.text_ru, ground.text_kk, ground.text_en)):
        return None
    sentence = _(
        "“{ground}” says too little by itself: add what exactly is wrong, in words that the ground does not have."
    )
    return format_lazy(sentence, ground=str(ground))


def returns_fit(kind: str) -> Demand:
    """Each reason of return, of this kind of grounds, fits its document of the list at hand."""

    def check(case: Case, now: datetime, facts: Return) -> Faults:
        return _unfit_returns(case, now, facts, {g.code: g for g in case.dossier.grounds(kind)})

    return Demand("returns_fit", _("each reason of return fits its document"), check)


def _unfit_returns(case: Case, now: datetime, facts: Return, known: Mapping[str, Ground]) -> Faults:
    rules = {rule.kind: rule for rule in rules_of(case, list_at(case))}
    wrong: Faults = [] if facts.returns else [("returns", NOTHING_RETURNED)]
    for item in facts.returns:
        ground, rule = known.get(item["ground"]), rules.get(item["kind"])
        why = needs.settled(case, now, rule) if rule else None
        if ground is None or rule is None or not (why or needs.fits_document(ground.needs, rule)):
            wrong.append((f"ground_{item['kind']}", _("This reason does not fit this document.")))
            continue
        why = why or needs.lacking(case, now, ground.needs, item["kind"])
        if why:
            sentence = _("“{ground}” does not fit: {why}.")
            wrong.append((f"ground_{item['kind']}", format_lazy(sentence, ground=str(ground), why=why)))
        wrong += _remark(item, ground)
    return wrong


NOTHING_RETURNED = _("Choose at least one document to return, with its reason.")


def _remark(item: Mapping[str, str], ground: Ground) -> Faults:
    """A remark may be left out where the ground says it all; one that is given says something."""
    text = item.get("text", "")
    if ground.own_words and not text:
        sentence = _("“{ground}” says too little by itself: say here what exactly is wrong. The applicant reads it.")
        return [(f"text_{item['kind']}", format_lazy(sentence, ground=str(ground)))]
    measure = wording.OWN_REMARK if ground.own_words else wording.REMARK
    wrong = (wording.lacking(text, measure) or _only_repeated(text, ground)) if text else None
    return [(f"text_{item['kind']}", wrong)] if wrong else []


@demand(_("what is wrong with a document is said in words"))
def wrong_document_has_its_remark(case: Case, now: datetime, facts: Reconciliation) -> Faults:
    """п. 21: the applicant reads it in the receipt."""
    text = facts.text
    if not facts.accepted and not text:
        return [("text", _("Say what is wrong: the applicant reads it in the receipt."))]
    wrong = wording.lacking(text, wording.ITEM_REMARK) if text else None
    return [("text", wrong)] if wrong else []


@demand(_("what is missing is not what was found to match"))
def package_returned_for_what_it_lacks(case: Case, now: datetime, facts: PackageReturn) -> Faults:
    """п. 21: the receipt contradicts neither the clerk's own comparing nor leaves the person without the reason. What
    matches its original may still fall short of п. 20."""
    fine = [k for k in facts.missing if case.dossier.accepted(k, "con") and not _falls_short(case, now, k)]
    sentence = _("It was found to match the original: {title}.")
    wrong: Faults = [("missing", format_lazy(sentence, title=title(case, "con", kind))) for kind in fine]
    silent = any(not _remarked(case, kind) for kind in facts.missing)
    why = wording.lacking(facts.text, wording.REMARK_OF_ALL) if facts.text or silent else None
    return [*wrong, ("text", why)] if why else wrong


def _falls_short(case: Case, now: datetime, kind: str) -> bool:
    rule, document = rule_of(case, "con", kind), case.dossier.documents.get(kind)
    return bool(rule and document and rule_problems(case, rule, document, filing_day(case, now)))


def _remarked(case: Case, kind: str) -> bool:
    item = case.dossier.item(kind, "con")
    return bool(item and not item.accepted and item.text)


# ------------------------------------------------------------------------------------------------ days


@demand(_("the applicant came, or entered Kazakhstan, within the validity"))
def came_in_time(case: Case, now: datetime, facts: Arrival) -> Faults:
    """п. 19: who appeared, or entered Kazakhstan, on a day of the validity; whenever it is recorded."""
    term = measuring.window(case)
    if term is None or measuring.in_window(case, facts.arrived_on, facts.crossed_on):
        return []
    return [("arrived_on", format_lazy(measuring.OUTSIDE, last=dated(term.last_day)))]


@demand(_("an arrival that is recorded after the days of the approval says how it is known"))
def late_record_has_its_proof(case: Case, now: datetime, facts: Arrival) -> Faults:
    term = measuring.window(case)
    if term is None or now < term.due_at or measuring.in_window(case):
        return []
    known = facts.crossed_on and facts.crossing
    wrong = None if known else wording.lacking(facts.proof, wording.PROOF)
    return [("proof", wrong)] if wrong else []


@demand(_("the day is one of the approval's"))
def claimed_day(case: Case, now: datetime, facts: Claim) -> Faults:
    """The applicant's own word (interpretation 15)."""
    term = measuring.window(case)
    if facts.day > local_day(now):
        return [("day", _("This day is still to come."))]
    if term is None or local_day(term.starts_at) <= facts.day <= term.last_day:
        return []
    sentence = _("The approval was valid from {first} until {last}: a day outside of them is no arrival in time.")
    return [("day", format_lazy(sentence, first=dated(local_day(term.starts_at)), last=dated(term.last_day)))]


@demand(_("the applicant's word is answered"))
def claim_is_answered(case: Case, now: datetime, facts: Lapse) -> Faults:
    if facts.answer or claims.of(case) is None:
        return []
    return [("answer", _("The applicant says that he or she came in time: say why that does not hold."))]


@demand(_("the ruling was made after the act, and not on a day still to come"))
def ruled_after_the_act(case: Case, now: datetime, facts: RulingFacts) -> Faults:
    act = next((event for event in rulings.fallible(case) if facts.act in ("", event.step)), None)
    if act is None:
        return [("act", _("This act does not lead to where the case stands."))]
    if facts.ruled_on > local_day(now):
        return [("ruled_on", _("This day is still to come."))]
    if facts.ruled_on < local_day(act.at):
        return [
            ("ruled_on", format_lazy(_("This is before the act, which is of {day}."), day=dated(local_day(act.at))))
        ]
    return []


@demand(_("it is said what becomes of another case of the person"))
def successor_is_settled(case: Case, now: datetime, facts: Execution) -> Faults:
    """One person, one open case (interpretation 8): the head chooses which of the two it is."""
    other = eligibility.other_case(case) if not case.open else None
    if other is None:
        return [("successor", _("The person has no other case: nothing is to choose."))] if facts.successor else []
    if not other.open and facts.successor != "goes_on":
        sentence = _("The person holds the residence card by the case {number}: the earlier case stays closed.")
        return [("successor", format_lazy(sentence, number=other.number))]
    if facts.successor not in SUCCESSORS:
        sentence = _(
            "The person has begun the case {number}, and may have one open case only: choose whether it goes on, or is "
            "closed so that this one goes on."
        )
        return [("successor", format_lazy(sentence, number=other.number))]
    return []


Since = Callable[["Case"], tuple[date | None, Promise | str]]
"""The first day on which something can have happened, and why not before."""


def since_arrival(case: Case) -> tuple[date | None, Promise | str]:
    return case.arrived_on, _("This is before the day of arrival.")


def since_handed_over(case: Case) -> tuple[date | None, Promise | str]:
    sent = case.dossier.handed_over_at
    return sent and local_day(sent), _("This is before the originals were handed to the courier.")


def since_grant(case: Case) -> tuple[date | None, Promise | str]:
    """п. 25: the residence is registered on the permit, for who has arrived."""
    granted = case.granted_at and local_day(case.granted_at)
    days = [day for day in (granted, case.arrived_on) if day]
    return max(days, default=None), _("This is before the permit was granted.")


def since_card_ordered(case: Case) -> tuple[date | None, Promise | str]:
    """п. 26, 27."""
    ordered = case.dossier.card_ordered_at
    return ordered and local_day(ordered), _("This is before the card was ordered.")


def since_owed(case: Case) -> tuple[date | None, Promise | str]:
    row = originals.waiting(case)
    return local_day(row.since) if row else None, _("This is before the originals were to be given back.")


def since_begun(case: Case) -> tuple[date | None, Promise | str]:
    return local_day(case.opened_at), _("This is before the case was begun.")


def day_follows(field: str, since: Since, about: Promise) -> Demand:
    """The day is neither to come nor before what it follows."""

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        why = _impossible(getattr(facts, field), local_day(now), *since(case))
        return [(field, why)] if why else []

    return Demand(f"{field}_follows", about, check)


registered_after_grant = day_follows(
    "registered_on", since_grant, _("the day of registration lies between the grant of the permit and today")
)
writing_came = day_follows(
    "received_on", since_begun, _("the writing came between the beginning of the case and today")
)
issued_after_order = day_follows(
    "issued_on", since_card_ordered, _("the day of issue lies between the order of the card and today")
)


def it_happened(field: str, since: Since) -> Demand:
    """The day is one on which it can have happened; one before today says how it is known (interpretation 15)."""

    def check(case: Case, now: datetime, facts: Visit | OriginalsReceived | OriginalsReturned) -> Faults:
        day, today, proof = getattr(facts, field), local_day(now), facts.proof
        earlier = day is not None and day != today
        if why := _impossible(day, today, *since(case)) if day is not None and earlier else None:
            return [(field, why)]
        wrong = wording.lacking(proof, wording.PROOF) if proof or earlier else None
        return [("proof", wrong)] if wrong else []

    return Demand(f"{field}_can_be", _("the day is possible, and how it is known is said where it is not today"), check)


def _impossible(day: date, today: date, first: date | None, why: Promise | str) -> Promise | str | None:
    if day > today:
        return _("This day is still to come.")
    return why if first and day < first else None
