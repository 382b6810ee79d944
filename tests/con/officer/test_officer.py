"""The migration service's desk: registration, checks, КНБ, both decisions, through the pages alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from cases.law.calendar import local_day
from cases.models import Bar, Check, Letter, ReturnedDocument
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.states import State
from tests import people
from tests.desks import case_url, compare, home_url, open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db


def test_an_application_goes_from_registration_to_arrival() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    take(user, case, "register", mp_number="MP-900")
    for kind in case.law.checks["preliminary"]:
        assert take(user, case, "record_check", kind=kind, clear="yes", reference="R-1").status_code == 200
    take(user, case, "send_to_knb", documents=["passport", "criminal_record"])
    answered = local_day(people.after(case, 2 * people.DAY)).isoformat()
    take(user, case, "record_knb_answer", 2 * people.DAY, clear="yes", reference="K-7", answered_on=answered)
    assert case.state == State.PRELIMINARY_DECISION
    take(user, case, "approve_preliminary")
    assert case.preliminary_number.startswith("AST-2026-")
    arrived = local_day(people.after(case, 3 * people.DAY)).isoformat()
    take(user, case, "record_arrival", 3 * people.DAY, arrived_on=arrived, crossing="Almaty airport")
    assert case.state == State.ARRIVED


def test_originals_are_received_checked_and_the_permit_granted() -> None:
    case, user = people.case_in(State.IN_TRANSIT), people.officer()
    take(user, case, "receive_originals", text="Twenty sheets.")
    assert text(open_case(user, case)).count("not recorded yet") == len(case.law.checks["final"])
    compare(user, case)
    for kind in case.law.checks["final"][1:]:
        take(user, case, "record_check", kind=kind, clear="yes")
    take(user, case, "grant", text="All is well.")
    assert case.state == State.GRANTED
    assert Letter.objects.filter(case=case, kind="final_grant").exists()


@pytest.mark.parametrize("state", [State.PRELIMINARY_APPROVED, State.IN_TRANSIT])
def test_the_checks_before_the_approval_stay_in_sight_on_the_way_to_the_final_review(state: State) -> None:
    case, user = people.case_in(state), people.officer()
    panel = text(open_case(user, case)).split("checks-title", 1)[1].split("</section>", 1)[0]
    for kind in (*case.law.checks["preliminary"], "knb"):
        assert str(CHECK_NAMES[kind]) in panel


@pytest.mark.parametrize(("state", "paragraph"), [(State.CHECKS, "para. 13"), (State.FINAL_REVIEW, "para. 22")])
def test_a_check_stands_by_the_paragraph_of_its_place(state: State, paragraph: str) -> None:
    case, user = people.case_in(state, prepared=False), people.officer()
    offered = text(open_case(user, case)).split("Record a check", 1)[1]
    assert offered.index(paragraph) < offered.index("</h3>")
    assert paragraph in text(signed_in(user).get(step_url(case, "record_check"))).split("</h1>", 1)[0]


def test_the_first_missing_check_is_offered() -> None:
    case, user = people.case_in(State.CHECKS, prepared=False), people.officer()
    first, second = case.law.checks["preliminary"]
    assert open_case(user, case).context["inline"].form.initial["kind"] == first
    take(user, case, "record_check", kind=first, clear="yes")
    assert open_case(user, case).context["inline"].form.initial["kind"] == second


def test_a_return_names_documents_with_their_reasons() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    ground = people.free_ground("rework")
    data = {"ground_passport": ground, "text_passport": "The translation is missing.", "text": "Please hurry."}
    take(user, case, "return_for_rework", **data)
    assert case.state == State.REWORK
    assert ReturnedDocument.objects.get(case=case).text == "The translation is missing."
    page = text(open_case(user, case))
    assert "not replaced yet" in page
    assert "The translation is missing." in page
    assert "Please hurry." in page


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "Choose at least one document to return"),
        ({"text_photo": "Blurred.", "ground_passport": "*"}, "Choose the reason for which this document is returned."),
        ({"ground_passport": "no_such_ground"}, "Select a valid choice"),
    ],
)
def test_a_bad_return_is_named_and_kept(data: dict[str, str], says: str) -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    sent = {k: people.free_ground("rework") if v == "*" else v for k, v in data.items()} | {"text": "Kept remark."}
    response = take(user, case, "return_for_rework", **sent)
    assert response.status_code == 422
    assert says in text(response)
    assert "Kept remark." in text(response)
    assert case.state == State.REGISTRATION


def test_a_taken_register_number_is_refused() -> None:
    other, case = people.case_in(State.CHECKS), people.case_in(State.REGISTRATION)
    response = take(people.officer(), case, "register", mp_number=other.mp_number)
    assert response.status_code == 422
    assert "Another case is registered under this number." in text(response)
    assert f'value="{other.mp_number}"' in text(response)


def test_a_finding_needs_words() -> None:
    case = people.case_in(State.CHECKS, prepared=False)
    response = take(people.officer(), case, "record_check", kind="ibd", clear="no")
    assert "Say what was found." in text(response)
    assert not Check.objects.filter(case=case).exists()


def test_a_finding_blocks_the_approval_and_leaves_the_refusal() -> None:
    case, user = people.case_in(State.CHECKS, prepared=False), people.officer()
    for kind in case.law.checks["preliminary"]:
        take(user, case, "record_check", kind=kind, clear="no", text="A finding.")
    take(user, case, "send_to_knb", documents=["passport", "criminal_record"])
    day = local_day(people.after(case)).isoformat()
    take(user, case, "record_knb_answer", clear="yes", reference="K-7", answered_on=day)
    page = open_case(user, case)
    assert page.context["inline"] is None
    assert "A check speaks against" in text(page)
    assert take(user, case, "approve_preliminary").status_code == 409
    take(
        user, case, "refuse_preliminary", grounds=[people.free_ground("preliminary")], text="A finding, told in words."
    )
    assert case.state == State.PRELIMINARY_REFUSED
    assert "A new application is barred until" in text(open_case(user, case))


@pytest.mark.parametrize(
    ("state", "name", "field", "data"),
    [
        (
            State.KNB,
            "record_knb_answer",
            "answered_on",
            {"clear": "yes", "reference": "K", "answered_on": "2026-12-31"},
        ),
        (
            State.KNB,
            "record_knb_answer",
            "answered_on",
            {"clear": "yes", "reference": "K", "answered_on": "2026-05-01"},
        ),
        (State.KNB, "record_knb_answer", "answered_on", {"clear": "yes", "reference": "K", "answered_on": "yesterday"}),
        (State.PRELIMINARY_APPROVED, "record_arrival", "arrived_on", {"arrived_on": "2026-12-31"}),
        (State.PRELIMINARY_APPROVED, "record_arrival", "arrived_on", {"arrived_on": "2026-06-02"}),
    ],
)
def test_a_day_that_cannot_be_is_refused(state: State, name: str, field: str, data: dict[str, Any]) -> None:
    case = people.case_in(state)
    response = take(people.officer(), case, name, **data)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert case.state == state


def test_the_final_refusal_bars_for_a_year() -> None:
    case, user = people.case_in(State.FINAL_REVIEW), people.officer()
    take(user, case, "refuse_final", grounds=[people.free_ground("final")], text="The originals differ.")
    assert case.state == State.FINAL_REFUSED
    assert Bar.objects.filter(case=case).exists()


def test_people_with_an_approval_are_expected_and_no_work_yet() -> None:
    case, user = people.case_in(State.PRELIMINARY_APPROVED), people.officer()
    with people.at(people.after(case)):
        client = signed_in(user)
        assert case.number not in text(client.get(home_url(user)))
        page = client.get(home_url(user), {"state": State.PRELIMINARY_APPROVED})
    assert case.number in text(page)
    assert "still to appear" in text(page)


def test_overdue_work_stands_first_and_is_counted() -> None:
    early, late = (
        people.case_in(State.REGISTRATION),
        people.case_in(State.REGISTRATION, start=people.START + people.DAY),
    )
    user = people.officer()
    with people.at(people.after(early, 4 * people.DAY)):
        page = signed_in(user).get(home_url(user))
    assert [c.pk for c, *_words in page.context["rows"]] == [early.pk, late.pk]
    assert next((term.key, term.shown) for term in page.context["terms"]) == ("overdue", "1")
    assert "overdue by" in text(page)


@pytest.mark.parametrize("field", ["number", "mp_number", "preliminary_number", "iin"])
def test_a_case_is_looked_up_by_each_of_its_numbers_in_its_city_alone(field: str) -> None:
    case = people.case_in(State.PRELIMINARY_APPROVED)
    wanted = case.person.iin if field == "iin" else getattr(case, field)
    for user, shown in ((people.officer(), True), (people.officer("almaty"), False)):
        page = signed_in(user).get(home_url(user), {"q": wanted})
        assert (case_url(user, case) in text(page)) == shown


def test_the_city_stands_in_the_head_of_the_desk() -> None:
    for city in ("astana", "almaty"):
        user = people.officer(city)
        page = text(signed_in(user).get(home_url(user)))
        with translation.override("en"):
            assert f"<strong>{user.city}</strong>" in page


def test_a_number_of_an_outside_register_has_its_shape() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    wrong = take(user, case, "register", mp_number="MP-1<b>")
    assert wrong.status_code == 422 and "A number has letters, figures, and signs" in text(wrong)
    assert "MP-1&lt;b&gt;" in text(wrong) and case.state == State.REGISTRATION
