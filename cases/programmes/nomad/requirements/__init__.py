"""What must be true before a step may be taken: named predicates, each with its reason in human words.

A predicate gets the case and the moment and returns None when it is met, else the reason. It reads the
case's `dossier` (documents, payments, checks …), which loads each of them once.
"""

from cases.programmes.nomad.requirements.checking import (
    CHECK_NAMES,
    checks_done,
    discrepancies_resolved,
    interview_begun,
    knb_approved,
    package_reconciled,
    returns_answered,
    ruling_recorded,
    slots_free,
    still_to_be_returned,
)
from cases.programmes.nomad.requirements.filing import (
    IDENTITY,
    card_duty_stands,
    city_chosen,
    consent_asked,
    consent_given,
    consent_not_signed,
    documents,
    duty_paid,
    edition_open,
    not_barred,
    person_known,
    petition_letter,
    questionnaire_complete,
    questionnaire_of_the_day,
)
from cases.programmes.nomad.requirements.screening import (
    completion_day_over,
    interviewed,
    ministry_confirms,
    not_interviewed,
    screener_refuses,
)
from cases.programmes.nomad.requirements.terms import (
    clock_not_due,
    crossing_answered,
    heard_on_absence,
    no_duty_on_its_way,
    no_entry,
    term_over,
    within_rework,
)

__all__ = [
    "CHECK_NAMES",
    "IDENTITY",
    "card_duty_stands",
    "checks_done",
    "city_chosen",
    "clock_not_due",
    "completion_day_over",
    "consent_asked",
    "consent_given",
    "consent_not_signed",
    "crossing_answered",
    "discrepancies_resolved",
    "documents",
    "duty_paid",
    "edition_open",
    "heard_on_absence",
    "interview_begun",
    "interviewed",
    "knb_approved",
    "ministry_confirms",
    "no_duty_on_its_way",
    "no_entry",
    "not_barred",
    "not_interviewed",
    "package_reconciled",
    "person_known",
    "petition_letter",
    "questionnaire_complete",
    "questionnaire_of_the_day",
    "returns_answered",
    "ruling_recorded",
    "screener_refuses",
    "slots_free",
    "still_to_be_returned",
    "term_over",
    "within_rework",
]
