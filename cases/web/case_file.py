"""What staff read of a case besides its steps: documents, checks, data, answers, returns, letters, duties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine import queues
from cases.engine.programmes import filing_day
from cases.engine.readers import of_check, of_document, of_event, of_exchange, reads
from cases.engine.steps import STEPS, Step, leads_to, step_where
from cases.evidence.keeping import parts
from cases.law.actors import Role
from cases.law.names import label
from cases.law.places import May, ShownChecks
from cases.law.titles import all_at_hand, list_at, rules_of, title
from cases.letters import anketa
from cases.models import (
    Bar,
    Case,
    Check,
    Deadline,
    Document,
    Event,
    NameCorrection,
    QuestionnaireForm,
    User,
    WaybillMove,
)
from cases.models.queries import horizon
from cases.programmes.nomad import interviews
from cases.programmes.nomad.changes import shown as shown_changes
from cases.programmes.nomad.corrections import correctable, correctable_documents
from cases.programmes.nomad.documents import rule_problems
from cases.programmes.nomad.facts import Return
from cases.programmes.nomad.kinds import CheckKind
from cases.programmes.nomad.particulars import FACTS
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.values import telephone
from cases.values.questions import shown, words
from cases.web import signed, systems, timeline
from cases.web.access import AuthenticatedRequest
from cases.web.common import case_url, moment
from cases.web.documents import FileLine, lines_of
from cases.web.hearing import heard

CITY_ROLES = (Role.OFFICER, Role.CLERK)
LANGUAGES = (("ru", "Русский"), ("kk", "Қазақша"))


class Beside(NamedTuple):
    """What is read in one statement with the row of the case. `name_correction`: the key of one that waits;
    `stated_email`: the address that the person gave last."""

    name_correction: UUID | None
    stated_email: str | None


def context(case: Case, request: AuthenticatedRequest, read: dict[str, Any], beside: Beside) -> dict[str, Any]:
    """The rest of the page; `read` holds the events, letters and signatures read already.

    Each role's data by its work: the checks are the officer's, the answers the officer's and the clerk's.
    """
    events = read["events"]
    role = request.user.reads_as
    grounds = timeline.grounds_of(events)
    entries = timeline.entries(case, events, grounds, role)
    lines = papers(case, request, events)
    rows = signed.readable(read["signatures"], role)
    signatures = signed.shown(case, rows)
    letters = [letter for letter in read["letters"] if reads(role, letter.readers)]
    terms = [deadline for deadline in read["deadlines"] if reads(role, deadline.readers)]
    page: dict[str, Any] = {
        "papers": lines,
        "here": case_url(request.user, case),
        "preview": next((p for p in lines if p.chosen), None),
        "entries": entries,
        "decisions": [e for e in entries if timeline.is_decision(e.step)],
        "letters": letter_rows(case, letters, signed.beside(case, rows)),
        "signatures": signatures,
        "fallen": [signature for signature in signatures if signature.fallen],
        "person_rows": person_rows(case, beside.stated_email),
        "heard": heard(case, role, grounds),
        "running_terms": [d for d in terms if d.state == Deadline.RUNNING],
        "past_terms": [d for d in terms if d.state != Deadline.RUNNING],
    }
    if role in CITY_ROLES:
        page |= {"answers": answers(case), "payments": case.dossier.payments, "anketas": anketa.signed_with(rows)}
        page |= {"bars": bars(case, events), "waybill": waybill(case)}
    if role == Role.OFFICER:
        waits = beside.name_correction
        page["name_correction"] = NameCorrection.objects.get(pk=waits) if waits else None
    page["interview"] = interviews.among(events) if _reads_interview(role) else None
    page["returned"] = returned(case, role, events, grounds)
    page |= check_rows(case, role, acts=role == request.user.role)
    if reads(request.user.role, of_exchange()):
        page |= {"systems": systems.panel(case, moment(request))}
    return page


# ------------------------------------------------------------------------------------------------ documents


@dataclass(frozen=True, slots=True)
class Paper:
    """A current document: `url` is the file, `here` this page with the file beside the form. `correct`: where its data
    can be put right, "" where not; `decided`: not any more; `was`: (label, what was recorded, what took its place)."""

    document: Document
    title: Any
    url: str
    here: str
    chosen: bool
    problems: list[Any]
    correct: str = ""
    decided: bool = False
    was: tuple[tuple[str, str, str], ...] = ()

    @property
    def lines(self) -> list[FileLine]:
        """The files it was made of, each with its original and what should be known of it."""
        return lines_of(self.document)

    @property
    def is_image(self) -> bool:
        return self.document.blob.mime.startswith("image/")


def papers(case: Case, request: AuthenticatedRequest, events: Sequence[Event] = ()) -> list[Paper]:
    """The current documents in the order of the edition's lists; `?doc=` names the one shown."""
    role = request.user.role
    chosen = request.GET.get("doc", "")
    end, here = horizon(case, request.user), case_url(request.user, case)
    list_key = list_at(case) if end is None else "petition"  # who worked on the petition reads it as it was
    rows = [(t, d) for t, d in all_at_hand(case, list_key) if end is None or d.uploaded_at <= end]
    rows = [(t, d) for t, d in rows if reads(request.user.reads_as, of_document(case, d.kind))]
    parts.load(document for _title, document in rows)
    filed_on = filing_day(case, moment(request))
    checked = list_key if case.open and end is None else ""
    return [
        Paper(
            d,
            title,
            reverse("cases:document", args=[case.pk, d.pk]),
            f"{here}?doc={d.pk}#viewer",
            str(d.pk) == chosen,
            problems(case, d, checked, filed_on),
            correct_url(case, d.kind, role),
            end is None and _decided(case, d.kind, role, moment(request)),
            _corrected(d, events, request.user.reads_as),
        )
        for title, d in rows
    ]


