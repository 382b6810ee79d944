"""What this order demands of the facts of a step: words, grounds and days (`cases.engine.steps.conditions`)."""

from cases.engine.steps.wordings import in_words, is_filled, is_number, is_place
from cases.programmes.nomad.demands.arrival import (
    came_in_time,
    claimed_day,
    claims_are_answered,
    late_record_has_its_proof,
)
from cases.programmes.nomad.demands.days import (
    issued_after_order,
    it_happened,
    registered_after_grant,
    since_arrival_or_return,
    since_given_back,
    since_handed_over,
    since_owed,
    writing_came,
)
from cases.programmes.nomad.demands.grounds import NOTHING_RETURNED, grounds_fit, misfits, remark_field, returns_fit
from cases.programmes.nomad.demands.package import (
    accepted_document_has_its_copy,
    package_returned_for_what_it_lacks,
    wrong_document_has_its_remark,
)
from cases.programmes.nomad.demands.rulings import (
    ruled_after_the_act,
    ruled_by_another,
    ruled_once,
    ruling_attached,
    successor_is_settled,
    writing_attached,
)
from cases.programmes.nomad.demands.words import reasons_given, receiver_named

__all__ = [
    "NOTHING_RETURNED",
    "accepted_document_has_its_copy",
    "came_in_time",
    "claimed_day",
    "claims_are_answered",
    "grounds_fit",
    "in_words",
    "is_filled",
    "is_number",
    "is_place",
    "issued_after_order",
    "it_happened",
    "late_record_has_its_proof",
    "misfits",
    "package_returned_for_what_it_lacks",
    "reasons_given",
    "receiver_named",
    "registered_after_grant",
    "remark_field",
    "returns_fit",
    "ruled_after_the_act",
    "ruled_by_another",
    "ruled_once",
    "ruling_attached",
    "since_arrival_or_return",
    "since_given_back",
    "since_handed_over",
    "since_owed",
    "successor_is_settled",
    "writing_attached",
    "writing_came",
    "wrong_document_has_its_remark",
]
