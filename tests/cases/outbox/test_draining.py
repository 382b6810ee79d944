"""Many rows that are due at once: handed out to all workers, done once."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from cases.models import Effect
from cases.outbox import draining, exchanges, jobs, worker
from cases.outbox.registry import HANDLERS
from tests import people
from tests.cases.gateways import wire

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORKERS = 4


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Nothing is mailed; the subjects of the mails."""
    refs: list[UUID] = []
    monkeypatch.setitem(HANDLERS.effects, "mail", lambda ref, now, request_id: refs.append(ref))
    Effect.objects.update(**{"state": "done"})
    OrmQ.objects.all().delete()
    return refs


def mails(number: int) -> list[Effect]:
    facts = {"next_at": people.START, "created_at": people.START}
    return Effect.objects.bulk_create(Effect(kind="mail", ref=uuid4(), **facts) for _ in range(number))


@pytest.fixture
def many(sent: list[UUID]) -> list[Effect]:
    """Two batches and a bit are due, and nobody was woken for them."""
    return mails(2 * jobs.BATCH + 7)


def pending() -> int:
    return Effect.objects.filter(state="pending").count()


def waiting() -> list[dict[str, Any]]:
    return [SignedPackage.loads(row.payload) for row in OrmQ.objects.order_by("id")]


def test_many_that_are_due_are_shared_among_the_workers(many: list[Effect]) -> None:
    assert draining.drain_effects(people.START) == jobs.BATCH
    assert [len(job["args"][0]) for job in waiting()] == [jobs.BATCH, 7]
    with people.at(people.START):
        assert [import_string(job["func"])(*job["args"]) for job in reversed(waiting())] == [7, jobs.BATCH]
    assert pending() == 0


def test_two_thousand_mails_keep_four_workers_at_work(sent: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is free takes the next job: none is so large that the others would stand idle at the end."""
    monkeypatch.setattr(worker, "run_effects", lambda ids, now, end: len(ids))
    mails(2000)
    mine = draining.drain_effects(people.START)
    lengths = [len(job["args"][0]) for job in waiting()]
    assert mine + sum(lengths) == 2000
    assert max(mine, *lengths) <= 2000 / WORKERS / 10


def test_what_was_handed_out_is_not_handed_out_again_while_it_waits(many: list[Effect]) -> None:
    draining.drain_effects(people.START)
    assert (draining.drain_effects(people.START), OrmQ.objects.count(), pending()) == (jobs.BATCH + 7, 2, 0)


def test_a_job_for_something_else_that_waits_keeps_nobody_from_sharing(many: list[Effect]) -> None:
    jobs.hand_out(effects=[uuid4()])
    assert draining.drain_effects(people.START) == jobs.BATCH
    assert [len(job["args"][0]) for job in waiting()] == [1, jobs.BATCH, 7]


def test_without_a_queue_a_single_worker_does_them_all(many: list[Effect], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "get_broker", lambda: 1 / 0)
    assert draining.drain_effects(people.START) == len(many)


def test_who_comes_second_finds_nothing_to_do(many: list[Effect], sent: list[UUID]) -> None:
    """Jobs may be handed out twice, and a batch is read before its rows are claimed."""
    ids = [row.pk for row in many]
    once: list[int] = []

    def meanwhile(ref: UUID, now: Any, request_id: str) -> None:
        sent.append(ref)
        if not once:
            once.append(0)
            once[0] = worker.run_effects(ids, now, float("inf"))

    HANDLERS.effects["mail"] = meanwhile  # `sent` puts it back
    assert worker.run_effects(ids, people.START, float("inf")) == 1
    assert (once, len(set(sent)), len(sent)) == ([len(ids) - 1], len(ids), len(ids))


def test_many_questions_are_shared_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [uuid4() for _ in range(jobs.BATCH + 1)]
    run: list[Any] = []

    class Due(list[UUID]):
        def values_list(self, *names: str, flat: bool) -> Due:
            return self

    def remembered(mine: Any, now: Any, end: float) -> int:
        run.append(mine)
        return len(mine)

    monkeypatch.setattr(exchanges, "due", lambda now: Due(ids))
    monkeypatch.setattr(worker, "run_exchanges", remembered)
    OrmQ.objects.all().delete()
    assert draining.drain_exchanges(people.START) == jobs.BATCH and run == [ids[: jobs.BATCH]]
    assert waiting()[0]["args"] == ([], [str(ids[-1])])


def test_the_due_list_of_all_systems_is_a_single_statement(
    monkeypatch: pytest.MonkeyPatch, settings: Any, django_assert_num_queries: Any
) -> None:
    """And another releases what was held while they were asked by hand."""
    wire.join(monkeypatch, settings)
    with django_assert_num_queries(2):
        assert draining.drain_exchanges(people.START) == 0
