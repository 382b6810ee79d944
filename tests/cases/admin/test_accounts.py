"""Accounts of the staff."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.law.actors import Role
from cases.models import PasswordLink, User
from tests import people
from tests.cases.admin.rooms import url

pytestmark = pytest.mark.django_db

NEW = {
    "email": "new.officer@example.org",
    "full_name": "Officer New",
    "role": "officer",
    "city": "almaty",
    "language": "kk",
}


def test_a_new_account_has_no_password_that_an_administrator_knows(administrator: Client) -> None:
    """Also where there is no second one: he would open a second, and confirm his own changes by it."""
    known = {"password1": "a-long-and-odd-one", "password2": "a-long-and-odd-one", "usable_password": "true"}
    assert "password1" not in administrator.get(url(User, "add")).content.decode()
    assert administrator.post(url(User, "add"), NEW | known).status_code == 302
    user = User.objects.get(email=NEW["email"])
    assert not user.has_usable_password() and PasswordLink.objects.filter(user=user).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"city": ""},
        {"role": "applicant"},
        {"full_name": "123 !!!"},
        {"full_name": "Officer 2"},
        {"role": "screener"},
        {"email": "AUDITOR@example.org"},
    ],
)
def test_a_wrong_account_is_refused_with_the_form_as_it_was_filled(administrator: Client, wrong: Any) -> None:
    people.auditor()
    response = administrator.post(url(User, "add"), NEW | wrong)
    assert response.status_code == 200 and response.context["errors"]
    assert not User.objects.filter(full_name=NEW["full_name"]).exists()


def test_nobody_changes_their_own_role(administrator: Client) -> None:
    me = people.administrator()
    sent = {"email": me.email, "full_name": me.full_name, "language": "ru", "role": "auditor"}
    assert administrator.post(url(User, "change", me.pk), sent).status_code == 302
    me.refresh_from_db()
    assert (me.role, me.is_active) == (Role.ADMINISTRATOR, True)


def test_an_applicant_stays_an_applicant(administrator: Client) -> None:
    user = people.applicant()
    sent = {
        "email": user.email,
        "full_name": user.full_name,
        "language": "ru",
        "role": "officer",
        "city": "astana",
        "is_active": "on",
    }
    assert administrator.post(url(User, "change", user.pk), sent).status_code == 302
    user.refresh_from_db()
    assert user.role == Role.APPLICANT


def test_an_administrator_moves_and_closes_an_account(administrator: Client) -> None:
    user = people.officer()
    sent = {"email": user.email, "full_name": user.full_name, "language": "ru", "role": "clerk", "city": "almaty"}
    assert administrator.post(url(User, "change", user.pk), sent).status_code == 302
    user.refresh_from_db()
    assert (user.role, user.city_id, user.is_active) == (Role.CLERK, "almaty", False)


def test_nobody_sets_a_colleagues_password_and_the_page_says_nothing_of_how_it_is_kept(administrator: Client) -> None:
    user = people.officer()
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    sent = {"password1": "brand-new-password-1", "password2": "brand-new-password-1", "usable_password": "true"}
    answer = administrator.post(page, sent)
    assert answer.headers["Location"] == url(User, "change", user.pk)
    user.refresh_from_db()
    assert not user.check_password("brand-new-password-1")
    shown = administrator.get(url(User, "change", user.pk), HTTP_ACCEPT_LANGUAGE="kk").content.decode()
    assert "algorithm" not in shown and "алгоритм" not in shown and user.password not in shown


def test_an_auditor_resets_no_password(auditor: Client) -> None:
    assert auditor.post(reverse("admin:auth_user_password_change", args=[people.officer().pk]), {}).status_code == 403


def test_an_administrator_sees_no_person_behind_an_account(administrator: Client) -> None:
    user = people.applicant(surname="Unmistakable")
    User.objects.filter(pk=user.pk).update(full_name="A. B.")
    for page in ("change", "history"):
        assert "Unmistakable" not in administrator.get(url(User, page, user.pk)).content.decode()


def test_every_change_of_an_account_is_in_its_history(administrator: Client) -> None:
    administrator.post(url(User, "add"), NEW)
    version = User.history.filter(email=NEW["email"]).latest()
    assert version.history_user == people.administrator()
