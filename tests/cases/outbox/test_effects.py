"""What follows a step: never in its way, never lost, never twice."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail as outbox
from django.db import transaction
from django_q.models import OrmQ

from cases.models import Case, Effect, Letter, Notice, User
from cases.outbox import draining, effects, jobs, leases, waits, worker, writing
from cases.outbox.registry import HANDLERS
from cases.programmes.nomad.states import State
from tests import copies, people
from tests.cases.engine import ways
from tests.outbox import run_effect

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_printing(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Instead of printing a letter, remember which."""
    printed: list[UUID] = []
    monkeypatch.setattr("cases.letters.render_and_store", lambda ref, now: printed.append(ref))
    copies.known(monkeypatch, "no printing")
    return printed


@pytest.fixture
def down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail server does not answer."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)


def refused_petition() -> tuple[Case, Effect]:
    """A case with a fresh letter and notice, and the outbox row of its mail."""
    case = ways.take(people.under_2025(people.case_in("screening")), "refuse_screening")
    notice = Notice.objects.filter(case=case).order_by("-id")[0]
    return case, Effect.objects.get(kind="mail", ref=notice.pk)


def test_a_step_writes_its_letter_its_notice_and_both_errands() -> None:
    case, errand = refused_petition()
    letter = Letter.objects.get(case=case)
    notice = Notice.objects.get(pk=errand.ref)
    assert (letter.kind, notice.letter_id, notice.user) == ("petition_refusal", letter.pk, case.person.user)
    assert Effect.objects.get(kind="render", ref=letter.pk).state == "pending"
    assert outbox.outbox == [], "nothing is sent inside the step"


def test_a_letter_between_the_bodies_is_not_shown_to_the_applicant() -> None:
    case = ways.take(people.case_in("dispatch"), "hand_to_courier")
    assert Letter.objects.filter(case=case, kind="courier_registry").exists()
    assert Notice.objects.filter(case=case).order_by("-id")[0].letter is None


def test_the_worker_is_woken_by_what_is_committed_alone() -> None:
    case = people.under_2025(people.case_in("screening"))
    before = OrmQ.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        ways.take(case, "refuse_screening")
        raise RuntimeError
    assert OrmQ.objects.count() == before
    ways.take(ways.fresh(case), "refuse_screening")
    assert OrmQ.objects.count() == before + 1


def test_a_queue_that_is_down_does_not_fail_the_step(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any) -> None:
        raise OSError("no queue")

    monkeypatch.setattr(jobs, "async_task", broken)
    case = people.under_2025(people.case_in("screening"))
    assert ways.take(case, "refuse_screening").state == State.PETITION_REFUSED
    assert "no queue" in caplog.text
    draining.drain_effects(people.after(case) + MINUTE)
    assert Notice.objects.filter(case=case).order_by("-id")[0].mailed_at is not None


def test_a_mail_goes_once_in_the_language_of_its_reader() -> None:
    _case, errand = refused_petition()
    assert run_effect(errand.pk, errand.next_at)
    assert not run_effect(errand.pk, errand.next_at)
    notice = Notice.objects.get(pk=errand.ref)
    assert [m.to for m in outbox.outbox] == [[notice.user.email]]
    assert (notice.mailed_to, notice.mailed_at) == (notice.user.email, errand.next_at)
    assert str(notice.pk) in str(outbox.outbox[0].message()["Message-ID"])


def test_a_mail_that_fails_comes_back_with_growing_waits_and_is_given_up(down: None) -> None:
    _case, errand = refused_petition()
    paused = []
    now = errand.next_at
    for _attempt in waits.EFFECTS:
        assert not run_effect(errand.pk, now)
        errand.refresh_from_db()
        paused.append(errand.next_at - now)
        assert errand.state == "pending"
        assert not run_effect(errand.pk, errand.next_at - timedelta(seconds=1)), "not before its time"
        now = errand.next_at
    assert paused == [MINUTE * w for w in waits.EFFECTS] == sorted(paused)
    assert not run_effect(errand.pk, now)
    errand.refresh_from_db()
    assert (errand.state, errand.attempts) == ("dead", len(waits.EFFECTS) + 1)
    assert errand.error == "ConnectionRefusedError: [Errno 111] Connection refused"


