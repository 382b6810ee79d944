"""The ministry's desk: the interview's result beside the signature or the refusal."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Document, Letter, Signature
from cases.states import State
from tests import people
from tests.desks import case_url, home_url, open_case, signed_in, take, text

pytestmark = pytest.mark.django_db


def test_the_ministry_signs_and_the_signature_is_marked_as_a_demo() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), people.signer()
    page = text(open_case(user, case))
    assert "Qualification confirmed" in page
    assert people.REASONS in page
    take(user, case, "sign_petition", profession="Software developer", agree="on")
    assert case.state == State.PETITION_SIGNED
    assert Signature.objects.filter(case=case, step="sign_petition").exists()
    assert Letter.objects.filter(case=case, kind="petition").exists()
    after = text(open_case(user, case))
    assert "demo, no legal force" in after
    assert "Nothing for you now" in after


def test_without_the_tick_nothing_is_signed() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), people.signer()
    response = take(user, case, "sign_petition", profession="Software developer")
    assert response.status_code == 422
    assert 'value="Software developer"' in text(response)
    assert "Confirm that you sign." in text(response)
    assert case.state == State.MINISTRY_REVIEW


def test_without_a_means_of_signing_the_step_is_refused_in_words(settings: object) -> None:
    case = people.case_in(State.MINISTRY_REVIEW)
    settings.EDS_SIGNER = ""  # type: ignore[attr-defined]
    response = take(people.signer(), case, "sign_petition", profession="Software developer", agree="on")
    assert response.status_code == 503
    assert "Signing is not set up" in text(response)
    assert case.state == State.MINISTRY_REVIEW


def test_a_declined_petition_goes_back_to_the_hub() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), people.signer()
    take(user, case, "decline_petition", grounds=[people._ground("petition")], text="Not in demand today.")
    assert case.state == State.REFUSAL_NOTICE


def test_a_signed_petition_is_found_later_but_its_application_is_not_shown() -> None:
    case, user = people.case_in(State.REGISTRATION), people.signer()
    found = signed_in(user).get(home_url(user), {"q": case.number})
    assert case_url(user, case) in text(found)
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
