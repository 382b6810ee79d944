"""Files are scanned by the outbox where an antivirus is set, and opened by nobody before they are known to be clean."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cases.evidence import casefile
from cases.evidence.storage import scanning
from cases.health import outside, running, stored
from cases.letters.mail import words
from cases.models import Blob, Case, Document, Effect, Event, Notice, Original, ReadLog
from cases.net.clamd import NoVerdictError
from cases.programmes.nomad import filing
from cases.programmes.nomad.papers.documents import document_problems
from dnr import schedule
from tests import bad_files, people
from tests.clamd import EICAR, VIRUS, Daemon, daemon
from tests.outbox import run_effect

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]

GOOD = bad_files.picture(size=(331, 221))
BAD = bad_files.picture(size=(332, 221), comment=EICAR)
"""A sound picture with the string in its comment, which the cleaned copy has not."""


@pytest.fixture(autouse=True)
def _as_new() -> Iterator[None]:
    Original.objects.all().update(scan="none")
    running.forget()
    yield
    running.forget()


@pytest.fixture
def server(settings: Any) -> Iterator[Daemon]:
    with daemon(settings) as running_daemon:
        yield running_daemon


@pytest.fixture
def case() -> Case:
    a_case = people.case_in("petition_draft", prepared=False)
    filing.give_consent(a_case.pk, a_case.person.user, people.START, "I agree.")
    return a_case


def send(case: Case, data: bytes, kind: str = "cv") -> Document:
    return filing.attach(case.pk, case.person.user, people.after(case), kind, BytesIO(data), "my cv.jpg")


def scan(document: Document) -> bool:
    """The worker's part, whenever it is due."""
    effect = Effect.objects.get(kind="scan", ref=document.pk)
    return run_effect(effect.pk, effect.next_at)


def states(document: Document) -> tuple[str, str]:
    """Of its own file and of its original."""
    part = document.parts.select_related("original", "document__blob").get()
    assert part.original is not None
    return part.document.blob.scan, part.original.scan


def read(user: Any, document: Document, name: str = "cases:document", *more: int) -> Any:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(name, args=[document.case_id, document.pk, *more]), HTTP_ACCEPT_LANGUAGE="en")
    answer.getvalue()  # a file is closed when it is read to its end
    return answer


def card(document: Document) -> str:
    client = Client()
    client.force_login(document.case.person.user)
    page = client.get(reverse("hub:petition:tasks", args=[document.case_id]), HTTP_ACCEPT_LANGUAGE="en")
    return " ".join(page.content.decode().split())


def test_without_an_antivirus_nothing_is_asked_and_the_page_says_so_once(case: Case) -> None:
    document = send(case, GOOD)
    send(case, bad_files.picture(size=(320, 210)), "diploma")
    assert states(document) == ("none", "none") and not Effect.objects.filter(kind="scan").exists()
    page = card(document)
    assert page.count("Files are not scanned for viruses on this portal: no antivirus is connected.") == 1
    assert read(case.person.user, document).status_code == 200
    assert outside.antivirus(people.START) == {} and stored.scans(people.START) == {}


def test_a_file_waits_for_its_scan_and_is_opened_after_it(server: Daemon, case: Case) -> None:
    document = send(case, GOOD)
    assert states(document) == ("pending", "pending") and server.seen == [], "never while the person waits"
    page = card(document)
    assert "being scanned for viruses" in page and "my cv.jpg" in page and "not scanned" not in page
    assert "Not scanned for viruses yet, so that nobody can open it" in page and "You need not wait" in page
    for name, more in (("cases:document", ()), ("cases:original", (1,)), ("cases:original_page", (1, 1))):
        assert read(case.person.user, document, name, *more).status_code == 503
        assert read(people.administrator(), document, name, *more).status_code in (403, 404)
        assert read(people.auditor(), document, name, *more).status_code == 503
    assert not ReadLog.objects.filter(what__in=("document", "original")).exists()
    assert scan(document) and states(document) == ("clean", "clean")
    assert GOOD in server.seen and len(server.seen) == 2, "the file as it came, and as it is kept"
    names = [read(user, document)["Content-Disposition"] for user in (case.person.user, people.auditor())]
    assert names[0] == 'inline; filename="my cv.jpg"' and names[1].startswith('inline; filename="hub-'), "own name"
    page = card(document)
    assert "scanned: no virus" in page and "Not scanned for viruses yet" not in page


def test_an_infected_file_is_opened_by_nobody_and_its_owner_is_asked_for_another(server: Daemon, case: Case) -> None:
    document = send(case, BAD)
    assert scan(document) and states(document) == ("infected", "infected"), "made of what is infected"
    for user in (case.person.user, people.auditor()):
        for name, more in (("cases:document", ()), ("cases:original", (1,)), ("cases:original_page", (1, 1))):
            answer = read(user, document, name, *more)
            assert answer.status_code == 403 and "a virus was found" in answer.content.decode()
    event = Event.objects.get(case=case, step="infected")
    assert (event.user, event.facts["kind"], event.facts["virus"]) == (None, "cv", VIRUS)
    notice = Notice.objects.get(case=case, what="infected")
    assert notice.user == case.person.user and notice.facts == {"file": "my cv.jpg", "virus": VIRUS}
    assert Effect.objects.filter(kind="mail", ref=notice.pk).exists()
    case.refresh_from_db()
    case.forget_dossier()
    assert any("A virus was found" in str(why) for why in document_problems(case, "petition", people.START.date()))
    scanning.scan_document(document.pk, people.after(case))
    assert Event.objects.filter(step="infected").count() == 1, "informed once, however often the worker comes"


