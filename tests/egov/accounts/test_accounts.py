"""Signing in and out, one's own data, the language."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as conf
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import html

from cases.engine.people import signers
from cases.engine.steps.errors import NotMetError
from cases.models import Person, User
from tests import keys, people
from tests.cases.engine import ways
from tests.desks import signed_in, step_url, text

pytestmark = pytest.mark.django_db


def person_of(user: User) -> Person:
    assert user.person
    return user.person


# ---------------------------------------------------------------------------------------------- signing in and out


@pytest.fixture(autouse=True)
def _quiet(settings):
    settings.EDS_REVOCATION = []
    cache.clear()


def sign_in(client: Client, user: User):
    """By ЭЦП, as everybody may."""
    return keys.sign_in(client, keys.of(user))


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
    assert sign_in(client, who()).headers["Location"] == reverse(desk)


def test_signing_in_with_a_wrong_password_says_so_and_keeps_the_mail(client):
    user = people.officer()
    client.cookies["django_language"] = "en"
    page = client.post("/sign-in/", {"username": user.email, "password": "wrong"}).content.decode()
    assert "E-mail and password do not match." in page
    assert user.email in page


def test_a_mail_is_the_same_in_capitals(client):
    user = people.officer()
    response = client.post("/sign-in/", {"username": user.email.upper(), "password": people.PASSWORD})
    assert response.headers["Location"] == reverse("accounts:second_factor")


def test_a_closed_account_goes_no_further_by_password(client):
    user = people.officer()
    User.objects.filter(pk=user.pk).update(is_active=False)
    response = client.post("/sign-in/", {"username": user.email, "password": people.PASSWORD})
    assert response.status_code == 422


def test_who_is_signed_in_is_led_on(client):
    client.force_login(people.applicant())
    assert client.get("/sign-in/").headers["Location"] == reverse("egov:cabinet:home")


def test_a_session_that_ended_is_named_and_the_page_is_kept(client):
    client.cookies["django_language"] = "en"
    client.cookies[conf.SESSION_COOKIE_NAME] = "ended"
    asked = client.get("/profile/")
    page = client.get(asked.headers["Location"]).content.decode()
    assert "Your session has ended." in page
    assert '<input type="hidden" name="next" value="/profile/">' in page


def test_too_many_attempts_are_answered_by_a_page(client, settings):
    settings.AXES_LOCKOUT_TEMPLATE = "egov/accounts/locked.html"
    user = people.officer()
    client.cookies["django_language"] = "en"
    for _ in range(conf.AXES_FAILURE_LIMIT):
        response = client.post("/sign-in/", {"username": user.email, "password": "wrong"})
    assert response.status_code == 429
    assert "Please try again in 15 minutes." in response.content.decode()
    assert client.post("/sign-in/", {"username": user.email, "password": people.PASSWORD}).status_code == 429


def test_an_e_mail_written_otherwise_is_no_new_account_to_guess_at(client):
    email = people.officer().email
    written = [email[:at] + email[at:].upper() for at in range(conf.AXES_FAILURE_LIMIT)]
    answers = [
        client.post("/sign-in/", {"username": username, "password": "wrong"}).status_code for username in written
    ]
    assert answers[-1] == 429


def test_a_right_password_forgives_the_wrong_tries_however_the_e_mail_was_written(client):
    user = people.officer()
    User.objects.filter(pk=user.pk).update(email=user.email.title())
    for _ in range(conf.AXES_FAILURE_LIMIT - 1):
        client.post("/sign-in/", {"username": user.email, "password": "wrong"})
    sign_in(client, user)
    client.post("/sign-out/")
    for _ in range(conf.AXES_FAILURE_LIMIT - 1):
        response = client.post("/sign-in/", {"username": user.email, "password": "wrong"})
    assert response.status_code == 422


def test_who_guesses_behind_our_proxy_locks_nobody_else_there_out(client, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    guess = {"username": people.officer().email, "password": "wrong"}
    for _ in range(conf.AXES_FAILURE_LIMIT):
        response = client.post("/sign-in/", guess, HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert response.status_code == 429
    right = guess | {"password": people.PASSWORD}
    assert client.post("/sign-in/", right, HTTP_X_FORWARDED_FOR="203.0.113.10").status_code == 302


def test_who_guesses_from_a_house_full_of_addresses_is_a_single_guesser(client):
    """A customer's IPv6 network has 2⁶⁴ of them."""
    guess = {"username": people.officer().email, "password": "wrong"}
    for last in range(conf.AXES_FAILURE_LIMIT):
        response = client.post("/sign-in/", guess, REMOTE_ADDR=f"2001:db8:1:2::{last:x}")
    assert response.status_code == 429
    right = guess | {"password": people.PASSWORD}
    assert client.post("/sign-in/", right, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_a_caller_without_an_address_signs_in_too(client):
    """Behind a socket of the machine itself."""
    data = {"username": people.officer().email, "password": people.PASSWORD}
    assert client.post("/sign-in/", data, REMOTE_ADDR="").status_code == 302
    assert client.post("/sign-in/", data | {"password": "wrong"}, REMOTE_ADDR="").status_code == 422


def test_the_key_opens_where_the_password_is_locked(client):
    """A stranger who guesses passwords can not keep somebody out who has the ЭЦП."""
    user = people.officer()
    for _ in range(conf.AXES_FAILURE_LIMIT):
        client.post("/sign-in/", {"username": user.email, "password": "wrong"})
    assert sign_in(client, user).headers["Location"] == reverse("con:officer:home")


def test_signing_out_takes_a_post(client):
    client.force_login(people.applicant())
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == "/"
    assert "_auth_user_id" not in client.session


# ---------------------------------------------------------------------------------------------- one's own data


def test_the_profile_keeps_the_persons_data(client):
    user = people.applicant()
    client.force_login(user)
    data = {"phone": "+7 700 123 45 67", "born_on": "1990-01-31", "citizenship": "Нидерланды", "language": "en"}
    assert client.post("/profile/", data).status_code == 302
    user.refresh_from_db()
    person = person_of(user)
    assert (person.phone, person.citizenship) == ("+77001234567", "NL")
    assert (str(person.born_on), user.language) == ("1990-01-31", "en")


@pytest.mark.parametrize(
    ("field", "value"), [("born_on", "2199-01-01"), ("born_on", "yesterday"), ("phone", "12"), ("language", "fr")]
)
def test_the_profile_says_what_is_wrong_and_keeps_the_rest(client, field, value):
    client.force_login(people.applicant())
    response = client.post("/profile/", {"language": "ru", "address": "Delft", field: value})
    assert response.status_code == 422
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
    assert client.post("/profile/", {"language": "en"}).status_code == 422
    assert client.post("/profile/", {"language": "kk"}).status_code == 302
    assert people.officer().language == "kk"


def test_the_profile_is_for_the_signed_in(client):
    assert client.get("/profile/").headers["Location"] == "/sign-in/?next=/profile/"


# ---------------------------------------------------------------------------------------------- the language


def test_the_switch_sets_the_language_and_comes_back(client):
    response = client.post("/language/", {"language": "kk", "next": "/order/?edition=order_2025_1"})
    assert response.headers["Location"] == "/order/?edition=order_2025_1"
    assert 'lang="kk"' in client.get("/order/").content.decode().partition("<head>")[0]


@pytest.mark.parametrize("trap", ["https://evil.example/", "//evil.example", ""])
def test_the_switch_leads_to_no_other_site(client, trap):
    assert client.post("/language/", {"language": "kk", "next": trap}).headers["Location"] == "/"


def test_the_switch_changes_the_language_of_the_account(client):
    user = people.applicant(language="ru")
    client.force_login(user)
    client.post("/language/", {"language": "en", "next": "/"})
    user.refresh_from_db()
    assert user.language == "en"


@pytest.mark.parametrize("read_in", ["ru", "kk"])
def test_saved_without_another_choice_the_pages_stay_in_the_language_they_are_read_in(client, read_in):
    client.force_login(people.applicant(language="en"))
    client.cookies[conf.LANGUAGE_COOKIE_NAME] = read_in
    saved = client.post(reverse("accounts:profile"), {"language": "en", "phone": "+7 700 000 00 00"}, follow=True)
    with translation.override(read_in):
        assert translation.gettext("Your data are saved.") in text(saved)
    client.post(reverse("accounts:profile"), {"language": "kk" if read_in == "ru" else "ru"})
    assert client.cookies[conf.LANGUAGE_COOKIE_NAME].value != read_in


def test_staff_pages_offer_two_languages_and_take_no_third(client):
    client.force_login(people.screener())
    page = client.get("/").content.decode()
    assert 'value="kk"' in page and 'value="en"' not in page
    client.post("/language/", {"language": "en", "next": "/"})
    assert people.screener().language != "en"


def test_signing_in_brings_the_language_of_the_account(client):
    user = people.applicant(language="kk")
    assert sign_in(client, user).cookies["django_language"].value == "kk"


def test_signing_in_leaves_a_language_chosen_before(client):
    client.cookies["django_language"] = "en"
    sign_in(client, people.applicant(language="kk"))
    assert client.cookies["django_language"].value == "en"


def test_signing_in_takes_staff_out_of_english(client):
    client.cookies["django_language"] = "en"
    sign_in(client, people.officer())
    assert client.cookies["django_language"].value in ("ru", "kk")


@pytest.mark.django_db
def test_what_a_stranger_types_into_the_profile_is_kept_nowhere(client):
    data = {"phone": "+7 700 000 11 22", "language": "ru"}
    answer = client.post(reverse("accounts:profile"), data, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 403 and ">+7 700 000 11 22</textarea>" in answer.text
    assert dict(client.session.items()) == {}


@pytest.mark.django_db
def test_a_page_learns_whose_session_it_is(client):
    user, url = people.applicant(), reverse("accounts:session")
    assert client.get(url).json() == {"who": "", "name": "", "csrf": ""}
    client.force_login(user)
    response = client.get(url)
    assert (
        response.json()["who"]
        and response.json()["name"] == user.full_name
        and response.json()["csrf"]
        and "no-store" in response["Cache-Control"]
    )
    assert f'data-who="{response.json()["who"]}"' in client.get(reverse("accounts:profile")).text
    assert str(user.pk) not in response.text and user.email not in response.text


@pytest.mark.django_db
def test_two_tabs_of_the_profile_leave_each_others_changes(client):
    user, url = people.applicant(), reverse("accounts:profile")
    person = person_of(user)
    client.force_login(user)
    page = form_of(client.get(url))
    assert client.post(url, page | {"phone": "+7 700 000 11 22"}).status_code == 302
    assert client.post(url, page | {"address": "Astana, Mangilik El 1"}).status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.address) == ("+77000001122", "Astana, Mangilik El 1")

    other = page | {"phone": "+7 700 000 99 99"}
    clash = client.post(url, other, headers={"accept-language": "en"})
    assert clash.status_code == 409
    assert "+7 700 000 9999" in clash.text and "+7 700 000 1122" in clash.text and 'id="clash-phone"' in clash.text
    again = form_of(clash)
    assert client.post(url, again).status_code == 409, "nobody has chosen"
    assert client.post(url, again | {"choose-phone": "mine"}).status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.address) == ("+77000009999", "Astana, Mangilik El 1")
    assert client.post(url, form_of(clash) | {"choose-phone": "theirs"}).status_code == 302
    person.refresh_from_db()
    assert person.phone == "+77000009999", "as it stands by now"


