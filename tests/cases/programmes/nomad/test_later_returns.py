"""A return after the first: what lay there before needs its reason, and what was left of the 45 days runs on (3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine.steps.errors import NotMetError
from cases.law.calendar import local_day
from cases.models import Case, Deadline, Letter, Payment
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad import filing
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import signed_in, step_url, text

pytestmark = pytest.mark.django_db

CORRECTED = {"kind": "criminal_record", "ground": "illegible", "text": "Печать не читается."}
UNTOUCHED = {"kind": "passport", "ground": "illegible", "text": "Страница 2 не читается."}
WHY = "Страница 2 сличена с подлинником письма посольства, которое поступило сегодня."


def corrected(case: Case) -> Case:
    """The correction of what went back is sent."""
    j = people.Journey(case.person.user)  # type: ignore[arg-type]
    j.case, j.now = ways.fresh(case), people.after(case, timedelta(days=2))
    j.prepare()
    return ways.fresh(ways.take(j.case, "resubmit"))


@pytest.fixture
def once() -> Case:
    """Returned once, corrected, ten days with the officer since."""
    return corrected(people.case_in(State.REWORK, prepared=False))


def the_term(case: Case) -> Deadline:
    return Deadline.objects.get(case=case, key="decision", state=Deadline.RUNNING)


def test_the_first_correction_begins_the_term_again(once: Case) -> None:
    assert the_term(once).used == 0


def test_what_lay_there_before_goes_back_only_with_why_it_could_not_be_seen(once: Case) -> None:
    with translation.override("en"), ways.nothing_written():
        with pytest.raises(NotMetError, match="has not changed"):
            ways.take(once, "return_for_rework", returns=[UNTOUCHED])
        with pytest.raises(NotMetError, match="leave this empty"):
            ways.take(once, "return_for_rework", returns=[CORRECTED], unseen=WHY)
    case = ways.take(once, "return_for_rework", returns=[UNTOUCHED, CORRECTED], unseen=WHY)
    assert Letter.objects.filter(case=case, kind="rework_return").order_by("-id")[0].facts["unseen"] == {
        "ru": WHY,
        "kk": "",
    }
    assert the_term(corrected(case)).used == 0, "what could not be seen begins the term anew"


def test_where_the_correction_fell_short_the_rest_of_the_term_runs_on(once: Case) -> None:
    begun = the_term(once)
    case = ways.take(once, "return_for_rework", people.after(once, timedelta(days=10)), returns=[CORRECTED])
    case = corrected(case)
    term = the_term(case)
    assert term.used == 10
    nominal = local_day(term.starts_at) + timedelta(days=45 - 10)
    while not work_calendar().day(nominal).working:
        nominal += timedelta(days=1)
    assert term.last_day == nominal < local_day(term.starts_at) + timedelta(days=45)
    assert begun.last_day < term.last_day, "the days with the applicant are not held against the service"
    with people.at(people.after(case)):
        proof = text(signed_in(people.officer()).get(reverse("cases:deadline", args=[case.pk, term.pk])))
    assert "Days that had run before" in proof


def test_the_days_of_two_returns_add_up_and_a_day_is_left(once: Case) -> None:
    case = once
    for days in (10, 40):
        case = ways.take(case, "return_for_rework", people.after(case, timedelta(days=days)), returns=[CORRECTED])
        case = corrected(case)
    term = the_term(case)
    assert term.used >= 45 and local_day(term.starts_at) < term.last_day


def test_an_edition_may_let_each_correction_begin_it_again(once: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    law = replace(once.law, each_return_restarts=True)
    monkeypatch.setattr(Case, "law", property(lambda case: law))
    case = ways.take(once, "return_for_rework", returns=[UNTOUCHED])
    assert the_term(corrected(case)).used == 0


def test_the_form_asks_why_only_after_the_first_return(once: Case) -> None:
    def page(case: Case) -> str:
        with people.at(people.after(case)):
            return text(signed_in(people.officer()).get(step_url(case, "return_for_rework")))

    assert "Why it could not be seen before" in page(once)
    assert "Why it could not be seen before" not in page(people.case_in(State.REGISTRATION))


# ------------------------------------------------------------------------------------------------ the duty


@pytest.mark.parametrize("carries", [False, True])
def test_the_duty_of_an_annulled_application_serves_the_next_where_the_edition_says_so(
    carries: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """п. 12 and interpretation 26: by default it is paid again, and the letter says so."""
    case: Any = people.case_in(State.REWORK)
    law = replace(case.law, duty_carries=carries)
    monkeypatch.setattr(Case, "law", property(lambda case: law))
    case = ways.take(case, "annul")
    assert Letter.objects.get(case=case, kind="annulment").facts["duty"] == ("carried" if carries else "again")
    again = filing.open_application(case.person.user, people.after(case))
    assert again.dossier.paid("prp") is carries
    assert Payment.objects.filter(case=case, kind="prp", state="paid").count() == 1, "the earlier file keeps its own"
