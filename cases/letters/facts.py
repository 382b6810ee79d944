"""What a letter says of its case, frozen at the moment of the step, in both languages at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation

from cases.eds.base import Verified
from cases.engine.rulings import remedies
from cases.engine.steps import Act, Step
from cases.engine.steps.facts import StepFacts
from cases.law.actors import ActingBody, Actor
from cases.law.calendar import local_day
from cases.law.regulations import Edition, Text
from cases.law.terms import bar_until, may_file_from
from cases.letters.kinds import head_of
from cases.models import Case, Counter, Letter, Signature, User
from cases.models.delegation import delegated_to
from cases.models.emailclaim import entered_address
from cases.models.letter import LETTERS
from cases.values import telephone
from cases.values.countries import country_name
from cases.values.iin import masked

SERIES = "L"


def compose(cases: list[Case], step: Step, acts: dict[UUID, Act], facts: StepFacts) -> dict[UUID, Letter]:
    """Unsaved letters by case, numbered from one locked counter."""
    year = local_day(acts[cases[0].pk].now).year
    numbers = Counter.take(SERIES, year, len(cases))
    return {c.pk: letter(c, step.letter, step, acts[c.pk], facts, n) for c, n in zip(cases, numbers, strict=True)}


def letter(case: Case, kind: str, step: Step, act: Act, facts: StepFacts, number: str) -> Letter:
    words = _words(facts) if LETTERS[kind].words else ""
    content = common(case, act) | {"by_head": step.by == Actor.HEAD, "text": words}
    content |= _basis(step) | _terms(case, step, act)
    if LETTERS[kind].challenged or LETTERS[kind].in_writing:
        content |= _remedies(case, step, act)
    if LETTERS[kind].adverse:
        content |= _filed(case)
    if says := LETTERS[kind].says:
        content |= says(case, act, facts)
    content |= _head_address(case, act, kind, content)
    signature: Verified | None = act.signature
    if LETTERS[kind].receipt:
        content |= {"by": "", "receipt": True}
    elif signature is not None:
        content["signature"] = signature_block(signature)
    until = content.get("valid_until")
    return Letter(
        case=case,
        kind=kind,
        number=number,
        at=act.now,
        facts=content,
        valid_until=date.fromisoformat(until) if until else None,
    )


def given(case: Case, act: Act, facts: StepFacts) -> dict[str, Any]:
    """For `LetterKind.says`, where a letter says what its step was given: by name, days and moments in ISO 8601."""
    values = facts.as_dict().items()
    return {"given": {name: value.isoformat() if isinstance(value, date) else value for name, value in values}}


def _words(facts: StepFacts) -> Any:
    """What the official has written: {"ru", "kk"} of a step that requires both; "" for nothing."""
    text, kazakh = getattr(facts, "text", ""), getattr(facts, "text_kk", "")
    return {"ru": text, "kk": kazakh} if hasattr(facts, "text_kk") and (text or kazakh) else text


def _remedies(case: Case, step: Step, act: Act) -> dict[str, Any]:
    """To whom, where and until when the act is challenged, as an administrator has entered it; {} where there is no
    entry."""
    body = remedies.body_of_step(step)
    remedy = remedies.remedy_of(act.edition.key, body, local_day(act.now)) if body else None
    if remedy is None:
        return {}
    last = remedies.complaint_term(remedy, act.now).last_day
    way = {
        "higher": {"ru": remedy.higher_ru, "kk": remedy.higher_kk},
        "court": {"ru": remedy.court_ru, "kk": remedy.court_kk},
        "court_term": {"length": remedy.court_length, "unit": remedy.court_unit},
        "body": body_name(case, act.edition, body),
        "address": remedy.address or (case.city.address if case.city and body == "department" else ""),
        "in_writing": step.letter in act.edition.challenged_in_writing,
    }
    return {"remedies": way | {"until": last.isoformat(), "confirmed": remedy.confirmed}}


def _head_address(case: Case, act: Act, kind: str, content: dict[str, Any]) -> dict[str, str]:
    """That of АКФ ПИТ and of the ministry, which an administrator keeps with their remedies; that of a department and
    of a public service centre goes with the city."""
    head = head_of(LETTERS[kind], content)
    if head not in (ActingBody.HUB, ActingBody.MINISTRY):
        return {}
    edition = remedies.edition_about(case) if case.about else act.edition.key
    row = remedies.remedy_of(edition, head, local_day(act.now))
    return {"head_address": row.address} if row else {}


def _filed(case: Case) -> dict[str, str]:
    """When what the act is about was filed."""
    filed_at = case.filed_at or case.submitted_at
    return {"filed_on": local_day(filed_at).isoformat()} if filed_at else {}


def body_name(case: Case, law: Edition, body: str) -> dict[str, str]:
    """In both languages of letters; of a department, that of the city."""
    if body == "department" and case.city:
        return {"ru": case.city.department_ru, "kk": case.city.department_kk}
    return bilingual(law.bodies["police_dept" if body == "department" else body].name)


def _basis(step: Step) -> dict[str, str]:
    """`paragraph` of the order; `article` of the code on administrative procedures where the step is one of its own."""
    kind, _space, number = step.paragraph.partition(" ")
    return {"paragraph": "", "article": number} if kind == "art." else {"paragraph": step.paragraph}


def signature_block(signature: Verified) -> dict[str, Any]:
    """The visible block of a signature, as it was checked with the step; moments in ISO 8601, the IIN masked.

    `at` is our clock, the moment that counts; `sheet` the SHA-256 of what was signed, by which the row is found.
    `demo`: the certificate may be one of the demonstration's own authority, which is trusted in the demo alone.
    """
    signer, moments = signature.signer, {"at": signature.at, "claimed_at": signature.claimed_at}
    moments |= {"not_before": signature.signer.not_before, "not_after": signature.signer.not_after}
    words = {name: getattr(signer, name) for name in ("organization", "bin", "serial", "issuer", "algorithm")}
    return {
        "name": signer.full_name,
        "iin": masked(signer.iin),
        **words,
        **{name: moment.isoformat() if moment else "" for name, moment in moments.items()},
        "revocation": signature.revocation.status.value,
        "sheet": sha256(signature.content).hexdigest(),
        "demo": bool(settings.DEMO),
    }


def stored_block(row: Signature) -> dict[str, Any]:
    """The same of a signature made before, as it was checked when it came."""
    moments = {name: getattr(row, name) for name in ("at", "claimed_at", "not_before", "not_after")}
    return {
        "name": row.subject_name,
        "iin": masked(row.iin),
        **{name: getattr(row, name) for name in ("organization", "bin", "serial", "issuer", "algorithm", "revocation")},
        **{name: moment.isoformat() if moment else "" for name, moment in moments.items()},
        "sheet": row.sha256,
        "demo": bool(settings.DEMO),
    }


def bilingual(text: Text) -> dict[str, str]:
    return {"ru": text.ru, "kk": text.kk}


def in_both_languages(words: Callable[[], Any]) -> dict[str, str]:
    """What the catalogues say, in both languages of letters."""
    texts = {}
    for language in ("ru", "kk"):
        with translation.override(language):
            texts[language] = str(words())
    return texts


def bodies(edition: Edition) -> dict[str, dict[str, dict[str, str]]]:
    return {key: {"abbr": bilingual(body.abbr), "name": bilingual(body.name)} for key, body in edition.bodies.items()}


def common(case: Case, act: Act) -> dict[str, Any]:
    return {
        "case": case.number,
        "preliminary_number": case.preliminary_number,
        "permit_number": case.permit_number,
        "mp_number": case.mp_number,
        "date": local_day(act.now).isoformat(),
        "person": _person(case),
        "edition": _edition(act.edition),
        "bodies": bodies(act.edition),
        "department": {"ru": case.city.department_ru, "kk": case.city.department_kk} if case.city else None,
        "city": {"ru": case.city.name_ru, "kk": case.city.name_kk} if case.city else None,
        "department_address": case.city.address if case.city else "",
        "centre_address": case.city.centre_address if case.city else "",
        "by": act.user.full_name if act.user else "",
        "position": {"ru": act.user.position_ru, "kk": act.user.position_kk} if act.user else {},
        **delegated(act.user, act.now),
        "profession": {"ru": case.profession, "kk": case.profession_kk} if case.profession else "",
        "arrived_on": case.arrived_on.isoformat() if case.arrived_on else "",
    }


def delegated(user: User | None, at: datetime) -> dict[str, Any]:
    """For whom an act is made, and by which document; {} of an official who makes it by right."""
    row = delegated_to(user.pk, at) if user is not None and user.signs_by_delegation else None
    if row is None:
        return {}
    position = {"ru": row.by.position_ru, "kk": row.by.position_kk}
    paper = {"document": row.document, "on": row.document_on.isoformat()}
    return {"delegated": {"by": row.by.full_name, "position": position, **paper}}


def _edition(law: Edition) -> dict[str, Any]:
    numbering = {"numbering": bilingual(law.numbering)} if law.numbering else {}
    cited = {"key": law.key, "number": law.number, "title": bilingual(law.title), "citation": bilingual(law.citation)}
    return cited | numbering | ({"code": True} if law.code else {})


def _person(case: Case) -> dict[str, Any]:
    """`citizenship`: the name of the country in both languages; letters of earlier days have one text."""
    p = case.person
    names = ("iin", "full_name", "birth_place", "address", "passport_number", "passport_issuer")
    days = {"born_on": str(p.born or ""), "passport_issued_on": str(p.passport_issued_on or "")}
    email = entered_address(p.user) if getattr(p, "user", None) else ""
    country = {language: country_name(p.citizenship, language) for language in ("ru", "kk")} if p.citizenship else ""
    values = {"email": email, "citizenship": country, "phone": telephone.international(p.phone)}
    return {n: str(getattr(p, n)) for n in names} | days | values


def _terms(case: Case, step: Step, act: Act) -> dict[str, Any]:
    """Length and last day of the term of the order this step starts, and of the bar it brings; dates in ISO 8601."""
    facts: dict[str, Any] = {}
    started = [term for key in step.starts if (term := act.edition.terms[key]).of_order]
    if started and case.due_at:
        facts["days"] = started[0].length
        facts["due"] = local_day(case.due_at - timedelta(seconds=1)).isoformat()
    if step.bar:
        bar = act.edition.bars[step.bar]
        moment: datetime = case.approved_at if bar.since == "approval" and case.approved_at else act.now
        days = {"bar_until": bar_until(bar, moment), "may_file_from": may_file_from(bar, moment)}
        facts |= {name: day.isoformat() for name, day in days.items()}
    return facts
