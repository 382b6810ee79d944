"""Links to set a password, one's own change, and days of service."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.accounts import passwords, serving
from cases.law.calendar import local_day
from cases.models import Effect, Notice, PasswordLink, User
from cases.outbox import draining
from tests import people
from tests.cases.admin.rooms import url

pytestmark = pytest.mark.django_db

NEW = {"password": "a-long-and-odd-one", "again": "a-long-and-odd-one"}
ACCOUNT = {
    "email": "new@example.org",
    "full_name": "New Officer",
    "role": "officer",
    "city": "almaty",
    "language": "ru",
}


@pytest.fixture(autouse=True)
def _quiet(settings: Any) -> None:
    settings.PUBLIC_URL = "https://dnr.example"
    cache.clear()


def administrator() -> Client:
    client = Client()
    client.force_login(people.administrator())
    return client


def link_in_mail() -> str:
    """The path of the newest link that went out."""
    draining.drain_effects(timezone.now())
    paths = [re.search(r"https://dnr\.example(/password/\S+)", str(m.body)) for m in mail.outbox]
    return next(match[1] for match in reversed(paths) if match)


def test_a_new_member_of_staff_is_invited_and_sets_a_password_that_nobody_else_knows(client: Client) -> None:
    assert administrator().post(url(User, "add"), ACCOUNT).status_code == 302
    user = User.objects.get(email=ACCOUNT["email"])
    assert not user.has_usable_password()
    path = link_in_mail()
    token = path.split("/")[2]
    assert not PasswordLink.objects.filter(digest=token).exists(), "the link itself is kept nowhere"
    assert token not in str(list(Effect.objects.values()))
    assert client.get(path).status_code == client.get(path).status_code == 200  # mail programs open it by themselves
    assert client.post(path, NEW).headers["Location"] == reverse("accounts:sign_in")
    user.refresh_from_db()
    assert user.check_password(NEW["password"])
    for answer in (client.get(path), client.post(path, NEW | {"password": "another-odd-one1"})):
        assert answer.status_code == 410
    assert Notice.objects.filter(user=user, what="password_changed").count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"password": "short", "again": "short"}, "password"),
        ({"password": "12345678901", "again": "12345678901"}, "password"),
        ({"password": "a-long-and-odd-one", "again": "another-long-one"}, "again"),
        ({"password": "", "again": ""}, "password"),
        ({"password": "x" * 50_000, "again": "x" * 50_000}, "password"),
    ],
)
@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_password_that_will_not_do_is_refused_at_its_field(
    client: Client, sent: dict[str, str], field: str, language: str
) -> None:
    user = people.officer()
    passwords.invite(user, people.administrator(), timezone.now())
    path = link_in_mail()
    client.cookies["django_language"] = language
    answer = client.post(path, sent)
    assert answer.status_code == 422 and answer.context["form"].errors[field]
    assert PasswordLink.objects.get(user=user).used_at is None


def test_a_link_too_old_void_or_of_a_closed_account_opens_nothing(client: Client) -> None:
    user, admin, now = people.officer(), people.administrator(), timezone.now()
    passwords.invite(user, admin, now)
    first = link_in_mail()
    passwords.invite(user, admin, now)
    assert client.get(first).status_code == 410, "a later one was sent"
    second = link_in_mail()
    with people.at(now + passwords.INVITATION_LASTS + timedelta(minutes=1)):
        assert client.post(second, NEW).status_code == 410
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.post(second, NEW).status_code == 410
    assert client.get(reverse("accounts:password_link", args=["nonsense"])).status_code == 410
    user.refresh_from_db()
    assert user.check_password(people.PASSWORD)


def test_nobody_learns_who_has_an_account(client: Client) -> None:
    people.officer(), people.signer()
    page = reverse("accounts:password_forgotten")
    applicant = people.applicant()
    pages = set()
    for email in ("officer.astana@example.org", "nobody@example.org", applicant.email, people.signer().email):
        answer = client.post(page, {"email": email})
        assert answer.status_code == 200
        pages.add(answer.content.decode().replace(email, "…").partition("<main")[2].partition("</main>")[0])
    draining.drain_effects(timezone.now())
    assert [m.to for m in mail.outbox] == [["officer.astana@example.org"]]
    assert len(pages) == 1
    client.post(page, {"email": "officer.astana@example.org"})
    assert PasswordLink.objects.count() == 1, "one letter in five minutes"


def test_an_own_password_is_changed_by_giving_the_present() -> None:
    user, here, elsewhere = people.officer(), Client(), Client()
    here.force_login(user)
    elsewhere.force_login(user)
    page = reverse("accounts:password")
    wrong = here.post(page, NEW | {"present": "guessed"})
    assert wrong.status_code == 422 and wrong.context["form"].errors["present"]
    same = {"present": people.PASSWORD, "password": people.PASSWORD, "again": people.PASSWORD}
    assert here.post(page, same).status_code == 422
    assert here.post(page, NEW | {"present": people.PASSWORD}).status_code == 302
    assert here.get(reverse("accounts:profile")).status_code == 200, "this session goes on"
    assert elsewhere.get(reverse("accounts:profile")).status_code == 302, "the others end"
    assert Notice.objects.filter(user=user, what="password_changed").exists()


def test_an_account_opens_and_closes_on_its_days() -> None:
    today = local_day(timezone.now())
    days = {"active_from": today + timedelta(days=2), "active_until": today + timedelta(days=4)}
    assert administrator().post(url(User, "add"), ACCOUNT | days).status_code == 302
    user = User.objects.get(email=ACCOUNT["email"])
    assert not user.is_active

    def on(day: date) -> bool:
        serving.switch_due(people.START.replace(year=day.year, month=day.month, day=day.day))
        user.refresh_from_db()
        return user.is_active

    assert [on(today + timedelta(days=n)) for n in (1, 2, 4, 5, 6)] == [False, True, True, False, False]
    assert {v.history_change_reason for v in user.history.all()} >= {"first day of service"}
    User.objects.filter(pk=user.pk).update(is_active=False, active_until=None)
    assert not on(today + timedelta(days=2)), "closed by hand, it stays closed"


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"active_from": "2020-01-01"}, "active_from"),
        ({"active_until": "2020-01-01"}, "active_until"),
        ({"active_from": "2099-01-02", "active_until": "2099-01-01"}, "__all__"),
        ({"active_from": "31.02.2099"}, "active_from"),
    ],
)
def test_days_that_contradict_each_other_are_refused(days: dict[str, str], field: str) -> None:
    answer = administrator().post(url(User, "add"), ACCOUNT | days)
    assert answer.status_code == 200 and field in answer.context["adminform"].form.errors
    assert not User.objects.filter(email=ACCOUNT["email"]).exists()


def test_the_person_is_informed_of_what_an_administrator_changes(client: Client) -> None:
    user = people.officer()
    sent = {"email": user.email, "full_name": user.full_name, "language": "ru", "role": "clerk", "city": "almaty"}
    administrator().post(url(User, "change", user.pk), sent | {"is_active": "on"})
    facts = dict(Notice.objects.filter(user=user).values_list("what", "facts"))
    assert set(facts) == {"account_changed"}
    assert "→" in facts["account_changed"]["fields"]
    draining.drain_effects(timezone.now())
    assert [m.to for m in mail.outbox] == [[user.email]]
