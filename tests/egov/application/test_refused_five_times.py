"""A published case: refused for inaccurate data, for an анкета that did not agree with the documents and for one in
English, while the certificate and the days without a visa ran out. Each is found before filing, read in Kazakh."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.law.calendar import local_day
from cases.models import Case, Event, Letter, Person
from cases.programmes.nomad.states import State
from cases.values import mrz, names
from tests import people
from tests.egov.application.filling import full, url

pytestmark = pytest.mark.django_db
ENGLISH = "I graduated from the university in 2012 and worked as a developer of banking software since then."
DAY = timedelta(days=1)


@pytest.fixture
def ready(client: Client) -> Iterator[Case]:
    """An application of which every part is there, its data sound and its papers those of one state."""
    case = people.case_in(State.PETITION_SIGNED, owner=people.applicant(citizenship="IN", passport_number="Z1234567"))
    with people.at(people.after(case)):
        client.force_login(case.person.user)  # type: ignore[arg-type]
        client.post(url(case), answers(case))
        case.refresh_from_db()
        yield case


def answers(case: Case, **changed: str) -> dict[str, str]:
    return full(case) | {"citizenship": "IN", "other_citizenships": "", "residence": "Индия, Дели, 1"} | changed


def zone(case: Case, number: str = "") -> str:
    """The machine-readable lines of the person's passport."""
    person: Any = case.person
    passport = case.dossier.documents["passport"]
    words = "<<".join(
        "<".join(names.unaccented_key(part) for part in re.split("[ -]", name))
        for name in (person.surname, person.given_names)
    ).upper()
    parts = [
        (number or person.passport_number).ljust(9, "<"),
        f"{person.born_on:%y%m%d}",
        f"{passport.expires_on:%y%m%d}",
    ]
    number, born, end = (part + mrz._digit(part) for part in parts)
    return f"P<IND{words}".ljust(44, "<")[:44] + f"\n{number}IND{born}M{end}".ljust(45, "<")


def check(client: Client, case: Case) -> str:
    return html.unescape(client.get(url(case, "check"), HTTP_ACCEPT_LANGUAGE="kk").content.decode())


def shown(text: str) -> set[str]:
    return set(re.findall(r'data-finding="(\w+)"', text))


def tell(client: Client, case: Case, **entered: object) -> Any:
    return client.post(url(case, "check"), {"mrz": zone(case)} | entered, HTTP_ACCEPT_LANGUAGE="kk")


def signs(case: Case) -> str:
    return reverse("cases:step", args=[case.pk, "file_application"])


def test_inaccurate_data_show_by_the_passports_own_lines(client: Client, ready: Case) -> None:
    assert tell(client, ready, mrz=zone(ready, "Z7654321")).status_code == 302
    text = check(client, ready)
    assert "zone" in shown(text) and "паспорттың машина оқитын жолдарында «Z7654321»" in text


def test_an_anketa_that_does_not_agree_is_shown(client: Client, ready: Case) -> None:
    answer = client.post(url(ready, "autosave"), answers(ready, surname="Another"), HTTP_ACCEPT_LANGUAGE="kk")
    assert "data-new-findings" in answer.content.decode() and "differs" in shown(answer.content.decode()), (
        "beside the form"
    )
    text = check(client, ready)
    assert "differs" in shown(text) and "құжаттары бір-біріне сәйкес келмейтін өтініш қайтарылады" in text


