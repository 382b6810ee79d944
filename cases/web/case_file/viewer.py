"""The document beside the work, and beside that an earlier version, or the file as received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from cases.models import Case, Document
from cases.models.queries import horizon
from cases.web.case_file.papers import Paper, changed_since, with_beside
from cases.web.documents import FileLine
from cases.web.documents.originals import pages_of
from cases.web.request.access import AuthenticatedRequest

VERSIONS = 10
"""Of one document that are offered beside it, the newest first."""
LAST, ORIGINAL, NOW = "last", "original", "now"
"""In the address: the version that the present one has replaced; the file as it came; the present one alone."""


@dataclass(frozen=True, slots=True)
class Version:
    """A document that was replaced."""

    document: Document
    url: str
    """Of the file."""
    here: str
    """The page of the case, with this version beside the current one."""

    @property
    def is_image(self) -> bool:
        return self.document.blob.mime.startswith("image/")

    @property
    def is_pdf(self) -> bool:
        return self.document.blob.mime == "application/pdf"


@dataclass(frozen=True, slots=True)
class OriginalPage:
    """A page of the files as received."""

    line: FileLine
    """The file to which the page belongs."""
    url: str
    """Of its picture."""
    number: int
    """From 1, of `pages` of the whole document."""
    pages: int
    before: str
    """The page of the case with the page before this one; "" for the first."""
    after: str
    """The page of the case with the page after this one; "" for the last."""

    is_image, is_pdf = True, False


@dataclass(frozen=True, slots=True)
class PagePair:
    """A page of the earlier version beside the same page of the present one."""

    number: int
    """From 1, of `pages` of the longer one."""
    pages: int
    before: str
    """The page of the case with the pages before these; "" for the first."""
    after: str
    """The page of the case with the pages after these; "" for the last."""
    changed: tuple[tuple[str, str, str], ...]
    """(label, what was recorded of the earlier version, what is recorded of the present one)."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A document beside the form."""

    paper: Paper
    earlier: list[Version]
    """The versions that it replaced."""
    beside: Version | None
    """The earlier version with which it is compared."""
    alone: str
    """The way back from comparing."""
    originals: str
    """The page of the files as received; "" where they were not stored."""
    came: OriginalPage | None
    """A page of the files as received, to be compared."""
    pair: PagePair | None = None
    """Beside `beside`: which of their pages."""


def chosen_preview(case: Case, request: AuthenticatedRequest, papers: Sequence[Paper]) -> Preview | None:
    """The chosen document; one statement, and none where no document is chosen. One that came since the return is
    compared with what it replaced, unless the address says otherwise."""
    paper = next((paper for paper in papers if paper.chosen), None)
    if paper is None:
        return None
    earlier = [_version(case, paper, row) for row in _replaced(case, request, paper.document)]
    wanted, number = request.GET.get("beside", LAST if paper.came_since else ""), request.GET.get("page", "")
    last = earlier[:1] if wanted == LAST else []
    beside = next((version for version in last or earlier if last or str(version.document.pk) == wanted), None)
    pages = _pages(paper)
    came = _original_page(paper, pages, number) if wanted == ORIGINAL and pages else None
    alone = with_beside(paper, NOW) if paper.came_since else paper.here
    originals = with_beside(paper, ORIGINAL) if pages else ""
    return Preview(paper, earlier, beside, alone, originals, came, _pair(paper, beside, wanted, number))


def _pair(paper: Paper, beside: Version | None, named: str, wanted: str) -> PagePair | None:
    if beside is None:
        return None
    pages = max(row.blob.pages or 1 for row in (beside.document, paper.document))
    number = _number(wanted, pages)
    return PagePair(
        number,
        pages,
        with_beside(paper, named, number - 1) if number > 1 else "",
        with_beside(paper, named, number + 1) if number < pages else "",
        changed_since(beside.document, paper.document),
    )


def _number(wanted: str, pages: int) -> int:
    """The page that the address names, else the first."""
    return int(wanted) if wanted.isdecimal() and len(wanted) < 6 and 0 < int(wanted) <= pages else 1


def _pages(paper: Paper) -> list[tuple[FileLine, int]]:
    """(file, page of it) in the order of the document; none where an original was not stored."""
    lines = paper.lines
    if not all(line.original for line in lines):
        return []
    return [(line, number) for line in lines for number in range(1, pages_of(line.part) + 1)]


def _original_page(paper: Paper, pages: Sequence[tuple[FileLine, int]], wanted: str) -> OriginalPage:
    number = _number(wanted, len(pages))
    line, of_file = pages[number - 1]
    document = paper.document
    url = reverse("cases:original_page", args=[document.case_id, document.pk, line.part.position, of_file])
    return OriginalPage(
        line,
        url,
        number,
        len(pages),
        with_beside(paper, ORIGINAL, number - 1) if number > 1 else "",
        with_beside(paper, ORIGINAL, number + 1) if number < len(pages) else "",
    )


def _replaced(case: Case, request: AuthenticatedRequest, document: Document) -> list[Document]:
    rows = Document.objects.filter(case=case, kind=document.kind, current=False).select_related("blob")
    if end := horizon(case, request.user):
        rows = rows.filter(uploaded_at__lte=end)
    return list(rows.exclude(pk=document.pk).order_by("-id")[:VERSIONS])


def _version(case: Case, paper: Paper, row: Document) -> Version:
    return Version(row, reverse("cases:document", args=[case.pk, row.pk]), with_beside(paper, str(row.pk)))