def correct_url(case: Case, kind: str, role: str) -> str:
    """Where `role` puts the data of this document right now; "" where not."""
    name = next((s.name for s in _correcting(role) if case.state in s.sources), "")
    if not name or kind not in correctable_documents(case):
        return ""
    return f"{reverse('cases:step', args=[case.pk, name])}?{urlencode({'kind': kind})}"


def _correcting(role: str) -> list[Step]:
    return [s for s in STEPS.values() if s.form == "correct_document" and s.by == role]


def _decided(case: Case, kind: str, role: str, now: datetime) -> bool:
    """The last decision has been made until which `role` could put it right."""
    sources = [source for step in _correcting(role) for source in step.sources]
    if not sources or kind not in FACTS or case.place.tone == "ended":
        return False
    doubtful = [step for step in STEPS.values() if any(not need.shown for need in step.requires)]
    if leads_to(case.state, sources, (step.name for step in doubtful)):
        return False
    return not leads_to(case.state, sources, (s.name for s in doubtful if not queues.has_place(case, s, now)))


def _corrected(document: Document, events: Sequence[Event], role: str) -> tuple[tuple[str, str, str], ...]:
    mine = [e for e in events if "changed" in e.facts and e.facts.get("document") == str(document.pk)]
    read = [e.facts["changed"] for e in mine if reads(role, of_event(e.step, "changed"))]
    return tuple(row for changed in read for row in shown_changes(changed))


def problems(case: Case, document: Document, list_key: str, filed_on: date) -> list[Any]:
    """What speaks against the document on the day of filing: a short passport, a short contract (п. 4, 10, 20)."""
    rules = [r for r in rules_of(case, list_key) if r.kind == document.kind] if list_key else []
    return [p for rule in rules for p in rule_problems(case, rule, document, filed_on)]


# ------------------------------------------------------------------------------------------------ checks


@dataclass(frozen=True, slots=True)
class CheckRow:
    """`was`: what was recorded before and put right, the latest first. `correct`: where it can be put right, "" where
    not; `decided`: not any more, for the decision that stands on it has been made."""

    kind: str
    name: str | Promise
    check: Check | None
    was: tuple[Check, ...] = ()
    correct: str = ""
    decided: bool = False

    @property
    def missing(self) -> bool:
        return self.check is None


def check_rows(case: Case, role: str, *, acts: bool = True) -> dict[str, Any]:
    """`checks`: what the present part of the way asks for, recorded or missing; `earlier_checks`: all before.

    Those that `role` reads; nothing for who reads none. `acts`: the reader corrects them too.
    """
    if not any(reads(role, of_check(kind)) for kind in CHECK_NAMES):
        return {}
    kinds = _asked_kinds(case, role) if case.filed_at else []
    shown = [_check_row(case, kind, case.dossier.check_now(kind), acts) for kind in kinds]
    current = {row.check.pk for row in shown if row.check}
    standing = [c for _at, c in case.dossier.standing_checks if c.pk not in current and reads(role, of_check(c.kind))]
    return {"checks": shown, "earlier_checks": [_check_row(case, c.kind, c, acts) for c in standing]}


def _asked_kinds(case: Case, role: str) -> list[str]:
    """The kinds that the present part of the way asks for, by the place."""
    shows = case.place.shows
    if shows == ShownChecks.BY_DECISION and case.approved_at:
        return [k for k in case.law.checks.get("final", ()) if reads(role, of_check(k))]
    if shows == ShownChecks.NONE:
        return []
    kinds = [k for k in case.law.checks.get("preliminary", ()) if reads(role, of_check(k))]
    return kinds if shows == ShownChecks.PRELIMINARY else [*kinds, CheckKind.KNB.value]


def _check_row(case: Case, kind: str, check: Check | None, acts: bool) -> CheckRow:
    # КНБ answers once, and the final decision stands on that answer too.
    can = kind in correctable(case) and case.dossier.check_now(kind) == check
    step = reverse("cases:step", args=[case.pk, step_where(form="correct_check").name])
    return CheckRow(
        kind,
        label("checks", kind),
        check,
        tuple(_was(case, check)),
        f"{step}?{urlencode({'kind': kind})}" if can and acts else "",
        decided=check is not None and not can and kind in CHECK_NAMES,
    )


