"""The courier's registry of the day, from the first package put in to the last one received."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.law.calendar import local_day
from cases.models import Case, CourierRegistry, Dispatch, Event, Letter, ReadLog, RegistryItem, StepDraft, User
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, take, text

pytestmark = pytest.mark.django_db


def post(user: User, about: Case, name: str, *rest: Any, **data: Any) -> Any:
    if name == "courier":
        data = {f"sheets_{key}": "1" for key in data.get("case", [])} | data
    with people.at(people.after(about)):
        url = reverse(f"con:{user.role}:{name}", args=rest)
        response = signed_in(user).post(url, data, follow=True)
    about.refresh_from_db()
    return response


def listed(*cases: Case) -> CourierRegistry:
    """A registry with these cases, closed."""
    clerk = people.clerk()
    post(clerk, cases[-1], "courier", case=[case.pk for case in cases], **{f"sheets_{cases[0].pk}": "24"})
    row = CourierRegistry.objects.get()
    post(clerk, cases[-1], "registry", row.pk, act="close", courier="KazPost", waybill="W-7")
    row.refresh_from_db()
    return row


def states(row: CourierRegistry) -> dict[Any, str]:
    return dict(row.items.values_list("case", "state"))


def test_a_bag_goes_from_the_centre_to_the_officer_package_by_package() -> None:
    first, two, gone = (people.case_in(State.DISPATCH) for _n in range(3))
    clerk, officer = people.clerk(), people.officer()
    row = listed(first, two, gone)
    assert row.number == f"{first.city.series}-R-{row.closed_at:%Y}-00001" and row.closed_by == clerk  # type: ignore[union-attr]
    alone = take(clerk, gone, "hand_to_courier", courier="Other", waybill="O-1", sheets="1")
    assert alone.status_code == 409 and str(row.number) in text(alone), "it goes with its registry"
    ways.take(gone, "withdraw")
    page = post(clerk, gone, "registry", row.pk, act="hand_over")
    assert "1 package was not handed over." in text(page) and "the case has moved on" in text(page)
    assert states(row) == {first.pk: "handed", two.pk: "handed", gone.pk: "refused"}
    sent = Dispatch.objects.get(case=first)
    assert (sent.courier, sent.waybill, sent.sheets) == ("KazPost", "W-7", 24)
    assert "All packages are with the courier." in text(post(clerk, gone, "registry", row.pk, act="hand_over"))
    items = {item.case_id: item.pk for item in row.items.all()}
    bag, lost = items[first.pk], items[two.pk]
    silent = post(officer, gone, "registry", row.pk, **{f"lay_{bag}": "yes", f"lay_{lost}": "no"})
    assert silent.status_code == 422 and "Tick the package as received" in text(silent)
    first.refresh_from_db()
    assert first.state == State.FINAL_REVIEW and states(row)[two.pk] == "handed"
    words = "The envelope was not in the bag."
    post(officer, gone, "registry", row.pk, **{f"lay_{lost}": "no", f"words_{lost}": words})
    item = RegistryItem.objects.get(pk=lost)
    assert (item.state, item.words, item.settled_by) == ("missing", words, officer)
    torn = "The envelope is torn, all sheets are there."
    post(officer, gone, "registry", row.pk, **{f"lay_{lost}": "yes", f"words_{lost}": torn})
    two.refresh_from_db()
    assert two.state == State.FINAL_REVIEW
    assert RegistryItem.objects.get(pk=lost).words == torn


def test_the_letter_of_a_package_is_seen_before_the_courier_takes_it() -> None:
    case, clerk = people.case_in(State.DISPATCH), people.clerk()
    row = listed(case)
    here, package = reverse("con:clerk:registry", args=[row.pk]), row.items.get().pk
    with people.at(people.after(case)):
        client = signed_in(clerk)
        assert text(client.get(here)).count(f'formaction="{here}?package={package}"') == 2
        letter = client.post(f"{here}?package={package}", {"preview": "ru"})
        assert client.post(here, {"preview": "ru"}).status_code == 404
    assert letter["Content-Type"] == "application/pdf" and letter.content.startswith(b"%PDF-")
    assert states(row) == {case.pk: "listed"} and not Letter.objects.filter(case=case, kind="courier_registry").exists()


def test_a_package_is_in_a_single_registry_and_only_where_it_waits() -> None:
    here, other = people.case_in(State.DISPATCH), people.case_in(State.DISPATCH, city="almaty")
    early = people.case_in(State.INTAKE)
    page = post(people.clerk(), early, "courier", case=[here.pk, here.pk, other.pk, early.pk, "no-key"])
    assert "does not wait for the courier" in text(page)
    assert [item.case_id for item in RegistryItem.objects.all()] == [here.pk]
    assert "in a registry already" in text(post(people.clerk(), early, "courier", case=[here.pk]))
    row = CourierRegistry.objects.get()
    assert post(people.clerk(), early, "registry", row.pk, act="hand_over").status_code == 409
    wrong = post(people.clerk(), early, "registry", row.pk, act="close", courier="Post", waybill=" ")
    assert wrong.status_code == 409 and 'value="Post"' in text(wrong)
    taken = post(people.clerk(), early, "registry", row.pk, act="take_out", item=[RegistryItem.objects.get().pk])
    assert taken.status_code == 200 and not CourierRegistry.objects.exists(), "an empty one goes"
    assert "does not wait for the courier" in text(post(people.clerk(), early, "courier", case=[early.pk]))
    assert not CourierRegistry.objects.exists(), "none is begun without a package"


def test_a_registry_closes_with_a_courier_that_a_case_takes_and_is_of_the_day_of_closing() -> None:
    case, clerk = people.case_in(State.DISPATCH), people.clerk()
    post(clerk, case, "courier", case=[case.pk])
    row = CourierRegistry.objects.get()
    CourierRegistry.objects.update(day="2026-01-05")
    for name, much in (("courier", "K" * 101), ("waybill", "W" * 61)):
        given = {"courier": "Post", "waybill": "W-1"} | {name: much}
        assert post(clerk, case, "registry", row.pk, act="close", **given).status_code == 409
    for wrong in ({"courier": "!!!", "waybill": "W-1"}, {"courier": "Post", "waybill": "???"}):
        assert post(clerk, case, "registry", row.pk, act="close", **wrong).status_code == 409, "each step would refuse"
    row.refresh_from_db()
    assert row.open and row.number is None
    post(clerk, case, "registry", row.pk, act="close", courier="Post", waybill="W-1")
    row.refresh_from_db()
    assert row.closed_at and row.day == local_day(row.closed_at)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_what_is_no_number_of_sheets_is_named_and_kept_and_no_package_is_put_in(language: str) -> None:
    first, second = people.case_in(State.DISPATCH), people.case_in(State.DISPATCH)
    url, inputs = reverse("con:clerk:courier"), [f"sheets_{case.pk}" for case in (first, second)]
    with people.at(people.after(second)):
        client = signed_in(people.clerk(), language)
        for wrong in ("abc", "0", "-3", "2001", "", "9" * 5000):
            page = client.post(url, {"case": [first.pk, second.pk], inputs[0]: wrong, inputs[1]: "24"})
            lines = {line.case.pk: line for line in page.context["waiting"]}
            assert page.status_code == 422 and not RegistryItem.objects.exists()
            assert (lines[first.pk].sheets, lines[second.pk].sheets) == (wrong[:20], "24")
            assert lines[first.pk].wrong in text(page) and "2000" in lines[first.pk].wrong
            assert not lines[second.pk].wrong and f'id="e_{first.pk}"' in text(page)
        client.post(url, {"case": [second.pk], inputs[0]: "abc", inputs[1]: " 24 "})
    assert RegistryItem.objects.get().sheets == 24, "what is not ticked is not asked"


def test_a_registry_is_of_its_city_and_until_it_is_closed_of_the_centre_alone() -> None:
    case = people.case_in(State.DISPATCH)
    post(people.clerk(), case, "courier", case=[case.pk])
    row = CourierRegistry.objects.get()
    for user in (people.clerk("almaty"), people.officer()):
        assert post(user, case, "registry", row.pk).status_code == 404
    post(people.clerk(), case, "registry", row.pk, act="close", courier="Post", waybill="1")
    assert post(people.officer(), case, "registry", row.pk).status_code == 200
    assert post(people.officer("almaty"), case, "registry", row.pk).status_code == 404
    late = post(people.clerk(), case, "registry", row.pk, act="take_out", item=[RegistryItem.objects.get().pk])
    assert late.status_code == 409 and "The registry is closed" in text(late)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_registry_is_printed_with_its_number_and_the_same_each_time(language: str) -> None:
    case = people.case_in(State.DISPATCH)
    row = listed(case)
    url = reverse("con:clerk:registry_printed", args=[row.pk, language])
    first, second = (signed_in(people.clerk()).get(url).content for _n in range(2))
    assert first.startswith(b"%PDF") and first == second
    read = ReadLog.objects.filter(case=case, user=people.clerk(), what="registry", ref=row.number)
    assert read.count() == 2 and read[0].address, "it names who is in it"
    assert signed_in(people.clerk()).get(url.replace(f"/{language}/", "/en/")).status_code == 404


def test_the_lists_of_a_day() -> None:
    case = people.case_in(State.DISPATCH)
    row = listed(case)
    for user, name in ((people.clerk(), "courier"), (people.officer(), "courier")):
        address = reverse(f"con:{user.role}:{name}")
        page = signed_in(user).get(address, {"day": row.day.isoformat()})
        assert page.status_code == 200 and str(row.number) in text(page)
        strange = signed_in(user).get(address, {"day": "2026-02-31"})
        assert strange.status_code == 200 and "is no day" in text(strange)


def test_a_registry_closed_by_mistake_is_opened_again_with_a_reason_on_record() -> None:
    case, clerk = people.case_in(State.DISPATCH), people.clerk()
    row = listed(case)
    number, words = row.number, "Закрыт до прихода курьера"
    for wrong in ("", "!!!"):
        refused = post(clerk, case, "registry", row.pk, act="reopen", why=wrong)
        assert refused.status_code == 409 and not Event.objects.filter(step="registry_reopened").exists()
    page = post(clerk, case, "registry", row.pk, act="reopen", why=words)
    open_again = CourierRegistry.objects.get()
    assert open_again.open and open_again.number is None and 'value="KazPost"' in text(page)
    event = Event.objects.get(case=case, step="registry_reopened")
    assert event.user == clerk and event.facts == {"registry": number, "text": words}
    assert words in text(open_case(clerk, case)) and words in text(open_case(people.officer(), case))
    post(clerk, case, "registry", row.pk, act="close", courier="KazPost", waybill="W-8")
    row.refresh_from_db()
    assert row.number and row.number != number, "the paper of the former bears another number"
    post(clerk, case, "registry", row.pk, act="hand_over")
    late = post(clerk, case, "registry", row.pk, act="reopen", why=words)
    assert late.status_code == 409 and "The courier has packages" in text(late)


def test_remarks_on_a_bag_are_kept_while_they_are_typed() -> None:
    case, clerk, officer = people.case_in(State.DISPATCH), people.clerk(), people.officer()
    row = listed(case)
    post(clerk, case, "registry", row.pk, act="hand_over")
    here, item = reverse("con:officer:registry", args=[row.pk]), row.items.get()
    typed = {f"lay_{item.pk}": "no", f"words_{item.pk}": "The envelope was not in the bag."}
    with people.at(people.after(case)):
        client = signed_in(officer)
        saved = client.post(f"{here}draft/", typed, headers={"accept": "application/json"}).json()
        page = client.get(here)
        assert "Draft saved" in saved["words"] and f'data-typed="{here}draft/"' in text(page)
        (line,) = page.context["lines"]
        assert (line.lay, line.words) == (False, typed[f"words_{item.pk}"])
        assert signed_in(people.officer("almaty")).post(f"{here}draft/", typed).status_code == 404
        client.post(here, typed)
        assert client.get(f"{here}draft/").status_code == 302
    assert RegistryItem.objects.get().state == "missing" and not StepDraft.objects.exists()