def form_of(page: Any) -> dict[str, str]:
    """What a browser without scripts would send of the page's form."""
    form = html.fromstring(page.text).xpath("//main//form[@method='post'][not(@action)]")[0]
    return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


# ---------------------------------------------------------------------------------------------- what acts need


@pytest.mark.parametrize(
    ("who", "facts", "why"),
    [
        (people.officer, {"iin": ""}, "nothing can be decided with it"),
        (people.officer, {"position_kk": ""}, "none is made with this account"),
        (people.officer, {}, ""),
        (people.clerk, {"iin": "", "position_ru": ""}, ""),
        (people.applicant, {}, ""),
    ],
)
def test_who_signs_acts_reads_what_the_account_lacks_and_so_does_the_administrator(
    client: Client, who: Any, facts: dict[str, str], why: str
) -> None:
    user = who()
    User.objects.filter(pk=user.pk).update(**{"position_ru": "инспектор", "position_kk": "инспектор"} | facts)
    client.force_login(user)
    page = client.get(reverse("accounts:profile"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert (why in page) if why else "An administrator enters it." not in page
    client.force_login(people.administrator())
    listed = client.get(reverse("admin:cases_user_changelist"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert (why in listed) if why else "The account has no" not in listed


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_outside_a_demo_no_act_is_made_with_an_account_without_a_position(language: str, settings: Any) -> None:
    case, user = people.case_in("registration"), people.officer()
    settings.DEMO = False
    with translation.override(language):
        why = str(signers.WORDS["position"])
    assert not why.startswith("The account")
    with people.at(people.after(case)):
        page = text(signed_in(user, language).get(step_url(case, "return_for_rework")))
    assert why in page
    with translation.override(language), pytest.raises(NotMetError, match=why[:40]):
        ways.take(case, "return_for_rework")
    User.objects.filter(pk=user.pk).update(position_ru="инспектор", position_kk="инспектор", iin=user.iin)
    with people.at(people.after(case)):
        assert why not in text(signed_in(user, language).get(step_url(case, "return_for_rework")))
