"""The page of petitions that cannot be signed before the order ends: for staff, and for heads within their body."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.cases.programmes.nomad.test_endings import DAY, END, at, before_the_end

pytestmark = pytest.mark.django_db


def test_staff_see_whose_way_cannot_end_in_time(client: Client) -> None:
    late = people.case_in("admitted", start=before_the_end(1))
    other = people.case_in("petition_signed", start=before_the_end(5))
    with people.at(people.after(late)):
        client.force_login(people.screener())
        page = client.get(reverse("hub:ending:petitions"))
    text = page.content.decode()
    assert [case for case, _way, _url in page.context["late"]] == [late]
    assert late.number in text and other.number not in text


@pytest.mark.parametrize(
    ("state", "days", "seen"),
    [("admitted", 1, {"hub"}), ("ministry_review", 8, {"hub", "ministry"}), ("checks", 20, set())],
)
def test_heads_see_whose_way_cannot_end_in_time_within_their_body(
    client: Client, state: str, days: int, seen: set[str]
) -> None:
    late = people.case_in(state, start=before_the_end(days))
    for where in ("hub", "ministry", "astana", "almaty"):
        with people.at(people.after(late)):
            client.force_login(people.head(where))
            page = client.get(reverse("hub:ending:petitions"))
            desk = client.get(reverse("con:head:home")).content.decode()
        assert reverse("hub:ending:petitions") in desk and page.status_code == 200
        if where not in ("hub", "ministry"):
            assert late.number not in page.content.decode() and "late" not in page.context, "it names no department yet"
            continue
        assert [case for case, _way, _url in page.context["late"]] == ([late] if where in seen else []), where
        assert all(reverse("con:head:case", args=[late.pk]) == url for _case, _way, url in page.context["late"])


@pytest.mark.parametrize("day", [before_the_end(30), at(END), at(END + DAY)])
def test_the_page_of_staff_stands_before_on_and_after_the_last_day(client: Client, day: datetime) -> None:
    people.case_in("ministry_review", start=before_the_end(40))
    with people.at(day):
        client.force_login(people.signer())
        assert client.get(reverse("hub:ending:petitions"), {"after": "'\x00"}).status_code == 200
        assert reverse("hub:ending:petitions") in client.get(reverse("hub:signing:home")).content.decode()
