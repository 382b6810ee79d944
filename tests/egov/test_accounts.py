"""Registering, signing in and out, one's own data, the language."""

from __future__ import annotations

import pytest
from django.conf import settings as conf
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cases.models import Person, User
from cases.states import Role
from egov.accounts.opening import AlreadyRegisteredError, open_account
from tests import people

pytestmark = pytest.mark.django_db
PASSWORD = "sun-over-the-steppe"


def person_of(user: User) -> Person:
    assert user.person
    return user.person


def filled(**other: str) -> dict[str, str]:
    said = {
        "email": "aliya@example.org", "iin": "900101300017", "surname": "Berg", "given_names": "Aliya",
        "language": "kk", "password": PASSWORD, "password_again": PASSWORD,
    }  # fmt: skip
    return said | other


def errors(client: Client, **other: str) -> dict[str, list[str]]:
    client.cookies["django_language"] = "en"
    response = client.post("/register/", filled(**other))
    assert response.status_code == 200
    assert not User.objects.filter(email="aliya@example.org").exists()
    return dict(response.context["form"].errors)


# ---------------------------------------------------------------------------------------------- registering


def test_registering_opens_person_and_account_and_signs_in(client):
    response = client.post("/register/", filled())
    user = User.objects.get(email="aliya@example.org")
    assert (user.role, user.language, user.full_name) == (Role.APPLICANT, "kk", "Berg Aliya")
    assert person_of(user).iin == "900101300017"
    assert response.headers["Location"] == reverse("egov:cabinet:home")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_registering_takes_blanks_in_the_iin(client):
    client.post("/register/", filled(iin=" 9001 0130 0017 "))
    assert Person.objects.filter(iin="900101300017").exists()


@pytest.mark.parametrize(
    ("iin", "said"),
    [
        ("900101300018", "The last digit"),
        ("90010130001", "twelve digits"),
        ("９００１０１３０００１７", "twelve digits"),
    ],
)
def test_registering_refuses_an_iin_that_is_none(client, iin, said):
    assert said in errors(client, iin=iin)["iin"][0]


def test_registering_refuses_an_e_mail_that_is_too_long(client):
    assert errors(client, email=f"{'a' * 300}@example.org")["email"]


def test_registering_keeps_what_was_typed(client):
    page = client.post("/register/", filled(iin="1")).content.decode()
    assert 'value="aliya@example.org"' in page
    assert PASSWORD not in page


@pytest.mark.parametrize("password", ["short", "password123", "12345678901234", "aliya@example.org"])
def test_registering_refuses_a_weak_password_in_the_readers_language(client, password):
    said = errors(client, password=password, password_again=password)
    assert said["password"]


def test_registering_refuses_two_different_passwords(client):
    assert errors(client, password_again="another-one-of-them")["password_again"]


def test_registering_does_not_tell_which_of_iin_and_mail_is_known(client):
    known = people.applicant()
    by_iin = errors(client, iin=person_of(known).iin)
    by_mail = Client().post("/register/", filled(email=known.email.upper()), headers={"accept-language": "en"})
    assert by_iin["__all__"] == by_mail.context["form"].errors["__all__"]
    assert not Person.objects.filter(iin="900101300017").exists()


def test_an_account_that_cannot_be_opened_leaves_no_person():
    person = Person(iin="900101300017", surname="Berg", given_names="Aliya")
    with pytest.raises(ValidationError):
        open_account(person, "no address", PASSWORD, "ru")
    assert not Person.objects.filter(iin="900101300017").exists()


def test_two_clicks_at_once_open_one_account(monkeypatch):
    known = people.applicant()
    looks = iter([False, True])
    monkeypatch.setattr("egov.accounts.opening.known", lambda iin, email: next(looks))
    with pytest.raises(AlreadyRegisteredError):
        open_account(Person(iin=person_of(known).iin, surname="B", given_names="A"), "new@example.org", PASSWORD, "ru")
    assert not User.objects.filter(email="new@example.org").exists()


def test_who_is_signed_in_has_no_need_to_register(client):
    client.force_login(people.applicant())
    assert client.get("/register/").status_code == 302


# ---------------------------------------------------------------------------------------------- signing in and out


def sign_in(client: Client, email: str, **other: str):
    return client.post("/sign-in/", {"username": email, "password": people.PASSWORD} | other)


@pytest.mark.parametrize(
    ("who", "desk"),
    [
        (people.applicant, "egov:cabinet:home"),
        (people.screener, "hub:screening:home"),
        (people.signer, "hub:signing:home"),
        (people.officer, "con:officer:home"),
        (people.clerk, "con:clerk:home"),
        (people.auditor, "admin:index"),
        (people.administrator, "admin:index"),
    ],
)
def test_signing_in_leads_to_the_desk_of_the_role(client, who, desk):
    assert sign_in(client, who().email.upper()).headers["Location"] == reverse(desk)


def test_signing_in_with_a_wrong_password_says_so_and_keeps_the_mail(client):
    user = people.applicant()
    client.cookies["django_language"] = "en"
    page = client.post("/sign-in/", {"username": user.email, "password": "wrong"}).content.decode()
    assert "E-mail and password do not match." in page
    assert user.email in page


def test_a_closed_account_cannot_sign_in(client):
    user = people.applicant()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert sign_in(client, user.email).status_code == 200


