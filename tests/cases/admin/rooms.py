"""The lists of the admin, the addresses of their pages, and a row for each."""

from __future__ import annotations

from datetime import date
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task

from cases.accounts import addresses, naming, passwords
from cases.models import (
    Absence,
    Assignment,
    Attempt,
    BlockedDays,
    Breaker,
    BulkAction,
    CalendarChange,
    Case,
    CaseMessage,
    CaseNote,
    Checkpoint,
    City,
    CourierRegistry,
    Deadline,
    Delegation,
    Discrepancy,
    DocumentReview,
    DraftedAct,
    EmailClaim,
    Erasure,
    Exchange,
    Export,
    ExportTaken,
    FileFault,
    Helper,
    InterviewCriterion,
    InterviewRule,
    LegalHold,
    Letter,
    LogFault,
    NameCorrection,
    NoticeText,
    Profession,
    ProposedChange,
    ReadLog,
    RegistryItem,
    RemedyRecount,
    RemovedDocument,
    SecondApproval,
    SignIn,
    SigningSession,
    TermRecount,
    WaitingCorrection,
    WaybillMove,
    Webhook,
    WebhookDelivery,
)
from tests import people
from tests.cases.api.machines import machine

REGISTRY: dict[str, Any] = {model._meta.label_lower: model for model in admin.site._registry}
LABELS = sorted(REGISTRY)


def url(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[quote(arg) for arg in args])


def _hook() -> Webhook:
    client = machine(now=timezone.now()).client
    return Webhook.objects.create(client=client, url="https://partner.example/", events=["letter.ready"])


def an_exchange() -> Exchange:
    exchange: Exchange = Exchange.objects.all()[0]
    return exchange


def _claim() -> EmailClaim:
    return addresses.request_change(people.applicant(), "other@example.org", timezone.now())


def _change() -> CalendarChange:
    day = date(2026, 11, 23)
    return CalendarChange.objects.create(at=timezone.now(), reason="Order 1", first=day, last=day)


def _recount() -> TermRecount:
    term = Deadline.objects.all()[0]
    days = {"before": term.last_day, "counted": term.last_day, "last_day": term.last_day}
    proofs = {"days": term.days, "days_before": term.days}
    row = {"case": term.case, "deadline": term, "key": term.key, "of_applicant": True} | days | proofs
    return TermRecount.objects.create(change=_change(), at=timezone.now(), **row)


def _remedy_recount() -> RemedyRecount:
    letter, day = Letter.objects.all()[0], date(2026, 11, 23)
    days = {"before": day, "counted": day, "last_day": day, "days": [], "days_before": []}
    row = {"case": letter.case, "letter": letter, "way": "complaint"} | days
    return RemedyRecount.objects.create(change=_change(), at=timezone.now(), **row)


def _correction() -> NameCorrection:
    parts = {"surname": "Berg", "given_names": "Aliya", "patronymic": ""}
    return naming.request_correction(people.applicant(), parts, "The surname is misspelled.", timezone.now())


def _beside(model: Any, **words: Any) -> Any:
    """A note or a message of the officers' body."""
    who = {"by": people.officer(), "desk": "officer", "at": timezone.now()}
    return model.objects.create(case=Case.objects.all()[0], text="Look at the certificate.", **who, **words)


def _export() -> Export:
    who = {"user": people.officer(), "role": "officer", "city": "astana"}
    return Export.objects.create(source="desk", kind=Export.CSV, language="ru", asked_at=timezone.now(), **who)


def _assignment() -> Assignment:
    who = {"user": people.officer(), "by": people.officer()}
    return Assignment.objects.create(
        case=Case.objects.all()[0], actor="officer", way=Assignment.TAKEN, at=timezone.now(), **who
    )


def _registry() -> CourierRegistry:
    return CourierRegistry.objects.create(
        city=City.objects.get(pk="astana"), day=date(2027, 1, 4), opened_at=timezone.now(), opened_by=people.clerk()
    )


