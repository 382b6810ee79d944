"""What is changed from the page of the last look leads straight back to it; what is not on this site leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case
from cases.programmes.nomad.states import State
from cases.web.request.returning import page_address
from tests import people
from tests.egov.application.filling import full, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(client: Client) -> Iterator[Case]:
    case = people.case_in(State.PETITION_SIGNED)
    with people.at(people.after(case)):
        client.force_login(case.person.user)  # type: ignore[arg-type]
        yield case


def document(case: Case) -> str:
    return reverse("egov:application:document", args=[case.pk, "passport"])


def saves(case: Case) -> dict[str, tuple[str, dict[str, Any], str]]:
    """What is changed: where, what is sent, and the place on the check page."""
    expires: Any = case.dossier.documents["passport"].expires_on
    return {
        "profile": (reverse("accounts:profile"), {"language": "ru", "phone": "+77001112233"}, ""),
        "city": (url(case, "city"), {"city": "almaty"}, "#city"),
        "document": (document(case), {"expires_on": expires.isoformat()}, "#doc-passport"),
        "questionnaire": (url(case), full(case), "#answers"),
    }


def test_what_is_changed_leads_straight_back(client: Client, signed: Case) -> None:
    check = url(signed, "check")
    page = client.get(check).content.decode()
    assert f"{reverse('accounts:profile')}?back={check.replace('/', '%2F')}" in page
    for name, (address, sent, anchor) in saves(signed).items():
        answer: Any = client.post(page_address(address, back=check), sent)
        assert (answer.status_code, answer.url) == (302, check + anchor), name
    address, sent, anchor = saves(signed)["document"]
    swapped = client.post(page_address(address, back=check), sent, headers={"HX-Request": "true"})
    assert swapped.headers["HX-Redirect"] == check + anchor


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:x"])
def test_an_address_of_another_site_is_not_followed(client: Client, signed: Case, elsewhere: str) -> None:
    for name, (address, sent, _anchor) in saves(signed).items():
        answer: Any = client.post(page_address(address, back=elsewhere), sent)
        assert answer.status_code == 302 and "example.org" not in answer.url and "javascript" not in answer.url, name


def test_what_is_to_be_changed_is_unfolded(client: Client, signed: Case) -> None:
    home = url(signed, "home")
    card = client.get(f"{page_address(home, back=url(signed, 'check'))}&unfold=passport").content.decode()
    assert card.count('<details class="doc-form" open') == 1
    assert client.get(home).content.decode().count('<details class="doc-form" open') == 0


def test_a_form_that_is_not_taken_still_knows_where_to(client: Client, signed: Case) -> None:
    check, home = url(signed, "check"), url(signed, "city")
    page = client.post(page_address(home, back=check), {"city": "nowhere"})
    assert page.status_code == 422 and f"{home}?back={check.replace('/', '%2F')}" in page.content.decode()
