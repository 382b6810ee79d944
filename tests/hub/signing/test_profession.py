"""The profession of the petition: one of the list of order № 49 in force, or words while no list is entered."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from cases.engine.steps.errors import NotMetError
from cases.models import Case, Letter, Profession
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.admin.rooms import url
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db
ROW = {
    "name_ru": "Архитектор программного обеспечения",
    "name_kk": "Бағдарламалық қамтылым сәулетшісі",
    "name_en": "Software architect",
    "source": "test",
    "valid_from": date(2023, 2, 28),
}


def listed(code: str = "12", **changed: Any) -> Profession:
    return Profession.objects.create(code=code, **ROW | changed)


def asked(case: Case, typed: str, language: str = "en") -> Any:
    with people.at(people.after(case)):
        client = signed_in(people.signer(), language)
        return client.post(step_url(case, "sign_petition"), {"version": case.version, "profession": typed})


def test_without_a_list_it_is_words_and_the_page_says_so() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), people.signer()
    assert "The list of order № 49 is not entered" in text(open_case(user, case))
    take(user, case, "sign_petition", profession="Разработчик ПО")
    assert (case.profession, case.profession_code) == ("Разработчик ПО", "")
    with people.at(people.after(case)):
        own = text(signed_in(case.person.user).get("/egov/"))  # type: ignore[arg-type]
    assert "is not entered" not in own, "no affair of the applicant"


@pytest.mark.parametrize("typed", ["12", "software ARCHITECT", "Архитектор программного обеспечения (12)"])
def test_it_is_chosen_by_its_code_or_its_name_in_any_language(typed: str) -> None:
    listed(confirmed=True)
    case, user = people.case_in(State.MINISTRY_REVIEW), people.signer()
    page = text(open_case(user, case))
    assert '<option value="Software architect (12)">' in page and "has not been compared" not in page
    take(user, case, "sign_petition", profession=typed)
    assert (case.profession, case.profession_kk, case.profession_code) == (ROW["name_ru"], ROW["name_kk"], "12")
    letter = Letter.objects.get(case=case, kind="petition").facts
    assert letter["profession"] == {"ru": ROW["name_ru"], "kk": ROW["name_kk"]} and letter["profession_code"] == "12"


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_what_is_not_in_force_is_refused_with_its_day_and_the_form_kept(language: str) -> None:
    listed()
    listed("99", name_ru="Верстальщик", name_en="Typesetter", valid_to=date(2025, 12, 31))
    case = people.case_in(State.MINISTRY_REVIEW)
    gone, unknown = asked(case, "Верстальщик", language), asked(case, "Космонавт", language)
    assert (gone.status_code, unknown.status_code) == (422, 422)
    assert "2025" in text(gone) and 'value="Верстальщик"' in text(gone)
    with translation.override(language):
        sentence = translation.gettext(
            "This is not in the list of order № 49: type a part of the name and choose one of those that are offered."
        )
    assert sentence in text(unknown) and ways.fresh(case).state == State.MINISTRY_REVIEW
    assert translation.gettext("The list of order № 49 as it is entered here has not been compared with the order yet.")


def test_the_door_itself_takes_no_code_out_of_force() -> None:
    listed()
    row = listed("99", name_ru="Верстальщик", valid_to=date(2025, 12, 31))
    case = people.case_in(State.MINISTRY_REVIEW)
    given: dict[str, Any] = {"profession": row.name_ru, "profession_kk": row.name_kk, "code": row.code}
    with pytest.raises(NotMetError):
        ways.take(case, "sign_petition", **given)
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "sign_petition", profession="Другое", profession_kk="", code="12")


def test_a_petition_keeps_its_words_whatever_becomes_of_the_row() -> None:
    row = listed()
    case = ways.take(people.case_in(State.MINISTRY_REVIEW), "sign_petition")
    row.name_ru, row.valid_to = "Иначе", date(2026, 5, 1)
    row.save()
    assert ways.fresh(case).profession == ROW["name_ru"] and ways.fresh(case).profession_code == "12"


# ------------------------------------------------------------------------------------------------ reference data


def test_an_administrator_keeps_the_list() -> None:
    administrator = signed_in(people.administrator())
    sent = {**ROW, "code": "12", "valid_from": "2023-02-28", "valid_to": "2023-01-01"}
    wrong = administrator.post(url(Profession, "add"), sent)
    assert "valid_to" in wrong.context["adminform"].form.errors
    assert administrator.post(url(Profession, "add"), sent | {"valid_to": ""}).status_code == 302
    assert Profession.history.count() == 1  # type: ignore[attr-defined]
    row = Profession.objects.get()
    administrator.post(url(Profession, "change", row.pk), sent | {"code": "13", "valid_to": "2026-01-01"})
    assert Profession.objects.get().code == "12" and Profession.objects.get().valid_to == date(2026, 1, 1)


@pytest.mark.parametrize("typed", ["12", "Сварщикмонтажник", "сварщик монтажник", "Сворщик-монтожник", "монтажн"])
def test_the_list_is_searched_by_how_a_profession_sounds(typed: str) -> None:
    row = listed(name_ru="Сварщик- монтажник")
    listed("7", name_ru="Врач", name_kk="Дәрігер", name_en="")
    page = signed_in(people.administrator()).get(url(Profession, "changelist"), {"q": typed})
    assert list(page.context["cl"].queryset) == [row]


HEAD = "code;name_ru;name_kk;name_en;source;valid_from;valid_to;confirmed\n"
LINE = "12;Архитектор ПО;БҚ сәулетшісі;;№ 49;2023-02-28;;yes\n"


def imported(path: Path, content: str, *options: str) -> str:
    from io import StringIO

    path.write_text(content, "utf-8-sig")
    out = StringIO()
    call_command("import_professions", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_list_is_imported_from_a_table_and_again_without_doubling(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    assert "1 added" in imported(file, HEAD + LINE, "--dry-run") and not Profession.objects.exists()
    assert "1 added" in imported(file, HEAD + LINE)
    assert Profession.objects.get().confirmed and Profession.objects.get().name_en == ""
    assert "1 as they were" in imported(file, HEAD + LINE)
    ended = LINE.replace(";2023-02-28;;", ";2023-02-28;2026-01-01;")
    assert "1 changed" in imported(file, HEAD + ended + LINE.replace("12;", "13;"))
    assert Profession.objects.count() == 2 and Profession.objects.get(code="12").valid_to == date(2026, 1, 1)


def test_a_table_ends_a_profession_and_begins_the_next_in_any_order(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    imported(file, HEAD + LINE)
    after, ended = LINE.replace("2023-02-28", "2026-01-02"), LINE.replace(";2023-02-28;;", ";2023-02-28;2026-01-01;")
    assert "1 added, 1 changed" in imported(file, HEAD + after + ended)
    last_days = Profession.objects.order_by("valid_from").values_list("valid_to", flat=True)
    assert list(last_days) == [date(2026, 1, 1), None]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (HEAD.replace("name_kk;", "") + LINE, "name_kk is missing"),
        (HEAD + LINE + LINE.replace("2023-02-28", "28.02.2023"), "line 3"),
        (HEAD + LINE + LINE.replace("yes", "perhaps"), "neither yes nor no"),
        (HEAD + LINE + LINE.replace("12;", ";"), "line 3: code"),
        (HEAD + LINE + LINE.replace(";2023-02-28;;", ";2023-02-28;2022-01-01;"), "valid_to"),
        (HEAD + LINE + LINE.replace("2023-02-28", "2024-02-28"), "line 2: code"),
    ],
)
def test_a_table_with_a_wrong_row_imports_nothing(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(CommandError) as error, translation.override("en"):
        imported(tmp_path / "list.csv", content)
    assert why in str(error.value) and error.value.returncode == 2
    assert not Profession.objects.exists()
