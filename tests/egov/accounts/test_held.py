"""What is held of a person: shown, given as a copy, and deleted as far as nothing was filed."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256

import pytest
from django.urls import reverse

from cases.engine.writing import audit
from cases.evidence import own
from cases.models import Blob, Case, Document, Person, ReadLog, RemovedDocument
from cases.programmes.nomad.states import State
from tests import people

pytestmark = pytest.mark.django_db
PAGE, COPY = "accounts:held", "accounts:held_copy"


def opened(client, case: Case, name: str = PAGE):
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        return client.get(reverse(name), HTTP_ACCEPT_LANGUAGE="en")


def cleared(client, case: Case, **data: str):
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        url = reverse("accounts:held_clear", args=[case.pk])
        return client.post(url, data, follow=True, HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_it_tells_who_has_read_it_and_what_was_agreed_to(client) -> None:
    case, officer = people.case_in(State.CHECKS), people.officer()
    for _again in range(2):
        audit.record_reading(case, officer, "document", people.after(case))
    page = opened(client, case).content.decode()
    reading = opened(client, case).context["readings"][0]
    assert (reading.who, reading.times) == (f"{officer.get_role_display()}, {officer.city}", 2)
    assert officer.full_name not in page, "the office answers for its people"
    consent = case.dossier.consents[0]
    assert consent.text.split("\n")[0][:40] in page
    assert reverse("cases:step", args=[case.pk, "withdraw_processing"]) in page


def test_the_copy_has_everything_and_its_sums_agree(client) -> None:
    case = people.case_in(State.PRELIMINARY_APPROVED)
    answer = opened(client, case, COPY)
    assert answer["Content-Disposition"].startswith("attachment")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    data = json.loads(archive.read("my-data.json"))
    assert data["person"]["iin"] == case.person.iin and data["consents"][0]["text"]
    assert {row["kind"] for row in data["documents"]} >= {"passport", "cv", "photo"}
    names = archive.namelist()
    assert any(name.endswith(".pdf") and "/documents/" in name for name in names)
    assert any("/originals/" in name for name in names) and any("/signatures/" in name for name in names)
    for line in archive.read("SHA256SUMS").decode().splitlines():
        digest, _, name = line.partition("  ")
        assert sha256(archive.read(name)).hexdigest() == digest
    assert ReadLog.objects.filter(case=case, user=case.person.user, what="case_bundle").exists()


def test_the_copy_is_of_nobody_else(client) -> None:
    case, other = people.case_in(State.SCREENING), people.case_in(State.SCREENING)
    text = json.dumps(own.held_data(case.person.user, own.all_cases_of(case.person.user), people.START), default=str)
    assert other.number not in text and other.person.iin not in text


def test_what_is_only_prepared_goes_with_its_files(client) -> None:
    case = people.case_in(State.PETITION_DRAFT)
    held = list(Document.objects.filter(case=case))
    assert held and "Nothing was deleted" in cleared(client, case)
    shown = cleared(client, case, sure="yes")
    assert "Deleted" in shown and not Document.objects.filter(case=case).exists()
    assert RemovedDocument.objects.filter(case=case).count() == len(held), "its checksums stay"


def test_what_an_act_rests_on_stays(client) -> None:
    """An application is prepared with what the signed petition was decided on."""
    case = people.case_in(State.PETITION_SIGNED)
    signed = set(
        Document.objects.filter(case=case, uploaded_at__lte=case.petition_signed_at).values_list("pk", flat=True)
    )
    cleared(client, case, sure="yes")
    case.refresh_from_db()
    left = set(Document.objects.filter(case=case).values_list("pk", flat=True))
    assert signed and signed == left and case.questionnaire == {}
    assert Blob.objects.filter(pk__in=Document.objects.filter(case=case).values("blob")).exists()


def test_what_is_filed_is_not_deleted(client) -> None:
    case = people.case_in(State.SCREENING)
    before = Document.objects.filter(case=case).count()
    cleared(client, case, sure="yes")
    assert Document.objects.filter(case=case).count() == before
    stranger = people.case_in(State.PETITION_DRAFT)
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        client.post(reverse("accounts:held_clear", args=[stranger.pk]), {"sure": "yes"})
    assert Document.objects.filter(case=stranger, current=True).exists()


ZONE = "P<DEUMUSTERMANN<<ERIKA".ljust(44, "<") + "\n" + "C01X00T478D<<6408125F2702283".ljust(43, "<") + "4"


def test_the_lines_of_the_passport_fill_in_and_save_nothing(client) -> None:
    user = people.applicant()
    client.force_login(user)
    answer = client.post(reverse("accounts:zone"), {"mrz": ZONE}, HTTP_ACCEPT_LANGUAGE="en")
    form = answer.context["form"]
    assert (form["passport_number"].value(), form["citizenship"].value()) == ("C01X00T47", "Germany")
    assert "1964" in str(form["born_on"].value())
    person = Person.objects.get(user=user)
    assert person.passport_number != "C01X00T47"
    wrong = client.post(reverse("accounts:zone"), {"mrz": ZONE.replace("C01X", "C81X")}, HTTP_ACCEPT_LANGUAGE="en")
    assert wrong.status_code == 422 and "check digit does not agree" in wrong.content.decode()
    assert ZONE.split()[0].replace("<", "&lt;") in wrong.content.decode(), "what was typed stays"
