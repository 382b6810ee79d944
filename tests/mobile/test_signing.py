"""A sheet signed on a telephone by eGov Mobile: asked by the page, carried back by the browser that asked."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from cases.eds.base import SigningWay
from cases.eds.faults import FAULTS
from cases.models import ApiCall, Case, MobileSigning, Signature, User
from cases.programmes.nomad.states import State
from cases.web.mobile import calls
from cases.web.mobile.to_telephone import CAME_BY, way_of
from demo.keys import identity_of
from demo.telephone import calling
from tests import people, telephone
from tests.desks import signed_in, step_url, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_place")]
in_place = telephone.in_place
TYPED = {"profession": "Разработчик ПО"}


def asked(client: Client, case: Case, **typed: Any) -> Any:
    """From the sheet of the ministry's signature to the page that waits."""
    url, data = step_url(case, "sign_petition"), {"version": case.version, **TYPED}
    page = client.post(url, data)
    hidden = {name: "" if value is None else value for name, value in page.context["hidden"]}
    return client.post(url, hidden | {"cms": "", "by_mobile": "1"} | typed, follow=True)


def waiting(page: Any) -> str:
    return reverse("mobile:waiting", args=[page.context["row"].pk])


@pytest.fixture
def case() -> Case:
    return people.case_in(State.MINISTRY_REVIEW)


@pytest.fixture
def signer() -> User:
    user = people.signer()
    identity_of(user)
    return user


def test_a_sheet_is_signed_on_the_telephone_and_recorded_as_any_other(case: Case, signer: User) -> None:
    with people.at(people.after(case)):
        client = signed_in(signer)
        page = asked(client, case)
        assert page.status_code == 200 and "<svg" in text(page) and "telephone/?code=http" in text(page)
        opened = telephone.scan(telephone.code_on(page))
        assert page.context["row"].code in text(opened) and case.number in text(opened)
        done = telephone.answer(opened, signer.signing_iin)
        assert done.context["status"] == 200, done.context["message"]
        after = telephone.go_on(client, page)
    assert after.status_code == 302
    case.refresh_from_db()
    assert case.state == State.PETITION_SIGNED
    row = Signature.objects.get(case=case, step="sign_petition")
    assert row.iin == signer.signing_iin and TYPED["profession"] in row.sheet
    assert row.way == SigningWay.MOBILE
    calls = list(ApiCall.objects.order_by("id").values_list("method", "status", "case"))
    assert calls == [("GET", 200, None), ("GET", 200, case.pk), ("PUT", 200, case.pk)]
    address = page.context["row"].address
    assert not any(address in path for path in ApiCall.objects.values_list("path", flat=True))
    assert MobileSigning.objects.get().state == MobileSigning.SIGNED


def test_the_way_of_signing_is_what_came_and_not_what_is_claimed(case: Case, signer: User) -> None:
    with people.at(people.after(case)):
        client = signed_in(signer)
        page = asked(client, case)
        opened = telephone.scan(telephone.code_on(page))
        telephone.answer(opened, signer.signing_iin)
        again = client.get(waiting(page)).context
        request = RequestFactory().post("/", {CAME_BY: str(again["row"].pk)})
        request.user, request.session = signer, client.session  # type: ignore[assignment]
        (cms,) = again["row"].signatures
        assert way_of(request, cms) == SigningWay.MOBILE and way_of(request, cms.encode()) == SigningWay.FILE
        assert way_of(request, "another") == SigningWay.NCALAYER
        stranger = RequestFactory().post("/", {CAME_BY: str(again["row"].pk)})
        stranger.user, stranger.session = signer, signed_in(people.officer()).session  # type: ignore[assignment]
        assert way_of(stranger, cms) == SigningWay.NCALAYER
        MobileSigning.objects.update(relay={"qr": "x"})
        assert way_of(request, cms) == SigningWay.SIGEX
        request.POST = QueryDict(f"{CAME_BY}=none")  # type: ignore[assignment]
        assert way_of(request, cms) == SigningWay.NCALAYER


BAD = {
    "other_person": (403, "other_iin"),
    "altered": (403, "wrong_content"),
    "not_cms": (403, "not_cms"),
    "two_signers": (403, "two_signers"),
    "expired": (403, ""),
    "revoked": (403, ""),
    "foreign": (403, ""),
    "clock_behind": (403, ""),
    "other_documents": (403, "mobile_documents"),
    "no_json": (400, "mobile_shape"),
    "large": (413, "mobile_large"),
}
"""What the stand-in does: the answer it gets, and the fault where its sentence has no facts."""


