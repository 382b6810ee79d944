"""What belongs to a case, in the words of its own edition."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.engine.rulings import remedies
from cases.engine.steps import STEPS, Step
from cases.engine.steps.readers import reads_document
from cases.evidence.storage import halves, parts
from cases.evidence.storage.scanning import is_open
from cases.law.actors import CITY_BODIES, Actor
from cases.law.calendar import local_day
from cases.law.titles import all_documents, law_at, list_at
from cases.models import Case, Deadline, Document, Remedy, User
from cases.models.blob import CLEAN, INFECTED, NOT_SCANNED, PENDING, SCAN_FAILED, StoredFile
from cases.models.letter import LETTERS
from cases.programmes.nomad.petitions.closed import interviewers_of
from cases.programmes.nomad.petitions.interviews import InterviewProtocol
from cases.web import case_file
from cases.web.documents import Card, cards, lines_of

register = template.Library()


@register.simple_tag
def titled_documents(case: Case, user: User) -> list[tuple[str, Any]]:
    """(title, Document) of each current document that `user` may open, as the list that the case is at names and orders
    them."""
    rows = [(title, row) for title, row in all_documents(case, list_at(case)) if reads_document(user, case, row)]
    parts.load(document for _title, document in rows)
    return rows


@register.simple_tag
def files_of(document: Document) -> list[Any]:
    """The files that a document of `titled_documents` was made of."""
    return lines_of(document)


@register.simple_tag
def interview_before(case: Case, user: User) -> InterviewProtocol | None:
    """The protocol that whoever decides on the petition reads first (п. 7, 8)."""
    return case_file.interview_before(case, user.reads_as)


@register.simple_tag
def interview_link(case: Case, user: User) -> str:
    """Of the video meeting, for those who interview and nobody else of the staff; "" without one."""
    slot = case.slot
    if slot is None or not slot.link:
        return ""
    return slot.link if user.pk in interviewers_of([slot])[slot.pk] else ""


@register.simple_tag
def proof_cards(case: Case, user: User, now: datetime) -> list[Card]:
    """What the applicant may add in this state of the case, whoever it waits on (`Place.proofs`)."""
    return cards(case, user, case.place.proofs, now) if case.place.proofs else []


@register.simple_tag
def upload_limits() -> dict[str, int]:
    """Bytes of one file, of all files of one request, how many files a document may have, and seconds of silence after
    which a sending counts as lost."""
    return {
        "file": settings.DNR_UPLOAD_MAX_BYTES,
        "together": halves.most_together(),
        "files": settings.DNR_DOCUMENT_FILES,
        "stall": settings.DNR_UPLOAD_STALL_SECONDS,
    }


class ScanNote(NamedTuple):
    """What the antivirus says of a file, for its reader."""

    words: str | Promise
    tone: str
    icon: str
    closed: bool
    """Nobody opens it now."""


_SCANS: dict[str, tuple[str | Promise, str, str]] = {
    NOT_SCANNED: (_("not scanned for viruses yet"), "away", "hourglass"),
    PENDING: (_("being scanned for viruses"), "work", "hourglass"),
    SCAN_FAILED: (_("the scan for viruses failed and will be repeated"), "work", "shield-alert"),
    CLEAN: (_("scanned: no virus"), "away", "shield-check"),
    INFECTED: (_("a virus was found: nobody opens this file"), "refused", "shield-alert"),
}


@register.simple_tag
def scan_of(file: StoredFile | str | None) -> ScanNote | None:
    """None where no antivirus is set, but of a file that was found infected before."""
    if not file or isinstance(file, str) or not (settings.CLAMD_URL or file.scan == INFECTED):
        return None
    return ScanNote(*_SCANS[file.scan], not is_open(file))


@register.simple_tag
def scans_files() -> bool:
    return bool(settings.CLAMD_URL)


@register.filter
def iso_day(text: str) -> date | None:
    """A day of a letter's facts, in ISO 8601."""
    return date.fromisoformat(text) if text else None


@register.filter
def step_label(name: str) -> str:
    return str(STEPS[name].label) if name in STEPS else name


class Addressee(NamedTuple):
    """Words for the reader; "" for what nobody has entered."""

    body: str
    address: str
    higher: str
    higher_address: str = ""
    confirmed: bool = True
    """Whether the way of challenge was compared with the law."""


@register.simple_tag
def unconfirmed_way(case: Case, step: Step, now: datetime) -> str:
    """The source of the way of challenge that the letter of the step prints, while nobody has compared it with the law;
    "" where it is compared, or the letter prints none."""
    about = LETTERS.get(step.letter)
    if about is None or not (about.challenged or about.in_writing):
        return ""
    row = remedies.remedy_of(law_at(case).key, remedies.body_of_step(step), local_day(now), case.dossier.remedies)
    return "" if row is None or row.confirmed else row.source


@register.simple_tag
def complains_to(case: Case | None, term: Deadline) -> Addressee | None:
    """Of what the body leaves undone on which the case waits; None where nothing is recorded of it."""
    if case and case.city and case.waits_on == Actor.CLERK and term.key in case.law.challenged_in_writing:
        centre = case.law.bodies["psc"].name.in_(get_language() or "ru")
        return Addressee(centre, case.city.centre_address, "")
    late = remedies.against_delay(case, term.late_from) if case else None
    if case is None or late is None:
        return None
    body, remedy = late
    city = case.city if body in CITY_BODIES else None
    address = remedy.address or (city.address if city else "")
    return Addressee(
        city.department if city else _name(case, body, remedy),
        address,
        remedy.higher,
        remedy.higher_address,
        remedy.confirmed,
    )


def _name(case: Case, body: str, remedy: Remedy) -> str:
    law = case.about.law if case.about else case.law
    named = law.bodies.get(body)
    return named.name.in_(get_language() or "ru") if named else remedy.get_body_display()
