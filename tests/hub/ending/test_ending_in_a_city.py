"""What the end of the order makes impossible in a city, on the page of the head of its department."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from cases.law.calendar import local_day
from cases.models import Bar, Case, City, User
from cases.programmes.nomad import filing
from cases.programmes.nomad.states import State
from cases.values.dates import in_words
from tests import people
from tests.cases.programmes.nomad.test_endings import DAY, END, at, before_the_end
from tests.desks import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("orders_of_today")]

LANGUAGES = ("ru", "kk")
TITLE = {
    "ru": "Заявления и окончание действия приказа",
    "kk": "Өтініштер және бұйрық қолданысының аяқталуы",
}
RETURNED = {
    "ru": "В этот день истекает срок доработки: аннулированное заявление подать заново не удастся.",
    "kk": "Пысықтау мерзімі осы күні аяқталады: жойылған өтінішті қайта беру мүмкін болмайды.",
}
BARRED = {
    "ru": "До конца этого дня новое заявление не принимается.",
    "kk": "Осы күннің соңына дейін жаңа өтініш қабылданбайды.",
}
PETITION = {
    "ru": "По срокам ходатайство может быть подписано только к этому дню.",
    "kk": "Мерзімдер бойынша өтінішхатқа тек осы күнге қарай қол қойылуы мүмкін.",
}
UNFILED = {
    "ru": "1 заявитель с подписанным ходатайством выбрал это управление и ещё не подал заявление.",
    "kk": "Өтінішхатына қол қойылған 1 өтініш беруші осы басқарманы таңдап, өтінішін әлі берген жоқ.",
}
NONE = {"ru": "На этой странице таких нет.", "kk": "Бұл бетте ондайлар жоқ."}


def seen_by(head: User, language: str, when: Any) -> tuple[Any, str]:
    with people.at(when):
        response = signed_in(head, language).get(reverse("hub:ending:petitions"))
    assert response.status_code == 200
    return response, " ".join(unescape(strip_tags(text(response))).split())


def in_language(day: Any, language: str) -> str:
    with translation.override(language):
        return " ".join(in_words(day).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_return_whose_term_outlives_the_order_is_named_with_its_last_day(language: str) -> None:
    case = people.case_in(State.REWORK, start=before_the_end(6))
    last = local_day(case.due_at - timedelta(seconds=1)) if case.due_at else None
    assert last and last > END
    response, page = seen_by(people.head(), language, people.after(case))
    assert TITLE[language] in page and case.number in page and case.person.full_name in page
    assert RETURNED[language] in page and in_language(last, language) in page
    assert reverse("con:head:case", args=[case.pk]) in text(response)
    _response, elsewhere = seen_by(people.head("almaty"), language, people.after(case))
    assert case.number not in elsewhere and NONE[language] in elsewhere


def test_a_return_that_ends_before_the_order_does_is_not_there() -> None:
    case = people.case_in(State.REWORK, start=before_the_end(120))
    _response, page = seen_by(people.head(), "ru", people.after(case))
    assert case.number not in page and NONE["ru"] in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_application_that_is_not_filed_is_counted_and_its_file_stays_its_owners(language: str) -> None:
    case = people.case_in(State.PETITION_SIGNED, start=before_the_end(30))
    assert case.city_id == "astana"
    response, page = seen_by(people.head(), language, people.after(case))
    assert UNFILED[language] in page and NONE[language] in page
    assert case.number not in page and case.person.full_name not in page
    assert case.person.full_name not in text(response)
    _response, elsewhere = seen_by(people.head("almaty"), language, people.after(case))
    assert UNFILED[language] not in elsewhere


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_barred_through_the_last_day_is_named_by_the_number_alone(language: str) -> None:
    refused = people.case_in(State.FINAL_REFUSED, start=before_the_end(150))
    bar = Bar.objects.get(case=refused)
    assert bar.until > END
    owner = refused.person.user
    assert owner
    case = filing.open_application(owner, people.after(refused))
    assert case.city_id == "astana" and case.submitted_at
    response, page = seen_by(people.head(), language, people.after(case))
    assert case.number in page and BARRED[language] in page and in_language(bar.until, language) in page
    assert case.person.full_name not in page and reverse("con:head:case", args=[case.pk]) not in text(response)
    Bar.objects.update(lifted_at=people.after(case))
    _response, page = seen_by(people.head(), language, people.after(case))
    assert case.number not in page and UNFILED[language] in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_petition_that_names_the_department_and_is_signed_too_late_is_named(language: str) -> None:
    """As one that was begun again has the department of the earlier case."""
    case = people.case_in(State.ADMITTED, start=before_the_end(1))
    Case.objects.filter(pk=case.pk).update(city=City.objects.get(pk="astana"))
    response, page = seen_by(people.head(), language, people.after(case))
    assert case.number in page and PETITION[language] in page
    assert case.person.full_name not in page and reverse("con:head:case", args=[case.pk]) not in text(response)
    assert case.number not in seen_by(people.head("almaty"), language, people.after(case))[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_when_the_order_has_ended_and_turns_its_pages(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.ending.views.PAGE", 1)
    first, second = (people.case_in(State.REWORK, start=before_the_end(6)) for _each in range(2))
    when = max(people.after(first), people.after(second))
    response, page = seen_by(people.head(), language, when)
    assert first.number in page and second.number not in page and response.context["after"] == first.number
    with people.at(when):
        url = reverse("hub:ending:petitions")
        following = signed_in(people.head(), language).get(url, {"after": first.number})
    assert [row.case for row, _url in following.context["impossible"]] == [second]
    _response, page = seen_by(people.head(), language, at(END + DAY))
    assert TITLE[language] in page and first.number not in page
