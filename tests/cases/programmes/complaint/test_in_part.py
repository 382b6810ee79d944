"""A complaint that is satisfied in part: what falls, what stands, and who decides on the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine.steps.errors import NotMetError
from cases.models import Case, Deadline, Event, Letter, Notice, Ruling, Signature, User
from cases.programmes.complaint.figures import COMPLAINTS
from cases.programmes.complaint.states import ComplaintState
from cases.programmes.nomad.states import State as Pilot
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import filled
from tests.cases.programmes.complaint import test_delays
from tests.cases.programmes.complaint.complaining import (
    PARTS,
    answered,
    answered_in_part,
    ask,
    carried_out,
    filed,
    handed_on,
    in_part,
)
from tests.desks import signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def of(case: Case, kind: str) -> Letter:
    return Letter.objects.get(case=case, kind=kind)


def page(case: Case, language: str) -> str:
    with people.at(people.after(case)):
        user: Any = case.person.user
        return text(signed_in(user, language).get(reverse("egov:complaints:case", args=[case.pk])))


def test_the_head_grants_a_part_signed_and_the_rest_goes_to_the_higher_body_with_the_whole_file() -> None:
    about, head = people.case_in(Pilot.FINAL_REFUSED), people.head()
    case = in_part(filed(about), head)
    assert (case.state, case.open) == (ComplaintState.HANDED_ON, True)
    assert Signature.objects.filter(case=case, step="satisfy_in_part", user=head).exists()
    states = {d.key: d.state for d in Deadline.objects.filter(case=case)}
    assert states == {"complaint_review": Deadline.MET, "complaint_answer": Deadline.RUNNING}
    event, letter = Event.objects.get(case=case, step="satisfy_in_part"), of(case, "complaint_in_part")
    assert event.facts["files"] == len(event.facts["file_list"]) and letter.facts["file_sha256"]
    assert (letter.facts["aside"]["kk"], letter.facts["left"]["ru"]) == (PARTS["aside_kk"], PARTS["left"])
    assert letter.facts["silent_court_until"] and filled(letter)
    assert Notice.objects.get(case=case, what="satisfy_in_part", user=about.person.user).letter == letter
    about = ways.fresh(about)
    assert about.state == Pilot.FINAL_REFUSED and not Ruling.objects.filter(case=about).exists()
    for language, sentence in {"ru": "удовлетворена частично", "kk": "ішінара қанағаттандырылды"}.items():
        words = page(case, language)
        assert sentence in words and PARTS["aside" if language == "ru" else "aside_kk"] in words
    rejected = answered(case, head, "record_rejected")
    assert rejected.state == ComplaintState.REJECTED and PARTS["left"] in page(rejected, "ru")


def test_where_the_whole_act_falls_another_head_confirms_it_and_the_case_goes_back() -> None:
    about, head = people.case_in(Pilot.FINAL_REFUSED), people.head()
    case = in_part(filed(about), head, act_falls=True)
    ruling, letter = Ruling.objects.get(case=about), of(case, "complaint_in_part")
    assert ruling.complaint == case and letter.facts["falls"] and letter.facts["confirmed_by"]
    about = carried_out(ways.fresh(about), people.after(case))
    assert about.state == Pilot.FINAL_HEARING and filled(letter)


def test_the_higher_body_satisfies_in_part_by_its_paper_and_the_court_is_named() -> None:
    about, head = people.case_in(Pilot.LAPSED), people.head()
    case = answered_in_part(handed_on(filed(about), head), head, act_falls=True)
    letter = of(case, "complaint_part_above")
    assert (case.state, case.open) == (ComplaintState.IN_PART, False)
    assert letter.facts["falls"] and letter.facts["court_until"] and filled(letter)
    assert Ruling.objects.get(case=about).kind == "higher_body"
    assert "удовлетворена частично" in page(case, "ru") and "ішінара" in page(case, "kk")


@pytest.mark.parametrize("left_out", ["aside", "left", "text", "higher"])
def test_nothing_of_it_is_left_out(left_out: str) -> None:
    case = filed(people.case_in(Pilot.FINAL_REFUSED))
    words: dict[str, Any] = {left_out: "", f"{left_out}_kk": "" if left_out != "higher" else "ІІМ"}
    with pytest.raises(NotMetError):
        in_part(case, people.head(), **words)
    url, now = reverse("cases:step", args=[case.pk, "satisfy_in_part"]), people.after(case)
    sent = ask(people.head(), now, url, {"version": case.version, "aside": PARTS["aside"], "act_falls": "no"})
    assert sent.status_code == 422 and PARTS["aside"] in sent.content.decode()
    assert ways.fresh(case).state == ComplaintState.REVIEW


def test_a_delay_has_no_part_and_who_made_the_act_grants_none() -> None:
    late = test_delays.filed(people.case_in(Pilot.REGISTRATION))
    with pytest.raises(NotMetError, match="no part"):
        in_part(late, people.head())
    case = filed(people.case_in(Pilot.FINAL_REFUSED))
    officer = people.officer()
    User.objects.filter(pk=officer.pk).update(role="head", body="department", city=case.city)
    with pytest.raises(NotMetError, match="made this act yourself"):
        in_part(case, User.objects.get(pk=officer.pk))


def test_it_is_counted_as_what_it_is() -> None:
    counted = {figure.key: figure.steps for figure in COMPLAINTS.figures}
    assert counted["complaints_in_part"] == ("satisfy_in_part",)
    assert counted["complaints_upheld_part"] == ("record_satisfied_in_part",)
    assert "satisfy_in_part" in counted["complaints_handed_on"]
    assert counted["complaints_satisfied"] == ("satisfy_complaint",)
