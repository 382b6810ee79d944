"""The application and its correction: five parts, only what is open can be changed, the check says what is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.law.calendar import local_day
from cases.models import Case, Document, ReturnedDocument, Signature
from cases.programmes.nomad.states import State
from tests import desks, people
from tests.cases.engine import ways

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uncaged(settings):
    settings.DNR_FILES_CAGED = False


def page(name: str, case: Case, *args: object) -> str:
    return reverse(f"egov:application:{name}", args=[case.pk, *args])


@pytest.fixture
def signed(client):
    """An application that nobody has begun; its owner is signed in and the clock stands there."""
    case = people.case_in(State.PETITION_SIGNED, prepared=False)
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        yield case


@pytest.fixture
def ready(client):
    case = people.case_in(State.PETITION_SIGNED)
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        yield case


@pytest.fixture
def returned(client):
    case = people.case_in(State.REWORK, prepared=False)
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        yield case


def send(client, case: Case, kind: str, **facts: object):
    name, data = people.specimen(kind)
    sent = people.facts_of(kind, local_day(people.START)) | facts
    return client.post(page("document", case, kind), sent | {"file": SimpleUploadedFile(name, data)})


def test_it_shows_what_the_petition_brought(client, signed):
    text = client.get(page("home", signed)).content.decode()
    for kind in ("passport", "photo", "criminal_record"):
        assert f'id="doc-{kind}"' in text
    assert "doc-motivation_letter" not in text
    assert "doc-accepted" in text


def test_it_goes_on_from_its_end_as_from_its_head(client, signed):
    """Who has paid stands at the end of the page; the one way on from there must not be to withdraw."""
    end = client.get(page("home", signed)).content.decode().split('id="signature"', 1)[1]
    assert page("check", signed) in end.split(reverse("cases:step", args=[signed.pk, "withdraw"]))[0]


def test_it_chooses_the_department(client, signed):
    assert client.post(page("city", signed), {"city": "almaty"}).status_code == 302
    signed.refresh_from_db()
    assert signed.city_id == "almaty"


@pytest.mark.parametrize("city", ["", "paris"])
def test_it_refuses_a_department_that_is_none(client, signed, city):
    assert client.post(page("city", signed), {"city": city}).status_code == 422
    signed.refresh_from_db()
    assert signed.city_id is None


def test_it_wants_to_know_the_legalisation(client, signed):
    assert send(client, signed, "criminal_record", legalisation="").status_code == 422
    assert send(client, signed, "criminal_record", legalisation="treaty", legalisation_note="").status_code == 422
    assert send(client, signed, "criminal_record", legalisation="consular").status_code == 302
    assert Document.objects.get(case=signed, kind="criminal_record", current=True).legalisation == "consular"


TRANSLATION = {"ru": "Перевод паспорта, заверенный консулом", "kk": "Паспорттың консул куәландырған аудармасы"}
"""As the list of the edition names it."""


@pytest.mark.parametrize("language", TRANSLATION)
def test_the_translation_certified_by_a_consul_is_attached_filed_and_opened_by_the_officer(client, ready, language):
    """A place of its own, that nobody need fill (interpretation 20)."""
    with people.at(people.after(ready)):
        offered = client.get(page("home", ready), HTTP_ACCEPT_LANGUAGE=language).content.decode()
        assert TRANSLATION[language] in offered.split('id="doc-passport_translation"')[1].split("</section>")[0]
        assert send(client, ready, "passport_translation").status_code == 302
        assert ways.fresh(ready).dossier.documents["passport_translation"].name in desks.text(
            client.get(page("home", ready), HTTP_ACCEPT_LANGUAGE=language)
        )
    case = ways.take(ways.fresh(ready), "file_application")
    held = Document.objects.get(case=case, kind="passport_translation", current=True)
    assert held.blob_id in Signature.objects.get(case=case, step="file_application").sheet
    with people.at(people.after(case)):
        desk = desks.signed_in(people.officer(), language)
        address = reverse("cases:document", args=[case.pk, held.pk])
        shown = desks.text(desk.get(reverse("con:officer:case", args=[case.pk])))
        assert address in shown and TRANSLATION[language] in shown
        opened = desk.get(address)
        assert opened.status_code == 200 and opened.getvalue()


def test_it_says_all_that_is_missing(client, signed):
    text = client.get(page("check", signed), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for words in ("Choose the migration service department", "questionnaire is not complete", "duty for the permit"):
        assert words in text
    assert reverse("cases:step", args=[signed.pk, "file_application"]) not in text


def test_it_is_filed(client, ready):
    sign = reverse("cases:step", args=[ready.pk, "file_application"])
    looked = client.get(page("check", ready), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    note = Document.objects.get(case=ready, kind="criminal_record", current=True).legalisation_note
    assert sign in looked and note and f"apostille: {note}" in " ".join(looked.split())
    sheet = client.get(sign, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "My cabinet" in sheet and "My desk" not in sheet, "one name for one place, in the menu and in the crumbs"
    assert desks.send(client, sign, {"version": ready.version}, ready.person.user).status_code == 302
    ready.refresh_from_db()
    assert ready.state == State.REGISTRATION


def test_it_is_not_filed_with_what_is_missing(client, signed):
    sign = reverse("cases:step", args=[signed.pk, "file_application"])
    answer = client.post(sign, {"version": signed.version})
    assert answer.status_code == 409
    signed.refresh_from_db()
    assert signed.state == State.PETITION_SIGNED


def test_it_is_not_filed_after_the_edition_ended(client, ready):
    with people.at(people.START.replace(year=2031)):
        client.force_login(ready.person.user)
        sign = reverse("cases:step", args=[ready.pk, "file_application"])
        assert client.post(sign).status_code == 409


def test_it_is_not_begun_under_a_bar(client):
    case = people.case_in("lapsed")
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        answer = client.post(reverse("egov:application:start"), follow=True)
    assert "note-error" in answer.content.decode()
    assert not Case.objects.open().exists()


def test_it_is_not_filed_under_a_bar(client):
    """A petition may be signed while the bar lasts; the application waits for its end (п. 19, 24)."""
    barred = people.case_in("preliminary_refused")
    case = people.case_in(State.PETITION_SIGNED, owner=barred.person.user, start=people.after(barred), prepared=False)
    until = barred.person.bars.get().until
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        text = client.get(page("check", case), HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "A new application may be filed from" in text
        assert str((until + timedelta(days=1)).year) in text
        sign = reverse("cases:step", args=[case.pk, "file_application"])
        assert client.post(sign).status_code == 409


def test_it_opens_only_what_was_returned(client, returned):
    text = client.get(page("home", returned)).content.decode()
    assert text.count('enctype="multipart/form-data"') == 1
    assert people.REASONS in text
    assert "/deadline/" in text
    assert send(client, returned, "passport").status_code == 422
    assert client.post(page("city", returned), {"city": "almaty"}).status_code == 302
    returned.refresh_from_db()
    assert returned.city_id == "astana"
    assert client.get(page("questionnaire", returned)).url == reverse("egov:cabinet:case", args=[returned.pk])


def test_it_is_corrected_and_sent_again(client, returned):
    sign = reverse("cases:step", args=[returned.pk, "resubmit"])
    assert client.post(sign).status_code == 409
    assert send(client, returned, "criminal_record").status_code == 302
    assert sign in client.get(page("check", returned)).content.decode()
    assert desks.send(client, sign, {}, returned.person.user).status_code == 302
    returned.refresh_from_db()
    assert returned.state == State.REGISTRATION


def test_it_is_too_late_after_five_days(client):
    case = people.case_in(State.REWORK)
    with people.at(people.after(case, timedelta(days=9))):
        client.force_login(case.person.user)
        sign = reverse("cases:step", args=[case.pk, "resubmit"])
        assert client.post(sign).status_code == 409


def test_it_opens_a_returned_questionnaire(client):
    case = people.case_in(State.REGISTRATION)
    now = people.after(case)
    item = {"kind": "questionnaire", "ground": "questionnaire-incomplete", "text": "Name the employer in full."}
    ways.take(case, "return_for_rework", now, returns=[item])
    with people.at(now + people.HOUR):
        client.force_login(case.person.user)
        assert item["text"] in client.get(page("questionnaire", case)).content.decode()
        schema = people.questionnaire(now)
        client.post(page("questionnaire", case), people.answers(schema, case))
        sign = reverse("cases:step", args=[case.pk, "resubmit"])
        assert desks.send(client, sign, {}, case.person.user).status_code == 302
    assert ReturnedDocument.objects.filter(case=case).count() == 1


def test_it_takes_a_returned_duty_once_more(client):
    case = people.case_in(State.REGISTRATION)
    people.bank_takes_back(case)
    now = people.after(case)
    item = {"kind": "duty", "ground": "duty", "text": "The bank knows no such payment."}
    ways.take(case, "return_for_rework", now, returns=[item])
    with people.at(now + people.HOUR):
        client.force_login(case.person.user)
        pay = reverse("egov:payment:start", args=[case.pk, "prp"])
        assert pay in client.get(page("home", case)).content.decode()
        client.post(client.post(pay).url, {"choice": "pay"})
        assert pay not in client.get(page("home", case)).content.decode()
        sign = reverse("cases:step", args=[case.pk, "resubmit"])
        assert desks.send(client, sign, {}, case.person.user).status_code == 302


@pytest.mark.parametrize("name", ["home", "check", "questionnaire"])
def test_it_is_not_there_for_others(client, ready, name):
    client.force_login(people.applicant())
    assert client.get(page(name, ready)).status_code == 404
    client.force_login(people.officer())
    assert client.get(page(name, ready)).status_code == 403


def test_it_changes_nothing_once_filed(client):
    case = people.case_in(State.REGISTRATION)
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        cabinet = reverse("egov:cabinet:case", args=[case.pk])
        assert client.get(page("home", case)).url == cabinet
        assert send(client, case, "passport").url == cabinet
        assert client.post(page("city", case), {"city": "almaty"}).url == cabinet
        assert client.post(page("questionnaire", case), {"surname": "Other"}).url == cabinet
        assert client.post(page("autosave", case), {"surname": "Other"}).status_code == 409
