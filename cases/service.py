"""The public door of the core: what the sides (`hub`, `egov`, `con`) may use of it. Written down, and all there is.

Pages that every side shares are in `cases.web`, the vocabulary in `cases.programmes.nomad.states`.
"""

from cases import gateways
from cases.accounts import addresses, naming, signing_in
from cases.eds import EdsError
from cases.engine.audit import read
from cases.engine.programmes import filing_day
from cases.engine.queues import buttons
from cases.engine.steps import STEPS, Step
from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.law.regulations import DocRule, Edition, edition, editions
from cases.law.titles import list_at, rule_of, rules_of, title
from cases.letters.filling import consent_form
from cases.letters.genuine import Genuine
from cases.letters.genuine import by_code as letter_by_code
from cases.letters.genuine import by_file as letter_by_file
from cases.letters.mail import words
from cases.letters.marks import code_in as mark_in
from cases.models import (
    Bar,
    Case,
    City,
    Deadline,
    Document,
    DutyRate,
    EditionPeriod,
    EmailClaim,
    Event,
    Letter,
    Notice,
    Payment,
    Person,
    QuestionnaireForm,
    Signature,
    Slot,
    User,
)
from cases.models.emailclaim import stated_address
from cases.programmes.nomad import eligibility, filing, paying, sharing, taking_over
from cases.programmes.nomad.changes import sentence as corrected
from cases.programmes.nomad.documents import rule_problems
from cases.programmes.nomad.forms.questionnaire import QuestionnaireForm as Questionnaire
from cases.programmes.nomad.requirements import IDENTITY
from cases.programmes.nomad.wording import WHY
from cases.templatetags.dnr import in_words
from cases.values import letters, moments
from cases.values.questions import read as read_answer
from cases.values.questions import same as same_answer
from cases.values.questions import shown as shown_answer
from cases.values.questions import words as question_words

__all__ = [
    "IDENTITY",
    "STEPS",
    "WHY",
    "Bar",
    "Case",
    "CaseError",
    "City",
    "Deadline",
    "DocRule",
    "Document",
    "DutyRate",
    "Edition",
    "EditionPeriod",
    "EdsError",
    "EmailClaim",
    "Event",
    "Genuine",
    "Letter",
    "Notice",
    "Payment",
    "Person",
    "Questionnaire",
    "QuestionnaireForm",
    "Signature",
    "Slot",
    "Step",
    "User",
    "addresses",
    "buttons",
    "consent_form",
    "corrected",
    "edition",
    "editions",
    "eligibility",
    "filing",
    "filing_day",
    "gateways",
    "in_words",
    "letter_by_code",
    "letter_by_file",
    "letters",
    "list_at",
    "local_day",
    "mark_in",
    "moments",
    "naming",
    "paying",
    "question_words",
    "read",
    "read_answer",
    "rule_of",
    "rule_problems",
    "rules_of",
    "same_answer",
    "sharing",
    "shown_answer",
    "signing_in",
    "stated_address",
    "taking_over",
    "title",
    "words",
]
