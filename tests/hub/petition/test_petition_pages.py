"""The applicant's petition: consent, documents one by one, self-check, signing."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.engine import performing
from cases.law.calendar import local_day
from cases.models import Case, Consent, Document, Event, Signature, Slot
from cases.programmes.nomad import filing
from cases.programmes.nomad.facts import Booking
from cases.programmes.nomad.filing import attaching
from cases.programmes.nomad.states import State
from tests import bad_files, desks, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uncaged(settings):
    settings.DNR_FILES_CAGED = False


def upload(kind: str, **facts: object) -> dict[str, object]:
    name, data = people.specimen(kind)
    fields = people.facts_of(kind, local_day(people.START)) | facts
    return {"file": SimpleUploadedFile(name, data)} | {k: v for k, v in fields.items() if v is not False}


def draft(client, prepared: bool = False) -> Case:
    """A draft of a person who is signed in; the consent is given."""
    case = people.case_in(State.PETITION_DRAFT, prepared=prepared)
    if not prepared:
        filing.give_consent(case.pk, case.person.user, people.START, "I agree.")
    client.force_login(case.person.user)
    return case


def send(client, case: Case, kind: str, **data: object):
    return client.post(reverse("hub:petition:document", args=[case.pk, kind]), data, HTTP_ACCEPT_LANGUAGE="en")


@pytest.fixture(autouse=True)
def clock():
    with people.at(people.START + people.HOUR):
        yield


def test_it_starts_with_the_consent(client):
    client.force_login(people.applicant())
    answer = client.post(reverse("hub:petition:start"))
    case = Case.objects.get()
    assert answer.url == reverse("hub:petition:consent", args=[case.pk])
    assert client.get(reverse("hub:petition:tasks", args=[case.pk])).url == answer.url
    page = client.get(answer.url).content.decode()
    assert reverse("cases:step", args=[case.pk, "decline_consent"]) in page


def test_it_keeps_the_wording_of_the_consent(client):
    case = people.case_in(State.PETITION_DRAFT, prepared=False)
    client.force_login(case.person.user)
    client.post(reverse("hub:petition:consent", args=[case.pk]), HTTP_ACCEPT_LANGUAGE="en")
    assert "№ 241/НҚ" in Consent.objects.get(case=case, given=True).text


def test_it_records_a_declined_consent(client):
    case = people.case_in(State.PETITION_DRAFT, prepared=False)
    client.force_login(case.person.user)
    url = reverse("cases:step", args=[case.pk, "decline_consent"])
    assert client.get(url).status_code == 200
    assert client.post(url, {"agree": "on", "version": case.version}).status_code == 302
    case.refresh_from_db()
    assert case.state == State.CONSENT_DECLINED
    assert not Consent.objects.get(case=case).given


def test_it_takes_a_document(client):
    case = draft(client)
    answer = send(client, case, "passport", **upload("passport"))
    assert answer.status_code == 302
    assert Document.objects.get(case=case, kind="passport", current=True).name == "passport.pdf"


def test_it_answers_htmx_with_the_card_and_the_count(client):
    case = draft(client)
    url = reverse("hub:petition:document", args=[case.pk, "cv"])
    answer = client.post(url, upload("cv"), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="doc-cv"' in page
    assert 'id="progress"' in page
    assert "<html" not in page


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cv.pdf", b"MZ\x90\x00" + b"\x00" * 600),
        ("cv.pdf", b"%PDF-1.7 but no more of it"),
        ("cv.jpg", bad_files.picture()[:200]),
        ("cv.pdf", b""),
    ],
)
def test_it_says_what_is_wrong_with_a_file(client, name, data):
    case = draft(client)
    answer = send(client, case, "cv", file=SimpleUploadedFile(name, data))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Document.objects.filter(case=case).exists()


def test_it_refuses_a_photo_of_the_wrong_shape(client):
    case = draft(client)
    answer = send(client, case, "photo", file=SimpleUploadedFile("me.jpg", bad_files.picture(size=(800, 600))))
    assert answer.status_code == 422
    assert "800" in answer.content.decode()


def test_it_keeps_the_form_when_the_disk_is_full(client, monkeypatch):
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(attaching, "inspect", full)
    case = draft(client)
    sent = upload("passport")
    answer = send(client, case, "passport", **sent)
    assert answer.status_code == 422
    assert f'value="{sent["expires_on"]}"' in answer.content.decode()


def test_it_asks_for_the_facts_of_a_document(client):
    case = draft(client)
    answer = send(client, case, "passport", file=BytesIO(people.specimen("passport")[1]))
    assert answer.status_code == 422
    assert not Document.objects.filter(case=case).exists()


def test_it_changes_a_fact_without_a_new_file(client):
    case = draft(client)
    send(client, case, "passport", **upload("passport"))
    day = local_day(people.START) + timedelta(days=1000)
    send(client, case, "passport", expires_on=day.isoformat())
    document = Document.objects.get(case=case, kind="passport", current=True)
    assert document.expires_on == day
    assert document.name == "passport.pdf"


@pytest.mark.parametrize(("left", "blocked"), [(180, True), (181, False)])
def test_it_counts_the_days_left_on_the_passport(client, left, blocked):
    case = draft(client, prepared=True)
    day = local_day(people.START) + timedelta(days=left)
    send(client, case, "passport", expires_on=day.isoformat())
    page = client.get(reverse("hub:petition:check", args=[case.pk]), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    url = reverse("cases:step", args=[case.pk, "submit_petition"])
    assert (url not in page) == blocked
    answer = desks.send(client, url, {}, case.person.user)
    case.refresh_from_db()
    assert (case.state == State.PETITION_DRAFT) == blocked
    assert answer.status_code == (409 if blocked else 302)


def test_it_is_signed_and_sent(client):
    case = draft(client, prepared=True)
    url = reverse("cases:step", args=[case.pk, "submit_petition"])
    assert Document.objects.filter(case=case)[0].blob_id in client.get(url).content.decode()
    answer = desks.send(client, url, {"version": case.version}, case.person.user)
    assert answer.url == reverse("cases:filed", args=[case.pk, Signature.objects.get(case=case).pk])
    case.refresh_from_db()
    assert case.state == State.SCREENING


def test_it_is_not_sent_twice(client):
    case = draft(client, prepared=True)
    url = reverse("cases:step", args=[case.pk, "submit_petition"])
    sent = {"version": case.version} | desks.signed(case.person.user, client.get(url))
    client.post(url, sent)
    again = client.post(url, sent)
    assert again.url == reverse("egov:cabinet:case", args=[case.pk])
    assert Event.objects.filter(case=case, step="submit_petition").count() == 1


def test_it_is_not_sent_unsigned(client):
    case = draft(client, prepared=True)
    url = reverse("cases:step", args=[case.pk, "submit_petition"])
    assert client.post(url, {"version": case.version}).status_code == 200
    assert client.post(url, {"version": case.version, "cms": ""}).status_code == 422
    case.refresh_from_db()
    assert case.state == State.PETITION_DRAFT


def test_it_refuses_what_another_tab_has_outdated(client):
    case = draft(client, prepared=True)
    seen = case.version
    send(client, case, "cv", file=SimpleUploadedFile("cv.jpg", bad_files.picture()))
    client.post(reverse("cases:step", args=[case.pk, "submit_petition"]), {"version": seen})
    case.refresh_from_db()
    assert case.state == State.PETITION_DRAFT


def test_it_takes_no_document_after_sending(client):
    case = people.case_in(State.SCREENING)
    client.force_login(case.person.user)
    answer = send(client, case, "cv", **upload("cv"))
    assert answer.url == reverse("egov:cabinet:case", args=[case.pk])
    assert Document.objects.filter(case=case, kind="cv").count() == 1


def test_it_refuses_a_second_open_case(client):
    case = draft(client)
    answer = client.post(reverse("hub:petition:start"), follow=True, HTTP_ACCEPT_LANGUAGE="en")
    assert "note-error" in answer.content.decode()
    assert Case.objects.get() == case


def test_it_begins_nothing_outside_an_edition(client):
    user = people.applicant()
    with people.at(people.START.replace(year=2031)):
        client.force_login(user)
        answer = client.post(reverse("hub:petition:start"), follow=True)
        assert "note-error" in answer.content.decode()
    assert not Case.objects.exists()


def test_it_fills_a_new_petition_from_the_refused_petition(client):
    case = people.case_in(State.PETITION_REFUSED)
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        client.post(reverse("hub:petition:start"))
        new = Case.objects.open().get()
        client.post(reverse("hub:petition:consent", args=[new.pk]))
        page = client.get(reverse("hub:petition:tasks", args=[new.pk])).content.decode()
    assert page.count("badge-word") >= new.documents.count() == case.documents.count()


@pytest.mark.parametrize("page", ["consent", "tasks", "check"])
def test_it_is_not_there_for_others(client, page):
    case = people.case_in(State.PETITION_DRAFT)
    url = reverse(f"hub:petition:{page}", args=[case.pk])
    client.force_login(people.applicant())
    assert client.get(url).status_code == 404
    assert client.post(url).status_code in (404, 405)
    client.force_login(people.screener())
    assert client.get(url).status_code == 403
    client.logout()
    assert reverse("accounts:sign_in") in client.get(url).url


def test_it_gives_no_file_to_others(client):
    case = people.case_in(State.PETITION_DRAFT)
    document = case.dossier.documents["passport"]
    client.force_login(people.applicant())
    assert client.get(reverse("cases:document", args=[case.pk, document.pk])).status_code == 404
    assert send(client, case, "passport", **upload("passport")).status_code == 404
    client.force_login(case.person.user)
    answer = client.get(reverse("cases:document", args=[case.pk, document.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    answer.close()


def test_it_knows_no_document_that_the_list_does_not_name(client):
    case = draft(client)
    assert send(client, case, "housing", **upload("cv")).status_code == 404


def offered(page: str) -> str:
    """The key of the first time that may be chosen."""
    return re.findall(r'name="slot"\s+value="([^"]+)"', page)[0]


def test_it_offers_interview_times_by_day(client):
    case = people.case_in(State.SLOT_CHOICE)
    url = reverse("cases:step", args=[case.pk, "book_interview"])
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        page = client.get(url).content.decode()
        assert page.count('type="radio"') == 1
        slot = offered(page)
        assert client.post(url, {"version": case.version}).status_code == 422
        assert client.post(url, {"slot": slot, "version": case.version}).status_code == 302
    case.refresh_from_db()
    assert str(case.slot_id) == slot


def test_it_refuses_a_time_that_is_taken(client):
    mine, other = people.case_in(State.SLOT_CHOICE), people.case_in(State.SLOT_CHOICE)
    url = reverse("cases:step", args=[mine.pk, "book_interview"])
    with people.at(people.after(other)):
        client.force_login(mine.person.user)
        slot = offered(client.get(url).content.decode())
        taken = Slot.objects.get(pk=slot)
        performing.perform(other.pk, "book_interview", other.person.user, people.after(other), Booking(slot=taken))
        assert client.post(url, {"slot": slot, "version": mine.version}).status_code == 422
    mine.refresh_from_db()
    assert mine.state == State.SLOT_CHOICE
