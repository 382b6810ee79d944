"""The letters of this order: each kind, and what it says besides what every letter does."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.engine import rulings
from cases.engine.steps import STEPS, Act, Step
from cases.engine.steps.facts import StepFacts
from cases.law.actors import EVERYBODY, HUB, OFFICE, ActingBody, Actor, Readers, Role, body_of
from cases.law.calendar import local_day
from cases.law.places import May
from cases.law.regulations import Edition
from cases.law.terms import bar_until, due
from cases.law.titles import list_at, rules_of
from cases.letters.facts import bilingual, delegated, in_both_languages, stored_block
from cases.models import Bar, BodyHead, Case, Deadline, Decision, Ground, PackageItem, Ruling, Signature
from cases.models.hearing import HearingEntry
from cases.models.letter import LetterKind
from cases.models.serviceterm import with_current_length
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad.applicants import claims
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.correcting import measuring
from cases.programmes.nomad.facts import (
    ConsentSignature,
    Courier,
    CourierCorrection,
    Execution,
    Lapse,
    OriginalsReturned,
    PackageReturn,
    PetitionSignature,
    Proposal,
    RefusalReasons,
    Remark,
    Return,
    SecurityFile,
    WrittenWithdrawal,
)
from cases.programmes.nomad.hearings import hearing
from cases.programmes.nomad.papers import annexes, comparing, originals, security_file
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.petitions import interviews
from cases.programmes.nomad.reasons.needs import checks_of, rests_on_interview
from cases.programmes.nomad.requirements import CHECK_NAMES

_BETWEEN_BODIES: Readers = EVERYBODY - {Role.APPLICANT}
_NOT_THE_CENTRE: Readers = EVERYBODY - {Role.CLERK}
"""The grounds of a refusal or a return lie between the body and the person: the result goes to the cabinet, not to ЦОН
(п. 12, 19, 23)."""


def _grounds(case: Case, act: Act, facts: StepFacts) -> dict[str, Any]:
    """Grounds of this refusal, or of the earlier one that this letter delivers."""
    assert act.step is not None
    kind = act.step.grounds
    refusal: RefusalReasons | Decision
    who: dict[str, Any] = {}
    if isinstance(facts, RefusalReasons):
        refusal = facts
    else:
        row, kind = _conveyed(case, act.step)
        refusal, who = row or Decision(grounds=[], text=""), _decided_by(row, act.step) if row else {}
    rows = Ground.objects.filter(code__in=refusal.grounds, kind=kind).order_by("code")
    grounds = [{"article": g.article, "ru": g.text_ru, "kk": g.text_kk, "en": g.text_en} for g in rows]
    kinds = set().union(*(checks_of(g.needs) for g in rows))
    who |= _interviewed(case) if any(rests_on_interview(g.needs) for g in rows) else {}
    opinion = _opinion(case) if "knb" in kinds else {}
    answers = [check for kind in sorted(kinds - {"knb"}) if (check := _answer_of(case, kind))]
    return (
        who
        | opinion
        | ({"answers": answers} if answers else {})
        | {"grounds": grounds, "text": refusal.text, "reasons": in_each(refusal)}
    )


def _opinion(case: Case) -> dict[str, Any]:
    """The answer of КНБ on which the ground rests, by its number and day (п. 15); its words stay with the office."""
    check = case.dossier.check("knb")
    if check is None:
        return {}
    return {"opinion": {"number": check.reference, "on": (check.answered_on or local_day(check.at)).isoformat()}}


def _answer_of(case: Case, kind: str) -> dict[str, Any]:
    """The answer of another system on which the ground rests, as that of КНБ is named; nothing of one that spoke for
    the person."""
    check = case.dossier.check_now(kind)
    if check is None or check.clear:
        return {}
    on = (check.answered_on or local_day(check.at)).isoformat()
    return {"name": in_both_languages(lambda: CHECK_NAMES[kind]), "number": check.reference, "on": on}


def in_each(words: RefusalReasons | Decision | HearingEntry) -> dict[str, str]:
    """What an official has written, by language; "" where it was not written in one."""
    return {"ru": words.text, "kk": words.text_kk}


def _conveyed(case: Case, step: Step) -> tuple[Decision | None, str]:
    """The decision that the letter passes on (the ministry's refusal, п. 9), and the kind of its grounds."""
    kind = next(s.grounds for s in STEPS.values() if s.grounds and step.conveys in s.decisions)
    row = Decision.objects.filter(case=case, kind=step.conveys).select_related("by").order_by("-id").first()
    return row, kind


def _decided_by(refusal: Decision, step: Step) -> dict[str, Any]:
    """Who has made the decision that the letter passes on, when, and the ЭЦП under it."""
    who = {"name": refusal.by.full_name, "ru": refusal.by.position_ru, "kk": refusal.by.position_kk}
    deciding = [s.name for s in STEPS.values() if s.grounds and step.conveys in s.decisions]
    rows = Signature.objects.filter(case=refusal.case_id, step__in=deciding, at__gte=refusal.at)
    signed = rows.order_by("id").first()
    decided = {"decided": who | {"on": local_day(refusal.at).isoformat()} | delegated(refusal.by, refusal.at)}
    return decided | ({"signature": stored_block(signed)} if signed else {})


def _refusal(case: Case, act: Act, facts: StepFacts) -> dict[str, Any]:
    """Of a refusal before which the person is heard: also how that went, and the answer to the objections."""
    assert act.step is not None
    summary = _heard(case, _act_of(act.step, act.edition))
    return _grounds(case, act, facts) | ({"hearing": summary} if summary else {}) | _again(case, act)


def _interviewed(case: Case) -> dict[str, Any]:
    """On which interview the ground rests (п. 7, 8); nothing of a case that had none, or whose interview confirmed the
    qualification: it is no ground then (interpretation 65)."""
    protocol = interviews.protocol_of(case)
    if protocol is None or protocol.held_at is None or protocol.recommended:
        return {}
    return {"interviewed_on": local_day(protocol.held_at).isoformat()}


def _again(case: Case, act: Act) -> dict[str, Any]:
    """Until when the order of today is in force for filings, and from when a later one is, as far as it is known:
    "" where nothing is (interpretation 28)."""
    petition = case.petition_law if case.petition_signed_at else None
    law, until, opens = eligibility.intake(local_day(act.now), petition)
    days = {"until": until.isoformat() if until else "", "opens": opens.isoformat() if opens else ""}
    return {"intake": {"order": law.number if law else "", **days}}


def _act_of(step: Step, law: Edition) -> str:
    """The step of the act which the letter brings, or passes on; "" where no hearing goes before it."""
    acts = (name for name in law.hearings if name == step.name or step.conveys in STEPS[name].decisions)
    return next(acts, "")


def _heard(case: Case, act: str) -> dict[str, Any]:
    """Days and moments in ISO 8601; nothing of a case that was decided before people were heard."""
    exception, entries = case.dossier.unheard(act), case.dossier.hearing(act)
    if entries is None:
        return {"exception": in_each(exception), **_listed(exception, "no_hearing")} if exception else {}
    term, waived = hearing.days_of(case, entries.notice.at), entries.open_waiver
    overtaken = [entry for entry in entries.waivers if entry is not waived]
    newest = hearing.term_of(case, hearing.OBJECTION)
    return {
        "notified_on": local_day(entries.notice.at).isoformat(),
        "until": term.last_day.isoformat() if term else "",
        "again_until": newest.last_day.isoformat() if newest and newest != term else "",
        "before": [entry.at.isoformat() for entry in entries.earlier if entry.kind == HearingEntry.OBJECTION],
        "objected": [_objection(case, entry) for entry in entries.objections],
        "held_at": [entry.held_at.isoformat() for entry in entries.protocols if entry.held_at],
        "waived_on": local_day(waived.at).isoformat() if waived else "",
        "waived_before": [entry.at.isoformat() for entry in overtaken],
        "answer": in_each(entries.answer) if entries.answer else "",
    }


def _objection(case: Case, entry: HearingEntry) -> dict[str, Any]:
    """`at`: the moment, as several may come on one day. `until`: the last day of the days in which it came, or after
    which."""
    term = hearing.days_of(case, entry.at)
    until = {"until": term.last_day.isoformat()} if term else {}
    return {"at": entry.at.isoformat(), "late": entry.late} | until


def _listed(entry: HearingEntry, kind: str) -> dict[str, Any]:
    rows = Ground.objects.filter(code__in=entry.grounds, kind=kind).order_by("code")
    return {"exceptions": [{"article": g.article, "ru": g.text_ru, "kk": g.text_kk} for g in rows]}


def _proposal(case: Case, act: Act, facts: Proposal) -> dict[str, Any]:
    """art. 73 of the АППК: what is proposed and why, until when and how to object, when the person can be heard."""
    return _grounds(case, act, facts) | {
        "stage": str(case.place.stage),
        "days": act.edition.terms[hearing.OBJECTION].length,
        "due": hearing.last_day(case, hearing.OBJECTION, act.now).isoformat(),
        "heard_at": facts.heard_at.isoformat(),
        "place": facts.place,
        "possible_from": hearing.possible_from(case, act.now).isoformat(),
    }


def _returns(case: Case, act: Act, facts: Return) -> dict[str, Any]:
    titles = _titles(case, list_at(case, _source(act)))
    codes = {i["ground"] for i in facts.returns}
    assert act.step is not None
    rows = Ground.objects.filter(kind=act.step.grounds, code__in=codes)
    reasons = {g.code: {"ru": g.text_ru, "kk": g.text_kk, "en": g.text_en} for g in rows}
    items = [
        {"title": titles[i["kind"]], "reason": reasons.get(i["ground"], {}), "text": _remark(i)} for i in facts.returns
    ]
    unseen = {"ru": facts.unseen, "kk": facts.unseen_kk}
    return {"returns": items, "unseen": unseen if any(unseen.values()) else ""}


def _remark(item: dict[str, str]) -> dict[str, str]:
    return {"ru": item.get("text", ""), "kk": item.get("text_kk", "")}


def _source(act: Act) -> str:
    """The first source state that the step declares; of a return it selects the list of documents."""
    assert act.step is not None
    return str(act.step.sources[0])


def _petition_return(case: Case, act: Act, facts: Return) -> dict[str, Any]:
    """п. 5: what is to be completed, and the day after which it may be taken up as it is."""
    term = with_current_length(act.edition.terms["completion"])
    return _returns(case, act, facts) | {
        "days": term.length,
        "due": due(term, act.now, work_calendar()).last_day.isoformat(),
    }


def _titles(case: Case, list_key: str) -> dict[str, dict[str, str]]:
    return {r.kind: bilingual(r.title) for r in rules_of(case, list_key)}


def _approval(case: Case, act: Act, facts: StepFacts) -> dict[str, Any]:
    """п. 19: the notice must name the documents still to be brought."""
    titles = _titles(case, "con")
    bring = [titles[kind] for kind in act.edition.bring]
    last = local_day(case.due_at - timedelta(seconds=1)).isoformat() if case.due_at else ""
    again = bar_until(act.edition.bars["lapsed"], act.now) + timedelta(days=1)
    return {
        "bring": bring,
        "valid_until": last,
        "approved_on": local_day(act.now).isoformat(),
        "lapse_file_from": again.isoformat(),
    }


def _approved_on(case: Case) -> dict[str, Any]:
    return {"approved_on": local_day(case.approved_at).isoformat() if case.approved_at else ""}


def _lapse(case: Case, act: Act, facts: Lapse) -> dict[str, Any]:
    """What the official has looked at, and all that the applicant has stated with the answer to it: the letter claims
    no more."""
    term = measuring.approval_validity(case)
    days = {"last_day": term.last_day.isoformat()} if term else {}
    words = [
        {
            "day": item["day"],
            "claimed_at": item["at"],
            "answer": {"ru": item.get("text", ""), "kk": item.get("text_kk", "")},
        }
        for item in facts.answers
    ]
    claimed = {"claim": {"words": words, "files": claims.attached_names(case)}} if words else {}
    berkut, journal = {"ru": facts.berkut, "kk": facts.berkut_kk}, {"ru": facts.journal, "kk": facts.journal_kk}
    return _approved_on(case) | days | claimed | {"berkut": berkut, "journal": journal} | _again(case, act)


def _annulment(case: Case, act: Act, facts: StepFacts) -> dict[str, Any]:
    """The clock's own act: by which day nothing had come in, and who of the body answers for it."""
    day = act.outcome.remarks.get("day")
    days = {"last_day": day.isoformat() if day else "", "head": _head(case.city_id, act.now)}
    return days | {"duty": "carried" if act.edition.duty_carries else "again"} | _again(case, act)


@lru_cache(maxsize=8)
def _head(city: str | None, now: datetime) -> dict[str, Any]:
    """The head of the department, as an administrator maintains it; nothing where no name is known. Looked up once for
    all cases that the clock takes at one moment."""
    head = BodyHead.objects.filter(body=ActingBody.DEPARTMENT, city=city).exclude(name="").first()
    return {"name": head.name, "ru": head.position_ru, "kk": head.position_kk} if head else {}


def _grant(case: Case, act: Act, facts: StepFacts) -> dict[str, Any]:
    """п. 25–26: what to bring for registration and the residence card."""
    validity = {"validity": bilingual(act.edition.permit_validity)} if act.edition.permit_validity else {}
    return _approved_on(case) | {"residence": list(_titles(case, "residence").values())} | validity


def _package(case: Case, act: Act, facts: StepFacts) -> dict[str, Any]:
    rules = comparing.package_rules(case)
    return {"items": [bilingual(r.title) for r in rules], "handed_back": [bilingual(r.title) for r in rules if r.shown]}


def _missing(case: Case, act: Act, facts: PackageReturn) -> dict[str, Any]:
    titles = _titles(case, "con")
    items = PackageItem.objects.filter(case=case, round=case.package_round).order_by("id")
    remarks = {i.kind: i.remark for i in items}
    missing = [{**titles[kind], "text": remarks.get(kind, "")} for kind in facts.missing]
    return {"missing": missing}


def _courier(case: Case, act: Act, facts: Courier | CourierCorrection) -> dict[str, Any]:
    rules = comparing.courier_rules(case)
    package = {"courier": facts.courier, "waybill": facts.waybill, "sheets": facts.sheets}
    return {"items": [bilingual(r.title) for r in rules]} | package


def _security(case: Case, act: Act, facts: SecurityFile) -> dict[str, Any]:
    return {"enclosed": security_file.enclosures(case, facts)}


def _originals(case: Case, act: Act, facts: OriginalsReturned) -> dict[str, Any]:
    """What travelled goes back, all of it: as the registry of the courier listed it, or as ЦОН holds it."""
    rules = comparing.courier_rules(case)
    day = facts.returned_on or local_day(act.now)
    return {
        "items": [bilingual(r.title) for r in rules],
        "returned_on": day.isoformat(),
        "receiver": facts.receiver,
        "receipt": facts.receipt,
    }


def _petition(case: Case, act: Act, facts: PetitionSignature) -> dict[str, Any]:
    assert act.user is not None  # it is signed by a person (п. 8)
    signed = {"signer": act.user.full_name, "signed_at": act.now.isoformat(), "profession_code": facts.code}
    return signed | {"profession": {"ru": facts.profession, "kk": facts.profession_kk}}


def _consent(case: Case, act: Act, facts: ConsentSignature) -> dict[str, Any]:
    """The annex's line for where the person stays (п. 20(10)); an address is written alike in both languages."""
    return {"stay_address": {"ru": facts.stay_address, "kk": facts.stay_address}}


def _withdrawn(case: Case, act: Act, facts: Remark | WrittenWithdrawal) -> dict[str, Any]:
    """Which consent, on what, and what follows; `issued_by`: the body that records it, of one in the cabinet the one
    that had the case."""
    assert act.step is not None
    purpose, ended, permit = act.step.recalls, act.step.target is not None, bool(case.place.rests_on)
    written = isinstance(facts, WrittenWithdrawal)
    day = facts.received_on if isinstance(facts, WrittenWithdrawal) else local_day(act.now)
    return {
        "consent": purpose,
        "withdrawn_on": day.isoformat(),
        "writing": facts.writing if isinstance(facts, WrittenWithdrawal) else "",
        "paragraph": "20(10)" if act.step.paragraph == "annex" else act.step.paragraph,  # whose annex it is
        "effect": in_both_languages(lambda: withdrawals.outcome(purpose, ended=ended, permit=permit)),
        "issued_by": body_of(act.step.by) if written else withdrawals.body_of_case(case),
    }


def _fallen(row: Ruling) -> dict[str, Any]:
    """The act that fell, as its letter is called, with the number and the day of that; by its step without a letter."""
    letter = rulings.letter_of_act(row)
    if letter is None:
        return {"fallen": in_both_languages(lambda: STEPS[row.act].label)}
    named = {"number": letter.number, "on": local_day(letter.at).isoformat()}
    return {"fallen": in_both_languages(letter.get_kind_display), "fallen_letter": named}


def _ruling(case: Case, act: Act, facts: Execution) -> dict[str, Any]:
    """Which act fell, by what, and how the case goes on; `issued_by`: the body of the one who carries it out."""
    row = Ruling.objects.filter(case=case, executed_at=act.now).order_by("-id")[0]
    open_case = act.outcome.remarks["open_case"] or ""
    ruling = {"number": row.number, **annexes.ruling_named(case, row)}
    assert act.user is not None  # it is carried out by a person
    return {
        "ruling": ruling | {"kind": row.kind, "ruled_on": row.ruled_on.isoformat()},
        **_fallen(row),
        "stands": in_both_languages(lambda: case.place.plain),
        "goes_on": act.outcome.place != "",
        **_heard_again(case, act),
        "lifted": Bar.objects.filter(case=case, lifted_at=act.now).exists(),
        "running": [
            {"name": in_both_languages(d.get_key_display), "last_day": d.last_day.isoformat()}
            for d in case.dossier.deadlines
            if d.state == Deadline.RUNNING
        ],
        "open_case": open_case if facts.successor == "goes_on" else "",
        "consent_again": bool(STEPS[row.act].recalls) and not STEPS[row.act].target,
        "no_consent": bool(act.outcome.remarks.get("no_consent")),
        "permit": _numbered_by(case, row.act),
        "bring_to": _brings_to(case),
        "issued_by": act.user.body,
    }


def _heard_again(case: Case, act: Act) -> dict[str, Any]:
    """Where the case goes back into a hearing: the hour of it that is still to come, "" where another is to be
    named."""
    if not act.outcome.place or May.HEAR not in case.place.may:
        return {"heard_again": False, "hour": ""}
    current = case.dossier.open_hearing
    ahead = current.held_at if current and current.held_at and current.held_at > act.now else None
    return {"heard_again": True, "hour": ahead.isoformat() if ahead else ""}


def _numbered_by(case: Case, name: str) -> str:
    """The number of the permit that the act gave; "" where it gave none."""
    numbers = STEPS[name].numbers
    number: str = getattr(case, numbers.field) if numbers else ""
    return number


def _brings_to(case: Case) -> str:
    """Who waits for the originals that were given back before; "" where nobody does."""
    if originals.given_back_before(case) is None:
        return ""
    return Actor.CLERK.value if case.state in originals.AT_THE_CENTRE else Actor.OFFICER.value


LETTERS: dict[str, LetterKind] = {
    "interview_invitation": LetterKind(name=_("Invitation to the interview"), head="hub", words=False),
    "petition": LetterKind(
        name=_("Petition of the ministry"), head="ministry", to="migration", words=False, says=_petition
    ),
    "petition_return": LetterKind(
        name=_("Return of the petition for completion"), head="hub", adverse=True, words=True,
        says=_petition_return, readers=HUB | {Role.APPLICANT},
    ),
    "petition_refusal": LetterKind(
        name=_("Refusal of the petition"), head="hub", adverse=True, words=True, says=_refusal,
        readers=HUB | {Role.APPLICANT},
    ),
    "petition_hearing_notice": LetterKind(
        name=_("Preliminary decision on the petition"), head="ministry", words=True, says=_proposal,
        readers=HUB | {Role.APPLICANT},
    ),
    "hearing_notice": LetterKind(
        name=_("Preliminary decision"), head="department", words=True, says=_proposal, readers=_NOT_THE_CENTRE
    ),
    "rework_return": LetterKind(
        # The step of this name is an act, this a paper.
        name=pgettext_lazy("letter", "Return for revision"), head="department", adverse=True, words=True, says=_returns,
        readers=_NOT_THE_CENTRE,
    ),
    "knb_request": LetterKind(
        name=_("Request for approval"), head="department", to="security", words=False, says=_security, readers=OFFICE
    ),
    "annulment": LetterKind(
        name=_("Annulment of the application"), head="department", adverse=True, words=False, says=_annulment
    ),
    "preliminary_approval": LetterKind(
        name=_("Notice of preliminary approval"), head="department", in_writing=True, words=False, says=_approval,
        bears=("preliminary_number", _("Number of the preliminary permit (РПП)")),
    ),
    "preliminary_refusal": LetterKind(
        name=_("Notice of refusal"), head="department", adverse=True, words=True, says=_refusal,
        readers=_NOT_THE_CENTRE,
    ),
    "lapse": LetterKind(
        name=_("Lapse of the preliminary approval"), head="department", adverse=True, words=False, says=_lapse,
        readers=_NOT_THE_CENTRE,
    ),
    "intake_receipt": LetterKind(name=_("Receipt of the package"), head="psc", words=False, says=_package),
    "package_missing": LetterKind(
        name=_("Receipt of what is missing"), head="psc", at_the_counter=True, words=True, says=_missing
    ),
    "courier_registry": LetterKind(
        name=_("Courier registry"), head="psc", to="migration", words=False, says=_courier, readers=_BETWEEN_BODIES
    ),
    "originals_returned": LetterKind(
        name=_("Originals given back"), head="department", words=False, says=_originals
    ),
    "originals_returned_psc": LetterKind(
        name=_("Originals given back"), head="psc", words=False, says=_originals
    ),
    "final_grant": LetterKind(
        name=_("Permit: final decision"), head="department", in_writing=True, words=False, says=_grant,
        bears=("permit_number", _("Number of the permit (РПП)")),
    ),
    "final_refusal": LetterKind(
        name=_("Refusal: final decision"), head="department", adverse=True, words=True, says=_refusal,
        readers=_NOT_THE_CENTRE,
    ),
    "ruling": LetterKind(
        name=_("Notice that an act is set aside"), head="department", words=False, says=_ruling, readers=_NOT_THE_CENTRE
    ),
    "withdrawal_receipt": LetterKind(
        name=_("Withdrawal of a consent received"), head="department", words=False, receipt=True, says=_withdrawn
    ),
    "withdrawal_recorded": LetterKind(
        name=_("Withdrawal of a consent recorded"), head="department", in_writing=True, words=False, says=_withdrawn
    ),
    "consent_form": LetterKind(name=_("Statement of consent"), words=False, says=_consent),
}  # fmt: skip
