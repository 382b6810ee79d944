"""What a later stage takes over from an earlier one of the same case, and from where: each is entered once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.titles import documents_of_list, rules_of, title
from cases.models import Case, QuestionnaireForm
from cases.programmes.nomad.applicants import agreeing
from cases.values import questions

Words = str | Promise
PETITION, MINISTRY, APPLICATION = (
    _("From the petition"),
    _("From the petition that the ministry signed"),
    _("From the application"),
)
DATA, ACCOUNT = _("From “My data”"), _("From the account")
WITH_THE_APPLICATION = ("questionnaire", "payment")


class FromBefore(NamedTuple):
    source: Words
    at: datetime | None
    """When it was signed or filed there; None for the data of the person, which are those of today."""
    what: list[str]


def from_before(case: Case, list_key: str, schema: QuestionnaireForm | None = None) -> list[FromBefore]:
    """For the list that is prepared now; `schema`: of the анкета, where it is part of it."""
    by_source: dict[str, FromBefore] = {}
    for row in [*_documents(case, list_key), *(_answers(case, schema) if schema else ())]:
        if row.what:
            by_source.setdefault(str(row.source), FromBefore(row.source, row.at, [])).what.extend(row.what)
    return list(by_source.values())


def _documents(case: Case, list_key: str) -> Iterator[FromBefore]:
    """By the moment at which they came: before the petition was signed, or before the application was filed."""
    papers, signed = documents_of_list(case, list_key), case.petition_signed_at
    if list_key == "petition" or signed is None:
        return
    own = [(rule, document) for rule, document in papers if rule.source == "applicant"]
    yield FromBefore(PETITION, case.submitted_at, [str(r.title) for r, d in own if d.uploaded_at <= signed])
    letter = [str(r.title) for r, d in papers if r.source == "portal"] or [title(case, list_key, "petition")]
    yield FromBefore(MINISTRY, signed, letter)
    if list_key != "application" and case.filed_at:
        later = [str(r.title) for r, d in own if signed < d.uploaded_at]
        made = [str(r.title) for r in rules_of(case, list_key) if r.source in WITH_THE_APPLICATION]
        yield FromBefore(APPLICATION, case.filed_at, [*later, *made])


def _answers(case: Case, schema: QuestionnaireForm) -> Iterator[FromBefore]:
    """Questions that begin with what is known (`agreeing`)."""
    known = agreeing.prefilled(schema, case)
    for item in (item for item in schema.fields if item["key"] in known):
        source = DATA if item.get("person") else MINISTRY if item.get("also") == "petition" else ACCOUNT
        at = case.petition_signed_at if source is MINISTRY else None
        yield FromBefore(source, at, [questions.words(item["label"])])
