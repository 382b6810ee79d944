"""The package on the clerk's desk: each document of the list, its copy, and the clerk's word on it (п. 21, 26)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.actors import Role
from cases.law.places import May
from cases.law.regulations import DocRule
from cases.law.titles import rules_of
from cases.models import Case, Document, PackageItem, User
from cases.programmes.nomad.forms.documents import DocumentForm
from cases.programmes.nomad.forms.languages import in_order
from cases.service.acts import filing
from cases.service.orders import MetRule, filing_day, rule_problems, rules_met
from cases.service.queries import from_before, signed_otherwise
from cases.web import documents
from cases.web.case_file import correct_url


def list_of(case: Case) -> str:
    """The list that is reconciled now; "" when none is."""
    return case.place.documents if May.RECONCILE in case.place.may else ""


KEEPERS = {"petition": "petition", "prp_notice": "final_grant", "consent_form": "consent_form"}
"""Documents that are letters of the portal itself, with the kind of the letter."""

DUTIES = {"duty": "prp", "card_duty": "card"}


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A line for the clerk's words in one language."""

    name: str
    label: str | Promise
    text: str = ""
    """Typed and refused."""


REMARKS = {"text": _("If not, why (in Russian)"), "text_kk": _("If not, why (in Kazakh)")}


def remarks(case: Case, typed: Mapping[str, str]) -> list[RemarkLine]:
    """That of the language of the proceedings first."""
    return [RemarkLine(name, REMARKS[name], typed.get(name, "")) for name in in_order(case, "text")]


NAMES = ("accepted", "reason", *REMARKS)
"""Of what is typed in a row, by the name of the step's fact; on the page each bears the kind of its row besides."""


