"""A document made of several files: joined in order, changed as a whole, each file with its original."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from cases.evidence.storage import parts
from cases.evidence.storage.limits import TooMuchError
from cases.files import BadFile
from cases.files.storing import ORIGINALS, open_stored
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Case, Document, DocumentPart, Event, Original
from cases.programmes.nomad import filing
from cases.programmes.nomad.forms import documents
from tests import bad_files, people
from tests.cases.engine import ways

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("uncaged")]

ROOT = Path(__file__).resolve().parents[4]
FRONT, BACK = bad_files.picture(size=(300, 200)), bad_files.picture(size=(200, 300))
SHEETS = bad_files.plain_pdf(2)


def draft() -> tuple[Case, Any, datetime]:
    case = people.case_in("petition_draft", prepared=False)
    return case, case.person.user, people.after(case)


def files(*contents: bytes) -> list[filing.Upload]:
    return [(BytesIO(data), f"page {n}.x") for n, data in enumerate(contents, 1)]


def attach(case: Case, *contents: bytes, kind: str = "passport", **options: Any) -> Document:
    return filing.attach_files(case.pk, case.person.user, people.after(case), kind, files(*contents), **options)


def pages(document: Document) -> list[tuple[int, int]]:
    with open_stored(document.blob.name) as stored, pikepdf.open(BytesIO(stored.read())) as pdf:
        return [tuple(round(float(n)) for n in page.mediabox[2:]) for page in pdf.pages]  # type: ignore[misc]


def names(document: Document) -> list[str]:
    return [part.name for part in document.parts.order_by("position")]


def test_a_single_file_stays_what_it_is_and_its_original_is_kept_untouched() -> None:
    case, user, now = draft()
    document = filing.attach(case.pk, user, now, "passport", BytesIO(FRONT), "me & my passport.JPG")
    part = document.parts.get()
    assert document.blob.mime == "image/jpeg" and part.blob == document.blob
    assert part.original_id == hashlib.sha256(FRONT).hexdigest() and part.sent_as == "me & my passport.JPG"
    assert part.original
    with open_stored(part.original.name, ORIGINALS) as stored:
        assert stored.read() == FRONT


def test_the_senders_name_is_shown_with_the_true_ending() -> None:
    case, user, now = draft()
    part = filing.attach(case.pk, user, now, "passport", BytesIO(FRONT), "passport\u202egpj.pdf.exe").parts.get()
    assert (part.sent_as, parts.name_as_sent(part)) == ("passport\u202egpj.pdf.exe", "passportgpj.jpg")
    part.original, part.sent_as = None, ""
    assert parts.name_as_sent(part) == "document.jpg"


def test_nothing_else_shows_the_senders_own_word() -> None:
    """Whoever shows a name asks `parts.name_as_sent`."""
    rooms = [path for name in ("cases", "egov", "hub", "con", "templates") for path in (ROOT / name).rglob("*")]
    sources = [path for path in rooms if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts]
    using = {str(path.relative_to(ROOT)) for path in sources if re.search(r"\bsent_as\b", path.read_text())}
    assert using == {"cases/models/documentpart.py", "cases/evidence/storage/parts.py"}


def test_several_files_become_a_single_pdf_in_the_order_given() -> None:
    case, _user, _now = draft()
    document = attach(case, FRONT, SHEETS, BACK)
    (w1, h1), _a, _b, (w4, h4) = pages(document)
    assert document.blob.mime == "application/pdf" and w1 > h1 and w4 < h4
    assert [part.original_id for part in document.parts.order_by("position")] == [
        hashlib.sha256(data).hexdigest() for data in (FRONT, SHEETS, BACK)
    ]
    assert len(Event.objects.get(case=case, step="attach").facts["files"]) == 3
    ways.sound(case)


def test_files_are_added_behind_those_there_are() -> None:
    case, _user, _now = draft()
    attach(case, FRONT, expires_on=people.START.date())
    document = attach(case, BACK, add=True)
    assert len(names(document)) == len(pages(document)) == 2
    assert Document.objects.filter(case=case, kind="passport", current=True).get() == document
    assert Document.objects.get(case=case, current=False).retired_at == document.uploaded_at


def test_files_change_places_and_keep_what_is_recorded_of_the_document() -> None:
    case, user, now = draft()
    first = attach(case, FRONT, BACK, expires_on=people.START.date())
    second = filing.arrange(case.pk, user, now, "passport", first.pk, [2, 1])
    assert names(second) == names(first)[::-1]
    assert pages(second) == pages(first)[::-1]
    assert second.expires_on == first.expires_on
    assert Original.objects.count() == 2, "the same originals"
    ways.sound(case)


def test_a_passport_without_an_end_has_none_after_its_pages_changed_places() -> None:
    case, user, now = draft()
    first = attach(case, FRONT, BACK, no_end=True)
    assert filing.arrange(case.pk, user, now, "passport", first.pk, [2, 1]).no_end
    asked = {name for names in documents.FACTS.values() for name in names}
    assert asked <= set(filing.FACTS), "whatever a form asks of a document stays with it"


def test_what_is_left_of_two_files_is_the_file_as_it_was_sent() -> None:
    case, user, now = draft()
    first = attach(case, FRONT, BACK)
    second = filing.arrange(case.pk, user, now, "passport", first.pk, [2])
    assert (second.blob.mime, second.blob.width, names(second)) == ("image/jpeg", 200, ["page 2.x.jpg"])


@pytest.mark.parametrize("order", [[], [1, 1], [3], [0, 1]])
def test_an_order_of_files_that_are_not_there_changes_nothing(order: list[int]) -> None:
    case, user, now = draft()
    first = attach(case, FRONT, BACK)
    with ways.nothing_written(), pytest.raises(NotNowError):
        filing.arrange(case.pk, user, now, "passport", first.pk, order)


def test_an_order_of_files_replaced_in_another_tab_changes_nothing() -> None:
    case, user, now = draft()
    first = attach(case, FRONT, BACK)
    attach(case, FRONT)
    with ways.nothing_written(), pytest.raises(NotNowError):
        filing.arrange(case.pk, user, now, "passport", first.pk, [2, 1])


def test_a_bad_file_leaves_nothing_of_those_sent_with_it_and_is_named() -> None:
    case, _user, _now = draft()
    with ways.nothing_written(), pytest.raises(filing.BadFilesError) as caught:
        attach(case, FRONT, b"MZ\x90\x00 no document", BACK)
    assert [(name, error.code) for name, error in caught.value.files] == [("page 2.x", caught.value.files[0][1].code)]


def test_a_single_bad_file_is_refused_as_ever() -> None:
    case, user, now = draft()
    with pytest.raises(BadFile):
        filing.attach(case.pk, user, now, "cv", BytesIO(b"MZ\x90\x00"), "cv.pdf")


def test_a_photo_is_a_single_picture() -> None:
    case, _user, _now = draft()
    with ways.nothing_written(), pytest.raises(TooMuchError):
        attach(case, FRONT, BACK, kind="photo")


def test_a_document_has_no_more_files_than_the_limit(settings: Any) -> None:
    settings.DNR_DOCUMENT_FILES = 2
    case, _user, _now = draft()
    attach(case, FRONT, BACK)
    with ways.nothing_written(), pytest.raises(TooMuchError):
        attach(case, FRONT, add=True)


def test_a_document_not_filed_yet_is_taken_out_and_stays_in_the_history() -> None:
    case, user, now = draft()
    document = attach(case, FRONT, kind="cv")
    filing.detach(case.pk, user, now, "cv", document.pk)
    assert "cv" not in ways.fresh(case).dossier.documents
    assert Event.objects.filter(case=case).order_by("-id")[0].facts["sha256"] == document.blob_id
    ways.sound(case)


def test_a_returned_document_is_not_taken_out() -> None:
    case = people.case_in("rework", prepared=False)
    document = case.dossier.documents["criminal_record"]
    with ways.nothing_written(), pytest.raises(NotNowError):
        filing.detach(case.pk, case.person.user, people.after(case), "criminal_record", document.pk)


def test_a_stranger_arranges_and_takes_out_nothing() -> None:
    case, stranger, now = draft()[0], people.applicant(), people.START
    document = attach(case, FRONT, BACK)
    for act in (
        lambda: filing.arrange(case.pk, stranger, now, "passport", document.pk, [2, 1]),
        lambda: filing.detach(case.pk, stranger, now, "passport", document.pk),
    ):
        with ways.nothing_written(), pytest.raises(NotFoundError):
            act()


def test_a_file_from_before_originals_were_kept_can_be_added_to() -> None:
    case, _user, _now = draft()
    attach(case, FRONT)
    DocumentPart.objects.all().delete()
    document = attach(case, BACK, add=True)
    assert [bool(part.original_id) for part in document.parts.order_by("position")] == [False, True]


def test_documents_carried_into_a_new_case_bring_their_files_and_originals() -> None:
    j = people.Journey(people.applicant())
    earlier = people.case_in("annulled", owner=j.owner)
    fresh = filing.open_application(j.owner, people.after(earlier))
    rows = DocumentPart.objects.filter(document__case=fresh)
    assert rows.count() == DocumentPart.objects.filter(document__case=earlier, document__current=True).count() > 0
    assert not rows.filter(original=None).exists()


# ------------------------------------------------------------------------------------------------ sent twice


@pytest.mark.parametrize("contents", [(FRONT,), (FRONT, BACK)])
def test_the_same_files_again_leave_a_single_row(contents: tuple[bytes, ...]) -> None:
    case, _user, _now = draft()
    first = attach(case, *contents, expires_on=people.START.date())
    with ways.nothing_written():
        assert attach(case, *contents, expires_on=people.START.date()) == first
    assert attach(case, *contents, expires_on=None) != first, "something else is said of it"


def test_the_same_file_added_again_leaves_a_single_row() -> None:
    case, _user, _now = draft()
    attach(case, FRONT)
    first = attach(case, BACK, add=True)
    with ways.nothing_written():
        assert attach(case, BACK, add=True) == first
    with ways.nothing_written(), pytest.raises(filing.BadFilesError) as caught:
        attach(case, FRONT, add=True)
    assert [error.code for _name, error in caught.value.files] == ["already_there"], "an earlier page of it"


def test_of_two_requests_at_once_the_second_finds_what_the_first_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have looked before either has written."""
    case, _user, _now = draft()
    attach(case, FRONT)
    stored = parts.store_all

    def overtaken(*args: Any) -> None:
        monkeypatch.setattr(parts, "store_all", stored)
        attach(case, BACK, add=True)
        stored(*args)

    monkeypatch.setattr(parts, "store_all", overtaken)
    document = attach(case, BACK, add=True)
    assert (len(names(document)), Document.objects.filter(case=case, kind="passport").count()) == (2, 2)


def test_a_returned_document_is_answered_by_the_same_file() -> None:
    case = people.case_in("rework", prepared=False)
    before = case.dossier.documents["criminal_record"]
    part = DocumentPart.objects.get(document=before)
    assert part.original
    with open_stored(part.original.name, ORIGINALS) as stored:
        again = stored.read()
    facts = {name: getattr(before, name) for name in filing.FACTS}
    assert attach(case, again, kind="criminal_record", **facts) != before
