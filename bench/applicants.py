"""What an applicant waits for: an answer saved by itself, a scan of 10 MB, the forecast, the weight of pages."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from io import BytesIO
from random import Random
from typing import Any

import pikepdf
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.pages import addresses, signed_in
from bench.report import BenchReport, median_ms, percentile_ms, seconds
from bench.visits import P95
from bench.weights import MOST, weight
from cases.models import Case, Document
from cases.programmes.nomad.periods import forecast

PIECE = 1024 * 1024
"""As static/dnr/resume.js sends, at most."""
QUESTION = "education"
"""A question of the анкета."""
LARGE = 10_000_000
KIND = "passport_translation"
"""A document of which nothing is recorded besides its file."""


def measure(report: BenchReport, case: Case, size: int, times: int, uploads: int) -> None:
    """`case`: an application that is still prepared; `size`: cases of the portal."""
    client = signed_in(case.person.user)  # type: ignore[arg-type]
    where = f"{size:,} cases"
    _autosaves(report, client, case, where, times)
    _forecasts(report, where, times)
    _uploads(report, client, case, where, uploads)
    for what, address in addresses(case):
        loaded = weight(client, address)
        measured = f"{loaded / 1024:.0f} KB"
        report.add(f"{what}, applicant: first load, {where}", measured, f"≤ {MOST // 1024} KB", loaded <= MOST)


def _autosaves(report: BenchReport, client: Client, case: Case, where: str, times: int) -> None:
    """Each with another answer than the one before."""
    page = reverse("egov:application:autosave", args=[case.pk])
    answers = case.questionnaire["answers"]
    took = [seconds(partial(_save, client, page, answers | {QUESTION: f"Диплом № {n}"})) for n in range(times)]
    with CaptureQueriesContext(connection) as queries:
        _save(client, page, answers)
    case.refresh_from_db()
    if case.questionnaire["answers"][QUESTION] != answers[QUESTION]:
        raise AssertionError("the answer was not saved")
    measured = f"p50 {median_ms(took):.1f} ms, p95 {percentile_ms(took, 0.95):.1f} ms, {len(queries)} statements"
    report.add(f"autosave round trip, {where}", measured, f"p95 ≤ {P95:g} ms", percentile_ms(took, 0.95) <= P95)


def _save(client: Client, page: str, answers: dict[str, str]) -> None:
    answer = client.post(page, answers, headers={"HX-Request": "true"})
    if answer.status_code != 200:
        raise AssertionError(f"{page}: {answer.status_code}")


def _forecasts(report: BenchReport, where: str, times: int) -> None:
    """Of every part that the portal measures, each by itself: no page counts more often than once in 15 minutes."""
    parts = [part for part in forecast.PARTS if part.ends]
    took = [seconds(partial(forecast.counted, part, "astana")) for _turn in range(times) for part in parts]
    with CaptureQueriesContext(connection) as queries:
        known = sum(forecast.counted(part, "astana") is not None for part in parts)
    measured = f"p50 {median_ms(took):.1f} ms, p95 {percentile_ms(took, 0.95):.1f} ms, {len(queries)} statements, "
    measured += f"{known} of {len(parts)} with enough data"
    met = percentile_ms(took, 0.95) <= P95
    report.add(f"forecast of a part of the way, counted again, {where}", measured, f"p95 ≤ {P95:g} ms", met)


# ------------------------------------------------------------------------------------------------ a large file


def _uploads(report: BenchReport, client: Client, case: Case, where: str, uploads: int) -> None:
    """In pieces, then named by the form, which has it cleaned and stored."""
    pieces, stored = list[float](), list[float]()
    before = Document.objects.filter(case=case, kind=KIND).count()
    for n in range(uploads):
        data = large_scan(n)
        names: list[str] = []
        pieces.append(seconds(partial(_send, client, data, names.append)))
        stored.append(seconds(partial(_attach, client, case, names[0])))
        if Document.objects.filter(case=case, kind=KIND).count() != before + n + 1:
            raise AssertionError("the file was not stored")
    name = f"upload of {LARGE / 1_000_000:g} MB"
    report.add(f"{name}, in pieces of 1 MB, {where}", f"p50 {median_ms(pieces):.0f} ms")
    report.add(f"{name}, cleaned and stored, {where}", f"p50 {median_ms(stored):.0f} ms")


def large_scan(n: int) -> bytes:
    """A PDF of one picture that nothing makes smaller."""
    pdf, width = pikepdf.new(), 1800
    page = pdf.add_blank_page(page_size=(595, 842))
    pixels = Random(n).randbytes(LARGE // (3 * width) * 3 * width)
    picture = pdf.make_stream(
        pixels,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=len(pixels) // (3 * width),
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
    page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /P Do Q")
    out = BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()


def _send(client: Client, data: bytes, name: Callable[[str], None]) -> None:
    """`name` is given the address under which the file has come."""
    about = base64.b64encode(b"scan.pdf").decode()
    announced = {"Upload-Length": str(len(data)), "Upload-Metadata": f"filename {about}"}
    begun = _tus(client, "POST", reverse("cases:uploads"), announced)
    for offset in range(0, len(data), PIECE):
        _tus(client, "PATCH", begun["Location"], {"Upload-Offset": str(offset)}, data[offset : offset + PIECE])
    name(begun["Location"])


def _tus(client: Client, method: str, address: str, headers: dict[str, str], data: bytes = b"") -> Any:
    kind = "application/offset+octet-stream"
    answer = client.generic(method, address, data, kind, headers={"Tus-Resumable": "1.0.0"} | headers)
    if answer.status_code not in (201, 204):
        raise AssertionError(f"{method} {address}: {answer.status_code} {answer.content!r}")
    return answer


def _attach(client: Client, case: Case, address: str) -> None:
    cache.clear()  # how many were sent in this minute
    page = reverse("egov:application:document", args=[case.pk, KIND])
    answer = client.post(page, {"resumed": address.split("/")[-2]}, headers={"HX-Request": "true"})
    if answer.status_code != 200:
        raise AssertionError(f"{page}: {answer.status_code} {answer.content[:2000]!r}")
