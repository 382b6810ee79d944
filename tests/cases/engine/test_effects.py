"""What follows a step: never in its way, never lost, never twice."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail as outbox
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from cases.engine import effects, waking
from cases.gateways import outbox as exchanges
from cases.models import Case, Effect, Letter, Notice
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_printing(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Instead of printing a letter, remember which."""
    printed: list[UUID] = []
    monkeypatch.setattr("cases.letters.render_and_store", lambda ref, now: printed.append(ref))
    return printed


@pytest.fixture
def down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail server does not answer."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)


def refused_petition() -> tuple[Case, Effect]:
    """A case with a fresh letter and notice, and the outbox row of its mail."""
    case = ways.take(people.case_in("screening"), "refuse_screening")
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


def test_the_worker_is_woken_after_the_commit(django_capture_on_commit_callbacks: Any) -> None:
    case = people.case_in("screening")
    before = OrmQ.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        ways.take(case, "refuse_screening")
        assert OrmQ.objects.count() == before
    assert OrmQ.objects.count() == before + 1


def test_a_queue_that_is_down_does_not_fail_the_step(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any) -> None:
        raise OSError("no queue")

    monkeypatch.setattr(waking, "async_task", broken)
    case = people.case_in("screening")
    with django_capture_on_commit_callbacks(execute=True):
        assert ways.take(case, "refuse_screening").state == State.PETITION_REFUSED
    assert "no queue" in caplog.text
    effects.drain(people.after(case) + MINUTE)
    assert Notice.objects.filter(case=case).order_by("-id")[0].mailed_at is not None


def test_a_mail_goes_once_in_the_language_of_its_reader() -> None:
    _case, errand = refused_petition()
    assert effects.run(errand.pk, errand.next_at)
    assert not effects.run(errand.pk, errand.next_at)
    notice = Notice.objects.get(pk=errand.ref)
    assert [m.to for m in outbox.outbox] == [[notice.user.email]]
    assert (notice.mailed_to, notice.mailed_at) == (notice.user.email, errand.next_at)
    assert str(notice.pk) in str(outbox.outbox[0].message()["Message-ID"])


def test_a_mail_that_fails_comes_back_with_growing_waits_and_is_given_up(down: None) -> None:
    _case, errand = refused_petition()
    waits = []
    now = errand.next_at
    for _attempt in effects.WAITS:
        assert not effects.run(errand.pk, now)
        errand.refresh_from_db()
        waits.append(errand.next_at - now)
        assert errand.state == "pending"
        assert not effects.run(errand.pk, errand.next_at - timedelta(seconds=1)), "not before its time"
        now = errand.next_at
    assert waits == [MINUTE * w for w in effects.WAITS] == sorted(waits)
    assert not effects.run(errand.pk, now)
    errand.refresh_from_db()
    assert (errand.state, errand.attempts) == ("dead", len(effects.WAITS) + 1)
    assert errand.error == "ConnectionRefusedError: [Errno 111] Connection refused"


