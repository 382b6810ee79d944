"""What was corrected in the data of a document, in words: for the timeline, the papers, the notice and its mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from cases.law.titles import list_at, title
from cases.models import Case
from cases.models.document import LEGALISATIONS
from cases.programmes.nomad.papers.particulars import DAYS, LABELS
from cases.values import countries
from cases.values.dates import in_words

Change = Mapping[str, Any]
"""As `particulars.differences` gives it and an event keeps it: days in ISO 8601, what is empty left out."""


def value(field: str, recorded: object) -> str:
    if field in DAYS and recorded:
        return in_words(parse_date(str(recorded)))
    if field == "country" and recorded:
        return countries.country_name(str(recorded))
    if field in ("no_end", "notarised", "bars_entry"):
        return _("yes") if recorded else _("no")
    if field == "legalisation" and recorded:
        return str(dict(LEGALISATIONS).get(str(recorded), recorded))
    return str(recorded or _("not given"))


def changed_rows(changed: Iterable[Change]) -> list[tuple[str, str, str]]:
    """(label, what was recorded, what is recorded now) of each field."""
    known = [(change["field"], change) for change in changed if change.get("field") in LABELS]
    return [(str(LABELS[key]), value(key, change.get("was")), value(key, change.get("now"))) for key, change in known]


def corrected(case: Case, facts: Mapping[str, Any]) -> str:
    """Of a correction: which data of which document, from what to what."""
    return sentence(title(case, list_at(case), facts.get("kind", "")), facts)


def sentence(name: str, facts: Mapping[str, Any]) -> str:
    """For the applicant: the document, each field from what to what, and why."""
    rows = [
        _("%(label)s: %(was)s → %(now)s") % {"label": label, "was": was, "now": now}
        for label, was, now in changed_rows(facts.get("changed", ()))
    ]
    listed = "; ".join(rows).rstrip(".")
    why, label = facts.get("reason"), _("Why")
    return f"{name}. {listed}." + (f" {label}: {why}" if why else "")
