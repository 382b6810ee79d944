"""Reasons in words, as a person reads them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import wordings
from cases.engine.steps.conditions import Faults, demand
from cases.programmes.nomad.facts import OriginalsReturned, RefusalReasons
from cases.values import names, wording

if TYPE_CHECKING:
    from cases.models import Case


@demand(_("whoever took them is named"))
def receiver_named(case: Case, now: datetime, facts: OriginalsReturned) -> Faults:
    """A person's name; by which power after a comma."""
    try:
        names.name_before_comma(facts.receiver)
    except ValidationError as error:
        return [("receiver", " ".join(error.messages))]
    return []


@demand(_("the reasons are given in the language of the proceedings"))
def reasons_given(case: Case, now: datetime, facts: RefusalReasons) -> Faults:
    """In Russian, in Kazakh or in both; each that is written is judged, and that of the proceedings is there."""
    return wordings.bilingual_faults(case, facts, "text", wording.REASONS)
