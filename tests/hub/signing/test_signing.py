"""The ministry's desk: the interview's result beside the signature or the refusal."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cases.eds.faults import FAULTS
from cases.models import Document, Letter, Signature
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import case_url, home_url, open_case, signed, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db


def test_the_ministry_signs_and_the_signature_is_shown() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), people.signer()
    page = text(open_case(user, case))
    assert "Qualification confirmed" in page
    assert people.REASONS in page
    take(user, case, "sign_petition", profession="Разработчик ПО")
    assert case.state == State.PETITION_SIGNED
    assert Signature.objects.get(case=case, step="sign_petition").bin == settings.EDS_MINISTRY_BIN
    assert Letter.objects.filter(case=case, kind="petition").exists()
    after = text(open_case(user, case))
    assert "demonstration" in after
    assert "Nothing for you now" in after


def test_what_was_entered_stands_in_the_sheet_and_may_be_changed() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), people.signer()
    with people.at(people.after(case)):
        client, url = signed_in(user), step_url(case, "sign_petition")
        sheet = client.post(url, {"version": case.version, "profession": "Разработчик ПО"})
        assert sheet.context["sheet"].facts["data"] == {"profession": "Разработчик ПО"}
        back = client.post(url, {"version": case.version, "profession": "Разработчик ПО", "change": "1"})
    assert 'value="Разработчик ПО"' in text(back)
    case.refresh_from_db()
    assert case.state == State.MINISTRY_REVIEW


def test_without_a_profession_there_is_nothing_to_sign() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), people.signer()
    assert take(user, case, "sign_petition").status_code == 422
    assert case.state == State.MINISTRY_REVIEW


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        ({"altered": b"{}"}, "wrong_content"),
        ({"nobody": True}, "no_signer"),
        ({"certificates": ()}, "no_certificate"),
    ],
)
def test_a_bad_signature_is_reported_and_the_words_stay(faults: dict[str, Any], code: str) -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), people.signer()
    with people.at(people.after(case)):
        client, url = signed_in(user), step_url(case, "sign_petition")
        data = {"version": case.version, "profession": "Разработчик ПО"}
        page = client.post(url, data)
        answer = client.post(url, data | signed(user, page, **faults))
    assert answer.status_code == 422
    for shown in (page, answer):
        assert f'href="{url}?doc=' in text(shown), "the documents stay in view where it is signed"
    assert str(FAULTS[code]) in unescape(text(answer))
    assert answer.context["sheet"].facts["data"] == {"profession": "Разработчик ПО"}
    case.refresh_from_db()
    assert case.state == State.MINISTRY_REVIEW


@pytest.mark.parametrize("sheet_at", ["", "yesterday", "2026-06-01T10:00:00", "1999-01-01T00:00:00+05:00"])
def test_a_sheet_of_no_moment_or_of_long_ago_is_drawn_up_again(sheet_at: str) -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), people.signer()
    with people.at(people.after(case)):
        client, url = signed_in(user), step_url(case, "sign_petition")
        data = {"version": case.version, "profession": "Разработчик ПО"}
        made = signed(user, client.post(url, data)) | {"sheet_at": sheet_at}
        answer = client.post(url, data | made)
    assert answer.status_code == 422
    assert "Too much time has passed" in text(answer)
    assert answer.context["sheet_at"] > "2026"


def test_a_declined_petition_goes_back_to_the_hub() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), people.signer()
    take(user, case, "decline_petition", grounds=[people.free_ground("petition")], text="Not in demand today.")
    assert case.state == State.REFUSAL_NOTICE


def test_a_refusal_that_the_screening_proposed_is_sent_back_and_read_there() -> None:
    case, user, hub = people.case_in(State.SCREENING), people.signer(), people.screener()
    case = ways.take(case, "propose_screening_refusal")
    assert step_url(case, "send_back_to_screening") in text(open_case(user, case))
    short = take(user, case, "send_back_to_screening", text="No.")
    assert short.status_code == 422 and "No." in text(short) and case.state == State.MINISTRY_REVIEW
    why = "The portfolio shows the stated work: hold the interview."
    take(user, case, "send_back_to_screening", text=why)
    assert case.state == State.SCREENING
    with people.at(people.after(case)):
        assert case.number in text(signed_in(hub).get(home_url(hub)))
    assert why in text(open_case(hub, case)), "what the ministry wants of them"
    take(hub, case, "admit")
    assert case.state == State.ADMITTED


def test_a_signed_petition_is_looked_up_later_but_its_application_is_not_shown() -> None:
    case, user = people.case_in(State.REGISTRATION), people.signer()
    response = signed_in(user).get(home_url(user), {"q": case.number})
    assert case_url(user, case) in text(response)
    page = open_case(user, case)
    assert "answers" not in page.context
    assert "checks" not in page.context


def test_a_petition_at_screening_is_not_there() -> None:
    assert open_case(people.signer(), people.case_in(State.SCREENING)).status_code == 404


def test_the_ministry_reads_the_petition_and_not_what_came_after_it(client: Client) -> None:
    case = people.case_in("final_review")
    papers = {d.kind: d for d in Document.objects.filter(case=case, current=True)}
    with people.at(people.after(case)):
        client.force_login(people.signer())
        assert client.get(reverse("cases:document", args=[case.pk, papers["cv"].pk])).getvalue()
        for kind in ("medical", "housing", "fingerprints"):
            assert client.get(reverse("cases:document", args=[case.pk, papers[kind].pk])).status_code == 404
        later = Letter.objects.get(case=case, kind="courier_registry")
        assert client.get(reverse("cases:letter", args=[case.pk, later.pk, "ru"])).status_code == 404
        page = client.get(reverse("hub:signing:case", args=[case.pk]))
    assert str(papers["cv"].pk) in page.text and str(papers["medical"].pk) not in page.text
    assert later.number not in page.text
