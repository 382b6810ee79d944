"""What staff read of a case besides its steps: documents, checks, data, answers, returns, letters, duties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.documents import filing_day, rule_problems
from cases.forms.questionnaire import words
from cases.models import (
    Bar,
    Case,
    Check,
    Deadline,
    Document,
    Event,
    NameCorrection,
    Person,
    QuestionnaireForm,
    User,
    WaybillMove,
)
from cases.models.emailclaim import stated_address
from cases.queries import horizon
from cases.requirements import CHECK_NAMES
from cases.states import Role, Stage, State
from cases.web import signed, systems, timeline
from cases.web.common import case_url, moment

ARRIVAL = _("Arrival")
CITY_ROLES = (Role.OFFICER, Role.CLERK)
LANGUAGES = (("ru", "Русский"), ("kk", "Қазақша"))


def context(case: Case, request: HttpRequest, read: dict[str, Any]) -> dict[str, Any]:
    """The rest of the page; `read` holds the events, letters and signatures read already.

    Each role's data by its work: the checks are the officer's, the answers the officer's and the clerk's.
    """
    events = read["events"]
    role = request.user.role  # type: ignore[union-attr]
    grounds = timeline.grounds_of(events)
    entries = timeline.entries(case, events, grounds)
    shown = papers(case, request)
    signatures = signed.shown(case, read["signatures"])
    found: dict[str, Any] = {
        "papers": shown,
        "here": case_url(request.user, case),
        "preview": next((p for p in shown if p.chosen), None),
        "entries": entries,
        "decisions": [e for e in entries if e.step in timeline.DECISIONS],
        "letters": letter_rows(case, read["letters"], signed.beside(case, read["signatures"])),
        "signatures": signatures,
        "fallen": [one for one in signatures if one.fallen],
        "person_rows": person_rows(case),
        "running_terms": [d for d in read["deadlines"] if d.state == Deadline.RUNNING],
        "past_terms": [d for d in read["deadlines"] if d.state != Deadline.RUNNING],
    }
    if role in CITY_ROLES:
        found |= {"answers": answers(case), "payments": case.dossier.payments}
        found |= {"returned": returned(case, events, grounds), "bars": bars(case), "waybill": waybill(case)}
    if role == Role.OFFICER:
        waits: Any = getattr(case, "name_correction", None)
        found["name_correction"] = NameCorrection.objects.get(pk=waits) if waits else None
        found |= check_rows(case) | {"systems": systems.panel(case, moment(request))}
    return found


# ------------------------------------------------------------------------------------------------ documents


@dataclass(frozen=True, slots=True)
class Paper:
    """A current document: `url` is the file, `here` this page with the file beside the form."""

    document: Document
    title: Any
    url: str
    here: str
    chosen: bool
    problems: list[Any]

    @property
    def is_image(self) -> bool:
        return self.document.blob.mime.startswith("image/")


def papers(case: Case, request: HttpRequest) -> list[Paper]:
    """The current documents in the order of the edition's lists; `?doc=` names the one shown."""
    titles = timeline.titles_of(case)
    chosen = request.GET.get("doc", "")
    end, here = horizon(case, request.user), case_url(request.user, case)
    held = {k: d for k, d in case.dossier.documents.items() if end is None or d.uploaded_at <= end}
    filed_on = filing_day(case, moment(request))
    order = [k for k in titles if k in held] + [k for k in held if k not in titles]
    return [_paper(case, held[kind], titles.get(kind, kind), chosen, here, filed_on) for kind in order]


def _paper(case: Case, document: Document, title: Any, chosen: str, here: str, filed_on: date) -> Paper:
    return Paper(
        document, title, reverse("cases:document", args=[case.pk, document.pk]), f"{here}?doc={document.pk}#viewer",
        str(document.pk) == chosen, problems(case, document, filed_on),
    )  # fmt: skip


LISTS = {
    Stage.PETITION: "petition",
    Stage.PRELIMINARY: "application",
    Stage.FINAL: "con",
    Stage.RESIDENCE: "residence",
}
"""The list of the edition that a document has to satisfy at each stage."""


def problems(case: Case, document: Document, filed_on: date) -> list[Any]:
    """What speaks against the document on the day of filing: a short passport, a short contract (п. 4, 10, 20)."""
    key = LISTS.get(case.place.stage)
    rules = [r for r in case.law.lists[key] if r.kind == document.kind] if key else []
    return [p for rule in rules for p in rule_problems(case, rule, document, filed_on)]


# ------------------------------------------------------------------------------------------------ checks


@dataclass(frozen=True, slots=True)
class CheckRow:
    kind: str
    name: str | Promise
    check: Check | None

    @property
    def missing(self) -> bool:
        return self.check is None


EARLY = (State.REGISTRATION, State.REWORK, State.CHECKS, State.KNB, State.PRELIMINARY_DECISION)


def check_rows(case: Case) -> dict[str, Any]:
    """`checks`: what the present part of the way asks for, recorded or missing; `earlier_checks`: all before."""
    part = "preliminary" if case.state in EARLY or not case.approved_at else "final"
    rows = [CheckRow(k, CHECK_NAMES[k], _current(case, k)) for k in case.law.checks[part]]
    if part == "preliminary" and case.state not in EARLY[:3]:
        rows.append(CheckRow("knb", CHECK_NAMES["knb"], case.dossier.check("knb", since=case.checks_since)))
    started = case.filed_at and (part == "preliminary" or case.state not in BEFORE_FINAL)
    shown = rows if started else []
    current = {row.check.pk for row in shown if row.check}
    names = {**CHECK_NAMES, "arrival": ARRIVAL}
    earlier = [CheckRow(c.kind, names.get(c.kind, c.kind), c) for c in case.dossier.checks if c.pk not in current]
    return {"checks": shown, "earlier_checks": earlier}


