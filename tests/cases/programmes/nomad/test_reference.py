"""Reference data: complete in three languages, loaded once, and never put back over an administrator's word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation

from cases.law import regulations
from cases.law.calendar import seed_rows
from cases.law.errors import CaseError
from cases.models import (
    BodyHead,
    CalendarDay,
    CalendarYear,
    Case,
    City,
    DutyRate,
    EditionPeriod,
    Ground,
    Person,
    QuestionnaireForm,
    ServiceTerm,
    WorkingHours,
)
from cases.programmes.nomad import filing, reference
from cases.programmes.nomad.kinds import GroundKind
from cases.programmes.nomad.reference.questionnaire import PERSON_FIELDS, schema_problems
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import signed_in, step_url, text

pytestmark = pytest.mark.django_db


def test_a_second_load_adds_nothing() -> None:
    reference.load(people.START)
    assert set(reference.load(people.START).values()) == {0}


# ------------------------------------------------------------------------------------------------ before its day


def test_a_ground_is_offered_from_its_day_on() -> None:
    case, user = people.case_in(State.PRELIMINARY_DECISION), people.officer()
    day, words = people.local_day(people.after(case)) + people.DAY, {"text_ru": "Новый закон.", "text_kk": "Жаңа заң."}
    code = Ground.objects.create(kind="preliminary", code="new-law", article="1", valid_from=day, **words).code
    page = step_url(case, "propose_preliminary_refusal")
    for wait, offered in ((people.HOUR, False), (people.HOUR + people.DAY, True)):
        with people.at(people.after(case, wait)):
            assert (words["text_ru"] in text(signed_in(user, "ru").get(page))) is offered
            if not offered:
                sent = {"version": case.version, "grounds": [code], "text": "Сведения противоречат закону."}
                assert signed_in(user).post(page, sent).status_code == 422
    with translation.override("en"), pytest.raises(CaseError, match="not in use"):
        ways.take(case, "propose_preliminary_refusal", grounds=[code])


def test_a_department_opens_on_its_day() -> None:
    case = people.case_in(State.PETITION_SIGNED, prepared=False)
    City.objects.filter(pk="almaty").update(valid_from=people.local_day(people.after(case)) + people.DAY)
    home, url = (reverse(f"egov:application:{name}", args=[case.pk]) for name in ("home", "city"))
    with pytest.raises(CaseError):
        filing.choose_city(case.pk, case.person.user, people.after(case), City.objects.get(pk="almaty"))
    for wait, is_open in ((people.HOUR, False), (people.HOUR + people.DAY, True)):
        with people.at(people.after(case, wait)):
            client = signed_in(case.person.user)
            assert ('value="almaty"' in text(client.get(home))) is is_open
            assert client.post(url, {"city": "almaty"}).status_code == (302 if is_open else 422)


# ------------------------------------------------------------------------------------------------ loaded before


def loaded_otherwise(model: Any, key: dict[str, str], **values: Any) -> Any:
    """The row as an older release has loaded it: in the table and in its history."""
    row = model.objects.get(**key)
    model.objects.filter(pk=row.pk).update(**values)
    assert row.history.update(**values) == 1
    return model.objects.get(pk=row.pk)


def test_the_days_of_a_review_move_where_no_administrator_has_set_them() -> None:
    migration = import_module("cases.migrations.0049_reference_nobody_has_edited")
    row = loaded_otherwise(ServiceTerm, {"key": "arrival_review"}, length=3)
    migration.move_the_review(apps, None)
    row.refresh_from_db()
    newest = row.history.order_by("-history_date")[0]
    assert (row.length, newest.length, newest.history_type) == (5, 5, "~")
    assert newest.history_change_reason == "0049_reference_nobody_has_edited" and row.history.count() == 2
    migration.move_the_review(apps, None)
    assert row.history.count() == 2, "once"


@pytest.mark.parametrize("then", [3, 4])
def test_what_an_administrator_has_set_stays(then: int) -> None:
    """Three too, where he has looked at it: the row was saved by hand."""
    row = loaded_otherwise(ServiceTerm, {"key": "arrival_review"}, length=3)
    row.length = then
    row.save()
    import_module("cases.migrations.0049_reference_nobody_has_edited").move_the_review(apps, None)
    row.refresh_from_db()
    assert row.length == then and row.history.count() == 2


def test_a_questionnaire_of_before_tells_citizenships_apart() -> None:
    migration = import_module("cases.migrations.0049_reference_nobody_has_edited")
    newest: Any = QuestionnaireForm.objects.order_by("-valid_from")[0]
    old = [{k: v for k, v in item.items() if k != "besides"} for item in newest.fields]
    row = loaded_otherwise(QuestionnaireForm, {"version": newest.version}, fields=old)
    migration.tell_citizenships_apart(apps, None)
    assert QuestionnaireForm.objects.get(pk=row.pk).fields == newest.fields != old


def test_every_city_of_every_edition_is_there() -> None:
    cities = {code for edition in regulations.editions() for code in edition.cities}
    assert cities == set(City.objects.values_list("code", flat=True))


def test_the_calendar_is_the_seed() -> None:
    for year in reference.YEARS:
        table = dict(CalendarDay.objects.filter(date__year=year).values_list("date", "kind"))
        assert table == {row["date"]: row["kind"] for row in seed_rows(year)}


def test_years_say_whether_they_are_confirmed() -> None:
    assert dict(CalendarYear.objects.values_list("year", "confirmed")) == {2025: True, 2026: True, 2027: False}


def test_the_periods_are_those_of_the_editions() -> None:
    for edition in regulations.editions():
        period = EditionPeriod.objects.get(pk=edition.key)
        assert (period.intake_from, period.intake_until) == (edition.in_force_from, edition.in_force_to)


@pytest.mark.parametrize(
    ("kind", "on", "amount"),
    [
        ("prp", date(2025, 6, 1), "15728"),
        ("prp", date(2026, 6, 1), "17300"),
        ("card", date(2026, 6, 1), "865"),
        ("card", date(2025, 12, 31), "786.40"),
    ],
)
def test_the_duty_of_a_day(kind: str, on: date, amount: str) -> None:
    rate = DutyRate.objects.filter(kind=kind, valid_from__lte=on).order_by("-valid_from")[0]
    assert rate.amount == Decimal(amount)


@pytest.mark.parametrize("kind", sorted(set(GroundKind.values) - {GroundKind.NO_HEARING}))
def test_there_are_grounds_of_every_kind_in_three_languages(kind: str) -> None:
    rows = list(Ground.objects.filter(kind=kind, active=True))
    assert len(rows) > 3
    assert all(g.text_ru and g.text_kk and g.text_en and g.article for g in rows)


def test_what_is_missing_of_the_law_is_not_invented() -> None:
    """The rows name the gap and cannot be chosen."""
    rows = Ground.objects.filter(code__in=[f"art49-{n:02}" for n in range(5, 15)])
    assert rows.count() == 20 and {row.needs for row in rows} == {"text_at_hand"}
    assert all("not at hand" in row.text_en for row in rows)


def test_solvency_is_no_ground_against_a_profession_in_demand() -> None:
    assert not Ground.objects.filter(code="art49-04", active=True).exists()


# ------------------------------------------------------------------------------------------------ what was changed


def _rename(city: City) -> None:
    city.name_ru = "Другое"
    city.save()


CHANGES: dict[str, tuple[Callable[[], Any], Callable[[], bool]]] = {
    "a changed name stays": (
        lambda: _rename(City.objects.get(pk="astana")),
        lambda: City.objects.get(pk="astana").name_ru == "Другое",
    ),
    "a deleted day stays deleted": (
        lambda: CalendarDay.objects.get(date=date(2026, 12, 16)).delete(),
        lambda: not CalendarDay.objects.filter(date=date(2026, 12, 16)).exists(),
    ),
    "a switched-off ground stays off": (
        lambda: Ground.objects.filter(code="illegible").update(active=False),
        lambda: not Ground.objects.filter(code="illegible", active=True).exists(),
    ),
    "a deleted rate stays deleted": (
        lambda: DutyRate.objects.get(kind="prp", valid_from=date(2026, 1, 1)).delete(),
        lambda: not DutyRate.objects.filter(kind="prp", valid_from=date(2026, 1, 1)).exists(),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_loading_again_respects_what_was_changed(change: str) -> None:
    do, holds = CHANGES[change]
    do()
    assert set(reference.load(people.START).values()) == {0}
    assert holds()


def test_a_row_says_that_it_was_loaded() -> None:
    BodyHead.objects.all().delete()
    WorkingHours.objects.all().delete()
    City.objects.all().delete()
    City.history.all().delete()
    reference.load(people.START)
    assert City.history.get(code="almaty").history_change_reason == "load_reference"


def test_a_year_without_its_row_is_filled_but_keeps_the_days_it_has() -> None:
    CalendarYear.objects.filter(year=2027).delete()
    CalendarYear.history.filter(year=2027).delete()
    CalendarDay.objects.filter(date=date(2027, 3, 8)).update(name_ru="Своё")
    assert reference.load(people.START)["calendar years"] == 1
    assert CalendarDay.objects.get(date=date(2027, 3, 8)).name_ru == "Своё"


# ------------------------------------------------------------------------------------------------ the questionnaire


def schema() -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = QuestionnaireForm.objects.get(pk="rules-992-unconfirmed-3").fields
    return fields


def test_the_loaded_questionnaire_is_sound_and_marked_unconfirmed() -> None:
    form = QuestionnaireForm.objects.get(pk="rules-992-unconfirmed-3")
    assert list(schema_problems(form.fields)) == []
    assert not form.confirmed


def test_it_begins_with_the_language_and_the_warning() -> None:
    first = schema()[0]
    assert first["key"] == "language" and first["required"]
    assert [value for value, _text in first["choices"]] == ["ru", "kk"]
    assert "английском" in first["help"]["ru"]


def test_fields_of_a_person_exist() -> None:
    names = {f.name for f in Person._meta.concrete_fields}
    assert names >= PERSON_FIELDS
    assert {item["person"] for item in schema() if "person" in item} == PERSON_FIELDS


TEXT = {"ru": "а", "kk": "ә", "en": "a"}
GOOD = {"key": "x", "type": "text", "required": True, "label": TEXT}
CHOICE = GOOD | {"type": "choice", "choices": [["a", TEXT], ["b", TEXT]]}
WRONG: dict[str, Any] = {
    "nothing": [],
    "no list": {"a": 1},
    "no object": ["x"],
    "no label": [{"key": "x", "type": "text", "required": True}],
    "unknown part": [GOOD | {"colour": "red"}],
    "bad key": [GOOD | {"key": "X 1"}],
    "key of another type": [GOOD | {"key": 7}],
    "key twice": [GOOD, GOOD],
    "unknown type": [GOOD | {"type": "file"}],
    "type of another type": [GOOD | {"type": ["text"]}],
    "required in words": [GOOD | {"required": "yes"}],
    "a language missing": [GOOD | {"label": {"ru": "а", "kk": "ә"}}],
    "an empty text": [GOOD | {"help": TEXT | {"kk": " "}}],
    "a text that is none": [GOOD | {"label": "x"}],
    "unknown field of a person": [GOOD | {"person": "iin"}],
    "a person of another type": [GOOD | {"person": ["surname"]}],
    "choices of a text": [GOOD | {"choices": []}],
    "no choices": [GOOD | {"type": "choice"}],
    "choices that are no pairs": [CHOICE | {"choices": ["a"]}],
    "a choice twice": [CHOICE | {"choices": [["a", TEXT], ["a", TEXT]]}],
    "too many": [GOOD | {"key": f"x{n}"} for n in range(201)],
}


@pytest.mark.parametrize("what", WRONG)
def test_an_unsound_questionnaire_is_described(what: str) -> None:
    problems = [str(p) for p in schema_problems(WRONG[what])]
    assert problems and all(problems)


@pytest.mark.parametrize("fields", [[GOOD], [CHOICE], [GOOD, CHOICE | {"key": "y"}], [GOOD | {"section": TEXT}]])
def test_a_sound_edition_has_no_problems(fields: Any) -> None:
    assert list(schema_problems(fields)) == []


def test_no_case_is_touched_by_loading() -> None:
    assert not Case.objects.exists()
