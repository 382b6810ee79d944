"""The public service centre's desk: the package against its originals, the courier, residence and card."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.law.calendar import local_day
from cases.models import Case, Dispatch, Document, Letter, PackageItem, User
from cases.programmes.nomad.states import State
from cases.values.dates import in_words
from tests import people
from tests.bad_files import executable
from tests.desks import case_url, home_url, open_case, signed_in, take, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]


def reconcile(user: User, case: Case, kind: str, accepted: str = "yes", **data: Any) -> Any:
    with people.at(people.after(case)):
        url = reverse("con:clerk:reconcile", args=[case.pk, kind])
        sent = {"version": case.version, "accepted": accepted, **data}
        response = signed_in(user).post(url, {k: v for k, v in sent.items() if v != ""}, follow=True)
    case.refresh_from_db()
    return response


def upload(user: User, case: Case, kind: str, file: bytes | None = None, **facts: Any) -> Any:
    name, good = people.specimen(kind)
    data: dict[str, Any] = {k: v.isoformat() if isinstance(v, date) else v for k, v in facts.items() if v != ""}
    if file != b"":
        data["file"] = SimpleUploadedFile(name, file or good)
    with people.at(people.after(case)):
        url = reverse("con:clerk:upload", args=[case.pk, kind])
        response = signed_in(user).post(url, data, follow=True)
    case.refresh_from_db()
    return response


def facts(case: Case, kind: str) -> dict[str, Any]:
    data = people.facts_of(kind, local_day(people.after(case)))
    return data | ({"notarised": "on"} if "notarised" in data else {})


def asked_for(case: Case) -> list[str]:
    """The package without the second criminal record document, which is asked of nobody (interpretation 20)."""
    return [rule.kind for rule in case.law.lists["con"] if rule.kind != "criminal_record_2"]


def test_a_package_goes_from_arrival_to_the_courier() -> None:
    case, user = people.case_in(State.ARRIVED), people.clerk()
    take(user, case, "open_intake")
    for kind in ("medical", "fingerprints", "housing", "consent_form"):
        assert upload(user, case, kind, **facts(case, kind)).status_code == 200
    kinds = asked_for(case)
    for kind in kinds:
        assert reconcile(user, case, kind).status_code == 200
    assert PackageItem.objects.filter(case=case, accepted=True).count() == len(kinds) == 10
    take(user, case, "file_at_con")
    assert case.state == State.DISPATCH
    take(user, case, "hand_to_courier", courier="KazPost", waybill="KZ-1", sheets="12")
    assert case.state == State.IN_TRANSIT
    assert Dispatch.objects.get(case=case).sheets == 12


def test_a_granted_permit_goes_to_the_card() -> None:
    case, user = people.case_in(State.GRANTED), people.clerk()
    day = local_day(people.after(case)).isoformat()
    take(user, case, "register_residence", address="1 Example Street", registered_on=day)
    assert case.state == State.REGISTERED
    assert take(user, case, "order_card").status_code == 409
    for rule in case.law.lists["residence"]:
        reconcile(user, case, rule.kind)
    take(user, case, "order_card")
    day = local_day(people.after(case)).isoformat()
    take(user, case, "issue_card", card_number="KZ-100", issued_on=day)
    assert case.state == State.CARD_ISSUED
    assert "KZ-100" in text(open_case(user, case))


def test_each_of_the_ten_documents_has_its_row() -> None:
    case = people.case_in(State.INTAKE, prepared=False)
    page = open_case(people.clerk(), case)
    assert [line.rule.kind for line in page.context["package"]] == asked_for(case)
    assert all(f'id="doc-{kind}"' in text(page) for kind in asked_for(case))
    assert "There is no copy yet." in text(page)


def test_the_package_says_what_came_before_and_where_it_differs_from_what_was_signed() -> None:
    case, user = people.case_in(State.INTAKE, prepared=False), people.clerk()
    page = open_case(user, case)
    sources = [str(row.source) for row in page.context["from_before"]]
    assert sources[0] == "From the petition" and "Nothing differs from what the applicant signed." in text(page)
    case.person.passport_number = "X7654321"
    case.person.save()
    page = open_case(user, case)
    assert "Differs from what the applicant signed" in text(page) and "“X7654321” stands now" in text(page)


def test_the_package_of_2025_has_nine() -> None:
    case = people.case_in(State.INTAKE, start=people.START_2025, prepared=False)
    assert len(open_case(people.clerk(), case).context["package"]) == 9


def test_a_refused_document_needs_a_remark_and_keeps_its_row() -> None:
    case, user = people.case_in(State.INTAKE, prepared=False), people.clerk()
    response = reconcile(user, case, "passport", "no")
    assert response.status_code == 422
    row = next(line for line in response.context["package"] if line.rule.kind == "passport")
    assert row.errors == ["Say what is wrong: the applicant reads it in the receipt."]
    assert not PackageItem.objects.filter(case=case).exists()
    reconcile(user, case, "passport", "no", text="The page is torn.")
    page = text(open_case(user, case))
    assert "The page is torn." in page
    assert "Does not match" in page


@pytest.mark.parametrize("remark", [".....", "123 456", "aaaaaaaa"])
def test_dots_are_no_remark(remark: str) -> None:
    """It is printed in the receipt of what is missing (п. 21)."""
    case = people.case_in(State.INTAKE, prepared=False)
    response = reconcile(people.clerk(), case, "passport", "no", text=remark)
    assert response.status_code == 422
    row = next(line for line in response.context["package"] if line.rule.kind == "passport")
    assert row.errors and f'value="{remark}"' in text(response)
    assert not PackageItem.objects.filter(case=case).exists()


def test_a_row_without_an_answer_keeps_the_remark() -> None:
    case = people.case_in(State.INTAKE, prepared=False)
    response = reconcile(people.clerk(), case, "photo", "", text="Typed remark.")
    assert response.status_code == 422
    assert 'value="Typed remark."' in text(response)


@pytest.mark.parametrize(
    ("days", "accepted"), [(178, False), (179, False), (180, True)], ids=["178 days", "179 days", "180 days"]
)
def test_the_term_of_the_housing_contract_is_reported_beside_its_row(days: int, accepted: bool) -> None:
    case, user = people.case_in(State.INTAKE, prepared=False), people.clerk()
    first = local_day(people.after(case))
    last = first + timedelta(days=days - 1)
    upload(user, case, "housing", valid_from=first, expires_on=last, notarised="on")
    row = next(x for x in open_case(user, case).context["package"] if x.rule.kind == "housing")
    assert (row.problems == []) == accepted


@pytest.mark.parametrize(
    ("kind", "file", "change", "says"),
    [
        ("medical", b"", {}, "Choose a file."),
        ("medical", executable(), {}, ""),
        ("medical", None, {"issued_on": date(2027, 1, 1)}, "This day is still to come."),
        ("medical", None, {"issued_on": ""}, "This field is required."),
        ("housing", None, {"notarised": ""}, "must be certified by a notary"),
        ("housing", None, {"expires_on": date(2020, 1, 1)}, "The end lies before the beginning."),
    ],
)
def test_a_bad_upload_is_named_beside_its_row(kind: str, file: bytes | None, change: Any, says: str) -> None:
    case, user = people.case_in(State.INTAKE, prepared=False), people.clerk()
    response = upload(user, case, kind, file, **(facts(case, kind) | change))
    assert response.status_code == 422
    row = next(line for line in response.context["package"] if line.rule.kind == kind)
    wrong = row.form[next(iter(row.form.errors))]
    assert f'href="#{wrong.id_for_label}"' in response.content.decode(), "the summary names it and leads there"
    assert says in text(response)
    assert not Document.objects.filter(case=case, kind=kind).exists()


def test_a_disk_that_is_full_is_reported_and_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    case, user = people.case_in(State.INTAKE, prepared=False), people.clerk()
    monkeypatch.setattr("cases.files.storing._put", full)
    monkeypatch.setattr("cases.files.storing.FileSystemStorage.exists", lambda *args: False)
    response = upload(user, case, "medical", **facts(case, "medical"))
    assert response.status_code == 422
    assert not Document.objects.filter(case=case, kind="medical").exists()


def test_dates_are_corrected_without_sending_the_file_again() -> None:
    case, user = people.case_in(State.INTAKE, prepared=False), people.clerk()
    assert upload(user, case, "passport", b"", expires_on=date(2031, 5, 5)).status_code == 422, "says no reason"
    data = {"kind": "passport", "expires_on": "2031-05-05", "reason": "The last day was typed wrongly."}
    take(user, case, "correct_package_document", **data)
    assert Document.objects.get(case=case, kind="passport", current=True).expires_on == date(2031, 5, 5)
    entered = facts(case, "medical")
    upload(user, case, "medical", **entered)
    row = text(open_case(user, case)).partition('id="doc-medical"')[2].partition("</article>")[0]
    with translation.override("en"):
        assert f"issued on {in_words(entered['issued_on'])}" in row


def test_a_copy_replaced_after_acceptance_asks_to_be_compared_again() -> None:
    case, user = people.case_in(State.INTAKE, prepared=False), people.clerk()
    reconcile(user, case, "passport")
    upload(user, case, "passport", people.specimen("diploma")[1], **facts(case, "passport"))
    assert "compare it again" in text(open_case(user, case))


@pytest.mark.parametrize("kind", ["petition", "duty", "questionnaire", "cv", "no_such"])
def test_what_is_not_brought_on_paper_cannot_be_uploaded(kind: str) -> None:
    case = people.case_in(State.INTAKE, prepared=False)
    with people.at(people.after(case)):
        url = reverse("con:clerk:upload", args=[case.pk, kind])
        assert signed_in(people.clerk()).post(url).status_code == 404


def ticked(user: User, case: Case) -> list[str]:
    """What “Return the package” holds to be missing before the clerk has chosen."""
    with people.at(people.after(case)):
        page = signed_in(user).get(reverse("cases:step", args=[case.pk, "return_package"])).content.decode()
    assert page.count('name="missing"') == len(case.law.lists["con"])
    return re.findall(r'name="missing"\s[^>]*value="(\w+)"[^>]*\schecked', page)


def test_a_returned_package_gets_a_receipt_of_what_is_missing() -> None:
    case, user = people.case_in(State.INTAKE, prepared=False), people.clerk()
    assert ticked(user, case) == [], "nobody has found anything yet"
    reconcile(user, case, "housing", accepted="no", text=people.REASONS)
    assert ticked(user, case) == ["housing"]
    assert "Choose what is missing." in text(take(user, case, "return_package", missing=[]))
    take(user, case, "return_package", missing=["medical", "housing"], text="Bring both of them and come again.")
    assert case.state == State.ARRIVED
    assert Letter.objects.filter(case=case, kind="package_missing").exists()


@pytest.mark.parametrize("data", [{"waybill": "1"}, {"courier": "K", "waybill": "1", "sheets": "0"}])
def test_a_courier_needs_name_waybill_and_sheets(data: dict[str, str]) -> None:
    case = people.case_in(State.DISPATCH)
    assert take(people.clerk(), case, "hand_to_courier", **data).status_code == 422
    assert case.state == State.DISPATCH


@pytest.mark.parametrize("state", [State.GRANTED, State.CARD_ORDERED])
def test_a_day_to_come_is_refused(state: State) -> None:
    case = people.case_in(state)
    name, day = ("register_residence", "registered_on") if state == State.GRANTED else ("issue_card", "issued_on")
    data = {day: "2030-01-01", "address": "1 Example Street", "card_number": "C"}
    response = take(people.clerk(), case, name, **data)
    assert response.context["form"].errors[day] == ["This day is still to come."]


def test_two_clerks_at_the_same_document_and_the_second_is_informed() -> None:
    case, user = people.case_in(State.INTAKE, prepared=False), people.clerk()
    seen = case.version
    other = User.objects.create_user(
        "other@example.org", people.PASSWORD, full_name="Other", role=user.role, city_id="astana"
    )
    reconcile(other, case, "passport")
    response = reconcile(
        user, case, "passport", "no", version=seen, text="It is torn.", reason="Seen at a second look."
    )
    assert "Somebody was quicker" in text(response)
    assert PackageItem.objects.filter(case=case).count() == 1


def test_a_package_that_has_gone_on_is_reported() -> None:
    case, user = people.case_in(State.DISPATCH), people.clerk()
    assert "the case has moved on" in text(reconcile(user, case, "passport")).lower()
    assert "the case has moved on" in text(upload(user, case, "medical", **facts(case, "medical"))).lower()


def test_a_case_is_looked_up_by_what_its_page_shows_once_it_has_a_preliminary_permit() -> None:
    case, user = people.case_in(State.ARRIVED), people.clerk()
    client, other = signed_in(user), signed_in(people.clerk("almaty"))
    for wanted in (case.preliminary_number.lower(), case.person.iin, case.person.surname):
        assert case_url(user, case) in text(client.get(home_url(user), {"q": wanted}))
        assert "No such case" in text(other.get(home_url(people.clerk("almaty")), {"q": wanted}))
    early = people.case_in(State.CHECKS)
    for wanted in (early.number, early.person.iin):
        assert "No such case" in text(client.get(home_url(user), {"q": wanted}))


def test_those_expected_stand_apart_from_the_work() -> None:
    arrived, granted = people.case_in(State.ARRIVED), people.case_in(State.GRANTED)
    client, url = signed_in(people.clerk()), home_url(people.clerk())
    assert arrived.number not in text(client.get(url))
    assert arrived.number in text(client.get(url, {"state": "arrived"}))
    assert granted.number in text(client.get(url, {"state": "granted"}))


@pytest.mark.parametrize("who", [people.officer, people.screener, people.auditor])
def test_the_rows_are_the_clerks_alone(who: Any) -> None:
    case = people.case_in(State.INTAKE, prepared=False)
    assert reconcile(who(), case, "passport").status_code == 403
    assert upload(who(), case, "medical").status_code == 403


def test_another_citys_package_is_not_there() -> None:
    case = people.case_in(State.INTAKE, prepared=False)
    assert reconcile(people.clerk("almaty"), case, "passport").status_code == 404
    assert upload(people.clerk("almaty"), case, "medical").status_code == 404


def test_a_remark_written_when_the_session_had_ended_is_handed_back() -> None:
    case, user = people.case_in(State.INTAKE, prepared=False), people.clerk()
    url = reverse("con:clerk:reconcile", args=[case.pk, "housing"])
    client = Client(headers={"accept-language": "en", "sec-fetch-site": "same-origin"})
    with people.at(people.after(case)):
        sent = client.post(url, {"version": case.version, "accepted": "no", "text": "No notary stamp"})
        client.force_login(user)
        ways = [client.get(reverse(f"con:clerk:{name}", args=[case.pk, "housing"])) for name in ("reconcile", "upload")]
    assert ">No notary stamp</textarea>" in text(sent)
    assert all(way["Location"].endswith("#doc-housing") for way in ways)
    assert not PackageItem.objects.filter(case=case, kind="housing").exists()


def test_nothing_is_accepted_that_was_never_copied() -> None:
    case, user = people.case_in(State.INTAKE, prepared=False), people.clerk()
    page = text(reconcile(user, case, "housing"))
    assert "There is no copy to compare with the original" in page
    assert not PackageItem.objects.filter(case=case, kind="housing").exists()
    reconcile(user, case, "passport")
    assert PackageItem.objects.get(case=case, kind="passport").accepted
