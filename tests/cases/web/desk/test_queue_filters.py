"""A desk's list on its page: five steps of a term, filters and orders in the address, filters kept under a name."""

from __future__ import annotations

from typing import Any

import pytest

from cases.models import SavedFilter, User
from cases.programmes.nomad.states import State
from cases.workload import absences
from tests import people
from tests.cases.workload.test_taking import colleague
from tests.desks import home_url, signed_in

pytestmark = pytest.mark.django_db


def shown(user: User, **query: str) -> Any:
    return signed_in(user).get(home_url(user), query)


def numbers(response: Any) -> list[str]:
    return [case.number for case, *_words in response.context["rows"]]


def send(user: User, **data: str) -> Any:
    return signed_in(user).post(home_url(user), data, follow=True)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_name_is_searched_on_the_page_and_similar_names_are_marked() -> None:
    case, user = people.case_in(State.KNB), people.officer()
    case.person.surname = "Doantri"
    case.person.save()
    assert numbers(shown(user, q="Доантри")) == [case.number]
    near = shown(user, q="Doxntri")
    assert numbers(near) == [case.number] and "Similar names" in text(near)
    assert "There is nothing to look for." in text(shown(user, q="😀"))
    assert "No such case on this desk." in text(shown(user, q="Sidorenkov"))


def test_amiss_values_are_named_and_the_list_is_shown() -> None:
    case = people.case_in(State.KNB)
    page = shown(people.officer(), state="nowhere", sort="iin", term="soon'--", after="x")
    assert numbers(page) == [case.number]
    for words in ("State", "Order of the list", "Term", "the place in the list"):
        assert words in str(page.context["ignored"])
    assert "Left out of the address" in text(page)


@pytest.mark.parametrize("q", ["<script>alert(1)</script>", "a" * 10_000, "\u202e", "%", "' OR 1=1 --", "\0"])
def test_no_search_breaks_the_page(q: str) -> None:
    page = shown(people.officer(), q=q, state=q, term=q, citizenship=q, profession=q, sort=q, after=q, before=q)
    assert page.status_code == 200
    assert "<script>alert(1)" not in text(page)


def test_the_form_of_filters_offers_what_the_address_then_has() -> None:
    people.case_in(State.KNB)
    page = shown(people.officer(), filters="1", state="knb", citizenship="VN")
    fields = {field.name: field for field in page.context["panel"]}
    assert {"state", "term", "citizenship", "discrepancy", "from", "until"} <= set(fields)
    assert fields["state"].value == "knb" and fields["citizenship"].value == "VN"
    assert "Viet" in str(page.context["chosen"])
    assert shown(people.officer(), state="knb").context["panel"] == [], "the form is written only when asked for"


def test_a_link_of_the_list_keeps_what_else_is_asked() -> None:
    people.case_in(State.KNB)
    page = shown(people.officer(), citizenship="VN", sort="name")
    assert all("citizenship=VN" in link.url for link in page.context["terms"])
    assert all("sort=name" in tab.url for tab in page.context["tabs"])
    assert page.context["orders"]["name"].url.endswith("sort=-name")


def test_tabs_of_states_with_cases_are_seen_and_the_rest_is_in_a_menu() -> None:
    people.case_in(State.KNB)
    folded = {tab.key: tab.folded for tab in shown(people.officer()).context["tabs"]}
    assert not folded[""] and not folded["knb"], "what holds a case is seen"
    away = [key for key, is_away in folded.items() if is_away]
    assert away and not {tab.key: tab.folded for tab in shown(people.officer(), state=away[0]).context["tabs"]}[away[0]]
    assert 'class="menu desk-more"' in text(shown(people.officer()))
    assert 'class="menu desk-more"' not in text(shown(people.signer())), "a short row has no menu"


# ------------------------------------------------------------------------------------------------ kept under a name


def keep(user: User, name: str = "Vietnam", query: str = "citizenship=VN", **data: str) -> Any:
    return send(user, act="keep", name=name, query=query, **data)


def second_officer() -> User:
    email, where = "second@example.org", people.officer().city
    return User.objects.create_user(email, "x", full_name="Second", role="officer", city=where)


