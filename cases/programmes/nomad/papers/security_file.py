"""The file that goes to КНБ (п. 14): which documents of the application, and by which checksums they are known."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Faults, demand
from cases.law import titles
from cases.law.regulations import DocRule
from cases.programmes.nomad.facts import SecurityFile

if TYPE_CHECKING:
    from cases.models import Case, Document

LIST = "application"


def at_hand(case: Case) -> list[tuple[DocRule, Document]]:
    """The documents of the application that the case holds, in the order of п. 10."""
    return titles.documents_of_list(case, LIST)


def enclosures(case: Case, data: SecurityFile) -> list[dict[str, Any]]:
    """{"ru", "kk", "kind", "sha256", "pages"} of each that goes; "pages": 0 of what has none, such as a picture."""
    wanted = data.documents or [rule.kind for rule, _document in at_hand(case)]
    return [
        {
            "ru": rule.title.ru,
            "kk": rule.title.kk,
            "kind": rule.kind,
            "sha256": document.blob_id,
            "pages": document.blob.pages or 0,
        }
        for rule, document in at_hand(case)
        if rule.kind in wanted
    ]


@demand(_("what is sent is on file"))
def sends_what_is_there(case: Case, now: datetime, facts: SecurityFile) -> Faults:
    there = {rule.kind for rule, _document in at_hand(case)}
    absent = [kind for kind in facts.documents if kind not in there]
    sentence = _("No such document of the application is on file: {title}.")
    return [("documents", format_lazy(sentence, title=titles.title(case, LIST, kind))) for kind in absent]
