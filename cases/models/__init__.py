"""The tables of the core, one model a file."""

from cases.models.absence import Absence
from cases.models.apiclient import (
    ApiCall,
    ApiClient,
    ApiKey,
    ApiNonce,
    IdempotentAnswer,
    Webhook,
    WebhookDelivery,
)
from cases.models.assignment import Assignment
from cases.models.bar import Bar
from cases.models.blob import Blob, Original
from cases.models.bodyhead import BodyHead
from cases.models.bulkaction import BulkAction, BulkItem
from cases.models.calendarchange import CalendarChange, RemedyRecount, TermRecount
from cases.models.case import Case
from cases.models.casemessage import CaseMessage, MessageTemplate
from cases.models.casenote import CaseNote
from cases.models.challenge import Challenge
from cases.models.check import Check
from cases.models.comparison import Comparison
from cases.models.consent import Consent, ConsentClause
from cases.models.counter import Counter
from cases.models.countryrule import CountryRule
from cases.models.courierregistry import CourierRegistry, RegistryItem
from cases.models.daysum import DaySum, SummedDay
from cases.models.deadline import Deadline
from cases.models.decision import Decision
from cases.models.delegation import Delegation
from cases.models.deskfigures import DeskFigures
from cases.models.dispatch import Dispatch
from cases.models.document import Document
from cases.models.documentpart import DocumentPart
from cases.models.documentreview import DocumentReview
from cases.models.draftedact import DraftedAct, SecondApproval
from cases.models.dutyrate import DutyRate
from cases.models.effect import Effect
from cases.models.emailclaim import EmailClaim
from cases.models.event import Event
from cases.models.exchange import Attempt, Breaker, Discrepancy, Exchange
from cases.models.export import Export, ExportTaken
from cases.models.filefault import FileFault
from cases.models.halfupload import HalfUpload
from cases.models.handback import Handback
from cases.models.hearing import HearingEntry
from cases.models.helper import Helper
from cases.models.interview import InterviewCriterion, InterviewInvitation
from cases.models.ledgerrows import Checkpoint, LogFault, SealedLeaf, TreeNode, WaitingLeaf
from cases.models.letter import Letter
from cases.models.mobilesigning import MobileSigning
from cases.models.namecorrection import NameCorrection
from cases.models.notice import Notice
from cases.models.noticetext import NoticeText
from cases.models.packageitem import PackageItem
from cases.models.passwordlink import PasswordLink
from cases.models.payment import Payment
from cases.models.person import Person
from cases.models.presence import Presence
from cases.models.profession import Profession
from cases.models.proposedchange import ProposedChange
from cases.models.questionnaireform import QuestionnaireForm
from cases.models.readlog import ReadLog
from cases.models.recoverycodes import RecoveryCodes
from cases.models.reference import (
    CalendarDay,
    CalendarYear,
    City,
    EditionPeriod,
    Ground,
)
from cases.models.remedy import Remedy
from cases.models.removeddocument import RemovedDocument
from cases.models.retention import Erasure, LegalHold, RetentionRule
from cases.models.returneddocument import ReturnedDocument
from cases.models.ruling import Ruling
from cases.models.savedfilter import SavedFilter
from cases.models.searchentry import SearchEntry
from cases.models.serviceterm import ServiceTerm
from cases.models.signature import Signature, SignatureCheck
from cases.models.signin import SignIn
from cases.models.signingsession import SigningItem, SigningSession
from cases.models.slot import BlockedDays, InterviewerTime, InterviewRule, Slot
from cases.models.stepdraft import StepDraft
from cases.models.user import User
from cases.models.waitingcorrection import WaitingCorrection
from cases.models.waybillmove import WaybillMove
from cases.models.workinghours import WorkingHours

__all__ = [
    "Absence", "ApiCall", "ApiClient", "ApiKey", "ApiNonce", "Assignment", "Attempt", "Bar", "Blob", "BlockedDays",
    "BodyHead", "Breaker", "BulkAction", "BulkItem", "CalendarChange", "CalendarDay", "CalendarYear", "Case",
    "CaseMessage", "CaseNote", "Challenge", "Check", "Checkpoint", "City", "Comparison", "Consent", "ConsentClause",
    "Counter", "CountryRule", "CourierRegistry", "DaySum", "Deadline", "Decision", "Delegation", "DeskFigures",
    "Discrepancy", "Dispatch", "Document", "DocumentPart", "DocumentReview", "DraftedAct", "DutyRate", "EditionPeriod",
    "Effect", "EmailClaim", "Erasure", "Event", "Exchange", "Export", "ExportTaken", "FileFault", "Ground",
    "HalfUpload", "Handback", "HearingEntry", "Helper", "IdempotentAnswer", "InterviewCriterion",
    "InterviewInvitation", "InterviewRule", "InterviewerTime", "LegalHold", "Letter", "LogFault", "MessageTemplate",
    "MobileSigning", "NameCorrection", "Notice", "NoticeText", "Original", "PackageItem", "PasswordLink", "Payment",
    "Person", "Presence", "Profession", "ProposedChange", "QuestionnaireForm", "ReadLog", "RecoveryCodes",
    "RegistryItem", "Remedy", "RemedyRecount", "RemovedDocument", "RetentionRule", "ReturnedDocument", "Ruling",
    "SavedFilter", "SealedLeaf", "SearchEntry", "SecondApproval", "ServiceTerm", "SignIn", "Signature",
    "SignatureCheck", "SigningItem", "SigningSession", "Slot", "StepDraft", "SummedDay", "TermRecount", "TreeNode",
    "User", "WaitingCorrection", "WaitingLeaf", "WaybillMove", "Webhook", "WebhookDelivery", "WorkingHours",
]  # fmt: skip