@pytest.mark.parametrize("mode", BAD)
def test_what_does_not_hold_is_shown_at_the_browser_and_may_be_signed_again(
    case: Case, signer: User, mode: str
) -> None:
    status, code = BAD[mode]
    with people.at(people.after(case)):
        client = signed_in(signer)
        page = asked(client, case)
        opened = telephone.scan(telephone.code_on(page))
        refused = telephone.answer(opened, signer.signing_iin, mode)
        assert refused.context["status"] == status, refused.context["message"]
        waits = client.get(waiting(page))
        fault = waits.context["row"].fault
        assert escape(fault) in text(waits) and (not code or fault == str(FAULTS[code]) % {"limit": 1024})
        assert ApiCall.objects.latest("id").code not in ("", "token")
        assert not Signature.objects.filter(case=case, step="sign_petition").exists()
        telephone.answer(opened, signer.signing_iin)
        telephone.go_on(client, page)
    case.refresh_from_db()
    assert case.state == State.PETITION_SIGNED


def test_another_s_key_signs_nothing(case: Case, signer: User) -> None:
    other = people.officer()
    identity_of(other)
    with people.at(people.after(case)):
        client = signed_in(signer)
        page = asked(client, case)
        refused = telephone.sign(telephone.code_on(page), other.signing_iin)
        # Of an official of another body the organisation is looked at first.
        with translation.override(page.context["row"].language):  # that of the page that asked
            why = str(FAULTS["other_organisation"]) % {"bin": "241000000321"}
        assert (refused.context["status"], refused.context["message"]) == (403, why)
        assert not client.get(waiting(page)).context["is_signed"]


def test_five_signatures_that_do_not_hold_end_it(case: Case, signer: User) -> None:
    with people.at(people.after(case)):
        client = signed_in(signer)
        page = asked(client, case)
        opened = telephone.scan(telephone.code_on(page))
        tried = [telephone.answer(opened, signer.signing_iin, "altered").context["status"] for _time in range(5)]
        assert tried == [403] * 5 and telephone.answer(opened, signer.signing_iin).context["status"] == 403
        over = client.get(waiting(page))
        assert "No signature that holds has come" in text(over) and not over.context["is_open"]


# ------------------------------------------------------------------------------------------------ codes and tokens


def test_a_token_is_spent_once_it_has_brought_a_signature(case: Case, signer: User) -> None:
    with people.at(people.after(case)):
        page = asked(signed_in(signer), case)
        code = telephone.code_on(page)
        twice = telephone.sign(code, signer.signing_iin, "twice")
        assert twice.context["status"] == 403, "the second answer"
        assert telephone.scan(code).context["status"] == 404, "and the code is spent"
    assert MobileSigning.objects.get().state == MobileSigning.SIGNED


@pytest.mark.parametrize("mode", ["no_token", "wrong_token"])
def test_without_its_token_nothing_is_shown(case: Case, signer: User, mode: str) -> None:
    with people.at(people.after(case)):
        page = asked(signed_in(signer), case)
        opened = telephone.scan(telephone.code_on(page), mode)
        unknown = telephone.fetched("GET", "/egov-mobile/nothing/documents", None, {})
    assert "shown" not in opened.context and opened.context["status"] == 403 == unknown.status
    assert opened.context["message"] == json.loads(unknown.body)["message"], "nobody learns what exists"


def test_of_two_who_scan_the_last_is_heard_and_after_the_documents_nobody(case: Case, signer: User) -> None:
    with people.at(people.after(case)):
        page = asked(signed_in(signer), case)
        address = calling.address_in(telephone.code_on(page))
        places = [calling.ask_portal("GET", address).body["document"] for _telephone in range(2)]
        answers = [calling.ask_portal("GET", place["uri"], place["auth_token"]).status for place in places]
        assert answers == [403, 200]
        assert calling.ask_portal("GET", address).status == 404
        assert telephone.scan(telephone.code_on(page)).context["status"] == 404


def test_who_comes_late_finds_nothing_and_who_waits_learns_it(case: Case, signer: User, settings: Any) -> None:
    at = people.after(case)
    with people.at(at):
        client = signed_in(signer)
        page = asked(client, case)
        opened = telephone.scan(telephone.code_on(page))
    with people.at(at + timedelta(minutes=settings.EDS_MOBILE_MINUTES)):
        assert telephone.answer(opened, signer.signing_iin).context["status"] == 403
        assert telephone.scan(telephone.code_on(page)).context["status"] == 404
        over = client.get(waiting(page))
    assert "The time of this code is over" in text(over) and '<svg class="qr"' not in text(over)


