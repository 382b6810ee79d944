"""The whole package on one page: what is marked in every row is recorded by one press, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.models import Case, Letter, PackageItem, StepDraft
from cases.programmes.nomad.states import State
from tests import people
from tests.desks import open_case, signed_in, take, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]


def send(case: Case, name: str = "reconcile_all", *rest: str, version: Any = None, **typed: Any) -> Any:
    with people.at(people.after(case)):
        url = reverse(f"con:clerk:{name}", args=[case.pk, *rest])
        held = case.version if version is None else version
        response = signed_in(people.clerk()).post(url, {"version": held, **typed}, follow=True)
    case.refresh_from_db()
    case.forget_dossier()
    return response


def row(page: Any, kind: str) -> Any:
    return next(line for line in page.context["package"] if line.rule.kind == kind)


def test_a_press_records_what_is_marked_and_explains_in_its_row_what_cannot_be() -> None:
    case = people.case_in(State.INTAKE, prepared=False)
    marked: dict[str, Any] = {"accepted_passport": "yes", "accepted_photo": "yes", "accepted_medical": "no"}
    page = send(case, **marked, text_medical="", accepted_housing="yes", text_kk_duty="Түбіртек жоқ.")
    assert page.status_code == 422
    held = {item.kind: item.accepted for item in PackageItem.objects.filter(case=case)}
    assert held == {"passport": True, "photo": True}
    assert "Recorded: 2 documents." in text(page)
    assert row(page, "medical").errors == ["Say what is wrong: the applicant reads it in the receipt."]
    assert "There is no copy to compare" in row(page, "housing").errors[0]
    assert row(page, "duty").errors and "Түбіртек жоқ." in text(page), "kept, and asked about"
    assert (row(page, "medical").mark, row(page, "housing").mark) == ("no", "yes")
    again = send(case, **marked, text_medical="The seal is missing.")
    assert again.status_code == 200 and "Recorded: 1 document." in text(again)
    assert PackageItem.objects.filter(case=case).count() == 3, "what is recorded already is not recorded twice"
    assert "Nothing was marked" in text(send(case, **marked))


def test_a_page_older_than_the_case_records_nothing_and_keeps_what_was_marked() -> None:
    case, seen = people.case_in(State.INTAKE, prepared=False), 0
    seen = case.version
    send(case, accepted_passport="yes")
    page = send(case, version=seen, accepted_photo="no", text_photo="Another size.")
    assert page.status_code == 409 and "Changed in another tab" in text(page) and "Another size." in text(page)
    assert not PackageItem.objects.filter(case=case, kind="photo").exists()


def test_a_single_row_leaves_the_words_of_the_others_on_the_page() -> None:
    case = people.case_in(State.INTAKE, prepared=False)
    page = send(case, "reconcile", "passport", accepted_passport="yes", accepted_photo="no", text_photo="Another size.")
    assert page.status_code == 200 and "Another size." in text(page) and row(page, "photo").mark == "no"
    assert [item.kind for item in PackageItem.objects.filter(case=case)] == ["passport"]


def test_each_row_says_what_the_order_asks_and_whether_it_is_met() -> None:
    case = people.case_in(State.INTAKE, prepared=False)
    page = open_case(people.clerk(), case)
    asked = {line.rule.kind: [rule.met for rule in line.rules] for line in page.context["package"]}
    assert asked["passport"] == [True] and asked["housing"] == [None] and asked["photo"] == []
    assert "for at least 180 days (para. 20(4))" in text(page)


def test_the_receipt_is_printed_while_the_person_waits() -> None:
    case, user = people.case_in(State.INTAKE), people.clerk()
    take(user, case, "file_at_con")
    letter = Letter.objects.get(case=case, kind="intake_receipt")
    assert not letter.files
    page = open_case(user, case)
    assert letter.number in text(page) and page.context["receipt"]["number"] == letter.number
    for link in page.context["receipt"]["links"]:
        answer = signed_in(user).get(link["url"])
        assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
        assert answer.getvalue().startswith(b"%PDF")
    letter.refresh_from_db()
    assert set(letter.files) == {"ru", "kk"}


def test_what_is_typed_in_the_rows_is_kept_until_it_is_recorded() -> None:
    case, clerk = people.case_in(State.INTAKE, prepared=False), people.clerk()
    place = reverse("cases:typed_text", args=[case.pk, "package"])
    typed = {"accepted_medical": "no", "text_medical": "Не читается печать врача.", "accepted_passport": "yes"}
    with people.at(people.after(case)):
        client = signed_in(clerk)
        saved = client.post(place, typed, headers={"accept": "application/json"}).json()
        assert saved["draft"] and "Draft saved" in saved["words"]
        page = client.get(reverse("con:clerk:case", args=[case.pk]))
    shown = row(page, "medical")
    assert (shown.mark, row(page, "passport").mark) == ("no", "yes") and shown.remarks[0].text == typed["text_medical"]
    assert f'data-typed="{place}"' in text(page) and f'value="{saved["draft"]}"' in text(page)
    send(case, "reconcile", "passport", accepted_passport="yes", draft=saved["draft"])
    left = StepDraft.objects.get(case=case, user=clerk)
    assert left.data == {name: [typed[name]] for name in ("accepted_medical", "text_medical")}
    send(case, accepted_medical="no", text_medical=typed["text_medical"], draft=saved["draft"])
    assert not StepDraft.objects.exists() and PackageItem.objects.filter(case=case).count() == 2
    with people.at(people.after(case)):
        assert signed_in(people.officer()).post(place, typed).status_code == 404, "nobody else has such rows"