def test_a_mail_given_up_is_sent_again_by_hand(down: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _case, errand = refused_petition()
    Effect.objects.filter(pk=errand.pk).update(state="dead", attempts=9)
    monkeypatch.undo()
    now = errand.next_at + timedelta(days=3)
    effects.again(errand, now)
    assert effects.run(errand.pk, now)
    errand.refresh_from_db()
    assert (errand.state, errand.error, len(outbox.outbox)) == ("done", "", 1)


def test_what_is_done_is_not_taken_up_again() -> None:
    _case, errand = refused_petition()
    effects.run(errand.pk, errand.next_at)
    effects.again(errand, errand.next_at)
    assert not effects.run(errand.pk, errand.next_at)


def test_a_mail_server_that_is_down_does_not_hold_up_the_letters(down: None, _no_printing: list[UUID]) -> None:
    case, errand = refused_petition()
    effects.drain(errand.next_at)
    assert _no_printing[-1] == Letter.objects.get(case=case).pk
    assert Notice.objects.get(pk=errand.ref).mailed_at is None


def test_a_second_worker_leaves_alone_what_the_first_is_doing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue may hand out a task twice; the lease, not the state, tells that somebody is at it."""
    _case, errand = refused_petition()
    seen = []

    def deed(ref: UUID, now: Any, request_id: str) -> None:
        seen.append(effects.run(errand.pk, now))

    monkeypatch.setattr("cases.letters.mail.send", deed)
    assert effects.run(errand.pk, errand.next_at)
    assert seen == [False]


def test_a_worker_that_dies_in_the_middle_leaves_the_errand_due_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _case, errand = refused_petition()

    def die(ref: UUID, now: Any, request_id: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("cases.letters.mail.send", die)
        with pytest.raises(KeyboardInterrupt):
            effects.run(errand.pk, errand.next_at)
    start = errand.next_at
    errand.refresh_from_db()
    assert (errand.state, errand.attempts) == ("pending", 1)
    assert effects.drain(errand.next_at - timedelta(seconds=1)) >= 0
    assert outbox.outbox == [] or all(m.to != [] for m in outbox.outbox)
    assert errand.next_at > start
    assert effects.run(errand.pk, errand.next_at)


def test_a_drain_stops_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    _case, errand = refused_petition()
    monkeypatch.setattr(effects, "PATIENCE", -1.0)
    assert effects.drain(errand.next_at) == 0
    assert Effect.objects.filter(state="done").count() == 0


def test_the_same_errand_is_not_asked_for_twice() -> None:
    from django.db import IntegrityError, transaction

    _case, errand = refused_petition()
    with pytest.raises(IntegrityError), transaction.atomic():
        effects.ask(errand.next_at, [("mail", errand.ref)])


def test_who_left_gets_no_mail_and_the_errand_is_over() -> None:
    case, errand = refused_petition()
    user = case.person.user
    user.is_active = False
    user.save()
    assert effects.run(errand.pk, errand.next_at)
    assert outbox.outbox == []


def test_the_worker_does_a_list_of_errands() -> None:
    _case, errand = refused_petition()
    with people.at(errand.next_at):
        assert effects.run_task([str(errand.pk)]) == 1


# ------------------------------------------------------------------------------------------------ many at once


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> list[Effect]:
    """Two batches and a bit are due, and nobody was woken for them."""
    monkeypatch.setattr(effects, "_DEEDS", {"mail": "builtins.print"})
    Effect.objects.update(state="done")
    OrmQ.objects.all().delete()
    facts = {"next_at": people.START, "created_at": people.START}
    return Effect.objects.bulk_create(Effect(kind="mail", ref=uuid4(), **facts) for _ in range(2 * waking.BATCH + 7))


def pending() -> int:
    return Effect.objects.filter(state="pending").count()


def test_many_that_are_due_are_shared_among_the_workers(many: list[Effect]) -> None:
    assert effects.drain(people.START) == waking.BATCH
    jobs = [SignedPackage.loads(row.payload) for row in OrmQ.objects.order_by("id")]
    assert [len(job["args"][0]) for job in jobs] == [waking.BATCH, 7]
    with people.at(people.START):
        assert [import_string(job["func"])(*job["args"]) for job in reversed(jobs)] == [7, waking.BATCH]
    assert pending() == 0


def test_what_was_handed_out_is_not_handed_out_again_while_it_waits(many: list[Effect]) -> None:
    effects.drain(people.START)
    assert (effects.drain(people.START), OrmQ.objects.count(), pending()) == (waking.BATCH + 7, 2, 0)


def test_without_a_queue_one_worker_does_them_all(many: list[Effect], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "get_broker", lambda: 1 / 0)
    assert effects.drain(people.START) == len(many)


def test_many_questions_are_shared_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [uuid4() for _ in range(waking.BATCH + 1)]
    run: list[Any] = []

    def remembered(mine: Any, now: Any, end: float) -> int:
        run.append(mine)
        return len(mine)

    monkeypatch.setattr(exchanges, "_due", lambda now: SimpleNamespace(values_list=lambda *a, **k: ids))
    monkeypatch.setattr(exchanges, "run_all", remembered)
    OrmQ.objects.all().delete()
    assert exchanges.drain(people.START) == waking.BATCH and run == [ids[: waking.BATCH]]
    assert SignedPackage.loads(OrmQ.objects.get().payload)["args"] == ([], [str(ids[-1])])
