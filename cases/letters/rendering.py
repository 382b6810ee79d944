"""A letter as a PDF: composed facts in, bytes out; and the task of the queue worker that keeps them."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from cases import files
from cases.law.calendar import ALMATY
from cases.letters.kinds import head_of, issuer, template_of
from cases.letters.marks import code_mark
from cases.letters.printing import Printed, qr_svg, to_pdf
from cases.models import Blob, Letter, leaves
from cases.models.letter import LETTERS

LANGUAGES = ("ru", "kk")

CHECK_PATH = "/verify/{code}/"
"""Printed on paper that lives for years: this address must answer as long as the letters do. Those printed before
the change bear /check/{code}/, which leads here."""


def render(
    kind: str, facts: dict[str, Any], language: str, *, number: str, at: datetime, code: str, check_url: str
) -> bytes:
    """PDF. `facts` as `cases.letters.facts` freezes them; the same arguments give the same bytes."""
    return _print(kind, facts, language, number=number, at=at, code=code, check_url=check_url).data


def consent_form(facts: dict[str, Any], language: str) -> bytes:
    """PDF of the annex form for the applicant to sign: filled in, without number, date or code (it is no letter yet).

    `facts` as `common()` gives them; `stay_address` (where the person lives in Kazakhstan) is a line to write on
    when it is not among them.
    """
    at = datetime.combine(datetime.fromisoformat(facts["date"]), time(), ALMATY)
    return _print("consent_form", facts, language, number="", at=at, code="", check_url="").data


def draft(letter: Letter, language: str) -> bytes:
    """PDF of a letter that does not exist yet: without number and check code, and marked as a draft on each page."""
    return _print(
        letter.kind, letter.facts, language, number="", at=letter.at, code="", check_url="", is_draft=True
    ).data


def check_url(code: str) -> str:
    return settings.PUBLIC_URL + CHECK_PATH.format(code=code)


def render_and_store(ref: UUID, now: datetime) -> None:
    """Render the letter in each language and keep the files by content; once is enough, twice does no harm.

    Raises Letter.DoesNotExist, and BadFile("storage_full") when the storage takes nothing: the outbox tries again.
    """
    letter = Letter.objects.get(pk=ref)
    if letter.rendered_at is not None:
        return
    stored = {language: _store(letter, language, now) for language in LANGUAGES}
    # Both languages in one statement: a reader sees a letter that is whole or none. Who comes second changes nothing.
    with transaction.atomic():
        if Letter.objects.filter(pk=ref, rendered_at__isnull=True).update(files=stored, rendered_at=now):
            letter.files = stored
            leaves.add_rows([letter], ("files",))


def _store(letter: Letter, language: str, now: datetime) -> str:
    printed = _print(
        letter.kind,
        letter.facts,
        language,
        number=letter.number,
        at=letter.at,
        code=letter.code,
        check_url=check_url(letter.code),
    )
    clean = files.own_file(printed.data, "pdf", f"{letter.number}-{language}.pdf", pages=printed.pages)
    place = files.store(clean)
    Blob.objects.get_or_create(
        sha256=clean.sha256,
        defaults={
            "original_sha256": clean.original_sha256,
            "name": place,
            "mime": clean.mime,
            "size": clean.size,
            "pages": clean.pages,
            "stored_at": now,
        },
    )
    return clean.sha256


def _headed(kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Name, letterhead, who issues it, and the template that says to whom."""
    about = LETTERS[kind]
    head = head_of(about, facts)
    return {
        "name": about.name,
        "head": head,
        "issuer": issuer(head, facts),
        "addressee": f"letters/parts/to_{about.to}.html",
    }


def _print(
    kind: str,
    facts: dict[str, Any],
    language: str,
    *,
    number: str,
    at: datetime,
    code: str,
    check_url: str,
    is_draft: bool = False,
) -> Printed:
    context = _headed(kind, facts) | {
        "facts": facts,
        "language": language,
        "number": number,
        "at": at,
        "code": code,
        "items": facts.get("items", ()),  # in a template `facts.items` would be the method where the key is missing
        "check_url": check_url,
        "qr": qr_svg(check_url) if check_url else "",
        "demo": bool(settings.DEMO or facts.get("demo")),
        "draft": is_draft,
    }
    with translation.override(language):
        html = render_to_string(template_of(kind), context)
    return to_pdf(html, code_mark(code) if code else b"")
