"""What nobody has confirmed or entered yet stands on one page, until somebody does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext

from cases.admin import unconfirmed
from cases.models import (
    BodyHead,
    CalendarDay,
    CalendarYear,
    ConsentClause,
    CountryRule,
    Ground,
    Profession,
    QuestionnaireForm,
    Remedy,
    RetentionRule,
    ServiceTerm,
    WorkingHours,
)
from tests import people
from tests.cases.admin.rooms import url
from tests.desks import text

pytestmark = pytest.mark.django_db

MARKED: tuple[Any, ...] = (
    *(BodyHead, CalendarDay, CalendarYear, ConsentClause, CountryRule, Ground, QuestionnaireForm, Remedy, ServiceTerm),
    *(RetentionRule, WorkingHours),
)
"""Reference data whose text was not found, or not compared, as they are loaded first."""


def shown(client: Client, language: str = "en") -> dict[str, Any]:
    answer = client.get(reverse("admin:unconfirmed"), headers={"accept-language": language})
    assert answer.status_code == 200
    return {"page": text(answer), **{name: answer.context[name] for name in ("lines", "gaps")}}


def test_each_table_that_is_loaded_unconfirmed_is_named_with_its_number(administrator: Client) -> None:
    people.reference()
    page = shown(administrator)
    assert {line.url for line in page["lines"]} == {f"{url(m, 'changelist')}?confirmed__exact=0" for m in MARKED}
    for line in page["lines"]:
        assert administrator.get(line.url).status_code == 200 and str(line.number) in page["page"]
    assert "2027" in [name for line in page["lines"] for name, _source in line.rows], "the calendar of next year"
    ServiceTerm.objects.update(confirmed=True)
    assert url(ServiceTerm, "changelist") not in "".join(line.url for line in shown(administrator)["lines"])


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_what_is_missing_is_named_with_what_follows_from_it(administrator: Client, language: str) -> None:
    people.reference()
    Profession.objects.all().delete()
    with translation.override(language):
        gaps = {str(gap.what): gap.names for gap in shown(administrator, language)["gaps"]}
        page = shown(administrator, language)["page"]
        no_hearing = str(Ground(kind="no_hearing").get_kind_display())
        words = {
            gettext("No address: nobody could write a complaint to it."): Remedy.without_address(),
            gettext("No higher body: letters send a complaint to the body itself."): Remedy.without_higher(),
            gettext("No name: letters do not say who answers for the act."): BodyHead.nameless(),
            gettext("No ground of this kind is in use."): [no_hearing],
            gettext("The list is empty: professions are typed in words."): ["№ 49"],
        }
        items = gaps[gettext("The text is not at hand: it can not be chosen.")]
        days = gaps[gettext("The date is estimated: correct it once it is declared.")]
    assert [day[:10] for day in days] == ["27.05.2026", "16.05.2027"]
    assert words.items() <= gaps.items() and all(names and escape(names[0]) in page for names in words.values())
    assert len(items) == 10 and [f"{number})" in item for number, item in zip(range(5, 15), items, strict=True)]


def test_what_is_entered_is_a_gap_no_more(administrator: Client) -> None:
    people.reference()
    before = {str(gap.what) for gap in shown(administrator)["gaps"]}
    BodyHead.objects.update(name="Zhumabayev Askar", position_ru="начальник", position_kk="бастық")
    ground = Ground.objects.filter(kind="final").exclude(needs=Ground.NOT_AT_HAND)[0]
    Ground.objects.create(kind="no_hearing", code="urgent", article="ст. 73", text_ru=ground.text_ru, text_kk="Қ")
    after = {str(gap.what) for gap in shown(administrator)["gaps"]}
    assert before - after == {
        "No name: letters do not say who answers for the act.",
        "No ground of this kind is in use.",
    }


def test_it_is_a_page_of_few_statements(administrator: Client, django_assert_max_num_queries: Any) -> None:
    people.reference()
    shown(administrator)
    with django_assert_max_num_queries(47):
        shown(administrator)
    assert unconfirmed.NAMED == 20
