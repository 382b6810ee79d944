"""Statements that are sent together do what they would do one by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import Effect
from cases.models.ids import uuid7
from cases.models.writes import BATCH, Writes
from tests.people import START

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def effects(number: int) -> list[Effect]:
    return [Effect(kind="mail", ref=uuid7(), next_at=START, created_at=START) for _n in range(number)]


def test_they_are_a_single_message_where_the_database_takes_several(django_assert_num_queries: Any) -> None:
    first, more, writes = effects(1), effects(3), Writes()
    writes.insert(first)
    writes.insert(more)
    writes.update(Effect.objects.filter(pk=first[0].pk), {"state": "done", "error": "100 %; --"}, 1)
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 3):
        writes.send()
    assert Effect.objects.filter(pk__in=[effect.pk for effect in more]).count() == 3
    kept = Effect.objects.get(pk=first[0].pk)
    assert (kept.state, kept.error, kept.created_at) == ("done", "100 %; --", START)
    assert not first[0]._state.adding


def test_nothing_is_sent_twice(django_assert_num_queries: Any) -> None:
    writes = Writes()
    writes.insert(effects(1))
    writes.send()
    with django_assert_num_queries(0):
        writes.insert([])
        writes.send()


class GoneError(Exception):
    pass


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_row_that_is_not_there_is_noticed_wherever_it_stands(place: int) -> None:
    """And nothing of the others is left, since all of it is one transaction."""
    before, writes = Effect.objects.count(), Writes()
    for n in range(3):
        if n == place:
            writes.update(Effect.objects.filter(pk=uuid7()), {"state": "done"}, 1, GoneError)
        else:
            writes.insert(effects(1))
    with pytest.raises(GoneError), transaction.atomic():
        writes.send()
    assert Effect.objects.count() == before


def test_what_the_database_refuses_is_an_error_of_the_database() -> None:
    writes, row = Writes(), effects(1)[0]
    writes.insert(effects(2))
    writes.insert([row])
    writes.insert([Effect(pk=row.pk, kind="mail", ref=uuid7(), next_at=START, created_at=START)])
    with pytest.raises(IntegrityError), transaction.atomic():
        writes.send()


def test_many_rows_go_in_several_statements() -> None:
    before, writes = Effect.objects.count(), Writes()
    writes.insert(effects(BATCH + 1))
    writes.send()
    assert Effect.objects.count() == before + BATCH + 1
