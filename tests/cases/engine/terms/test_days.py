"""Days that the order does not set: shown as what they are, late for officials, a reminder for the applicant."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from cases.engine import clock
from cases.engine.lists import queues
from cases.law.calendar import local_day
from cases.models import Case, Deadline, Notice, ServiceTerm
from cases.models.serviceterm import forget_lengths
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY, HOUR
from tests.desks import signed_in, text

pytestmark = pytest.mark.django_db


def running(case: Case, key: str) -> Deadline:
    return Deadline.objects.get(case=case, key=key, state=Deadline.RUNNING)


def test_the_record_of_an_interview_is_late_from_its_own_day_not_from_the_booking() -> None:
    case = people.case_in("slot_choice")
    after = ways.take(case, "book_interview")
    assert after.slot is not None
    term = running(after, "interview")
    assert term.starts_at == after.slot.starts_at > people.after(case)
    later = ways.free_slot(people.after(after) + 5 * DAY)
    moved = ways.take(ways.fresh(after), "rebook", slot=later)
    assert running(moved, "interview").starts_at == later.starts_at
    term.refresh_from_db()
    assert term.state == Deadline.STOPPED, "neither met nor late: it was moved"
    ways.sound(moved)


def test_a_length_an_administrator_sets_holds_for_what_begins_from_then_on() -> None:
    before = people.case_in("screening")
    was = running(before, "screening")
    row = ServiceTerm.objects.get(key="screening")
    assert (row.length, row.confirmed) == (15, False) and row.source
    row.length = 4
    row.save()
    forget_lengths()
    after = people.Journey(people.applicant())
    after.to(State.SCREENING)
    count = sum(day.counted for day in running(after.case, "screening").proof)
    assert count == 4
    was.refresh_from_db()
    assert sum(day.counted for day in was.proof) == 15, "a promise that was made stays"


def test_no_table_lengthens_what_the_order_sets() -> None:
    people.reference()
    ServiceTerm.objects.create(key="register", length=90, source="test")
    forget_lengths()
    case = people.case_in("registration", prepared=False)
    assert sum(day.counted for day in running(case, "register").proof) == 2


@pytest.mark.parametrize(("state", "key"), [("screening", "screening"), ("card_ordered", "card")])
def test_what_is_late_is_marked_reported_to_the_desk_and_shown(state: str, key: str) -> None:
    case = people.case_in(state)
    term = running(case, key)
    user = people.screener() if state == "screening" else people.clerk()
    report = clock.sweep(term.due_at, outbox=False)
    assert report.overdue >= 1
    term.refresh_from_db()
    assert term.overdue_at == term.due_at and ways.fresh(case).state == state
    assert Notice.objects.filter(user=user, what="own_queue").exists()
    assert queues.counts(user, term.due_at)["overdue"] == 1


def test_the_applicant_is_informed_what_the_day_is_and_from_when_to_complain(client: Client) -> None:
    case = people.case_in("screening")
    term = running(case, "screening")
    client.force_login(case.person.user)
    with people.at(people.after(case)):
        page = client.get(reverse("egov:cabinet:home"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "The order sets no term for this. The general term of administrative procedures is taken" in page
    assert "you may complain from" in page and f"{term.late_from:%-d}" in page
    with people.at(people.after(case)):
        proof = client.get(reverse("cases:deadline", args=[case.pk, term.pk]), HTTP_ACCEPT_LANGUAGE="en")
    assert "Set by" in proof.content.decode()


def test_of_what_the_service_centre_leaves_undone_the_person_reads_to_whom_to_complain(client: Client) -> None:
    """The head of the department decides (interpretation 57)."""
    case = people.case_in("card_ordered")
    client.force_login(case.person.user)
    with people.at(people.after(case)):
        page = client.get(reverse("egov:cabinet:home"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    words = " ".join(page.split())
    assert "you may complain from" in words and "You file the complaint here, signed with your" in words
    department = case.law.bodies["police_dept"].name.in_("en")
    assert escape(department) in words.partition("You file the complaint here")[2][:400]


def test_who_is_waited_for_is_reminded_once_and_nothing_follows(client: Client) -> None:
    case = people.case_in("arrived")
    term, clerk = running(case, "package"), people.clerk()
    assert clock.sweep(term.due_at - HOUR, outbox=False).reminded == 0, "no word of a term that ends tomorrow"
    for moment in (term.due_at, term.due_at + HOUR, term.due_at + 30 * DAY):
        clock.sweep(moment, outbox=False)
    assert Notice.objects.filter(user=case.person.user, what="waits_for_you").count() == 1
    assert ways.fresh(case).state == State.ARRIVED and queues.counts(clerk, term.due_at + DAY)["overdue"] == 0
    client.force_login(case.person.user)
    with people.at(term.due_at + 3 * DAY):
        page = client.get(reverse("egov:cabinet:home"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "nothing is lost" in page and "overdue" not in page
    ways.sound(ways.take(ways.fresh(case), "open_intake", term.due_at + 3 * DAY))


@pytest.mark.parametrize("key", ["screening", "interview", "arrival_review", "card"])
def test_the_command_says_that_no_order_sets_it(key: str) -> None:
    people.reference()
    out = StringIO()
    call_command("term", "order_2026_241", key, "2026-06-01T10:00", stdout=out)
    output = out.getvalue()
    general = key == "screening"
    assert (
        "basis" in output and ("unconfirmed" in output) is general and ("a goal of the body" in output) is not general
    )


def test_the_general_term_is_marked_until_an_administrator_has_compared_it() -> None:
    """On the desk, on the page of the order and by the command; never a goal of the body."""
    case = people.case_in("screening")
    user = people.screener()

    def marks() -> tuple[int, int, int]:
        out = StringIO()
        call_command("term", "order_2026_241", "screening", "2026-06-01T10:00", stdout=out)
        with people.at(people.after(case)):
            desk = signed_in(user).get(reverse("hub:screening:case", args=[case.pk]), HTTP_ACCEPT_LANGUAGE="en")
            order = Client().get(reverse("front:order"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
        proof = signed_in(user).get(reverse("cases:deadline", args=[case.pk, running(case, "screening").pk]))
        assert ("not confirmed here yet" in text(proof)) is ("unconfirmed" in out.getvalue())
        terms = order.partition('id="hearing"')[0]
        return out.getvalue().count("unconfirmed"), text(desk).count(">unconfirmed<"), terms.count(">unconfirmed<")

    assert marks() == (1, 1, 2), "the screening and the ministry's review"
    ServiceTerm.objects.filter(key__in=["screening", "ministry_review"]).update(confirmed=True)
    forget_lengths()
    assert marks() == (0, 0, 0)
    assert not ServiceTerm.objects.get(key="interview").confirmed, "a goal is no term of any law"


def test_cases_of_before_get_their_day() -> None:
    """As the release before left them: they stand where no term ran."""
    case, new = people.case_in("card_ordered"), people.case_in("petition_draft", prepared=False)
    Deadline.objects.filter(case=case, key="card").delete()
    Case.objects.filter(pk=case.pk).update(due_at=None, queue_at=datetime.max.replace(year=9000).astimezone())
    begin = import_module("cases.migrations.0027_days_of_open_cases").begin
    begin(apps, None)
    term = running(case, "card")
    assert local_day(term.starts_at) == local_day(case.state_since)
    after = ways.fresh(case)
    assert (after.due_at, after.queue_at) == (term.due_at, term.due_at)
    begin(apps, None)
    assert Deadline.objects.filter(case=case, key="card").count() == 1
    assert not Deadline.objects.filter(case=new).exists()
    assert ways.take(after, "issue_card", term.due_at + timedelta(days=1)).state == State.CARD_ISSUED
