"""What has happened stays: logs only grow, and history, events and state tell one story."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from cases.engine.writing import audit
from cases.models import (
    ApiCall,
    Attempt,
    CalendarChange,
    Case,
    Checkpoint,
    Deadline,
    Erasure,
    Event,
    Exchange,
    Export,
    ExportTaken,
    ReadLog,
    RemedyRecount,
    RemovedDocument,
    SignIn,
    TermRecount,
    WaybillMove,
)
from cases.models.row import AppendOnlyError, LogRow
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LOGS = [m for m in apps.get_app_config("cases").get_models() if issubclass(m, LogRow)]
Cases = dict[State, Case]
WAY = """
    petition_draft screening admitted slot_choice interview ministry_review petition_signed registration checks knb
    preliminary_decision preliminary_approved arrived intake dispatch in_transit final_review granted registered
    card_ordered card_issued
"""


SAMPLES: dict[Any, Any] = {
    SignIn: lambda case: SignIn(user=people.officer(), at=people.START, way="eds"),
    ApiCall: lambda case: ApiCall(at=people.START, method="GET", path="/", status=200, milliseconds=1),
    WaybillMove: lambda case: WaybillMove(
        case=case, waybill="1", status="lost", moved_at=people.START, at=people.START
    ),
    RemovedDocument: lambda case: RemovedDocument(
        case=case,
        kind="cv",
        name="cv.pdf",
        sha256="0" * 64,
        uploaded_at=people.START,
        retired_at=people.START,
        at=people.START,
    ),
    Erasure: lambda case: Erasure(
        case=case,
        rule="reads",
        version=case.pk,
        kind="readlog",
        first="0" * 32,
        last="0" * 32,
        refs="0" * 32,
        number=1,
        before=people.START,
        at=people.START,
        by="nightly job",
    ),
    ExportTaken: lambda case: ExportTaken(
        export=Export.objects.create(user=people.officer(), kind=Export.CSV, asked_at=people.START),
        user=people.officer(),
        at=people.START,
    ),
    TermRecount: lambda case: recounted(case),
    RemedyRecount: lambda case: complaint_recounted(case),
    Checkpoint: lambda case: Checkpoint(at=people.START, size=0, root="", note=""),
    Attempt: lambda case: Attempt(exchange=asked(case), at=people.START, milliseconds=1, outcome="ok"),
}
"""Rows of logs that no case on its way writes."""


def recounted(case: Case) -> TermRecount:
    day = people.START.date()
    change = CalendarChange.objects.create(at=people.START, reason="Order 1", first=day, last=day)
    term = Deadline.objects.filter(case=case)[0]
    facts = {"before": day, "counted": day, "last_day": day, "days_before": [], "days": [], "key": term.key}
    return TermRecount(case=case, deadline=term, change=change, at=people.START, of_applicant=False, **facts)


def complaint_recounted(case: Case) -> RemedyRecount:
    day = people.START.date()
    change = CalendarChange.objects.create(at=people.START, reason="Order 1", first=day, last=day)
    facts = {"before": day, "counted": day, "last_day": day, "days_before": [], "days": [], "way": "complaint"}
    return RemedyRecount(
        case=case, deadline=Deadline.objects.filter(case=case)[0], change=change, at=people.START, **facts
    )


def asked(case: Case) -> Exchange:
    return Exchange.objects.create(
        system="ibd", operation="check", case=case, key="1", request={}, created_at=case.opened_at
    )


def test_the_logs_are_those_we_think() -> None:
    names = """
        ApiCall Attempt Check Checkpoint Comparison Consent Decision Dispatch DocumentReview Erasure Event ExportTaken
        HearingEntry PackageItem ReadLog RemedyRecount RemovedDocument ReturnedDocument SignIn Signature SignatureCheck
        TermRecount WaybillMove
    """
    assert sorted(m.__name__ for m in LOGS) == names.split()


@pytest.mark.parametrize("model", LOGS, ids=lambda m: m.__name__)
def test_a_log_can_not_be_changed(every_case: Cases, model: Any) -> None:
    if model is ReadLog:
        case = every_case[State.KNB]
        audit.record_reading(case, people.officer(), "case", people.START)
    if model is Attempt:
        facts = {"at": people.START, "milliseconds": 1, "outcome": "ok", "sent_sha256": "0" * 64}
        Attempt.objects.create(exchange=Exchange.objects.all()[0], **facts)
    if model is WaybillMove:
        facts = {"waybill": "W-1", "status": "accepted", "moved_at": people.START, "at": people.START}
        WaybillMove.objects.create(case=every_case[State.KNB], **facts)
    if model in SAMPLES:
        SAMPLES[model](every_case[State.KNB]).save()
    row = model.objects.order_by("id")[0]
    rows = model.objects.filter(pk=row.pk)
    changes = [
        row.save,
        row.delete,
        model.objects.all().delete,
        rows.delete,
        lambda: rows.update(at=row.at),
        lambda: model.objects.bulk_update([row], ["at"]),
        lambda: model.objects.update_or_create(pk=row.pk, defaults={"at": row.at}),
        lambda: model.objects.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=["at"]),
    ]
    with ways.nothing_written():
        for change in changes:
            with pytest.raises(AppendOnlyError), transaction.atomic():
                change()


@pytest.mark.parametrize("state", list(State))
def test_history_events_and_state_tell_a_single_story(every_case: Cases, state: State) -> None:
    ways.sound(every_case[state])


def test_history_knows_who_when_and_why() -> None:
    case = people.case_in("screening")
    now = people.after(case)
    ways.take(case, "admit", now)
    newest = Case.history.filter(id=case.pk).order_by("-history_id")[0]
    assert (newest.history_user, newest.history_date) == (people.screener(), now)
    assert (newest.history_change_reason, newest.history_type, newest.state) == ("admit", "~", "admitted")


def test_events_read_from_first_to_last_as_the_way_of_the_case(every_case: Cases) -> None:
    case = every_case[State.CARD_ISSUED]
    moves = [e for e in Event.objects.filter(case=case).order_by("id") if e.source != e.target]
    assert [e.target for e in moves] == WAY.split()
    assert [e.at for e in moves] == sorted(e.at for e in moves)


def test_facts_are_kept_as_plain_json(every_case: Cases) -> None:
    event = Event.objects.filter(step="book_interview").order_by("id")[0]
    assert list(event.facts) == ["slot"]
    assert isinstance(event.facts["slot"], str)


def test_a_protected_state_can_not_be_written() -> None:
    case = people.case_in("screening")
    with pytest.raises(AttributeError):
        case.state = "granted"
    case.refresh_from_db()
    with pytest.raises(AttributeError):
        case.state = "granted"
    assert case.state == "screening"


def test_a_case_with_a_past_can_not_be_deleted() -> None:
    case = people.case_in("screening")
    with pytest.raises(Exception, match=r"."), transaction.atomic():
        case.delete()
    assert Case.objects.filter(pk=case.pk).exists()