BEFORE_FINAL = (State.PRELIMINARY_APPROVED, State.ARRIVED, State.INTAKE, State.DISPATCH, State.IN_TRANSIT, State.LAPSED)


def _current(case: Case, kind: str) -> Check | None:
    return case.dossier.check(kind, since=case.checks_since) if case.checks_since else None


def next_check(case: Case) -> dict[str, Any]:
    """The first check still missing, as initial data of its form."""
    missing = [row.kind for row in check_rows(case)["checks"] if row.missing]
    return {"kind": missing[0]} if missing else {}


# ------------------------------------------------------------------------------------------------ the rest


def person_rows(case: Case) -> list[tuple[Any, Any]]:
    """(label, value) of what is known of the person; empty values are left out."""
    person: Any = case.person
    fields: Any = case._meta
    names = ("iin", "surname", "given_names", "patronymic", "born_on", "birth_place", "citizenship", "passport_number",
             "passport_issued_on", "passport_issuer", "phone", "address")  # fmt: skip
    rows = [(person._meta.get_field(n).verbose_name, _fact(person, n)) for n in names]
    if user := getattr(person, "user", None):
        rows.append((user._meta.get_field("email").verbose_name, _address(user)))
    own = [("profession", case.profession), ("residence_address", case.residence_address),
           ("residence_on", case.residence_on), ("card_number", case.card_number),
           ("card_issued_on", case.card_issued_on)]  # fmt: skip
    rows += [(fields.get_field(n).verbose_name, value) for n, value in own]
    return [(label, value) for label, value in rows if value]


def _fact(person: Person, name: str) -> Any:
    return person.born if name == "born_on" else getattr(person, name)


def _address(user: User) -> str:
    told = stated_address(user)
    return told if user.email_is_sure else str(_("%(email)s (not confirmed by its mailbox)")) % {"email": told}


def answers(case: Case) -> list[tuple[str, list[tuple[str, Any]]]]:
    """The анкета as it was sent: sections of (question, answer), in the order of its version."""
    said = case.questionnaire.get("answers")
    schema = QuestionnaireForm.objects.filter(pk=case.questionnaire.get("version", "")).first() if said else None
    if schema is None:
        return [("", list((said or {}).items()))] if said else []
    found: dict[str, list[tuple[str, Any]]] = {}
    for item in schema.fields:
        if value := said.get(item["key"]):
            found.setdefault(words(item.get("section", {})), []).append((words(item["label"]), _answer(item, value)))
    return list(found.items())


def _answer(item: dict[str, Any], value: Any) -> Any:
    if item["type"] == "choice":
        return words(dict(item["choices"]).get(value, {})) or value
    if item["type"] == "date":
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


@dataclass(frozen=True, slots=True)
class Returned:
    """A document sent back in the latest return, and whether a newer one has come since."""

    title: Any
    ground: str
    text: str
    replaced: bool


def returned(case: Case, events: Sequence[Event], grounds: timeline.Grounds) -> list[Returned]:
    last = next((e for e in events if e.step == "return_for_rework"), None)
    if last is None:
        return []
    titles = timeline.titles_of(case)
    return [
        Returned(
            titles.get(r["kind"], r["kind"]), grounds.get(("rework", r.get("ground", "")), ""), r.get("text", ""),
            _replaced(case, r["kind"], last.at),
        )
        for r in last.facts.get("returns", [])
    ]  # fmt: skip


def _replaced(case: Case, kind: str, since: datetime) -> bool:
    if kind == "questionnaire":
        return str(case.questionnaire.get("saved_at", "")) > since.isoformat()
    if kind == "duty":
        return any(p.settled_at and p.settled_at > since for p in case.dossier.payments)
    document = case.dossier.documents.get(kind)
    return bool(document and document.uploaded_at > since)


def waybill(case: Case) -> list[WaybillMove]:
    """Until the final decision somebody may ask where the originals are."""
    return case.dossier.waybill_moves if case.state in (State.IN_TRANSIT, State.FINAL_REVIEW) else []


def bars(case: Case) -> list[Bar]:
    return list(Bar.objects.filter(case=case)) if case.place.tone == "refused" else []


def letter_rows(case: Case, letters: Sequence[Any], beside: dict[str, Any]) -> list[dict[str, Any]]:
    """As `components/letter_list.html` takes them; one not yet printed has no links and says so.

    `beside`: what stands by a signed one, by its sheet (`cases.web.signed.beside`).
    """
    return [
        {
            "kind": x.kind, "name": x.get_kind_display(), "number": x.number, "at": x.at, "valid_until": x.valid_until,
            "links": [
                {"language": code, "label": label, "url": reverse("cases:letter", args=[case.pk, x.pk, code])}
                for code, label in LANGUAGES
                if code in x.files
            ],
            "beside": beside.get(x.sheet, ()),
        }
        for x in letters
    ]  # fmt: skip
