"""The document that is shown beside the work, and a version before it beside that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from cases.models import Case, Document
from cases.models.queries import horizon
from cases.web.case_file.papers import Paper, with_version
from cases.web.request.access import AuthenticatedRequest

VERSIONS = 10
"""Of one document that are offered beside it, the newest first."""
LAST = "last"
"""In the address: the version that the present one has replaced."""


@dataclass(frozen=True, slots=True)
class Version:
    """One that was replaced: `url` is the file, `here` the page of the case with it beside the current one."""

    document: Document
    url: str
    here: str

    @property
    def is_image(self) -> bool:
        return self.document.blob.mime.startswith("image/")

    @property
    def is_pdf(self) -> bool:
        return self.document.blob.mime == "application/pdf"


@dataclass(frozen=True, slots=True)
class Preview:
    """`earlier`: what it replaced; `beside`: that of them which is compared; `alone`: the way back from comparing."""

    paper: Paper
    earlier: list[Version]
    beside: Version | None
    alone: str


def shown(case: Case, request: AuthenticatedRequest, papers: Sequence[Paper]) -> Preview | None:
    """The chosen document; one statement, and none where no document is chosen."""
    paper = next((paper for paper in papers if paper.chosen), None)
    if paper is None:
        return None
    earlier = [_version(case, paper, row) for row in _replaced(case, request, paper.document)]
    wanted = request.GET.get("beside", "")
    last = earlier[:1] if wanted == LAST else []
    beside = next((version for version in last or earlier if last or str(version.document.pk) == wanted), None)
    return Preview(paper, earlier, beside, paper.here)


def _replaced(case: Case, request: AuthenticatedRequest, document: Document) -> list[Document]:
    rows = Document.objects.filter(case=case, kind=document.kind, current=False).select_related("blob")
    if end := horizon(case, request.user):
        rows = rows.filter(uploaded_at__lte=end)
    return list(rows.exclude(pk=document.pk).order_by("-id")[:VERSIONS])


def _version(case: Case, paper: Paper, row: Document) -> Version:
    return Version(row, reverse("cases:document", args=[case.pk, row.pk]), with_version(paper, row))
