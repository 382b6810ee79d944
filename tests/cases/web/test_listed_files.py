"""What a page lists, its reader opens: nobody is led to a file that the viewer refuses (interpretation 40)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, User
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.admin.rooms import url
from tests.desks import case_url, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]

FILES = re.compile(r'href="(/[^"?#]*/(?:document|letter|questionnaire|filed|signature)/[^"?#]*)"')


def opens(client: Client, link: str) -> bool:
    answer: Any = client.get(link)
    answer.getvalue()  # which closes the file
    return answer.status_code in (200, 503)  # 503: of a letter that the worker has not printed yet


def pages(case: Case) -> list[tuple[User, str]]:
    owner = case.person.user
    assert owner
    mine = [reverse("egov:cabinet:case", args=[case.pk]), reverse("accounts:held")]
    staff = [people.officer(), people.clerk(), people.screener(), people.signer(), people.head()]
    desks = [(user, case_url(user, case)) for user in staff]
    return [*((owner, page) for page in mine), *desks, (people.auditor(), url(Case, "change", case.pk))]


@pytest.mark.parametrize("state", [State.PRELIMINARY_DECISION, State.CARD_ISSUED])
def test_each_file_that_a_page_lists_opens_to_its_reader(state: State) -> None:
    case = people.case_in(state)
    assert "knb_letter" in case.dossier.documents, "what some of them may not read"
    opened: dict[str, int] = {}
    with people.at(people.after(case)):
        for user, page in pages(case):
            client = signed_in(user)
            answer: Any = client.get(page)
            if answer.status_code == 404:
                continue
            links = set(FILES.findall(answer.content.decode()))
            refused = {link for link in links if not opens(client, link)}
            assert not refused, (user.role, page, refused)
            opened[user.role] = opened.get(user.role, 0) + len(links)
    assert min(opened["applicant"], opened["officer"], opened["auditor"]) > 3, opened
    knb = case.dossier.documents["knb_letter"]
    owner = case.person.user
    assert owner
    with people.at(people.after(case)):
        page = signed_in(owner).get(reverse("egov:cabinet:case", args=[case.pk])).content.decode()
        listed = signed_in(people.officer()).get(case_url(people.officer(), case)).content.decode()
    assert knb.name not in page and str(knb.pk) not in page and str(knb.pk) in listed
