"""The return of a petition is complained of as the return of an application is: by the person in the cabinet, before
the head of Astana Hub, wherever the case has gone on to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine import rulings
from cases.engine.steps.errors import NotMetError
from cases.law.errors import NotNowError
from cases.letters import rendering
from cases.models import Case, Document, Letter
from cases.programmes.complaint import facts
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import URL, read
from tests.cases.programmes.complaint.complaining import (
    WORDS,
    ask,
    begun,
    carried_out,
    letter_of,
    satisfied,
    step,
    under,
)

pytestmark = pytest.mark.django_db

KIND = "petition_return"
HEADS = ("hub", "ministry", "astana")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def returned(*further: State) -> Case:
    journey = people.Journey(people.applicant())
    for state in (State.PETITION_INCOMPLETE, *further):
        journey.to(state)
    return ways.fresh(journey.case)


def complained(about: Case) -> Case:
    """Begun by the button under the letter, and filed."""
    owner, now, letter = about.person.user, people.after(about), letter_of(about, KIND)
    start = reverse("egov:complaints:start", args=[letter.pk])
    assert start in ask(owner, now, reverse("egov:cabinet:case", args=[about.pk])).content.decode()
    assert ask(owner, now, start, {}).status_code == 302
    draft = Case.objects.get(about_letter=letter)
    return step(draft, "file_complaint", owner, facts.ComplaintText(text=WORDS), now)


def waiting_at(where: str, about: Case, now: Any) -> bool:
    """Whether the desk of this head shows the ruling that waits."""
    home = ask(people.head(where + ways.DEPUTY), now, reverse("con:head:home")).content.decode()
    return reverse("cases:step", args=[about.pk, "execute_ruling"]) in home


@pytest.mark.parametrize("further", [(), (State.SCREENING,)])
def test_satisfied_the_return_falls(further: tuple[State, ...]) -> None:
    """Still returned, the petition goes back to the screening; sent again since, it stays there."""
    about = returned(*further)
    case = complained(about)
    hub, now = people.head("hub"), people.after(case)
    assert case.number in ask(hub, now, reverse("con:head:home")).content.decode()
    assert case.body == "hub" and letter_of(about, KIND).number in shown(hub, case, "con:complaints:case")
    satisfied(case, hub)
    about, now = ways.fresh(about), people.after(ways.fresh(case))
    assert {where for where in HEADS if waiting_at(where, about, now)} == {"hub"}
    fallen = carried_out(about, now, "hub")
    assert (fallen.state, letter_of(about, KIND).set_aside_at) == (State.SCREENING, now)
    ways.sound(fallen)


def shown(user: Any, case: Case, page: str) -> str:
    answer = ask(user, people.after(case), reverse(page, args=[case.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_wherever_it_is_since_the_heads_of_astana_hub_rule_on_it_and_see_what_astana_hub_has_seen() -> None:
    about, record = returned(State.REGISTRATION), "record_ruling"
    hub, deputy = people.head("hub"), people.head("hub" + ways.DEPUTY)
    here, at_the_department = shown(hub, about, "con:head:case"), shown(people.head(), about, "con:head:case")
    button = reverse("cases:step", args=[about.pk, record])
    assert letter_of(about, KIND).number in here and button in here and button not in at_the_department
    later = Document.objects.filter(case=about, uploaded_at__gt=about.petition_signed_at)
    assert later.exists() and not [row for row in later if str(row.pk) in here]
    with translation.override("en"), pytest.raises(NotMetError, match="another body"):
        ways.take(about, record, user=people.head())
    about = ways.fresh(ways.take(ways.fresh(about), record, user=hub))
    now = people.after(about)
    assert {where for where in HEADS if waiting_at(where, about, now)} == {"hub"}
    paper = reverse("cases:document", args=[about.pk, Document.objects.get(case=about, kind=rulings.PAPER).pk])
    confirming = ask(deputy, now, reverse("cases:step", args=[about.pk, "execute_ruling"]))
    assert paper in confirming.content.decode() and ask(deputy, now, paper).getvalue()
    assert ask(people.head("ministry"), now, paper).status_code == 404
    fallen = carried_out(about, now, "hub")
    assert (fallen.state, letter_of(about, KIND).set_aside_at) == (State.REGISTRATION, now)


def test_of_a_petition_that_was_never_returned_they_see_nothing_once_it_has_gone_on() -> None:
    about = people.case_in(State.REGISTRATION)
    page = ask(people.head("hub"), people.after(about), reverse("con:head:case", args=[about.pk]))
    assert page.status_code == 404


def test_what_a_fallen_return_required_is_no_ground_of_a_refusal() -> None:
    case = ways.take(people.case_in(State.PETITION_INCOMPLETE, prepared=False), "record_ruling")
    head, now = people.head("hub" + ways.DEPUTY), people.after(case)
    assert [event.step for event in rulings.acts_of_body(case, head)] == ["return_petition"]
    case = ways.fresh(carried_out(ways.fresh(case), now, "hub"))
    with pytest.raises(NotMetError, match="set aside"):
        ways.take(case, "propose_screening_refusal", grounds=["not-completed"])


def test_under_the_other_reading_the_complaint_is_in_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """`challenged_in_writing` of an edition (interpretation 62)."""
    case = people.case_in(State.SCREENING)
    with under(monkeypatch, case, challenged_in_writing=(KIND,)):
        case = ways.take(ways.fresh(case), "return_petition")
        with pytest.raises(NotNowError, match="no complaint"):
            begun(case, kind=KIND)
        letter = Letter.objects.get(case=case, kind=KIND)
        args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
        printed = read(rendering.render(KIND, letter.facts, "ru", **args))
        assert "подаётсяписьменно" in "".join(printed.split())
        cabinet = shown(case.person.user, case, "egov:cabinet:case")
        assert letter.number in cabinet and reverse("egov:complaints:start", args=[letter.pk]) not in cabinet
