"""The account that a first signature begins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.accounts.signing_in import eds
from cases.law.actors import Role
from cases.models import Person, SignIn, User
from cases.values.iin import iin_with_check
from tests import keys, people
from tests.egov.accounts.sign_in.visitor import NEW, NOW, refused, signed_in

pytestmark = pytest.mark.django_db


def begun(client: Client, identity: Any = None, next_url: str = "") -> Any:
    return keys.sign_in(client, identity or keys.individual(NEW, "БЕРГ", "АЛИЯ", "ОЛЕГОВНА"), next_url)


def filled(**other: str) -> dict[str, str]:
    return {"email": "aliya@example.org", "language": "kk"} | other


def test_an_unknown_iin_is_led_to_a_new_account(browser: Client) -> None:
    assert begun(browser).headers["Location"] == "/sign-in/new/"
    page = browser.get("/sign-in/new/").content.decode()
    assert all(word in page for word in ("БЕРГ", "АЛИЯ", "ОЛЕГОВНА", NEW))
    assert not Person.objects.filter(iin=NEW).exists() and not signed_in(browser)


def test_a_new_account_has_name_and_iin_of_the_certificate_and_no_password(browser: Client) -> None:
    begun(browser)
    response = browser.post("/sign-in/new/", filled(iin="931002451325", surname="Other"))
    user = User.objects.get(email="aliya@example.org")
    assert user.person
    assert (user.person.iin, user.full_name) == (NEW, "БЕРГ АЛИЯ ОЛЕГОВНА")
    assert (user.person.surname, user.person.given_names, user.person.patronymic) == ("БЕРГ", "АЛИЯ", "ОЛЕГОВНА")
    assert (user.role, user.language, user.has_usable_password()) == (Role.APPLICANT, "kk", False)
    assert response.headers["Location"] == reverse("egov:cabinet:home") and signed_in(browser) == str(user.pk)
    assert SignIn.objects.get(user=user).certificate_serial


def test_a_new_account_leads_to_the_page_asked_for(browser: Client) -> None:
    begun(browser, next_url="/profile/")
    assert browser.post("/sign-in/new/", filled()).headers["Location"] == "/profile/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "no address"),
        ("email", f"{'a' * 300}@example.org"),
        ("language", ""),
        ("language", "fr"),
    ],
)
def test_a_new_account_says_what_is_wrong_and_keeps_the_rest(browser: Client, field: str, value: str) -> None:
    begun(browser)
    response = browser.post("/sign-in/new/", filled(**{field: value}))
    assert response.status_code == 422 and response.context["form"].errors[field]
    assert NEW in response.content.decode()
    assert not Person.objects.filter(iin=NEW).exists()


def test_what_the_certificate_holds_is_kept_a_quarter_of_an_hour(browser: Client) -> None:
    begun(browser)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert browser.post("/sign-in/new/", filled()).headers["Location"] == "/sign-in/"
    assert not Person.objects.filter(iin=NEW).exists()


def test_the_next_person_at_the_computer_does_not_get_the_account_of_the_first(browser: Client) -> None:
    begun(browser)
    browser.get("/sign-in/")
    assert browser.post("/sign-in/new/", filled()).headers["Location"] == "/sign-in/"


def test_nobody_comes_to_a_new_account_without_a_certificate(browser: Client) -> None:
    assert browser.post("/sign-in/new/", filled()).headers["Location"] == "/sign-in/"
    assert not User.objects.filter(email="aliya@example.org").exists()


def test_two_tabs_open_a_single_account(browser: Client) -> None:
    other = Client()
    begun(browser)
    begun(other)
    browser.post("/sign-in/new/", filled())
    other.post("/sign-in/new/", filled(email="second@example.org"))
    assert signed_in(other) == signed_in(browser)
    assert User.objects.filter(person__iin=NEW).count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_open_a_single_account() -> None:
    people.reference()
    together = Barrier(2)
    new = eds.Newcomer(NEW, "БЕРГ", "АЛИЯ", "", "1", NOW.isoformat(), "good")

    def click(number: int) -> Any:
        together.wait(60)
        try:
            return eds.open_account(new, f"tab{number}@example.org", "ru", NOW).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(click, range(2)))) == 1
    assert User.objects.filter(person__iin=NEW).count() == 1


def test_an_iin_with_a_slip_begins_no_account(browser: Client) -> None:
    """НУЦ РК's own test certificates carry such a one: signing is not hindered by it."""
    refused(browser, begun(browser, keys.individual("123456789011")), "iin_digits")


def test_a_certificate_without_a_name_begins_no_account(browser: Client) -> None:
    refused(browser, begun(browser, keys.individual(NEW, "", "", "ОЛЕГОВНА")), "no_name")


@pytest.mark.parametrize(
    ("surname", "given_names", "patronymic", "kept"),
    [
        ("ABDULLAH", "ABDULLAH", "", ("ABDULLAH", "ABDULLAH")),
        ("АЛИ", "МУХАММАД", "МУХАММАД", ("АЛИ", "МУХАММАД")),
        ("СУКАРНО", "", "", ("СУКАРНО", "")),
        ("", "СУКАРНО", "", ("СУКАРНО", "")),
        ("DE LA CRUZ", "JUAN DE", "", ("DE LA CRUZ", "JUAN DE")),
        ("-", "СУКАРНО", "", ("СУКАРНО", "")),
        ("СУКАРНО", "-", "", ("СУКАРНО", "")),
        ("OʻGʻLI", "OʼTKIR", "", ("OʻGʻLI", "OʼTKIR")),
        ("İLKER", "ÇELİK", "", ("İLKER", "ÇELİK")),
        ("ӘБІЛҚАЙЫР", "ҰЛБОСЫН", "", ("ӘБІЛҚАЙЫР", "ҰЛБОСЫН")),
    ],
    ids=[
        "twice the same", "given name and patronymic", "one name", "one name, no surname", "two-word surname",
        "a dash and a name", "a name and a dash", "apostrophes", "marks", "Kazakh letters",
    ],
)  # fmt: skip
def test_everybody_with_a_name_gets_an_account(browser: Client, surname, given_names, patronymic, kept) -> None:
    assert begun(browser, keys.individual(NEW, surname, given_names, patronymic)).headers["Location"] == "/sign-in/new/"
    assert browser.get("/sign-in/new/").status_code == 200
    assert browser.post("/sign-in/new/", filled()).status_code == 302
    person = Person.objects.get(iin=NEW)
    assert (person.surname, person.given_names, person.patronymic) == (*kept, patronymic)
    assert person.has_single_name is (not kept[1])
    assert browser.get("/profile/").status_code == 200


def test_a_name_is_never_cut(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eds, "LONGEST_NAME", 30)
    refused(browser, begun(browser, keys.individual(NEW, "Б" * 31)), "long_name", limit=30)


def test_the_longest_names_are_kept_whole(browser: Client) -> None:
    new = eds.Newcomer(NEW, "Б" * 100, "А" * 100, "О" * 100, "1", NOW.isoformat(), "good")
    assert len(eds.open_account(new, "long@example.org", "ru", NOW).full_name) == 302


def test_every_iin_with_right_digits_may_begin(browser: Client) -> None:
    iin = iin_with_check("12345678901")
    assert iin
    assert begun(browser, keys.individual(iin)).headers["Location"] == "/sign-in/new/"


def test_the_old_registration_leads_to_the_sign_in_with_a_word(browser: Client) -> None:
    page = browser.get("/register/", follow=True).content.decode()
    assert "nothing to register beforehand" in page
