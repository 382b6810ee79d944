"""Staff before their pages: sign in, open a case, take a step through its form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from cases.models import Case, User
from cases.states import DESKS, Actor
from tests import people


def signed_in(user: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def home_url(user: User) -> str:
    return reverse(f"{DESKS[Actor(user.role)]}:home")


def case_url(user: User, case: Case) -> str:
    return reverse(f"{DESKS[Actor(user.role)]}:case", args=[case.pk])


def step_url(case: Case, name: str) -> str:
    return reverse("cases:step", args=[case.pk, name])


def open_case(user: User, case: Case, wait: timedelta = people.HOUR, **query: str) -> Any:
    with people.at(people.after(case, wait)):
        return signed_in(user).get(case_url(user, case), query)


def take(user: User, case: Case, name: str, wait: Any = people.HOUR, **data: Any) -> Any:
    """POST of a step with the version the page held, the landing page followed; `case` is refreshed."""
    with people.at(people.after(case, wait)):
        response = signed_in(user).post(step_url(case, name), {"version": case.version, **data}, follow=True)
    case.refresh_from_db()
    return response


def text(response: Any) -> str:
    return str(response.content.decode())