def typed_rows(case: Case, sent: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What was typed in each row of the page, by its kind: rows with nothing that is not recorded already
    are left out."""
    key = list_of(case)
    rows = {rule.kind: _row(rule.kind, sent) for rule in rules_of(case, key)}
    return {kind: row for kind, row in rows.items() if _says_more(row, recorded_answer(case, kind, key))}


def still_open(case: Case, rows: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Of what was typed before, what says more than is recorded by now."""
    key = list_of(case)
    return {kind: dict(row) for kind, row in rows.items() if _says_more(row, recorded_answer(case, kind, key))}


def _row(kind: str, sent: Mapping[str, str]) -> dict[str, str]:
    return {name: sent.get(f"{name}_{kind}", "") for name in NAMES}


def _says_more(row: Mapping[str, str], recorded: str) -> bool:
    return row["accepted"] not in ("", recorded) or any(row[name].strip() for name in NAMES if name != "accepted")


@dataclass
class PackageLine:
    """One document of the list."""

    rule: DocRule
    document: Document | None
    copy: str
    """Where it can be seen."""
    here: str | Promise
    """Where it is, in words, when there is no file."""
    item: PackageItem | None
    problems: list[Any]
    outdated: bool
    rules: list[MetRule] = field(default_factory=list)
    """What the order asks of it that can be counted."""
    mark: str = ""
    """The answer marked on the page, "yes", "no" or "": what is recorded of this copy, until another is marked."""
    form: DocumentForm | None = None
    correct: str = ""
    remarks: list[RemarkLine] = field(default_factory=list)
    why: str = ""
    """Typed and refused."""
    draft: str = ""
    answers: list[Any] = field(default_factory=list)
    """The clerk's on this copy and those that it contradicts, the newest first."""
    errors: list[str] | None = None

    def bring_back(self, case: Case, typed: Mapping[str, str]) -> None:
        """What was typed in the row and is not recorded."""
        self.mark = typed.get("accepted", "") or self.mark
        self.remarks, self.why = remarks(case, typed), typed.get("reason", "")

    @property
    def lines(self) -> list[documents.FileLine]:
        return documents.lines_of(self.document) if self.document else []

    @property
    def standing(self) -> str:
        """As `.doc-…` of the stylesheet names it."""
        if self.item is None:
            return "attached" if self.copy or self.here else "missing"
        return "accepted" if self.item.accepted else "returned"

    @property
    def answer_id(self) -> str:
        return f"remark_{self.rule.kind}"


def package_lines(case: Case, user: User, now: datetime, letters: list[dict[str, Any]]) -> list[PackageLine]:
    """Every document of the list at hand; none in a state where nothing is reconciled."""
    key = list_of(case)
    if not key:
        return []
    open_to_upload = filing.attachable(case, user)
    rules = [rule for rule in rules_of(case, key) if rule.required or rule.kind in case.dossier.documents]
    return [_line(case, rule, key, now, letters, rule.kind in open_to_upload) for rule in rules]


def before(case: Case, lines: list[PackageLine]) -> dict[str, Any]:
    """What of the package came with an earlier stage, and where the file differs from what the applicant signed there;
    nothing where nothing is reconciled."""
    if not lines:
        return {}
    return {
        "from_before": from_before(case, list_of(case)),
        "signed_otherwise": signed_otherwise(case),
    }


def _line(
    case: Case, rule: DocRule, key: str, now: datetime, letters: list[dict[str, Any]], upload: bool
) -> PackageLine:
    document = case.dossier.documents.get(rule.kind)
    item = case.dossier.item(rule.kind, key)
    copy, here = _copy(case, rule, document, letters)
    return PackageLine(
        rule=rule,
        document=document,
        copy=copy,
        here=here,
        item=item,
        problems=rule_problems(case, rule, document, filing_day(case, now)) if document else [],
        outdated=bool(item and item.accepted and document and document.uploaded_at > item.at),
        rules=rules_met(case, rule, document, filing_day(case, now)),
        mark=recorded_answer(case, rule.kind, key),
        form=documents.upload_form(case, rule, now) if upload else None,
        correct=correct_url(case, rule.kind, Role.CLERK),
        answers=_answers(case, item),
        remarks=remarks(case, {}),
    )


def recorded_answer(case: Case, kind: str, key: str) -> str:
    """The clerk's word on the copy that is there now: "yes", "no", or "" where it has none."""
    item = case.dossier.item(kind, key)
    if item is None or case.dossier.stale(item):
        return ""
    return "yes" if item.accepted else "no"


def _answers(case: Case, item: PackageItem | None) -> list[PackageItem]:
    """None where the copy has been replaced since: of the new one nothing is recorded yet."""
    if item is None or case.dossier.stale(item):
        return []
    by_id, newest_first = {row.pk: row for row in case.dossier.package_items}, [item]
    while newest_first[-1].corrects_id in by_id:
        newest_first.append(by_id[newest_first[-1].corrects_id])
    return newest_first


def _copy(
    case: Case, rule: DocRule, document: Document | None, letters: list[dict[str, Any]]
) -> tuple[str, str | Promise]:
    if document is not None:
        return reverse("cases:document", args=[case.pk, document.pk]), ""
    if rule.kind in KEEPERS:
        return _letter(case, rule.kind, letters)
    if rule.kind in DUTIES:
        paid = case.dossier.paid(DUTIES[rule.kind])
        return "", _("Paid through the payment gateway; the receipt is with the duties below.") if paid else ""
    if rule.kind == "questionnaire" and case.questionnaire.get("complete"):
        return "#person-title", _("Signed in the portal; its answers stand below.")
    return "", ""


def _letter(case: Case, kind: str, letters: list[dict[str, Any]]) -> tuple[str, str | Promise]:
    for letter in letters:
        if letter["kind"] == KEEPERS[kind]:
            return str(letter["links"][0]["url"]) if letter["links"] else "", letter["number"]
    if kind == "petition" and case.petition_signed_at:
        return "", _("Signed by the ministry; the portal holds it.")
    return "", ""