def test_a_mail_given_up_is_sent_again_by_hand(down: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _case, errand = refused_petition()
    Effect.objects.filter(pk=errand.pk).update(state="dead", attempts=9)
    monkeypatch.undo()
    now = errand.next_at + timedelta(days=3)
    effects.retry(errand, now)
    assert run_effect(errand.pk, now)
    errand.refresh_from_db()
    assert (errand.state, errand.error, len(outbox.outbox)) == ("done", "", 1)


def test_what_is_done_is_not_taken_up_again() -> None:
    _case, errand = refused_petition()
    run_effect(errand.pk, errand.next_at)
    effects.retry(errand, errand.next_at)
    assert not run_effect(errand.pk, errand.next_at)


def test_a_mail_server_that_is_down_does_not_hold_up_the_letters(down: None, _no_printing: list[UUID]) -> None:
    case, errand = refused_petition()
    draining.drain_effects(errand.next_at)
    assert _no_printing[-1] == Letter.objects.get(case=case).pk
    assert Notice.objects.get(pk=errand.ref).mailed_at is None


def test_a_second_worker_leaves_alone_what_the_first_is_doing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue may hand out a task twice; the lease, not the state, tells that somebody is at it."""
    _case, errand = refused_petition()
    seen = []

    def handler(ref: UUID, now: Any, request_id: str) -> None:
        seen.append(run_effect(errand.pk, now))

    monkeypatch.setitem(HANDLERS.effects, "mail", handler)
    assert run_effect(errand.pk, errand.next_at)
    assert seen == [False]


def test_a_worker_that_dies_in_the_middle_leaves_the_errand_due_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _case, errand = refused_petition()

    def die(ref: UUID, now: Any, request_id: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setitem(HANDLERS.effects, "mail", die)
        with pytest.raises(KeyboardInterrupt):
            run_effect(errand.pk, errand.next_at)
    start = errand.next_at
    errand.refresh_from_db()
    assert (errand.state, errand.attempts) == ("pending", 1)
    assert draining.drain_effects(errand.next_at - timedelta(seconds=1)) >= 0
    assert outbox.outbox == [] or all(m.to != [] for m in outbox.outbox)
    assert errand.next_at > start
    assert run_effect(errand.pk, errand.next_at)


def test_a_drain_stops_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    _case, errand = refused_petition()
    monkeypatch.setattr(worker, "PATIENCE", -1.0)
    assert draining.drain_effects(errand.next_at) == 0
    assert Effect.objects.filter(state="done").count() == 0


def test_the_same_errand_is_not_asked_for_twice() -> None:
    from django.db import IntegrityError, transaction

    _case, errand = refused_petition()
    with pytest.raises(IntegrityError), transaction.atomic():
        writing.enqueue(errand.next_at, [("mail", errand.ref)])


def test_who_left_gets_no_mail_and_the_errand_is_over() -> None:
    case, errand = refused_petition()
    user = case.person.user
    user.is_active = False
    user.save()
    assert run_effect(errand.pk, errand.next_at)
    assert outbox.outbox == []


def test_the_worker_does_a_list_of_errands() -> None:
    _case, errand = refused_petition()
    with people.at(errand.next_at):
        assert worker.run_job([str(errand.pk)]) == 1


def test_a_worker_that_outlived_its_lease_writes_nothing_over_another(monkeypatch: pytest.MonkeyPatch) -> None:
    _case, errand = refused_petition()

    def slow(ref: UUID, now: Any, request_id: str) -> None:
        if now == errand.next_at:
            assert run_effect(errand.pk, now + leases.LENGTH), "it is due for the others again"
            raise ConnectionResetError

    monkeypatch.setitem(HANDLERS.effects, "mail", slow)
    assert not run_effect(errand.pk, errand.next_at)
    errand.refresh_from_db()
    assert (errand.state, errand.attempts, errand.error) == ("done", 2, "")


def confirmed_mailbox(errand: Effect) -> None:
    """What a reader's address is costs one statement more until it is confirmed."""
    User.objects.filter(pk=Notice.objects.get(pk=errand.ref).user_id).update(email_confirmed_at=people.START)


def test_a_mail_costs_seven_statements(django_assert_num_queries: Any) -> None:
    """One of them reads an administrator's words, of which some seconds live."""
    _case, errand = refused_petition()
    confirmed_mailbox(errand)
    with django_assert_num_queries(7):
        assert run_effect(errand.pk, errand.next_at)


def test_of_many_mails_each_costs_five_statements(django_assert_num_queries: Any) -> None:
    """One more reads them all, and one an administrator's words."""
    _case, errand = refused_petition()
    confirmed_mailbox(errand)
    notice = Notice.objects.get(pk=errand.ref)
    more = Notice.objects.bulk_create(
        Notice(case=notice.case, user=notice.user, what=notice.what, at=notice.at) for _ in range(9)
    )
    written = writing.write(errand.next_at, [("mail", row.pk) for row in more], errand.next_at, "")
    with django_assert_num_queries(5 * 10 + 2):
        assert worker.run_effects([errand.pk, *written], errand.next_at, math.inf) == 10


def test_a_sweep_with_nothing_to_do_asks_once(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert draining.drain_effects(people.START) == 0
