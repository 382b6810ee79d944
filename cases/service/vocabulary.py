"""The kinds of things that queries give and acts take: for annotations, forms and `except`."""

from cases.eds import EdsError
from cases.engine.lists.queues import Button
from cases.engine.steps import STEPS, Step
from cases.law.errors import CaseError, NotNowError
from cases.law.regulations import DocRule, Edition, HearingRule, Term
from cases.law.terms import Proof
from cases.letters.genuine import Genuine
from cases.models import (
    Bar,
    Case,
    City,
    Deadline,
    Document,
    DutyRate,
    EmailClaim,
    Event,
    Letter,
    Payment,
    Person,
    QuestionnaireForm,
    Slot,
    User,
)
from cases.programmes.nomad.forms.questionnaire import AnswersForm
from cases.programmes.nomad.requirements import IDENTITY

__all__ = [
    "IDENTITY",
    "STEPS",
    "AnswersForm",
    "Bar",
    "Button",
    "Case",
    "CaseError",
    "City",
    "Deadline",
    "DocRule",
    "Document",
    "DutyRate",
    "Edition",
    "EdsError",
    "EmailClaim",
    "Event",
    "Genuine",
    "HearingRule",
    "Letter",
    "NotNowError",
    "Payment",
    "Person",
    "Proof",
    "QuestionnaireForm",
    "Slot",
    "Step",
    "Term",
    "User",
]
