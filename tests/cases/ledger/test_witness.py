"""A witness reads the log by HTTP, and computes by itself what the portal has signed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db.models import QuerySet
from django.test import Client

from cases.ledger import jobs, notes, sequencing, tree
from cases.ledger.notes import NoteKey
from cases.models import Case, Checkpoint, ReadLog
from tests import people
from tests.cases.ledger.conftest import NOW

pytestmark = pytest.mark.django_db


def read(case: Case, number: int) -> None:
    facts = {"case": case, "user": people.officer(), "what": "case", "at": NOW}
    ReadLog.objects.bulk_create([ReadLog(**facts) for _n in range(number)])


def stored(client: Client, level: int, start: int, end: int) -> Sequence[bytes]:
    """From tiles: `level` is that of hashes, 8 to a level of tiles."""
    hashes = b""
    for number in range(start >> 8, (end - 1 >> 8) + 1):
        width = min(256, end - (number << 8))
        response = client.get(f"/log/tile/{level // 8}/{number:03d}" + ("" if width == 256 else f".p/{width}"))
        assert response.status_code == 200 and len(response.content) == 32 * width
        hashes += response.content
    first = start >> 8 << 8
    return [hashes[i * 32 : i * 32 + 32] for i in range(start - first, end - first)]


def test_a_witness_computes_the_root_that_was_signed(recorded: Case, client: Client) -> None:
    read(recorded, 700)
    jobs.sequence(NOW.replace(hour=12))
    known = [NoteKey.parse(line) for line in client.get("/log/keys").content.decode().splitlines()]
    text = notes.opened(client.get("/log/checkpoint").content.decode(), known)
    assert text.size == max(row.size for row in Checkpoint.objects.all()) > 1000
    assert tree.root_hash(lambda *span: stored(client, *span), text.size) == text.root


def test_nothing_is_given_out_that_no_checkpoint_has_signed(recorded: Case, client: Client) -> None:
    size = Checkpoint.objects.get().size
    read(recorded, 256)
    sequencing.sequence(NOW)
    number, width = size >> 8, size & 255
    assert client.get(f"/log/tile/0/{number:03d}.p/{width}").status_code == 200
    assert client.get(f"/log/tile/0/{number:03d}.p/{width + 1}").status_code == 404
    assert client.get(f"/log/tile/0/{number:03d}").status_code == 404


@pytest.mark.parametrize("place", ["0/1", "0/0001", "0/x", "0/000.p/0", "0/000.p/257", "0/x000", "9/000", "0/x999/999"])
def test_what_is_no_tile_is_not_there(recorded: Case, client: Client, place: str) -> None:
    assert client.get(f"/log/tile/{place}").status_code == 404


def test_a_log_that_has_not_begun_has_no_checkpoint(db: None, client: Client) -> None:
    QuerySet(Checkpoint).all()._raw_delete("default")
    assert client.get("/log/checkpoint").status_code == 404
    assert client.get("/log/tile/0/000").status_code == 404