def test_eicar_inside_a_valid_pdf_closes_it(server: Daemon, case: Case) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=bad_files.A4)
    page.Contents = pdf.make_stream(b"%" + EICAR + b"\n1 0 0 RG 10 10 m 200 200 l S")
    data = bad_files.saved(pdf, **bad_files.AS_IT_IS)
    assert EICAR in data
    document = send(case, data)
    assert scan(document) and states(document) == ("infected", "infected")
    assert read(people.auditor(), document).status_code == 403 and "a virus was found" in card(document)


def test_the_desk_that_has_the_case_gets_a_notice(server: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    case, _screener = people.case_in("screening"), people.screener()
    document = case.dossier.documents["cv"]
    Blob.objects.filter(pk=document.blob_id).update(scan="none")
    monkeypatch.setattr(scanning, "find_virus", lambda stream: VIRUS)
    scanning.scan_document(document.pk, people.after(case))
    informed = {notice.user: notice for notice in Notice.objects.filter(case=case, what__startswith="infected")}
    assert {user.role for user in informed} == {"applicant", "screener"}
    desk = next(notice for user, notice in informed.items() if user.role == "screener")
    assert desk.what == "infected_at_desk" and document.name in words(desk)


def test_another_file_takes_its_place(server: Daemon, case: Case) -> None:
    scan(send(case, BAD))
    case.refresh_from_db()
    other = send(case, GOOD)
    assert scan(other) and states(other) == ("clean", "clean")
    case.forget_dossier()
    assert not any("A virus was found" in str(why) for why in document_problems(case, "petition", people.START.date()))


def test_the_same_infected_file_in_another_case_is_on_record_there_too(server: Daemon, case: Case) -> None:
    other = people.case_in("petition_draft", prepared=False)
    documents = [send(case, BAD), send(other, BAD)]
    assert scan(documents[0])
    assert {event.case_id for event in Event.objects.filter(step="infected")} == {case.pk, other.pk}
    assert scan(documents[1]) and Event.objects.filter(step="infected").count() == 2


def test_an_antivirus_that_was_switched_off_opens_no_infected_file(server: Daemon, case: Case, settings: Any) -> None:
    document = send(case, BAD)
    scan(document)
    settings.CLAMD_URL = ""
    assert read(people.auditor(), document).status_code == 403 and "a virus was found" in card(document)


@pytest.mark.parametrize("way", ["cut", "half", "nonsense", "lying"])
def test_what_is_no_verdict_leaves_the_file_closed_and_is_repeated(server: Daemon, case: Case, way: str) -> None:
    document, server.way = send(case, GOOD), way
    assert not scan(document) and "failed" in states(document) and "clean" not in states(document)
    effect = Effect.objects.get(kind="scan")
    assert effect.state == "pending" and effect.attempts == 1 and "NoVerdictError" in effect.error
    page = card(document)
    assert "failed and will be repeated" in page or "being scanned" in page
    assert ("The antivirus does not answer" in page) == ("failed" in states(document)[:1])
    assert read(people.auditor(), document).status_code == 503
    server.way = "well"
    assert scan(document) and states(document) == ("clean", "clean")


def test_an_antivirus_that_is_away_fails_in_health_and_what_waited_goes_on_at_once(settings: Any, case: Case) -> None:
    now = people.START + timedelta(days=3)
    with daemon(settings) as server:
        document, url = send(case, GOOD), server.url
    assert url == settings.CLAMD_URL and not scan(document)
    with pytest.raises(NoVerdictError):
        outside.antivirus(now)
    assert getattr(stored.scans(now), "value", 0) == 1
    assert schedule.scans().startswith("clamd does not answer") and "failed" in states(document)
    Effect.objects.filter(kind="scan").update(state="dead")
    with daemon(settings):
        assert getattr(outside.antivirus(now), "detail", "").startswith("ClamAV")
        assert scanning.repair(now) == 1
        assert scan(document) and states(document) == ("clean", "clean")
        assert scanning.repair(now) == 0


def test_files_from_before_are_scanned_by_the_command(settings: Any, case: Case) -> None:
    document = send(case, GOOD)
    with pytest.raises(CommandError, match="not set"):
        call_command("scan_files")
    with daemon(settings):
        assert read(people.auditor(), document).status_code == 503, "not known to be clean"
        out = StringIO()
        call_command("scan_files", stdout=out)
        assert "1 documents" in out.getvalue()
        assert scan(document) and read(people.auditor(), document).status_code == 200


def test_a_mistake_of_the_antivirus_is_put_right_by_a_second_look(server: Daemon, case: Case) -> None:
    document = send(case, BAD)
    scan(document)
    original = document.parts.get().original_id
    with pytest.raises(CommandError, match="No infected file"):
        call_command("scan_files", doubt="0" * 64, stdout=StringIO())
    call_command("scan_files", doubt=original, stdout=StringIO())
    assert states(document) == ("pending", "pending")
    assert scan(document) and states(document) == ("infected", "infected"), "the second look finds the same"


def test_an_archive_names_what_it_leaves_out(server: Daemon, case: Case) -> None:
    document = send(case, GOOD)
    with pytest.raises(scanning.HeldBackError):
        casefile.write(document.case, people.auditor(), io.BytesIO())
    scan(document)
    into = io.BytesIO()
    casefile.write(Case.objects.get(pk=case.pk), people.auditor(), into)
    assert any("documents/cv" in name for name in zipfile.ZipFile(into).namelist())
