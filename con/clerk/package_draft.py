"""What is typed in the rows of a package and not recorded yet: the clerk's draft of the case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cases.models import Case, StepDraft
from cases.web.drafts import texts
from cases.web.request.access import AuthenticatedRequest
from con.clerk import package


def around(request: AuthenticatedRequest, case: Case, begun: Iterable[StepDraft]) -> dict[str, Any]:
    """As `cases/_saves_itself.html` takes it. `begun`: the person's drafts of the case."""
    return texts.context(case, texts.PACKAGE, texts.begun(request, begun, texts.PACKAGE))


def typed_before(case: Case, page: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """By the kind of its row, what the draft has that is not recorded. `page`: as `around` gives it."""
    return package.typed_rows(case, texts.initial(page.get("draft")))


def recorded(request: AuthenticatedRequest, case: Case, kinds: Collection[str]) -> None:
    def still(row: StepDraft) -> set[str]:
        return package.typed_rows(case, texts.initial(row)).keys() - set(kinds)

    texts.keep_rows(request, case, texts.PACKAGE, still)
