"""What one case may keep: drafts that nobody saw make room before anybody is refused."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from django.core.files.storage import Storage, storages

from cases.engine.writing import audit
from cases.evidence.storage import limits
from cases.files.storing import DOCUMENTS, ORIGINALS
from cases.models import Case, Document, Original, RemovedDocument
from cases.programmes.nomad import filing
from tests import bad_files, people
from tests.cases.engine import ways

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("uncaged")]


WIDTHS = count(200)


def send(case: Case) -> Document:
    """Another file each time: the same one again changes nothing."""
    data = bad_files.picture(size=(next(WIDTHS), 99))
    return filing.attach(case.pk, case.person.user, people.after(case), "cv", BytesIO(data), "cv.jpg")


def test_replaced_drafts_that_nobody_saw_do_not_pile_up(settings: Any) -> None:
    settings.DNR_DOCUMENT_VERSIONS = 3
    case = people.case_in("petition_draft", prepared=False)
    kept = [send(case).pk for _ in range(5)]
    assert list(Document.objects.filter(case=case).order_by("id").values_list("pk", flat=True)) == kept[-3:]
    assert RemovedDocument.objects.filter(case=case, kind="cv").count() == 2
    ways.sound(case)


def test_versions_that_staff_have_read_are_kept_and_a_single_more_is_refused(settings: Any) -> None:
    settings.DNR_DOCUMENT_VERSIONS = 2
    case = people.case_in("petition_draft", prepared=False)
    for _ in range(2):
        audit.record_reading(case, people.screener(), "document", people.START, ref=send(case).blob_id)
    with ways.nothing_written(), pytest.raises(limits.TooMuchError):
        send(case)


def test_the_bytes_of_a_case_have_an_end(settings: Any) -> None:
    case = people.case_in("petition_draft", prepared=False)
    send(case)
    settings.DNR_CASE_MAX_BYTES = limits.stored_bytes(case)
    before = stored()
    with ways.nothing_written(), pytest.raises(limits.TooMuchError):
        send(case)
    assert stored() == before, "no record names what was refused, so nobody could take it away"


def stored() -> list[set[str]]:
    return [set(walk(storages[place])) for place in (DOCUMENTS, ORIGINALS)]


def walk(storage: Storage, folder: str = "") -> Iterator[str]:
    folders, files = storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from walk(storage, f"{folder}/{name}" if folder else name)


def test_a_single_file_counts_once_and_with_its_original() -> None:
    case = people.case_in("petition_draft", prepared=False)
    document = send(case)
    assert limits.stored_bytes(case) == document.blob.size + Original.objects.get().size
