"""The person, the answers of the анкета, returns, letters, bars, the parcel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import STEPS, Step
from cases.engine.steps.readers import event_readers, reads
from cases.law.calendar import local_day
from cases.law.places import May
from cases.law.titles import list_at, title
from cases.models import (
    Bar,
    Case,
    Discrepancy,
    Event,
    QuestionnaireForm,
    User,
    WaybillMove,
)
from cases.models.letter import LETTERS
from cases.models.prepared import prepared
from cases.programmes.nomad.facts import Return
from cases.programmes.nomad.petitions import interviews
from cases.programmes.nomad.resolving import correctable
from cases.values import moments, telephone
from cases.values.bilingual import LANGUAGES, in_language
from cases.values.questions import display_answer, words
from cases.web import timeline
from cases.web.case_file.viewer import LAST
from cases.web.request.links import address

OF_PERSON = (
    "iin",
    "surname",
    "given_names",
    "patronymic",
    "born_on",
    "birth_place",
    "citizenship",
    "passport_number",
    "passport_issued_on",
    "passport_issuer",
    "phone",
    "address",
)
"""Fields of the person, in the order in which they are displayed."""


def person_rows(case: Case, stated_email: str | None) -> list[tuple[Any, Any]]:
    """(label, value) of what is known of the person; empty values are left out."""
    person = case.person
    fields: Any = case._meta
    formatted = {
        "born_on": person.born,
        "citizenship": person.citizenship_name,
        "phone": telephone.international(person.phone),
    }
    rows = [(person.label(n), formatted.get(n, getattr(person, n))) for n in OF_PERSON]
    if user := getattr(person, "user", None):
        rows.append((user._meta.get_field("email").verbose_name, _address(user, stated_email)))
    own = [
        ("language", case.get_language_display()),
        ("profession", in_language(case.petition_names)),
        ("residence_address", case.residence_address),
        ("residence_on", case.residence_on),
        ("card_number", case.card_number),
        ("card_issued_on", case.card_issued_on),
    ]
    rows += [(fields.get_field(n).verbose_name, value) for n, value in own]
    return [(label, value) for label, value in rows if value]


def _address(user: User, stated: str | None) -> str:
    if user.mail_failed_at:
        facts = {"email": stated or user.mailbox, "day": moments.day(local_day(user.mail_failed_at))}
        return str(_("%(email)s – mail came back on %(day)s: notify the person otherwise")) % facts
    if user.email_is_sure:
        return user.mailbox
    return str(_("%(email)s (not confirmed by its mailbox)")) % {"email": stated or user.mailbox}


@prepared
def _schema(version: str) -> QuerySet[QuestionnaireForm]:
    return QuestionnaireForm.objects.filter(pk=version)


def schema_of(case: Case) -> QuestionnaireForm | None:
    """The version of the анкета that was filled in; None where none was."""
    if not case.questionnaire.get("answers"):
        return None
    return next(iter(_schema(case.questionnaire.get("version", ""))), None)


def answers(case: Case, schema: QuestionnaireForm | None) -> list[tuple[str, list[tuple[str, Any]]]]:
    """The анкета as it was sent: sections of (question, answer), in the order of its version."""
    entered = case.questionnaire.get("answers")
    if schema is None:
        return [("", list((entered or {}).items()))] if entered else []
    sections: dict[str, list[tuple[str, Any]]] = {}
    for item in schema.fields:
        if value := entered.get(item["key"]):
            row = (words(item["label"]), display_answer(item, value, case.petition_names))
            sections.setdefault(words(item.get("section", {})), []).append(row)
    return list(sections.items())


@dataclass(frozen=True, slots=True)
class ReturnedPaper:
    """A document sent back in the latest return."""

    title: str | Promise
    ground: str
    text: str
    replaced: bool
    """A newer one was uploaded since."""
    compared: str = ""
    """The query of the page that shows both; "" where there are no two."""


def _reads_interview(role: str) -> bool:
    return any(reads(role, event_readers(name)) for name in interviews.protocol_steps())


def interview(events: Sequence[Event], role: str) -> interviews.InterviewProtocol | None:
    """As it is by these events, the newest first; None for a reader without access."""
    return interviews.protocol_among(events) if _reads_interview(role) else None


def interview_before(case: Case, role: str) -> interviews.InterviewProtocol | None:
    """What is to be read before a step of a case whose decision rests on the interview."""
    return interviews.protocol_of(case) if "interview" in case.place.corrects and _reads_interview(role) else None


def _returning(role: str) -> dict[str, Step]:
    returning = {name: step for name, step in STEPS.items() if issubclass(step.facts, Return)}
    return {name: step for name, step in returning.items() if reads(role, event_readers(name))}


def returned_documents(
    case: Case, role: str, events: Sequence[Event], grounds: timeline.Grounds
) -> list[ReturnedPaper]:
    steps = _returning(role)
    last = next((e for e in events if e.step in steps), None)
    if last is None:
        return []
    step = steps[last.step]
    return [
        ReturnedPaper(
            title(case, list_at(case, last.source), r["kind"]),
            grounds.get((step.grounds, r.get("ground", "")), ""),
            timeline.remark_of(r),
            replaced := case.dossier.answered(r["kind"], last.at),
            _compared(case, r["kind"]) if replaced else "",
        )
        for r in last.facts.get("returns", [])
    ]


def _compared(case: Case, kind: str) -> str:
    document = case.dossier.documents.get(kind)
    return f"?doc={document.pk}&beside={LAST}#viewer" if document else ""


def waybill(case: Case) -> list[WaybillMove]:
    """Until the final decision somebody may ask where the originals are."""
    return case.dossier.waybill_moves if May.TRACK_BY_STAFF in case.place.may else []


def case_bars(case: Case, events: Sequence[Event]) -> list[Bar]:
    """The bars that follow from the case, lifted ones too; no statement where nothing was ever refused."""
    ruled = any(event.step in STEPS and STEPS[event.step].goes_back for event in events)
    return list(Bar.objects.filter(case=case)) if case.place.tone == "refused" or ruled else []


def letter_rows(case: Case, letters: Sequence[Any], beside: dict[str, Any]) -> list[dict[str, Any]]:
    """As `components/letter_list.html` takes them; one not yet printed has no links and says so.

    `beside`: what goes with a signed one, by its sheet (`cases.web.documents.signed.beside`).
    """
    return [
        {
            "pk": x.pk,
            "kind": x.kind,
            "name": x.get_kind_display(),
            "number": x.number,
            "at": x.at,
            "valid_until": x.valid_until,
            "set_aside_at": x.set_aside_at,
            "links": [
                {"language": code, "label": label, "url": address("cases:letter", case.pk, x.pk, code)}
                for code, label in LANGUAGES
                if code in x.files
            ],
            "beside": beside.get(x.sheet, ()),
            "counted_url": address("cases:last_day", case.pk, x.pk) if x.complaint_until else "",
        }
        for x in letters
    ]


def act_set_aside(case: Case, letters: Iterable[Any]) -> Any:
    """The letter of the newest act against the person that fell by a ruling, while nothing has closed the case since;
    None for none."""
    fallen = [x for x in letters if x.set_aside_at and x.kind in LETTERS and LETTERS[x.kind].adverse]
    newest = max(fallen, key=lambda x: x.set_aside_at, default=None)
    return newest if newest and (case.closed_at is None or case.closed_at <= newest.set_aside_at) else None


def resolution_correctable(case: Case, row: Discrepancy) -> bool:
    """Whether a resolved discrepancy can itself still be corrected."""
    return correctable(case, row)
