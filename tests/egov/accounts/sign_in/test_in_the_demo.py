"""Whom one may be in the demo."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from demo import door as demo
from tests import people
from tests.egov.accounts.sign_in.visitor import staff_with_iin

pytestmark = pytest.mark.django_db


def test_the_demo_shows_whom_the_visitor_may_be_and_their_keys(browser: Client, settings: Any) -> None:
    user = people.applicant(email="draft@example.org")
    assert user.person
    clerk = staff_with_iin(people.clerk())
    page = browser.get("/sign-in/").content.decode()
    assert f'data-visit="{user.person.iin}"' in page and f'data-visit="{clerk.iin}"' in page
    assert demo.PASSWORD in page


def test_outside_the_demo_nothing_of_it_is_shown(browser: Client, settings: Any) -> None:
    settings.DEMO = False
    people.applicant(email="draft@example.org")
    page = browser.get("/sign-in/").content.decode()
    assert "data-visit" not in page and demo.PASSWORD not in page
