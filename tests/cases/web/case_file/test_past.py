"""A case as it stood at a moment of the past: what its events say is what its rows said, and each reads what that role
could read then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.engine.terms.deadlines import needs_no_action
from cases.evidence import past
from cases.models import Case, Check, Deadline, Document, Event, ReadLog
from cases.programmes.nomad.states import State
from cases.web.case_file.past import typed
from tests import people
from tests.desks import signed_in, text

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def stood(case: Case, at: datetime) -> past.PastCase:
    then = past.past_case(case, at)
    assert then is not None
    return then


def shown(client: Client, case: Case, at: datetime | str, role: str = "", status: int = 200) -> str:
    """Asked a day after the last event."""
    given = {"at": at.isoformat() if isinstance(at, datetime) else at} | ({"role": role} if role else {})
    with people.at(people.after(case, timedelta(days=1))):
        answer = client.get(reverse("cases:past", args=[case.pk]), given)
    assert answer.status_code == status
    return text(answer)


def happened(case: Case, step: str) -> Event:
    return Event.objects.get(case=case, step=step)


def test_the_events_replayed_give_what_was_stored_at_each_of_them(every_case: Any) -> None:
    """At every event of the longest ways, the last moment before the next one included."""
    for case in (every_case[state] for state in (State.CARD_ISSUED, State.ANNULLED, State.FINAL_REFUSED)):
        events = list(Event.objects.filter(case=case).order_by("id"))
        assert past.past_case(case, events[0].at - SECOND) is None
        state = ""
        for number, event in enumerate(events):
            assert event.source in ("", state) or number == 0
            state = event.target
            following = events[number + 1].at if number + 1 < len(events) else event.at + SECOND
            if following == event.at:
                continue
            for at in (event.at, following - timedelta(microseconds=1)):
                then = stood(case, at)
                due = min(
                    (row.due_at for row in then.running if not needs_no_action(case.law.terms[row.key])), default=None
                )
                replayed = (state, event.version, [e.pk for e in reversed(then.events)], due)
                stored = (then.case.state, then.case.version, [e.pk for e in events[: number + 1]], then.case.due_at)
                assert replayed == stored, (case.number, event.step)


def test_now_it_stands_as_it_is_stored(every_case: Any) -> None:
    for case in every_case.values():
        then = stood(case, people.after(case))
        stored = Case.objects.get(pk=case.pk)
        assert all(getattr(then.case, name) == getattr(stored, name) for name in Case.tracked() if name != "version")
        current = Document.objects.filter(case=case, current=True)
        assert {row.pk for row in then.documents} == set(current.values_list("pk", flat=True))
        running = Deadline.objects.filter(case=case, state=Deadline.RUNNING)
        assert {(row.pk, row.last_day) for row in then.running} == set(running.values_list("pk", "last_day"))


def test_a_document_that_was_replaced_counted_then(every_case: Any) -> None:
    case = every_case[State.PETITION_DRAFT]
    now = people.after(case)
    passport = Document.objects.get(case=case, kind="passport", current=True)
    people.attach(case, case.person.user, "passport", now, seed=11)
    assert stood(case, case.opened_at).documents == []
    then, later = stood(case, now - SECOND), stood(case, now)
    assert passport.pk in {row.pk for row in then.documents} and passport.pk not in {row.pk for row in later.documents}


def test_an_auditor_reads_all_of_then_and_nothing_of_later(every_case: Any) -> None:
    case = every_case[State.PRELIMINARY_DECISION]
    answered, client = happened(case, "record_knb_answer"), signed_in(people.auditor())
    before = shown(client, case, answered.at - SECOND)
    after = shown(client, case, answered.at)
    assert str(State.KNB.label) in before and str(State.PRELIMINARY_DECISION.label) in after
    reference = Check.objects.get(case=case, kind="knb").reference
    assert reference not in before and reference in after
    read = ReadLog.objects.filter(case=case, what="past").latest("id")
    assert (read.user, read.ref) == (people.auditor(), answered.at.isoformat())


@pytest.mark.parametrize(("role", "there"), [("officer", True), ("applicant", False), ("auditor", True)])
def test_each_role_reads_what_it_could_read_then(every_case: Any, role: str, there: bool) -> None:
    case = every_case[State.PRELIMINARY_DECISION]
    reference = Check.objects.get(case=case, kind="knb").reference
    page = shown(signed_in(people.auditor()), case, people.after(case), role)
    assert (reference in page) is there and case.person.full_name in page


def test_a_role_that_did_not_see_the_case_then_reads_that_it_did_not(every_case: Any) -> None:
    case, client = every_case[State.INTAKE], signed_in(people.auditor())
    submitted = happened(case, "submit_petition")
    unseen = "was not among those that the role could see"
    assert unseen in shown(client, case, submitted.at - SECOND, "screener")
    assert unseen not in shown(client, case, submitted.at, "screener")
    assert unseen in shown(client, case, submitted.at, "officer")
    assert unseen in shown(client, case, happened(case, "file_application").at, "clerk")
    now = shown(client, case, people.after(case), "signer")  # the petition alone, as it left the ministry
    assert unseen not in now and "register" not in now and str(State.INTAKE.label) not in now


def test_a_head_reads_as_the_body_and_as_the_applicant_alone(every_case: Any) -> None:
    case, client = every_case[State.PRELIMINARY_DECISION], signed_in(people.head())
    reference, now = Check.objects.get(case=case, kind="knb").reference, people.after(case)
    assert reference in shown(client, case, now)
    assert reference not in shown(client, case, now, "applicant")
    assert "problem" in shown(client, case, now, "clerk", status=422)
    assert signed_in(people.head("almaty")).get(reverse("cases:past", args=[case.pk])).status_code == 404


def test_nobody_else_opens_it(every_case: Any) -> None:
    case = every_case[State.PRELIMINARY_DECISION]
    address = reverse("cases:past", args=[case.pk])
    for user in (people.officer(), people.clerk(), people.signer(), people.administrator(), case.person.user):
        assert signed_in(user).get(address).status_code == 403
    assert signed_in(people.auditor()).post(address).status_code in (200, 405)
    assert not ReadLog.objects.filter(case=case, what="past").exclude(user=people.auditor()).exists()


@pytest.mark.parametrize(
    ("at", "role", "words"),
    [
        ("yesterday", "", "no date with a time"),
        ("2026-13-45T99:99", "", "no date with a time"),
        ("9999-12-31T23:59:59-14:00", "", "no date with a time"),
        ("9999-12-31T23:59:59", "", "has not come yet"),
        ("2001-01-01T00:00", "", "no such case yet"),
        ("0001-01-01T00:00+14:00", "", "no date with a time"),
        ("x" * 5000, "", "no date with a time"),
        (None, "emperor", "emperor"),
    ],
)
def test_what_is_no_moment_or_no_role_gets_a_sentence(every_case: Any, at: str | None, role: str, words: str) -> None:
    case = every_case[State.KNB]
    page = shown(signed_in(people.auditor()), case, at or people.after(case), role, status=422)
    assert words in page and "There is a problem" in page


def test_what_cannot_be_seen_in_a_moment_is_taken_out_as_in_every_line(every_case: Any) -> None:
    case = every_case[State.KNB]
    at = people.after(case).isoformat(timespec="seconds")
    auditor = signed_in(people.auditor())
    assert "There is a problem" not in shown(auditor, case, f"{at}\0") + shown(auditor, case, f"\u200b {at}")


def test_where_it_says_nothing_it_is_now(every_case: Any) -> None:
    case = every_case[State.KNB]
    with people.at(people.after(case)):
        page = text(signed_in(people.auditor()).get(reverse("cases:past", args=[case.pk])))
    assert str(State.KNB.label) in page


def test_the_time_of_the_form_is_that_of_astana(every_case: Any) -> None:
    case = every_case[State.KNB]
    sent = happened(case, "send_to_knb").at
    page = shown(signed_in(people.auditor()), case, sent)
    assert typed(sent) in page
    assert str(State.KNB.label) in shown(signed_in(people.auditor()), case, typed(sent + SECOND))