def test_signing_in_leads_back_to_the_page_asked_for(client):
    assert sign_in(client, people.applicant().email, next="/profile/").headers["Location"] == "/profile/"


@pytest.mark.parametrize("trap", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(client, trap):
    assert sign_in(client, people.applicant().email, next=trap).headers["Location"] == reverse("egov:cabinet:home")


def test_a_session_that_ended_is_named_and_the_page_is_kept(client):
    client.cookies["django_language"] = "en"
    client.cookies[conf.SESSION_COOKIE_NAME] = "ended"
    asked = client.get("/profile/")
    page = client.get(asked.headers["Location"]).content.decode()
    assert "Your session has ended." in page
    assert '<input type="hidden" name="next" value="/profile/">' in page


def test_too_many_attempts_are_answered_by_a_page(client, settings):
    settings.AXES_LOCKOUT_TEMPLATE = "egov/accounts/locked.html"
    user = people.applicant()
    client.cookies["django_language"] = "en"
    for _ in range(conf.AXES_FAILURE_LIMIT):
        response = client.post("/sign-in/", {"username": user.email, "password": "wrong"})
    assert response.status_code == 429
    assert "Please try again in 15 minutes." in response.content.decode()
    assert sign_in(client, user.email).status_code == 429


def test_signing_out_takes_a_post(client):
    client.force_login(people.applicant())
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == "/"
    assert "_auth_user_id" not in client.session


# ---------------------------------------------------------------------------------------------- one's own data


def test_the_profile_keeps_the_persons_data(client):
    user = people.applicant()
    client.force_login(user)
    said = {"phone": "+7 700 123 45 67", "born_on": "1990-01-31", "citizenship": "Нидерланды", "language": "en"}
    assert client.post("/profile/", said).status_code == 302
    user.refresh_from_db()
    assert (person_of(user).phone, str(person_of(user).born_on), user.language) == (
        "+7 700 123 45 67",
        "1990-01-31",
        "en",
    )


@pytest.mark.parametrize(
    ("field", "value"), [("born_on", "2199-01-01"), ("born_on", "yesterday"), ("phone", "12"), ("language", "fr")]
)
def test_the_profile_says_what_is_wrong_and_keeps_the_rest(client, field, value):
    client.force_login(people.applicant())
    response = client.post("/profile/", {"language": "ru", "address": "Delft", field: value})
    assert response.status_code == 200
    assert 'value="Delft"' in response.content.decode()


def test_nobody_changes_iin_or_name_in_the_profile(client):
    user = people.applicant()
    client.force_login(user)
    client.post("/profile/", {"language": "ru", "iin": "900101300017", "surname": "Other"})
    before = (person_of(user).iin, person_of(user).surname)
    person_of(user).refresh_from_db()
    assert (person_of(user).iin, person_of(user).surname) == before


def test_staff_choose_between_the_two_official_languages(client):
    client.force_login(people.officer())
    assert client.post("/profile/", {"language": "en"}).status_code == 200
    assert client.post("/profile/", {"language": "kk"}).status_code == 302
    assert people.officer().language == "kk"


def test_the_profile_is_for_the_signed_in(client):
    assert client.get("/profile/").headers["Location"] == "/sign-in/?next=/profile/"


# ---------------------------------------------------------------------------------------------- the language


def test_the_switch_sets_the_language_and_comes_back(client):
    response = client.post("/language/", {"language": "kk", "next": "/order/?edition=order_2025_1"})
    assert response.headers["Location"] == "/order/?edition=order_2025_1"
    assert '<html lang="kk">' in client.get("/order/").content.decode()


@pytest.mark.parametrize("trap", ["https://evil.example/", "//evil.example", ""])
def test_the_switch_leads_to_no_other_site(client, trap):
    assert client.post("/language/", {"language": "kk", "next": trap}).headers["Location"] == "/"


def test_the_switch_changes_the_language_of_the_account(client):
    user = people.applicant(language="ru")
    client.force_login(user)
    client.post("/language/", {"language": "en", "next": "/"})
    user.refresh_from_db()
    assert user.language == "en"


def test_staff_pages_offer_two_languages_and_take_no_third(client):
    client.force_login(people.screener())
    page = client.get("/").content.decode()
    assert 'value="kk"' in page and 'value="en"' not in page
    client.post("/language/", {"language": "en", "next": "/"})
    assert people.screener().language != "en"


def test_signing_in_brings_the_language_of_the_account(client):
    user = people.applicant(language="kk")
    assert sign_in(client, user.email).cookies["django_language"].value == "kk"


def test_signing_in_leaves_a_language_chosen_before(client):
    client.cookies["django_language"] = "en"
    sign_in(client, people.applicant(language="kk").email)
    assert client.cookies["django_language"].value == "en"


def test_signing_in_takes_staff_out_of_english(client):
    client.cookies["django_language"] = "en"
    sign_in(client, people.officer().email)
    assert client.cookies["django_language"].value in ("ru", "kk")


@pytest.mark.django_db
def test_what_was_typed_into_the_profile_survives_the_end_of_the_session(client):
    user = people.applicant()
    url = reverse("accounts:profile")
    answer = client.post(url, {"phone": "+7 700 000 11 22", "language": "ru"})
    assert answer.status_code == 302
    client.force_login(user)
    assert "+7 700 000 11 22" in client.get(url).text