OTHERS: dict[str, Any] = {
    "cases.assignment": _assignment,
    "cases.absence": lambda: Absence.objects.create(
        user=people.officer(), first=date(2026, 6, 1), last=date(2026, 6, 2), by=people.officer(), at=timezone.now()
    ),
    "cases.bulkaction": lambda: BulkAction.objects.create(user=people.officer(), verb="take", at=timezone.now()),
    "cases.casenote": lambda: _beside(CaseNote),
    "cases.casemessage": lambda: _beside(CaseMessage, from_applicant=False),
    "cases.export": _export,
    "cases.exporttaken": lambda: ExportTaken.objects.create(
        export=_export(), user=people.officer(), at=timezone.now()
    ),
    "cases.emailclaim": _claim,
    "cases.noticetext": lambda: NoticeText.objects.create(
        what="register", text_ru="Зарегистрировано.", text_kk="Тіркелді.", text_en="Registered."
    ),
    "cases.helper": lambda: Helper.objects.create(
        case=Case.objects.all()[0], by=people.applicant(), email="lawyer@example.org", may=Helper.SEE,
        invited_at=timezone.now(), expires_at=timezone.now(),
    ),
    "cases.passwordlink": lambda: passwords.invite(people.officer(), people.administrator(), timezone.now()),
    "cases.proposedchange": lambda: ProposedChange.objects.create(
        label="cases.dutyrate", verb=ProposedChange.ADD, by=people.administrator(), at=timezone.now()
    ),
    "cases.namecorrection": _correction,
    "cases.filefault": lambda: FileFault.objects.create(
        storage="documents", name="aa/bb/c.pdf", what="missing", found_at=timezone.now()
    ),
    "cases.logfault": lambda: LogFault.objects.create(
        kind="event", ref="0" * 32, what="missing", noticed_at=timezone.now()
    ),
    "cases.legalhold": lambda: LegalHold.objects.create(
        case=Case.objects.first() or people.case_in("petition_draft"), why="Claim 1 of the court",
        until=date(2027, 1, 4),
    ),
    "cases.erasure": lambda: Erasure.objects.create(
        case=Case.objects.all()[0], rule="reads", version=City.history.latest().pk, kind="readlog", first="0" * 32,
        last="0" * 32, refs="0" * 32, number=1, before=timezone.now(), at=timezone.now(), by="nightly job",
    ),
    "cases.checkpoint": lambda: Checkpoint.objects.create(at=timezone.now(), size=1, root="", note=""),
    "cases.removeddocument": lambda: RemovedDocument.objects.create(
        case=Case.objects.all()[0], kind="cv", name="cv.pdf", sha256="0" * 64, uploaded_at=timezone.now(),
        retired_at=timezone.now(), at=timezone.now(),
    ),
    "cases.apiclient": lambda: machine(now=timezone.now()),
    "cases.apikey": lambda: machine(now=timezone.now()),
    "cases.apicall": lambda: machine(now=timezone.now()).get("/api/v1/cases/"),
    "cases.webhook": _hook,
    "cases.blockeddays": lambda: BlockedDays.objects.create(
        first=date(2027, 1, 4), last=date(2027, 1, 5), by=people.screener(), at=timezone.now()
    ),
    "cases.interviewrule": lambda: InterviewRule.objects.create(
        weekdays="1", begins="10:00", ends="12:00", minutes=30, first=date(2027, 1, 4), last=date(2027, 2, 4),
        by=people.screener(), at=timezone.now(),
    ),
    "cases.interviewcriterion": lambda: InterviewCriterion.objects.create(
        stage="interview", code="depth", name_ru="Глубина", name_kk="Тереңдік", source="Example"
    ),
    "cases.delegation": lambda: Delegation.objects.create(
        by=people.signer(), to=people.officer(), first=date(2027, 1, 4), last=date(2027, 2, 4), document="1",
        document_on=date(2026, 12, 1), at=timezone.now(),
    ),
    "cases.signingsession": lambda: SigningSession.objects.create(
        user=people.signer(), step="sign_petition", at=timezone.now()
    ),
    "cases.courierregistry": _registry,
    "cases.registryitem": lambda: RegistryItem.objects.create(
        registry=_registry(), case=Case.objects.all()[0], put_at=timezone.now(), put_by=people.clerk()
    ),
    "cases.webhookdelivery": lambda: WebhookDelivery.objects.create(
        webhook=_hook(), event="letter.ready", ref=City.history.latest().pk, created_at=timezone.now()
    ),
    "axes.accesslog": lambda: AccessLog.objects.create(username="a@example.org", ip_address="127.0.0.1"),
    "axes.accessattempt": lambda: AccessAttempt.objects.create(
        username="a@example.org", ip_address="127.0.0.1", failures_since_start=1
    ),
    "axes.accessfailurelog": lambda: AccessFailureLog.objects.create(username="a@example.org", ip_address="127.0.0.1"),
    "admin.logentry": lambda: LogEntry.objects.create(
        user=people.administrator(), content_type=ContentType.objects.get_for_model(City), object_id="astana",
        object_repr="Astana", action_flag=CHANGE, change_message="[]",
    ),
    "cases.readlog": lambda: ReadLog.objects.create(
        case=Case.objects.all()[0], user=people.auditor(), what="case", at=timezone.now()
    ),
    "cases.attempt": lambda: Attempt.objects.create(
        exchange=an_exchange(), at=timezone.now(), milliseconds=1, outcome="ok", sent_sha256="0" * 64
    ),
    "cases.calendarchange": _change,
    "cases.termrecount": _recount,
    "cases.remedyrecount": _remedy_recount,
    "cases.breaker": lambda: Breaker.objects.create(system="ibd"),
    "cases.discrepancy": lambda: Discrepancy.objects.create(
        exchange=an_exchange(), case=Case.objects.all()[0], what="ibd", by_hand={}, by_system={},
        raised_at=timezone.now(),
    ),
    "cases.waitingcorrection": lambda: WaitingCorrection.objects.create(
        case=Case.objects.all()[0], step="correct_check", kind="knb", subject="knb", facts={}, before={},
        by=people.officer(), at=timezone.now(),
    ),
    "cases.documentreview": lambda: DocumentReview.objects.create(
        case=Case.objects.all()[0], kind="cv", verdict="accepted", actor="officer", by=people.officer(),
        at=timezone.now(),
    ),
    "cases.draftedact": lambda: DraftedAct.objects.create(
        case=Case.objects.all()[0], step="approve_preliminary", facts={}, version=1, by=people.officer(),
        at=timezone.now(),
    ),
    "cases.secondapproval": lambda: SecondApproval.objects.create(
        step="approve_preliminary", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), source="Order 1"
    ),
    "cases.profession": lambda: Profession.objects.create(
        code="1", name_ru="Инженер", name_kk="Инженер", source="Example", valid_from=date(2026, 1, 1)
    ),
    "cases.waybillmove": lambda: WaybillMove.objects.create(
        case=Case.objects.all()[0], waybill="W-1", status="accepted", moved_at=timezone.now(), at=timezone.now()
    ),
    "cases.signin": lambda: SignIn.objects.create(user=people.auditor(), at=timezone.now(), way="eds"),
    "django_q.schedule": lambda: Schedule.objects.create(name="x", func="cases.engine.clock.sweep_job"),
    "django_q.ormq": lambda: OrmQ.objects.create(key="dnr", payload="", lock=timezone.now()),
    "django_q.failure": lambda: Task.objects.create(
        id="1" * 32, name="x", func="x", started=timezone.now(), stopped=timezone.now(), success=False, result="no"
    ),
}  # fmt: skip


def a_row(label: str) -> Any:
    """Some row of the model; the cases of every state have left one of each record."""
    people.administrator()
    if label in OTHERS:
        OTHERS[label]()
    row = REGISTRY[label]._default_manager.order_by("pk").first()
    assert row is not None, f"no {label} to look at"
    return row


WITH_HISTORY = sorted(label for label, model in REGISTRY.items() if hasattr(model, "history"))
