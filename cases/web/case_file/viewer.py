"""The document that is shown beside the work, and a version before it beside that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from cases.models import Case, Document
from cases.models.queries import horizon
from cases.web.access import AuthenticatedRequest
from cases.web.case_file.papers import Paper
from cases.web.common import case_url

VERSIONS = 10
"""Of one document that are offered beside it, the newest first."""


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
    earlier = [_version(case, request, paper, row) for row in _replaced(case, request, paper.document)]
    wanted = request.GET.get("beside", "")
    beside = next((version for version in earlier if str(version.document.pk) == wanted), None)
    return Preview(paper, earlier, beside, paper.here)


def _replaced(case: Case, request: AuthenticatedRequest, document: Document) -> list[Document]:
    rows = Document.objects.filter(case=case, kind=document.kind, current=False).select_related("blob")
    if end := horizon(case, request.user):
        rows = rows.filter(uploaded_at__lte=end)
    return list(rows.exclude(pk=document.pk).order_by("-id")[:VERSIONS])


def _version(case: Case, request: AuthenticatedRequest, paper: Paper, row: Document) -> Version:
    query = urlencode({"doc": paper.document.pk, "beside": row.pk})
    url = reverse("cases:document", args=[case.pk, row.pk])
    return Version(row, url, f"{case_url(request.user, case)}?{query}#viewer")
