"""Superseded drafts go after a set time; what somebody saw, signed or filed never does."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.engine.writing import audit
from cases.evidence.storage import tidying
from cases.files.storing import DOCUMENTS, ORIGINALS, is_there
from cases.models import Blob, Case, Document, Original, RemovedDocument
from cases.programmes.nomad import filing
from tests import bad_files, people
from tests.cases.engine import ways

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("uncaged")]

LATER = people.START + timedelta(days=40)


def send(case: Case, width: int, kind: str = "cv") -> Document:
    """A picture that no other test has kept."""
    data = bad_files.picture(size=(width, 77))
    return filing.attach(case.pk, case.person.user, people.after(case), kind, BytesIO(data), "cv.jpg")


@pytest.fixture
def replaced(django_capture_on_commit_callbacks: object) -> tuple[Case, Document]:
    case = people.case_in("petition_draft", prepared=False)
    first = send(case, 501)
    send(case, 502)
    return case, Document.objects.get(pk=first.pk)


def tidy(callbacks: object) -> int:
    with callbacks(execute=True):  # type: ignore[operator]
        return tidying.remove_drafts(LATER)


def test_an_old_draft_goes_with_its_files_and_is_remembered_by_its_checksums(
    replaced: tuple[Case, Document], django_capture_on_commit_callbacks: object
) -> None:
    case, old = replaced
    original: Any = old.parts.get().original
    blob = old.blob
    assert tidy(django_capture_on_commit_callbacks) == 1
    assert not is_there(blob.name, DOCUMENTS) and not is_there(original.name, ORIGINALS)
    assert not Blob.objects.filter(pk=old.blob_id).exists() and not Original.objects.filter(pk=original.pk).exists()
    row = RemovedDocument.objects.get(case=case)
    assert (row.sha256, row.originals, row.at) == (old.blob_id, [original.pk], LATER)
    assert Document.history.filter(id=old.pk, history_type="-").exists()  # type: ignore[attr-defined]
    ways.sound(case)


def test_a_young_draft_stays(replaced: tuple[Case, Document]) -> None:
    assert tidying.remove_drafts(people.START + timedelta(days=20)) == 0


def test_a_draft_that_staff_have_read_stays(replaced: tuple[Case, Document]) -> None:
    case, old = replaced
    audit.record_reading(case, people.screener(), "original", people.START, ref=old.parts.get().original_id or "")
    assert tidying.remove_drafts(LATER) == 0


def test_a_draft_that_only_its_owner_has_read_goes(replaced: tuple[Case, Document]) -> None:
    case, old = replaced
    audit.record_reading(case, case.person.user, "document", people.START, ref=old.blob_id)
    assert tidying.remove_drafts(LATER) == 1


def test_a_filed_version_never_goes() -> None:
    case = people.case_in("petition_signed", prepared=False)
    filed = case.dossier.documents["passport"]
    send(case, 503, "passport")
    assert Document.objects.get(pk=filed.pk).retired_at
    assert tidying.remove_drafts(people.after(case) + timedelta(days=40)) == 0


def test_a_returned_and_corrected_document_never_goes() -> None:
    case = people.case_in("rework")
    assert Document.objects.filter(case=case, kind="criminal_record", current=False).exists()
    assert tidying.remove_drafts(people.after(case) + timedelta(days=40)) == 0


def test_a_file_that_another_document_names_stays(
    replaced: tuple[Case, Document], django_capture_on_commit_callbacks: object
) -> None:
    _case, old = replaced
    other = people.case_in("petition_draft", prepared=False)
    assert send(other, 501).blob_id == old.blob_id
    assert tidy(django_capture_on_commit_callbacks) == 1
    assert is_there(old.blob.name, DOCUMENTS) and Blob.objects.filter(pk=old.blob_id).exists()


def test_a_current_document_never_goes() -> None:
    case = people.case_in("petition_draft", prepared=False)
    send(case, 504)
    assert tidying.remove_drafts(people.START + timedelta(days=400)) == 0
    assert case.dossier.documents["cv"].current


def copies(case: Case, count: int) -> set[Any]:
    """As many superseded drafts, of the file that the case has already."""
    held = case.dossier.documents["cv"]
    moment = people.START + timedelta(seconds=1)
    facts = {"blob": held.blob, "name": held.name, "uploaded_by": held.uploaded_by, "uploaded_at": moment}
    rows = [Document(case=case, kind="cv", current=False, retired_at=moment, **facts) for _ in range(count)]
    return {row.pk for row in Document.objects.bulk_create(rows)}


def test_it_goes_through_more_cases_and_documents_than_a_batch_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that stay, the oldest first, take nobody's turn; no statement brings more than a batch."""
    monkeypatch.setattr(tidying, "BATCH", 2)
    cases = [people.case_in("petition_draft", prepared=False) for _ in range(3)]
    for width, case in enumerate(cases, 505):
        send(case, width)
    stays, *gone = [copies(case, 5) for case in cases]
    audit.record_reading(
        cases[0], people.screener(), "document", people.START, ref=cases[0].dossier.documents["cv"].blob_id
    )
    with CaptureQueriesContext(connection) as asked:
        assert tidying.remove_drafts(LATER) == sum(map(len, gone))
    assert set(Document.objects.filter(current=False).values_list("pk", flat=True)) == stays
    pages = [
        q["sql"] for q in asked if q["sql"].startswith("SELECT") and "retired_at" in q["sql"].partition("WHERE")[2]
    ]
    assert pages and all(sql.endswith("LIMIT 2") for sql in pages)