def names(user: User) -> list[str]:
    return [kept.row.name for kept in shown(user, all="1").context["kept"]]


def test_a_private_filter_is_private_and_the_units_is_the_units() -> None:
    officer = people.officer()
    colleague = User.objects.create_user(
        "second@example.org", "x", full_name="Second", role="officer", city_id="astana"
    )
    keep(officer, "mine")
    keep(officer, "ours", shared="on")
    assert names(officer) == ["mine", "ours"] and names(colleague) == ["ours"]
    assert names(people.officer("almaty")) == names(people.clerk()) == names(people.screener()) == []


def test_only_its_maker_removes_a_filter_until_he_works_there_no_more() -> None:
    officer = people.officer()
    colleague = User.objects.create_user(
        "second@example.org", "x", full_name="Second", role="officer", city_id="astana"
    )
    keep(officer, shared="on")
    row = SavedFilter.objects.get()
    for stranger in (colleague, people.officer("almaty"), people.clerk()):
        for act in ("remove", "start"):
            assert "not there any more" in text(send(stranger, act=act, filter=str(row.pk)))
    assert SavedFilter.objects.get() == row and not SavedFilter.objects.get().starts
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert "Removed" in text(send(colleague, act="remove", filter=str(row.pk)))
    assert not SavedFilter.objects.exists()


def test_the_desk_begins_with_the_chosen_filter_private_before_the_units() -> None:
    case, officer = people.case_in(State.KNB), people.officer()
    case.person.citizenship = "VN"
    case.person.save()
    keep(officer, "theirs", "citizenship=TR", shared="on")
    keep(officer, "mine", "citizenship=VN")
    for name, expected in (("theirs", []), ("mine", [case.number])):
        send(officer, act="start", filter=str(SavedFilter.objects.get(name=name).pk))
        assert numbers(shown(officer)) == expected, name
    assert numbers(shown(officer, all="1")) == [case.number]
    assert numbers(shown(officer, state="checks")) == []
    send(officer, act="start", filter=str(SavedFilter.objects.get(name="mine").pk))
    assert numbers(shown(officer)) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": "", "query": "term=soon"}, "give it a name"),
        ({"name": "x" * 61, "query": "term=soon"}, "give it a name"),
        ({"name": "empty", "query": ""}, "nothing to keep"),
        ({"name": "garbage", "query": "term=never&sort=iin&x=y"}, "nothing to keep"),
        ({"act": "burn", "name": "x", "query": "term=soon"}, "not known"),
        ({"act": "remove", "filter": "x"}, "not there any more"),
        ({"act": "start"}, "not there any more"),
    ],
)
def test_a_form_that_says_nothing_changes_nothing_and_names_why(data: dict[str, str], words: str) -> None:
    response = send(people.officer(), **{"act": "keep"} | data)
    assert response.status_code == (200 if "act" in data else 422) and words in text(response)
    assert f'value="{data["name"]}"' in text(response) if data.get("name") and "act" not in data else True
    assert not SavedFilter.objects.exists()


def test_the_same_name_twice_is_refused_and_the_first_stays() -> None:
    officer = people.officer()
    keep(officer, query="term=soon")
    assert "choose another name" in text(keep(officer, query="term=today"))
    assert SavedFilter.objects.get().query == "term=soon"


def test_filters_are_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.web.desk.queue_saved.MOST", 2)
    for name in "abc":
        response = keep(people.officer(), name)
    assert "remove one first" in text(response) and SavedFilter.objects.count() == 2


def test_days_the_wrong_way_round_are_named_and_stay() -> None:
    page = text(shown(people.officer(), **{"from": "2026-06-05", "until": "2026-06-01"}))
    assert "The first day is after the last day" in page and page.count('aria-describedby="days-error"') == 2
    assert 'value="2026-06-05"' in page and 'value="2026-06-01"' in page


def test_my_cases_name_the_colleague_who_is_away() -> None:
    case, officer, bolat = people.case_in("registration"), people.officer(), colleague("Bolat")
    day = people.after(case).date()
    absences.enter(bolat, bolat.pk, absences.Days(day, day), officer.pk, people.after(case))
    with people.at(people.after(case)):
        assert "those of Bolat, for whom I stand in" in text(shown(officer, owner="mine"))