def test_the_first_call_names_nobody(case: Case, signer: User) -> None:
    with people.at(people.after(case)):
        page = asked(signed_in(signer), case)
        sent = calling.ask_portal("GET", calling.address_in(telephone.code_on(page))).body
    words = json.dumps(sent, ensure_ascii=False)
    private = (case.number, case.person.full_name, case.person.iin, signer.full_name, signer.signing_iin, str(case.pk))
    assert not [fact for fact in private if fact in words]
    assert sent["document"]["auth_type"] == "Token" and sent["document"]["auth_token"] not in sent["document"]["uri"]
    assert datetime.fromisoformat(sent["expiry_date"]).tzinfo and set(sent["organisation"]) == {
        "nameRu", "nameKz", "nameEn", "bin",
    }  # fmt: skip


def test_calls_without_end_are_refused(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "CALLS", 2)
    with people.at(people.START):
        cache.clear()
        statuses = [telephone.fetched("GET", "/egov-mobile/x/mgovSign", None, {}).status for _time in range(5)]
    assert statuses == [404, 404, 429, 429, 429]
    assert ApiCall.objects.filter(status=429).count() == 1, "of what is refused for its number a row a minute"


# ------------------------------------------------------------------------------------------------ the browser


def test_no_other_browser_sees_what_waits(case: Case, signer: User) -> None:
    with people.at(people.after(case)):
        page = asked(signed_in(signer), case)
        for other in (Client(), signed_in(people.officer()), signed_in(signer)):
            assert other.get(waiting(page)).status_code == 404
            assert other.post(reverse("mobile:stop", args=[page.context["row"].pk])).status_code == 404
    assert MobileSigning.objects.get().state == MobileSigning.WAITING


def test_who_waits_may_stop(case: Case, signer: User) -> None:
    with people.at(people.after(case)):
        client = signed_in(signer)
        page = asked(client, case)
        back = client.post(reverse("mobile:stop", args=[page.context["row"].pk]))
        assert back.headers["Location"] == page.context["row"].back
        assert telephone.scan(telephone.code_on(page)).context["status"] == 404
        assert "You have stopped it" in text(client.get(waiting(page)))


def test_a_page_that_has_nothing_new_to_show_is_left_alone(case: Case, signer: User) -> None:
    """So the focus stays, and nothing is read out again."""
    with people.at(people.after(case)):
        client = signed_in(signer)
        page = asked(client, case)
        again = {"seen": page.context["seen"]}
        assert client.get(waiting(page), again, headers={"hx-request": "true"}).status_code == 204
        assert client.get(waiting(page), again).status_code == 200
        telephone.scan(telephone.code_on(page))
        there = client.get(waiting(page), again, headers={"hx-request": "true"})
    assert there.status_code == 200 and "The telephone has what is to be signed" in text(there)


def test_it_waits_without_scripts_too(case: Case, signer: User) -> None:
    with people.at(people.after(case)):
        client = signed_in(signer)
        page = asked(client, case)
        assert '<noscript><meta http-equiv="refresh"' in text(page)
        telephone.sign(telephone.code_on(page), signer.signing_iin)
        done = text(client.get(waiting(page)))
    assert 'http-equiv="refresh"' not in done and f'action="{step_url(case, "sign_petition")}"' in done
    assert ">Go on</button>" in done


def test_a_case_that_has_changed_meanwhile_is_shown_again(case: Case, signer: User) -> None:
    """As with NCALayer: nobody's signature is put under a sheet that is not the case any more."""
    with people.at(people.after(case)):
        client = signed_in(signer)
        page = asked(client, case)
        telephone.sign(telephone.code_on(page), signer.signing_iin)
        Case.objects.filter(pk=case.pk).update(version=case.version + 1)
        answer = telephone.go_on(client, page)
    assert answer.status_code == 409
    case.refresh_from_db()
    assert case.state == State.MINISTRY_REVIEW


def test_a_portal_without_it_offers_nothing(case: Case, signer: User, settings: Any) -> None:
    settings.EDS_MOBILE = False
    with people.at(people.after(case)):
        client = signed_in(signer)
        page = client.post(step_url(case, "sign_petition"), {"version": case.version, **TYPED})
        assert "by_mobile" not in text(page)
        assert telephone.fetched("GET", "/egov-mobile/x/mgovSign", None, {}).status == 404
    assert "by_mobile" not in text(Client().get("/sign-in/"))
