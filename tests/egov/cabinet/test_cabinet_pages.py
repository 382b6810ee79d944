"""The personal cabinet: one clear next thing, terms with their proof, letters, notices, and nothing of others."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.engine import performing
from cases.models import Case, HearingEntry, Notice, ReadLog
from cases.programmes.nomad.facts import Admission
from cases.programmes.nomad.states import State
from tests import people

pytestmark = pytest.mark.django_db

HOME = "egov:cabinet:home"


def seen(client, case: Case, name: str = "egov:cabinet:case", language: str = "en") -> str:
    """The page as the owner sees it an hour after the last step."""
    args = [case.pk] if name.endswith(":case") else []
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        answer = client.get(reverse(name, args=args), HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("state", list(State))
def test_it_shows_a_case_in_every_state(client, state):
    case = people.case_in(state, prepared=False)
    assert case.number in seen(client, case)
    assert case.number in seen(client, case, HOME)


@pytest.mark.parametrize("state", list(State))
def test_it_asks_the_database_little(client, state):
    """One statement more where the person was heard: what was said is read there. And one where a petition came back,
    which may be complained of while the case goes on."""
    case = people.case_in(state, prepared=False)
    most = 19 + HearingEntry.objects.filter(case=case).exists() + (state == State.PETITION_INCOMPLETE)
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        for name, args in ((HOME, []), ("egov:cabinet:case", [case.pk])):
            client.get(reverse(name, args=args))
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse(name, args=args))
            assert len(asked) <= most, [q["sql"][:160] for q in asked.captured_queries]


@pytest.mark.parametrize(
    ("state", "target"),
    [
        ("petition_draft", "/hub/petition/"),
        ("slot_choice", "/book_interview/"),
        ("petition_signed", "/egov/application/"),
        ("rework", "/egov/application/"),
        ("granted", "/egov/payment/"),
    ],
)
def test_it_names_the_only_thing_to_do(client, state, target):
    page = seen(client, people.case_in(state, prepared=False), HOME)
    call = page.split('aria-labelledby="call"')[1].split("</section>")[0]
    assert call.count("btn-primary") == 1
    assert target in call


def test_it_says_by_when_the_officer_decides(client):
    page = seen(client, people.case_in("registration"))
    # 1 June + the hours of the walk: filed on 3 June; 45 days end on Saturday 18 July, so on Monday 20 July.
    assert "the officer decides by 20\xa0July 2026" in page
    assert "/deadline/" in page


def test_it_says_from_when_the_person_may_apply_again(client):
    case = people.case_in("preliminary_refused")
    until = case.person.bars.get().until
    page = seen(client, case, HOME)
    assert "A new application for the permit may be filed from" in page
    assert str(until.year) in page
    assert reverse("egov:application:start") not in page


def test_it_gives_the_reasons_of_a_refusal(client):
    assert people.REASONS in seen(client, people.case_in("preliminary_refused"))


def test_it_keeps_the_notes_of_the_staff_to_itself(client):
    case = people.case_in("screening")
    performing.perform(case.pk, "admit", people.screener(), people.after(case), Admission(note="between us"))
    case.refresh_from_db()
    assert "between us" not in seen(client, case)
    assert people.REASONS not in seen(client, people.case_in("refusal_notice"))


def test_it_offers_the_petition_again_after_annulment(client):
    case = people.case_in("annulled")
    assert reverse("egov:application:start") in seen(client, case, HOME)
    with people.at(people.after(case)):
        answer = client.post(reverse("egov:application:start"))
    new = Case.objects.open().get()
    assert answer.url == reverse("egov:application:home", args=[new.pk])
    assert new.based_on == case


@pytest.mark.usefixtures("orders_of_today")
@pytest.mark.parametrize("state", ["petition_draft", "petition_signed"])
def test_it_says_until_when_anything_may_be_filed(client, state):
    """No term of the case says it, and a petition signed in December serves to the end of the month only."""
    case = people.case_in(state, prepared=False)
    assert "Applications are accepted until 31\xa0December 2026." in seen(client, case)
    with people.at(people.START.replace(year=2027)):
        client.force_login(case.person.user)
        page = client.get(reverse("egov:cabinet:case", args=[case.pk]), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "No order of the pilot accepts filings today" in page


def test_it_offers_nothing_outside_an_edition(client):
    user = people.applicant()
    with people.at(people.START.replace(year=2031)):
        client.force_login(user)
        page = client.get(reverse(HOME)).content.decode()
    assert reverse("hub:petition:start") not in page


def test_it_marks_notices_as_read(client):
    case = people.case_in("slot_choice")
    assert "is-unread" in seen(client, case, HOME)
    with people.at(people.after(case)):
        client.post(reverse("egov:cabinet:notices"))
    assert not Notice.objects.filter(user=case.person.user, read_at__isnull=True).exists()
    assert "is-unread" not in seen(client, case, HOME)


def test_it_marks_only_the_readers_own_notices(client):
    case = people.case_in("slot_choice")
    client.force_login(people.applicant())
    client.post(reverse("egov:cabinet:notices"))
    assert Notice.objects.filter(user=case.person.user, read_at__isnull=True).exists()


def test_it_shows_a_demo_signature_as_such(client):
    assert "certificate of the demonstration" in seen(client, people.case_in("screening"))


def test_it_hides_letters_between_the_bodies(client):
    case = people.case_in("in_transit")
    page = seen(client, case)
    assert "Receipt of the package" in page
    assert "Courier registry" not in page


def test_it_links_a_letter_once_it_is_printed(client, monkeypatch):
    case = people.case_in("slot_choice")
    assert "being printed" in seen(client, case)
    case.letters.update(files={"ru": "0" * 64, "kk": "1" * 64}, rendered_at=people.after(case))
    assert seen(client, case).count("/letter/") == 2


def test_it_remembers_who_read(client):
    case = people.case_in("screening")
    seen(client, case)
    assert ReadLog.objects.filter(case=case, user=case.person.user, what="case").count() == 1


def test_it_hands_out_the_consent_form(client):
    case = people.case_in("arrived")
    assert "/consent-form/ru/" in seen(client, case)
    client.force_login(case.person.user)
    for language, status in (("kk", 200), ("en", 404)):
        answer = client.get(reverse("egov:cabinet:consent_form", args=[case.pk, language]))
        assert answer.status_code == status
    old = people.case_in("screening", start=people.START_2025)
    client.force_login(old.person.user)
    assert client.get(reverse("egov:cabinet:consent_form", args=[old.pk, "ru"])).status_code == 404


@pytest.mark.parametrize("state", ["screening", "arrived", "card_issued"])
def test_it_is_not_there_for_others(client, state):
    case = people.case_in(state)
    url = reverse("egov:cabinet:case", args=[case.pk])
    client.force_login(people.applicant())
    assert client.get(url).status_code == 404
    assert client.get(reverse("egov:cabinet:consent_form", args=[case.pk, "ru"])).status_code == 404
    assert client.get(reverse("cases:step", args=[case.pk, "withdraw"])).status_code == 404
    client.force_login(people.officer())
    assert client.get(url).status_code == 403
    client.logout()
    assert "next=" in client.get(url).url


def test_it_lets_withdraw(client):
    case = people.case_in("checks", prepared=False)
    url = reverse("cases:step", args=[case.pk, "withdraw"])
    assert url in seen(client, case)
    with people.at(people.after(case)):
        assert client.post(url, {"version": case.version}).status_code == 422
        assert client.post(url, {"version": case.version, "agree": "on"}).status_code == 302
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN


@pytest.mark.parametrize("name", ["admit", "sign_petition", "approve_preliminary", "annul", "nonsense"])
def test_it_gives_no_step_of_another(client, name):
    case = people.case_in("screening")
    client.force_login(case.person.user)
    assert client.post(reverse("cases:step", args=[case.pk, name])).status_code == 404


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_it_speaks_the_readers_language(client, language):
    page = seen(client, people.case_in("screening"), HOME, language)
    assert f'lang="{language}"' in page.partition("<head>")[0]
