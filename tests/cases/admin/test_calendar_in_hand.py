"""While the terms are counted again after a change of the calendar, each page that shows a day says what that means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from cases.engine import clock
from cases.engine.terms import calendar_changes
from cases.models import CalendarChange, CalendarDay, Case, Deadline
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.admin.rooms import url
from tests.desks import signed_in, text

pytestmark = pytest.mark.django_db

LANGUAGES = ("ru", "kk", "en")
NOT_YET = {
    "ru": "Пока все сроки не пересчитаны, ни один срок автоматически не закрывается.",
    "kk": "Барлық мерзім қайта есептелгенше бірде-бір мерзім автоматты түрде жабылмайды.",
    "en": "Until all terms are counted again the clock closes no term.",
}
AS_BEFORE = {
    "ru": "Все сроки пересчитаны; сроки снова закрываются автоматически.",
    "kk": "Барлық мерзім қайта есептелді; мерзімдер қайтадан автоматты түрде жабылады.",
    "en": "All terms are counted again; the clock closes terms as before.",
}
MAY_MOVE = {
    "ru": "Рабочий календарь изменён, сроки пересчитываются: этот день ещё может сдвинуться.",
    "kk": "Жұмыс күнтізбесі өзгерді, мерзімдер қайта есептелуде: бұл күн әлі жылжуы мүмкін.",
    "en": "The working calendar has changed, and the terms are being counted again: this day may still move.",
}


@pytest.fixture
def returned() -> Case:
    return people.case_in(State.REWORK)


@pytest.fixture
def noon(returned: Case) -> Iterator[datetime]:
    """The pages are asked for at this moment."""
    moment = people.after(returned)
    with people.at(moment):
        yield moment


def term_of(case: Case) -> Deadline:
    return Deadline.objects.get(case=case, key="rework")


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(text(response))).split())


def declared(case: Case, language: str = "ru") -> str:
    """The words that the administrator reads after a day off was saved on the last day of the term."""
    day = {"date": term_of(case).last_day.isoformat(), "kind": "day_off", "source": "Order 1", "_confirmed": "1"}
    names = {"name_ru": "А", "name_kk": "Ә", "name_en": ""}
    client = signed_in(people.administrator(), language)
    return words(client.post(url(CalendarDay, "add"), day | names, follow=True))


def listed(language: str) -> str:
    return words(signed_in(people.administrator(), language).get(url(CalendarChange, "changelist")))


def opened(language: str) -> str:
    client = signed_in(people.administrator(), language)
    return words(client.get(url(CalendarChange, "change", CalendarChange.objects.get().pk)))


def proved(case: Case, language: str) -> str:
    assert case.person.user
    address = reverse("cases:deadline", args=[case.pk, term_of(case).pk])
    return words(signed_in(case.person.user, language).get(address))


def counted_to_the_end(now: datetime) -> datetime:
    """The moment at which the sweep has done the rest."""
    later = now + calendar_changes.SETTLED
    with people.at(later):
        clock.sweep(later, outbox=False)
    assert CalendarChange.objects.get().state == CalendarChange.DONE
    return later


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_has_changed_a_day_reads_at_once_that_no_term_is_closed_until_then(
    returned: Case, noon: datetime, language: str
) -> None:
    saved = declared(returned, language)
    assert CalendarChange.objects.get().state == CalendarChange.IN_HAND
    assert NOT_YET[language] in saved


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_and_the_page_of_the_change_say_so_while_it_is_in_hand_and_no_longer(
    returned: Case, noon: datetime, language: str
) -> None:
    declared(returned)
    for page in (listed(language), opened(language)):
        assert NOT_YET[language] in page and AS_BEFORE[language] not in page
    with people.at(counted_to_the_end(noon)):
        for page in (listed(language), opened(language)):
            assert AS_BEFORE[language] in page and NOT_YET[language] not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_proof_of_a_running_term_says_that_its_day_may_still_move(
    returned: Case, noon: datetime, language: str
) -> None:
    assert MAY_MOVE[language] not in proved(returned, language)
    declared(returned)
    page = proved(returned, language)
    assert MAY_MOVE[language] in page and NOT_YET[language] in page
    with people.at(counted_to_the_end(noon)):
        page = proved(returned, language)
    assert MAY_MOVE[language] not in page and NOT_YET[language] not in page


def test_the_proof_of_a_term_that_has_stopped_says_nothing_of_it(returned: Case, noon: datetime) -> None:
    declared(returned)
    Deadline.objects.filter(pk=term_of(returned).pk).update(state="met")
    assert MAY_MOVE["ru"] not in proved(returned, "ru")
