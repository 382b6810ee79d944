"""How much a browser loads that comes for the first time: the page, its styles and scripts, as they are sent."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from bench.weights import MOST, weight
from cases.programmes.nomad.states import State
from tests import people

pytestmark = pytest.mark.django_db
PAGES: dict[str, tuple[str, str, tuple[object, ...]]] = {
    "cabinet": (State.CHECKS, "egov:cabinet:home", ()),
    "case": (State.CHECKS, "egov:cabinet:case", ("case",)),
    "card": (State.CARD_ISSUED, "egov:cabinet:case", ("case",)),
    "petition": (State.PETITION_DRAFT, "hub:petition:tasks", ("case",)),
    "application": (State.PETITION_SIGNED, "egov:application:home", ("case",)),
    "questionnaire": (State.PETITION_SIGNED, "egov:application:questionnaire", ("case",)),
    "slots": (State.INTERVIEW, "cases:step", ("case", "rebook")),
    "held": (State.CHECKS, "accounts:held", ()),
    "sign": (State.PETITION_SIGNED, "cases:step", ("case", "file_application")),
}
PUBLIC = ("front:home", "front:order", "front:prepare", "front:dates", "front:compare", "front:prepare_states")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_applicant_is_light(client: Client, name: str) -> None:
    state, address, args = PAGES[name]
    case = people.case_in(state)
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        assert weight(client, reverse(address, args=[case.pk if arg == "case" else arg for arg in args])) <= MOST


@pytest.mark.parametrize("name", PUBLIC)
def test_a_page_for_everybody_is_light(client: Client, name: str) -> None:
    people.reference()
    with people.at(people.START):
        assert weight(client, reverse(name)) <= MOST


def test_files_and_who_takes_nothing_compressed_get_it_plain(client: Client) -> None:
    assert "Content-Encoding" not in client.get("/order/").headers
    assert "Content-Encoding" not in client.get("/robots.txt", headers={"accept-encoding": "gzip"}).headers
