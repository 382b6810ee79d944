"""The public door of the core: what the sides (`hub`, `egov`, `con`) may use of it. Written down, and all there is.

Pages that every side shares are in `cases.web`, the vocabulary in `cases.states`.
"""

from cases import eligibility, filing, gateways, paying, signing_in
from cases.actions import perform, require_slot
from cases.audit import read
from cases.clock import sweep
from cases.eds import EdsError
from cases.errors import CaseError, NotFoundError, NotMetError, NotNowError, SlotTakenError, StaleError
from cases.files import BadFile, open_stored
from cases.forms.questionnaire import QuestionnaireForm as Questionnaire
from cases.iin import iin_ok
from cases.letters.filling import consent_form
from cases.letters.genuine import Genuine
from cases.letters.genuine import by_code as letter_by_code
from cases.letters.genuine import by_file as letter_by_file
from cases.letters.marks import code_in as mark_in
from cases.mail import words
from cases.models import (
    Bar,
    CalendarDay,
    Case,
    City,
    Consent,
    Deadline,
    Document,
    DutyRate,
    EditionPeriod,
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
from cases.queues import Button, buttons, counts, find, listing, tabs_of
from cases.regulations import DocRule, Edition, edition, editions
from cases.requirements import document_problems, local_day, rule_problems
from cases.steps import STEPS, Step, steps_from

__all__ = [
    "STEPS", "BadFile", "Bar", "Button", "CalendarDay", "Case", "CaseError", "City", "Consent", "Deadline", "DocRule",
    "Document", "DutyRate", "Edition", "EditionPeriod", "EdsError", "Event", "Genuine", "Letter", "NotFoundError",
    "NotMetError", "NotNowError", "Notice", "Payment", "Person", "Questionnaire", "QuestionnaireForm", "Signature",
    "Slot", "SlotTakenError", "StaleError", "Step", "User", "buttons", "consent_form", "counts", "document_problems",
    "edition", "editions", "eligibility", "filing", "find", "gateways", "iin_ok", "letter_by_code", "letter_by_file",
    "listing", "local_day", "mark_in", "open_stored", "paying", "perform", "read", "require_slot", "rule_problems",
    "signing_in", "steps_from", "sweep", "tabs_of", "words",
]  # fmt: skip