def _was(case: Case, check: Check | None) -> Iterator[Check]:
    by_id = {c.pk: c for c in case.dossier.checks}
    while check is not None and check.corrects_id in by_id:
        check = by_id[check.corrects_id]
        yield check


def next_check(case: Case) -> dict[str, Any]:
    """The first check still missing, as initial data of its form."""
    missing = [row.kind for row in check_rows(case, Role.OFFICER)["checks"] if row.missing]
    return {"kind": missing[0]} if missing else {}


# ------------------------------------------------------------------------------------------------ the rest


def person_rows(case: Case, stated_email: str | None) -> list[tuple[Any, Any]]:
    """(label, value) of what is known of the person; empty values are left out."""
    person: Any = case.person
    fields: Any = case._meta
    names = ("iin", "surname", "given_names", "patronymic", "born_on", "birth_place", "citizenship", "passport_number",
             "passport_issued_on", "passport_issuer", "phone", "address")  # fmt: skip
    formatted = {"born_on": person.born, "citizenship": person.citizenship_name, "phone": telephone.shown(person.phone)}
    rows = [(person._meta.get_field(n).verbose_name, formatted.get(n, getattr(person, n))) for n in names]
    if user := getattr(person, "user", None):
        rows.append((user._meta.get_field("email").verbose_name, _address(user, stated_email)))
    own = [
        ("profession", case.profession),
        ("residence_address", case.residence_address),
        ("residence_on", case.residence_on),
        ("card_number", case.card_number),
        ("card_issued_on", case.card_issued_on),
    ]
    rows += [(fields.get_field(n).verbose_name, value) for n, value in own]
    return [(label, value) for label, value in rows if value]


def _address(user: User, stated: str | None) -> str:
    if user.email_is_sure:
        return user.mailbox
    return str(_("%(email)s (not confirmed by its mailbox)")) % {"email": stated or user.mailbox}


def answers(case: Case) -> list[tuple[str, list[tuple[str, Any]]]]:
    """The анкета as it was sent: sections of (question, answer), in the order of its version."""
    given = case.questionnaire.get("answers")
    schema = QuestionnaireForm.objects.filter(pk=case.questionnaire.get("version", "")).first() if given else None
    if schema is None:
        return [("", list((given or {}).items()))] if given else []
    sections: dict[str, list[tuple[str, Any]]] = {}
    for item in schema.fields:
        if value := given.get(item["key"]):
            row = (words(item["label"]), shown(item, value))
            sections.setdefault(words(item.get("section", {})), []).append(row)
    return list(sections.items())


@dataclass(frozen=True, slots=True)
class Returned:
    """A document sent back in the latest return, and whether a newer one has come since."""

    title: Any
    ground: str
    text: str
    replaced: bool


def _reads_interview(role: str) -> bool:
    return any(reads(role, of_event(name)) for name in interviews.steps())


def interview_before(case: Case, role: str) -> interviews.InterviewProtocol | None:
    """What is to be read before a step of a case whose decision rests on the interview."""
    return interviews.of(case) if "interview" in case.place.corrects and _reads_interview(role) else None


def _returning(role: str) -> dict[str, Step]:
    returning = {name: step for name, step in STEPS.items() if issubclass(step.facts, Return)}
    return {name: step for name, step in returning.items() if reads(role, of_event(name))}


def returned(case: Case, role: str, events: Sequence[Event], grounds: timeline.Grounds) -> list[Returned]:
    steps = _returning(role)
    last = next((e for e in events if e.step in steps), None)
    if last is None:
        return []
    step = steps[last.step]
    return [
        Returned(
            title(case, list_at(case, last.source), r["kind"]),
            grounds.get((step.grounds, r.get("ground", "")), ""),
            r.get("text", ""),
            case.dossier.answered(r["kind"], last.at),
        )
        for r in last.facts.get("returns", [])
    ]


def waybill(case: Case) -> list[WaybillMove]:
    """Until the final decision somebody may ask where the originals are."""
    return case.dossier.waybill_moves if May.TRACK_BY_STAFF in case.place.may else []


def bars(case: Case, events: Sequence[Event]) -> list[Bar]:
    """What the case has brought, lifted ones too; no statement where nothing was ever refused."""
    ruled = any(event.step in STEPS and STEPS[event.step].goes_back for event in events)
    return list(Bar.objects.filter(case=case)) if case.place.tone == "refused" or ruled else []


def letter_rows(case: Case, letters: Sequence[Any], beside: dict[str, Any]) -> list[dict[str, Any]]:
    """As `components/letter_list.html` takes them; one not yet printed has no links and says so.

    `beside`: what stands by a signed one, by its sheet (`cases.web.signed.beside`).
    """
    return [
        {
            "kind": x.kind,
            "name": x.get_kind_display(),
            "number": x.number,
            "at": x.at,
            "valid_until": x.valid_until,
            "links": [
                {"language": code, "label": label, "url": reverse("cases:letter", args=[case.pk, x.pk, code])}
                for code, label in LANGUAGES
                if code in x.files
            ],
            "beside": beside.get(x.sheet, ()),
        }
        for x in letters
    ]