def test_another_surname_is_neither_paid_for_nor_signed_before_it_is_confirmed(client: Client, ready: Case) -> None:
    tell(client, ready)
    client.post(url(ready, "autosave"), answers(ready, surname="Another"))
    text = check(client, ready)
    assert "бұлай жіберуге болмайды" in text and signs(ready) not in text
    page = html.unescape(client.get(signs(ready), HTTP_ACCEPT_LANGUAGE="kk").content.decode())
    assert "Тексеруге оралу" in page and 'name="cms"' not in page
    refused = client.post(signs(ready), {"version": ready.version, "cms": "x"}, HTTP_ACCEPT_LANGUAGE="kk")
    assert refused.status_code == 409 and "Сіз әртүрлі аталғансыз" in html.unescape(refused.content.decode())
    first, second = re.findall(r'name="confirm"\s+value="(\w+)"', text)
    assert client.post(url(ready, "check"), {"confirming": "1", "confirm": first}).status_code == 302
    assert signs(ready) not in check(client, ready), "it differs from the account and from the passport: each is asked"
    client.post(url(ready, "check"), {"confirming": "1", "confirm": [second, "x" * 64]})
    text = check(client, ready)
    assert signs(ready) in text and "differs" in shown(text), "shown all the same, and sent"
    assert 'name="cms"' in client.get(signs(ready)).content.decode()
    tell(client, ready)
    assert signs(ready) in check(client, ready), "what is entered beside it does not ask again"
    rows = Event.objects.filter(case=ready, step=Event.IDENTITY_CONFIRMED)
    assert {(row.facts["here"], row.facts["source"]) for row in rows} == {
        ("Another", "data"),
        ("Another", "passport_lines"),
    }
    assert {row.facts["digest"] for row in rows} == {first, second} and {row.user for row in rows} == {
        ready.person.user
    }
    client.logout()
    client.force_login(ready.person.user)  # type: ignore[arg-type]
    tell(client, ready)
    assert signs(ready) in check(client, ready), "it is on record, in no session"
    assert "Another" in html.unescape(client.get(reverse("egov:cabinet:case", args=[ready.pk])).content.decode())
    client.post(url(ready, "autosave"), answers(ready, surname="Others"))
    assert signs(ready) not in check(client, ready), "it was another difference that was confirmed"


def test_another_passport_than_the_signed_petition_names_is_confirmed_first(client: Client, ready: Case) -> None:
    """What is saved in the анкета flows back to the data, so these two agree; the petition stays as it was signed."""
    signed = Letter.objects.get(case=ready, kind="petition").facts["person"]["passport_number"]
    client.post(url(ready), answers(ready, passport_number="N7654321"))
    assert Person.objects.get(pk=ready.person_id).passport_number == "N7654321"
    text = check(client, ready)
    assert "petition" in shown(text) and signed in text and "N7654321" in text and signs(ready) not in text
    (mark,) = re.findall(r'name="confirm"\s+value="(\w+)"', text)
    client.post(url(ready, "check"), {"confirming": "1", "confirm": mark})
    assert signs(ready) in check(client, ready)
    assert Event.objects.get(case=ready, step=Event.IDENTITY_CONFIRMED).facts["source"] == "petition"


def test_an_anketa_in_english_is_not_taken_to_signing(client: Client, ready: Case) -> None:
    client.post(url(ready, "autosave"), answers(ready, education=ENGLISH))
    text = check(client, ready)
    assert "answer" in shown(text) and "ағылшын тіліндегі сауалнамалардан бас тартылған" in text
    assert "#id_education" in text and signs(ready) not in text
    home = html.unescape(client.get(url(ready, "home"), HTTP_ACCEPT_LANGUAGE="kk").content.decode())
    assert "answer" in shown(home) and "Әзірге бастауға болмайды" in home, "signing cannot be started"


def test_a_certificate_and_days_that_ran_out_are_shown(client: Client, ready: Case) -> None:
    user: Any = ready.person.user
    today = local_day(people.after(ready))
    people.attach(ready, user, "criminal_record", people.after(ready), seed=9, issued_on=today - 200 * DAY)
    tell(client, ready, entered_on=(today - 95 * DAY).isoformat(), used="0")
    text = check(client, ready)
    assert {"certificate_old", "stay"} <= shown(text)
    assert "200 күн бұрын берілген" in text and "визасыз күндер" in text


def test_what_is_mended_is_shown_no_more_and_signed(client: Client, ready: Case) -> None:
    tell(client, ready)
    text = check(client, ready)
    assert shown(text) <= {"differs", "order_end"} and signs(ready) in text


@pytest.mark.parametrize("typed", ["P<IND", "x" * 88])
def test_lines_that_are_none_are_refused_and_kept_in_the_form(client: Client, ready: Case, typed: str) -> None:
    answer = tell(client, ready, mrz=typed)
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422 and typed in text and "44 таңба" in text
    assert "zone" not in shown(check(client, ready))


def test_what_is_entered_for_the_check_is_kept_nowhere_but_in_the_session(client: Client, ready: Case) -> None:
    version = ready.version
    tell(client, ready, mrz=zone(ready, "Z7654321"))
    ready.refresh_from_db()
    assert ready.version == version and "zone" in shown(check(client, ready))
    client.logout()
    client.force_login(ready.person.user)  # type: ignore[arg-type]
    assert "zone" not in shown(check(client, ready))
