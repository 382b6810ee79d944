"""The words of events that are no steps: as the facts of steps and the rows of reference data have them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext_lazy
from pytest_django import DjangoAssertNumQueries

from cases.engine.programmes import otherevents
from cases.engine.steps import STEPS
from cases.models import Case, City, Event
from cases.models.queries import SIGHTS
from cases.programmes.nomad import KEY
from cases.programmes.nomad.events import PARTICULARS
from cases.programmes.nomad.papers.particulars import LABELS
from cases.programmes.nomad.states import State
from cases.web import timeline
from cases.web.request.addresses import case_url
from cases.web.timeline.naming import cities_of
from cases.web.timeline.ways import WAYS
from cases.web.timeline.words import NOTES, words_for
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return people.case_in(State.REGISTRATION)


def event(case: Case, name: str, /, **facts: Any) -> Event:
    return Event(case=case, step=name, source=case.state, target=case.state, facts=facts)


def test_the_history_names_a_city_that_an_administrator_has_added(case: Case, client: Client) -> None:
    City.objects.create(code="semey", series="SM", name_ru="Семей", name_kk="Семей қаласы", name_en="Semey")
    chosen = Event.objects.filter(case=case, step="edit", facts__has_key="city").latest("id")
    chosen.pk, chosen.facts, chosen._state.adding = None, {"city": "semey"}, True
    chosen.save()
    officer = people.officer()
    client.force_login(officer)
    for language, name in {"ru": "Семей", "kk": "Семей қаласы"}.items():
        page = client.get(case_url(officer, case), HTTP_ACCEPT_LANGUAGE=language)
        assert f">{name}<" in " ".join(page.content.decode().split()).replace("> ", ">").replace(" <", "<")


def test_cities_cost_a_statement_a_page_where_another_than_that_of_the_case_was_chosen(
    case: Case, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = Case.objects.select_related("city").get(pk=case.pk)
    own, others = event(case, "edit", city=case.city_id), [event(case, "edit", city=c) for c in ("almaty", "gone")]
    with django_assert_num_queries(0):
        assert cities_of(case, [own, event(case, "edit", questionnaire=True)]) == {("city", case.city_id): "Астана"}
    with django_assert_num_queries(1):
        assert cities_of(case, [own, *others, *others]).keys() == {("city", "astana"), ("city", "almaty")}
    assert timeline.of_event(others[1])[0][1] == "gone"


def test_a_step_that_is_registered_later_has_its_name(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    later = replace(next(iter(STEPS.values())), name="of_another", label=gettext_lazy("Signed step"))
    monkeypatch.setitem(STEPS, "of_another", later)
    alarm = event(case, "signature_revoked", step="of_another", day="2026-03-02")
    assert str(timeline.of_event(alarm)[0][1]) == str(later.label)


def test_what_is_no_step_is_displayed_in_words_that_are_there() -> None:
    assert NOTES.keys() <= Event.OTHER.keys()
    assert PARTICULARS.keys() <= LABELS.keys()
    for name in (*Event.OTHER, *otherevents.EVENTS):
        ways = [words.shown for words in words_for(name).values() if isinstance(words.shown, str)]
        assert set(ways) <= WAYS.keys() | otherevents.WAYS.keys(), name


def test_who_reads_a_case_up_to_the_petition_reads_its_list() -> None:
    assert SIGHTS[KEY].list_then == "petition"
