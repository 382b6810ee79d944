"""From HTML to PDF. Nothing is fetched, neither from the network nor from the disk: a letter contains all that it
shows."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import segno
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe

from cases.letters.marks import with_mark

STYLE = "letters/letter.css"


class Printed(NamedTuple):
    data: bytes
    pages: int


def to_pdf(html: str, mark: bytes = b"", style: str = "") -> Printed:
    """The same HTML gives the same bytes: dates come from its <meta>, the identifier from its content.

    `mark`: words to stand in the plain bytes of the file. `style`: a further style sheet.
    """
    from weasyprint import HTML  # two seconds of import: only who prints pays them

    document = HTML(string=html, url_fetcher=_no_fetcher()).render(
        stylesheets=[_style(name) for name in (STYLE, style) if name]
    )
    out = BytesIO()
    identifier = sha256(html.encode()).hexdigest()[:32].encode()
    document.write_pdf(out, pdf_identifier=identifier, pdf_tags=True)
    data = with_mark(out.getvalue(), mark) if mark else out.getvalue()
    return Printed(data, len(document.pages))


def qr_svg(text: str) -> SafeString:
    """The QR code of `text` as inline SVG without a size of its own."""
    svg = segno.make(text, error="m", micro=False).svg_inline(border=0, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(svg)


@cache
def _style(name: str) -> Any:
    from weasyprint import CSS

    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return CSS(string=Path(path).read_text(), url_fetcher=_no_fetcher())


@cache
def _no_fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class NoFetcher(URLFetcher):  # type: ignore[misc]  # the library has no types
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            raise FatalURLFetchingError(f"A letter asked for {url}")

    return NoFetcher()
