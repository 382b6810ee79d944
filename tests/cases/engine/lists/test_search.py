"""A case is found by what people know of its person, within what the searcher may see, with a wrong letter or two."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from cases.accounts import naming
from cases.accounts.addresses import claims
from cases.engine.lists import search
from cases.health import checks
from cases.models import Case, SearchEntry, User, searchentry
from cases.programmes.nomad.states import State
from tests import lists, people
from tests.cases.engine import ways

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NAMES = [
    ("Doantri", "Linh", "Doantri", "доантри", "LINH DOANTRI", "Доантри Линь"),
    ("Доантри", "Лин", "Doantri", "ДОАНТРИ", "lin doantri"),
    ("Yıldızkaya", "Şebnem", "Yildizkaya", "Йылдызкая", "shebnem yildizkaya", "sebnem"),
    ("Pinhão", "José", "Pinhau", "Пинхау", "jose pinhao", "Жозе"),
    ("Құнанбаева", "Әлия", "Kunanbaeva", "Кунанбаева", "Алия Кунанбаева", "aliya"),
    ("Ғабдуллин", "Өмірбек", "Gabdullin", "Габдуллин"),
]


def a_case(state: State = State.KNB, **person: Any) -> Case:
    case = people.case_in(state)
    for name, value in person.items():
        setattr(case.person, name, value)
    case.person.save(update_fields=list(person))
    return case


@pytest.mark.parametrize(("surname", "given", "typed"), [(s, g, t) for s, g, *typed in NAMES for t in typed])
def test_either_script_finds_a_name_whatever_its_accents_case_and_order(surname: str, given: str, typed: str) -> None:
    case = a_case(surname=surname, given_names=given)
    a_case(surname="Petrov", given_names="Abay")
    assert lists.find(people.officer(), typed) == [case]


@pytest.mark.parametrize(
    "typed", ["Doantry", "Doatnri", "Dontri", "Doanntri", "Даантри", "Yildizkaia", "Yuldizkaja", "Yildiskya"]
)
def test_wrong_letters_find_the_person_where_nobody_is_as_written(typed: str) -> None:
    wanted = "Doantri" if typed[0] in "DД" else "Yıldızkaya"
    case = a_case(surname=wanted, given_names="Linh")
    a_case(surname="Petrova", given_names="Anna")
    screen = lists.listing(people.officer(), q=typed)
    assert screen.cases == [case]
    assert not lists.find(people.officer(), "Sidorenkov")


def test_a_wrong_letter_is_named() -> None:
    a_case(surname="Doantri", given_names="Linh")
    assert not lists.listing(people.officer(), q="Doantri").nearly
    assert lists.listing(people.officer(), q="Doxntri").nearly


@pytest.mark.parametrize("actor", [people.officer, people.clerk])
def test_passport_part_of_a_number_phone_mail_and_iin_find_the_case(actor: Any) -> None:
    """п. 21 names the number by which the clerk compares; within his scope he finds by all that his page shows him."""
    case = a_case(State.ARRIVED, passport_number="N7654321", phone="+77017654321")
    number, user = case.preliminary_number, case.person.user
    series, year, count = case.number.split("-")
    typed = [
        case.number, case.number[4:], number, number.lower()[:-1], case.mp_number, case.person.iin,
        f"{case.person.iin[:6]} {case.person.iin[6:]}", "N7654321", "n 7654321", "7654321", "+7 701 765 43 21",
        "8 701 765-43-21", "(701) 7654321", user.email, user.email.upper(), user.email.partition("@")[0],
        number.replace("-", "–"), number.translate(str.maketrans("AST", "АСТ")),
        f"{series.lower()} {year} {count}", f"{series}-{year}-{int(count)}", f"{series}/{year}/{count}",
        f"{year} {count}", f"{series}{year}{count}", f"hub {count}", number.replace("-", " / "), f"№ {case.number}",
    ]  # fmt: skip
    for text in typed:
        assert lists.find(actor(), text) == [case], text


def test_a_search_ends_at_the_city_and_at_the_part_of_the_way() -> None:
    case = a_case(State.KNB, surname="Doantri", passport_number="N7654321")
    for user in (
        people.officer("almaty"),
        people.clerk(),
        people.clerk("almaty"),
        people.screener(),
        people.applicant(),
    ):
        for text in ("Doantri", "Doxntri", "N7654321", case.number, case.person.iin):
            assert lists.find(user, text) == [], (user.role, text)


def test_who_reads_up_to_the_petition_finds_by_what_was_known_then() -> None:
    case = people.case_in(State.ARRIVED)
    before, signer = case.person.surname, people.signer()
    case.person.surname, case.person.passport_number = "Doantri", "N7654321"
    case.person.save(update_fields=["surname", "passport_number"])
    assert [lists.find(signer, text) for text in ("Doantri", "Doxntri", "N7654321", case.mp_number)] == [[]] * 4
    assert [c.pk for c in lists.find(signer, case.number)] == [case.pk]
    assert lists.find(signer, case.number)[0].person.surname == before


def test_the_seen_copies_of_a_page_are_read_in_a_single_statement(django_assert_num_queries: Any) -> None:
    for _ in range(3):
        a_case(State.ARRIVED, surname="Doantri")
    signer = people.signer()
    with django_assert_num_queries(3):  # as a whole number, as a part, and what was kept of the persons
        assert len(lists.find(signer, "HUB-2026")) == 3


def test_a_whole_number_is_looked_up_in_its_own_index(django_assert_num_queries: Any) -> None:
    case, officer = a_case(), people.officer()
    with django_assert_num_queries(1) as queries:
        assert lists.find(officer, case.number.lower()) == [case]
    assert "LIKE" not in queries[0]["sql"]


BAD = [
    "", "   ", "😀", "👩‍👩‍👧", "%", "_", "%%%", "___", "'", "';--", "\\", "\0", "\u202e\u200f", "-", "@", ".", "张伟",
    "' OR 1=1 --", "1; DROP TABLE cases_case", "a" * 10_000, "%" * 10_000, "Doa%tri", "Doan_ri", "(70165498735",
    "[a-z]+",
]  # fmt: skip


@pytest.mark.parametrize("typed", BAD)
def test_bad_input_finds_nothing_and_breaks_nothing(typed: str) -> None:
    a_case(surname="Somebody", given_names="Else")
    assert lists.find(people.officer(), typed) == []


def test_signs_beside_a_name_do_not_hide_it() -> None:
    case = a_case(surname="Doantri", given_names="Linh")
    for typed in ("\u202eDoantri\u202c", "Doantri😀", "«Doantri»", "Doantri, Linh", "O'Doantri"[2:]):
        assert lists.find(people.officer(), typed) == [case], typed


# ------------------------------------------------------------------------------------------------ kept up to date


def entry(case: Case) -> SearchEntry:
    return SearchEntry.objects.get(pk=case.pk)


def as_rebuilt(case: Case) -> tuple[str, str]:
    SearchEntry.objects.filter(pk=case.pk).delete()
    searchentry.write_entries([Case.objects.select_related("person").get(pk=case.pk)])
    return entry(case).person, entry(case).numbers


def test_steps_keep_the_entry_as_a_rebuild_would_write_it() -> None:
    for state in (State.SCREENING, State.KNB, State.ARRIVED, State.GRANTED):
        case = people.case_in(state)
        kept = entry(case).person, entry(case).numbers
        assert kept == as_rebuilt(case), state


def test_a_corrected_name_finds_and_so_does_the_former() -> None:
    case = a_case(surname="Doantri", given_names="Linh")
    parts = {"surname": "Nguyen", "given_names": "Linh", "patronymic": ""}
    row = naming.request_correction(case.person.user, parts, "married", people.START)
    naming.decide(row.pk, people.administrator(), people.START, accept=True, reason="seen")
    assert lists.find(people.officer(), "Нгуен") == lists.find(people.officer(), "Doantri") == [case]
    assert ways.fresh(case).sort_name == "nguyen linh"
    kept = entry(case).person, entry(case).numbers
    assert kept == as_rebuilt(case)


def test_a_new_address_finds_in_the_same_transaction() -> None:
    case = a_case()
    claims.request_change(User.objects.get(person=case.person_id), "new.mailbox@example.org", people.START)
    assert lists.find(people.officer(), "new.mailbox@example.org") == [case]


def test_a_rebuild_brings_back_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    case = a_case(surname="Doantri")
    SearchEntry.objects.all().delete()
    Case.objects.filter(pk=case.pk).update(sort_name="")
    assert searchentry.cases_without_entry().exists() and lists.find(people.officer(), "Doantri") == []
    call_command("rebuild_search")
    assert "1 cases" in capsys.readouterr().out
    assert not searchentry.cases_without_entry().exists() and lists.find(people.officer(), "Doantri") == [case]
    assert ways.fresh(case).sort_name.startswith("doantri ")


def test_the_check_names_missing_rows_and_a_missing_index(monkeypatch: pytest.MonkeyPatch) -> None:
    a_case()
    ids = [message.id for message in checks.reference(None, databases=["default"])]
    assert not {"search.W001", "search.W002"} & set(ids)
    SearchEntry.objects.all().delete()
    monkeypatch.setattr(searchentry, "is_indexed", lambda: False)
    ids = [message.id for message in checks.reference(None, databases=["default"])]
    assert {"search.W001", "search.W002"} <= set(ids)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such extension")
def test_where_the_extension_cannot_be_made_the_reason_is_given_and_all_else_stands() -> None:
    case, reasons = a_case(surname="Doantri"), list[str]()
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        cursor.execute("CREATE ROLE nobody_much")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO nobody_much")
        cursor.execute("SET LOCAL ROLE nobody_much")
        searchentry.create_index(reasons.append)
        cursor.execute("RESET ROLE")
    assert reasons and "pg_trgm" in reasons[0] and not searchentry.is_indexed()
    assert lists.find(people.officer(), "Доантри") == [case]


@pytest.mark.parametrize("name", ["doantri", "ildiskaia", "abcd", "abcde", "abcdef", "abcdefghijkl"])
def test_whatever_is_near_enough_holds_a_piece_of_the_name(name: str) -> None:
    most = search.allowed_wrong_letters(name)
    parts = search.pieces(name)
    assert len(parts) == most + 1
    for i in range(len(name)):
        changed = name[:i] + "ж" + name[i + 1 :]
        assert any(part in f" {changed} " for part in parts)
    for i in range(len(name) - 1) if len(name) > 4 else ():
        swapped = name[:i] + name[i + 1] + name[i] + name[i + 2 :]
        assert any(part in f" {swapped} " for part in parts), swapped
