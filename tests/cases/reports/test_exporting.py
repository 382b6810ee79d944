"""Lists as files: asked for, written by the worker, taken by who asked for them and by nobody else."""

from __future__ import annotations

import csv
import errno
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from cases.law.calendar import ALMATY
from cases.law.places import label_of
from cases.models import Case, Effect, Export, ExportTaken, ReadLog, SignIn, User
from cases.models.queries import gone_on
from cases.programmes.nomad.states import State
from cases.reports import exportfiles, exporting, lists
from tests import people
from tests.cases.engine import ways
from tests.conftest import Cases
from tests.outbox import run_effect

pytestmark = pytest.mark.django_db

NOW = people.START + timedelta(days=60)
QUEUE = {"source": "queue", "programme": "nomad"}
COLUMNS = ["person", "state", "since", "last_day", "city"]


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "ru"})
    client.force_login(user)
    return client


def asked(
    user: User, query: dict[str, str] | None = None, kind: str = "csv", now: Any = NOW, columns: Any = COLUMNS
) -> Any:
    address = reverse("reports:ask")
    with people.at(now):
        return client_of(user).post(
            f"{address}?{'&'.join(f'{k}={v}' for k, v in (query or QUEUE).items())}", {"columns": columns, "kind": kind}
        )


def export_of(user: User, *args: Any, **options: Any) -> Export:
    answer = asked(user, *args, **options)
    assert answer.status_code == 302, answer.content.decode()[:500]
    return Export.objects.filter(user=user).latest("id")


def work(export: Export, now: Any = NOW) -> Export:
    """The worker's part."""
    run_effect(Effect.objects.get(kind="export", ref=export.pk).pk, now)
    export.refresh_from_db()
    return export


def take(user: User, export: Export, now: Any = NOW) -> Any:
    with people.at(now):
        return client_of(user).get(reverse("reports:file", args=[export.pk]))


def lines_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))


def test_a_queue_becomes_a_file_in_its_own_scope(every_case: Cases) -> None:
    officer = people.officer("astana")
    people.case_in(State.REGISTRATION, city="almaty")
    export = work(export_of(officer))
    mine = Case.objects.awaiting("officer", "astana")
    assert (export.state, export.rows) == (Export.READY, mine.count()) and export.rows > 2
    rows = lines_of(take(officer, export))
    head = next(n for n, row in enumerate(rows) if row and row[0] == "Дело")
    assert [row[0] for row in rows[head + 1 :]] == [case.number for case in mine]
    due = mine[0].due_at.astimezone(ALMATY) - timedelta(seconds=1)
    assert due.date().isoformat() in rows[head + 1]
    assert rows[2][0].startswith("Каждое дело – по состоянию на тот момент")


def test_an_xlsx_opens_and_holds_the_same(every_case: Cases) -> None:
    officer = people.officer("astana")
    export = work(export_of(officer, kind="xlsx"))
    book = load_workbook(io.BytesIO(take(officer, export).getvalue()))
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    assert len(book.worksheets) == 2 and len(rows) == export.rows + 1
    first = Case.objects.awaiting("officer", "astana")[0]
    assert rows[1][0] == first.number and first.state_since.astimezone(ALMATY).date() in {
        cell.date() for cell in rows[1] if hasattr(cell, "date")
    }


def test_a_name_that_is_a_formula_stays_a_name(every_case: Cases) -> None:
    case = every_case[State.CHECKS]
    case.person.surname = "=HYPERLINK(1)"
    type(case.person).objects.filter(pk=case.person_id).update(surname="=HYPERLINK(1)")
    officer = people.officer("astana")
    cells = [cell for row in lines_of(take(officer, work(export_of(officer)))) for cell in row if "HYPERLINK" in cell]
    assert cells and all(cell.startswith("'=") for cell in cells)


def test_a_case_that_went_on_meanwhile_is_not_of_the_list(every_case: Cases) -> None:
    """It is read when it is written."""
    officer, case = people.officer("astana"), every_case[State.CHECKS]
    export = export_of(officer)
    ways.take(case, "withdraw")
    text = take(officer, work(export)).getvalue().decode("utf-8-sig")
    assert case.number not in text and export.rows == Case.objects.awaiting("officer", "astana").count() > 2


def test_a_case_that_was_closed_meanwhile_says_its_state_behind_a_figure(every_case: Cases) -> None:
    head, case = people.head("astana"), every_case[State.CHECKS]
    query = {"source": "figure", "set": "application", "figure": "filed", "from": "2026-01-01", "to": "2026-12-31"}
    export = export_of(head, query)
    ways.take(case, "withdraw")
    rows = [row for row in lines_of(take(head, work(export))) if row and row[0] == case.number]
    with translation.override("ru"):
        assert len(rows) == 1 and str(label_of(State.WITHDRAWN)) in rows[0]


def test_a_search_is_exported_as_the_desk_shows_it(every_case: Cases) -> None:
    """Whatever the state; without who was found by what the person does not read any more."""
    officer, case = people.officer("astana"), every_case[State.CARD_ISSUED]
    with people.at(NOW):
        page = client_of(officer).get(reverse("con:officer:home"), {"q": case.number})
    link = re.search(r"/reports/exports/new/\?[^\"]*q=[^\"]+", page.content.decode())
    assert link and client_of(officer).get(unescape(link[0])).status_code == 200
    query = QUEUE | {"q": case.number}
    rows = lines_of(take(officer, work(export_of(officer, query))))
    head = next(n for n, row in enumerate(rows) if row and row[0] == "Дело")
    assert [row[0] for row in rows[head + 1 :]] == [case.number]
    assert work(export_of(people.officer("almaty"), query)).rows == 0
    signer, signed = people.signer(), every_case[State.FINAL_REVIEW]
    assert work(export_of(signer, QUEUE | {"q": signed.mp_number})).rows == 0, "a number that came after his part"
    by_name = work(export_of(signer, QUEUE | {"q": signed.number}))
    text = take(signer, by_name).getvalue().decode("utf-8-sig")
    with translation.override("ru"):
        assert by_name.rows == 1 and str(label_of(State.FINAL_REVIEW)) not in text


def test_nobody_else_gets_the_file(every_case: Cases) -> None:
    officer = people.officer("astana")
    export = work(export_of(officer))
    for other in (people.officer("almaty"), people.head("astana"), people.auditor(), people.clerk("astana")):
        assert take(other, export).status_code == 404
    assert take(people.applicant(), export).status_code == 403
    assert not ExportTaken.objects.exists()


def test_who_took_what_is_on_record_for_head_and_auditor(every_case: Cases) -> None:
    officer = people.officer("astana")
    export = work(export_of(officer))
    read = ReadLog.objects.filter(what="export", ref=str(export.pk), user=officer)
    assert read.count() == export.rows
    take(officer, export).getvalue()
    taken = ExportTaken.objects.get()
    assert (taken.export, taken.user) == (export, officer)
    home = reverse("reports:exports")
    assert officer.full_name in client_of(people.head("astana")).get(home).content.decode()
    assert "taken-title" in client_of(people.auditor()).get(home).content.decode()
    assert not client_of(people.head("almaty")).get(home).context["taken"]
    assert not client_of(officer).get(home).context["taken"]


def test_another_post_ends_it(every_case: Cases) -> None:
    officer = people.officer("astana")
    other, ready, waiting = work(export_of(officer)), work(export_of(officer)), export_of(officer)
    User.objects.filter(pk=officer.pk).update(city="almaty")
    officer = User.objects.get(pk=officer.pk)
    assert take(officer, ready).status_code == 302 and not ExportTaken.objects.exists()
    assert (work(waiting).state, waiting.error) == (Export.FAILED, "post")
    assert exportfiles.clean(NOW, limit=1) == 1 and exportfiles.clean(NOW) == 1
    for export in (other, ready):
        export.refresh_from_db()
        assert (export.state, export.file) == (Export.EXPIRED, "")


def test_files_go_with_their_time_and_with_their_person(every_case: Cases) -> None:
    officer, clerk = people.officer("astana"), people.clerk("astana")
    of_officer, of_clerk = work(export_of(officer)), work(export_of(clerk))
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    names = [of_officer.file, of_clerk.file]
    assert exportfiles.clean(NOW) == 1 and not storages["exports"].exists(names[1])
    late = NOW + timedelta(hours=73)
    assert take(officer, of_officer, late).status_code == 302
    assert exportfiles.clean(late) == 1 and not storages["exports"].exists(names[0])


def test_a_cancelled_export_leaves_nothing(every_case: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = people.officer("astana")
    export = export_of(officer)
    client = client_of(officer)
    with people.at(NOW):
        client.post(reverse("reports:cancel", args=[export.pk]))
    assert work(export).state == Export.CANCELLED
    midway = export_of(officer)
    monkeypatch.setattr(exporting, "_remember", lambda export, rows, now: exporting.cancel(export, now))
    assert (work(midway).state, midway.file) == (Export.CANCELLED, "")


def test_a_full_disk_is_a_failure_in_words_and_is_tried_again_by_hand(
    every_case: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_args: Any, **_more: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    officer = people.officer("astana")
    export = export_of(officer)
    with monkeypatch.context() as full:
        full.setattr(storages["exports"], "_save", no_room)
        assert (work(export).state, export.error) == (Export.FAILED, "full")
    client = client_of(officer)
    with people.at(NOW):
        assert "нет места" in client.get(reverse("reports:export", args=[export.pk])).content.decode()
        client.post(reverse("reports:again", args=[export.pk]))
    assert work(Export.objects.filter(user=officer).latest("id")).state == Export.READY


def test_any_other_fault_ends_the_export(every_case: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = people.officer("astana")
    export = export_of(officer)
    monkeypatch.setattr(exporting, "_about", lambda export, now: 1 / 0)
    assert (work(export).state, export.error) == (Export.FAILED, "fault")
    assert Effect.objects.get(ref=export.pk).state == "done", "it is not tried for ever"


def test_a_list_that_is_too_long_says_so(every_case: Cases, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DNR_EXPORT_ROWS = 2
    officer = people.officer("astana")
    assert (work(export := export_of(officer)).state, export.error) == (Export.FAILED, "many")
    settings.DNR_EXPORT_ROWS, settings.TASK_TIMEOUT = 100, 0
    assert work(export := export_of(officer)).error == "long"


def test_every_row_comes_once_whatever_the_pieces(every_case: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "CHUNK", 2)
    officer = people.officer("astana")
    export = work(export_of(officer))
    numbers = [row[0] for row in lines_of(take(officer, export)) if row]
    expected = [case.number for case in Case.objects.awaiting("officer", "astana")]
    assert [number for number in numbers if number in expected] == expected


def test_a_case_that_moves_in_the_list_meanwhile_is_written_once(
    every_case: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first goes behind the last, and the last, whose term comes nearer, before the first."""
    monkeypatch.setattr(exporting, "CHUNK", 2)
    officer = people.officer("astana")
    listed = list(Case.objects.awaiting("officer", "astana"))
    first, last, remember = listed[0], listed[-1], exporting._remember

    def office_works(export: Export, rows: Any, now: Any) -> None:
        remember(export, rows, now)
        Case.objects.filter(pk=first.pk).update(queue_at=last.queue_at + timedelta(days=1))
        Case.objects.filter(pk=last.pk).update(queue_at=first.queue_at - timedelta(days=1))

    monkeypatch.setattr(exporting, "_remember", office_works)
    export = work(export_of(officer))
    numbers = [row[0] for row in lines_of(take(officer, export)) if row]
    expected = [case.number for case in listed]
    assert [number for number in numbers if number in expected] == expected and len(listed) > 4
    assert ReadLog.objects.filter(ref=str(export.pk)).count() == export.rows == len(listed)


def test_a_list_asks_once_for_all_cases_that_have_gone_on(every_case: Cases, django_assert_num_queries: Any) -> None:
    """The rows, and how the persons were known when their petitions were signed; not one statement a row."""
    signer, days = people.signer(), {"from": f"{people.START:%Y-%m-%d}", "to": f"{NOW:%Y-%m-%d}"}
    listed = lists.open_list("figure", {"set": "petition", "figure": "petitions_signed"} | days, signer)
    with django_assert_num_queries(2):
        rows, _after = listed.page(signer)
    assert len([row for row in rows if gone_on(row.case, signer)]) > 2


def test_a_person_has_three_at_a_time_and_so_many_a_day(every_case: Cases, settings: Any) -> None:
    officer = people.officer("astana")
    exports = [export_of(officer) for _turn in range(3)]
    refused = asked(officer)
    assert refused.status_code == 409 and 'name="columns"' in refused.content.decode()
    for export in exports:
        work(export)
    settings.DNR_EXPORTS_A_DAY = 3
    assert asked(officer).status_code == 409
    assert asked(officer, now=NOW + timedelta(days=1)).status_code == 302


@pytest.mark.parametrize(
    "query",
    [{}, {"source": "nothing"}, {"source": "queue"}, QUEUE | {"state": "nowhere"}, {"source": "figure"}],
)
def test_a_list_that_is_none_can_not_be_asked_for(query: dict[str, str]) -> None:
    client = client_of(people.officer("astana"))
    assert client.get(reverse("reports:ask"), query).status_code == 404


def test_a_kind_that_is_none_keeps_the_form(every_case: Cases) -> None:
    refused = asked(people.officer("astana"), kind="exe")
    assert refused.status_code == 422 and not Export.objects.exists()


def test_an_export_of_no_columns_is_answered_in_words_and_the_form_kept(every_case: Cases) -> None:
    refused = asked(people.officer("astana"), columns=[])
    page = refused.content.decode()
    assert refused.status_code == 422 and "хотя бы один столбец" in page and 'value="csv"' in page
    assert not Export.objects.exists()


def test_the_page_asks_for_itself_until_the_file_is_there(every_case: Cases) -> None:
    officer = people.officer("astana")
    export = export_of(officer)
    client, address = client_of(officer), reverse("reports:export", args=[export.pk])
    with people.at(NOW):
        assert "hx-trigger" in client.get(address).content.decode()
        work(export)
        shown = client.get(address).content.decode()
        export.refresh_from_db()
        assert export.total == export.rows > 0 and f"{export.rows} из {export.total}" in shown
    assert "hx-trigger" not in shown and reverse("reports:file", args=[export.pk]) in shown


def test_an_unknown_column_is_answered_in_words() -> None:
    people.reference()
    address = f"{reverse('reports:ask')}?source=queue&programme=nomad"
    answer = client_of(people.officer("astana")).post(address, {"columns": ["secrets"], "kind": "csv"})
    assert answer.status_code == 422 and "Такого столбца нет" in answer.content.decode()
    assert not Export.objects.exists()


def test_an_export_names_its_filters_and_the_order_that_it_has() -> None:
    people.reference()
    officer = people.officer("astana")
    query = QUEUE | {"citizenship": "TR", "from": "2026-03-01", "sort": "-filed"}
    words = export_of(officer, query).words
    assert "сначала самое срочное; Гражданство: Турция" in words and "марта" in words, words
    assert "Порядок" not in words, "a file is in the order of the terms, whatever the desk was sorted by"
    overdue = export_of(officer, QUEUE | {"term": "overdue", "at": "2026-11-30T00:00:00Z"}).words
    assert overdue.startswith("Всё, что ожидает, сначала самое срочное; "), overdue


def test_an_auditor_exports_the_list_of_cases_as_it_is_filtered(every_case: Cases) -> None:
    auditor, listed = people.auditor(), reverse("admin:cases_case_changelist")
    client = client_of(auditor)
    with people.at(NOW):
        shown = client.get(listed, {"state__exact": "knb", "city__code__exact": "astana", "o": "1"})
        rows = {case.number for case in shown.context["cl"].result_list}
        link = re.search(r"/reports/exports/new/\?source=cases[^\"]*", shown.content.decode())
        assert link and rows and client.get(unescape(link[0])).status_code == 200
        searched = client.get(listed, {"q": next(iter(rows))}).content.decode()
        assert "source=cases" not in searched, "of a search no file is written"
    query = dict(parse_qsl(unescape(link[0]).partition("?")[2]))
    export, numbers = work(export_of(auditor, query)), set(Case.objects.values_list("number", flat=True))
    assert {row[0] for row in lines_of(take(auditor, export)) if row and row[0] in numbers} == rows
    assert "Все дела; " in export.words and ReadLog.objects.filter(user=auditor).count() == len(rows)
    for other in (people.head("astana"), people.officer("astana")):
        assert client_of(other).get(reverse("reports:ask"), query).status_code == 404
    for wrong in ({"state": "nowhere"}, {"surname": "x"}):
        assert client.get(reverse("reports:ask"), {"source": "cases"} | wrong).status_code == 404


def test_an_auditor_exports_a_journal_as_it_is_narrowed(every_case: Cases) -> None:
    auditor, case = people.auditor(), every_case[State.KNB]
    officer = Client(REMOTE_ADDR="203.0.113.9")
    officer.force_login(people.officer())
    with people.at(people.after(case)):
        officer.get(reverse("con:officer:case", args=[case.pk]))
    client, listed = client_of(auditor), reverse("admin:cases_readlog_changelist")
    with people.at(NOW):
        shown = client.get(listed, {"from_address": "203.0.113.9", "what": "case"}).content.decode()
        wrong = client.get(listed, {"since": "2026-13-41"}).content.decode()
        searched = client.get(listed, {"q": case.number}).content.decode()
    link = re.search(r"/reports/exports/new/\?source=readings[^\"]*", shown)
    assert link and "source=readings" not in wrong and "source=readings" not in searched
    query = dict(parse_qsl(unescape(link[0]).partition("?")[2]))
    before = ReadLog.objects.count()
    export = work(export_of(auditor, query, columns=["case", "user", "what", "address"]))
    rows = [row for row in lines_of(take(auditor, export)) if "203.0.113.9" in row]
    assert [row[1:] for row in rows] == [[case.number, str(people.officer()), "страница дела", "203.0.113.9"]]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", rows[0][0]), "by the clock of Almaty"
    assert "203.0.113.9" in export.words and ExportTaken.objects.get(export=export).user == auditor
    assert ReadLog.objects.count() == before, "nobody's case is read in it"
    for other in (people.head("astana"), people.officer("astana")):
        assert client_of(other).get(reverse("reports:ask"), query).status_code == 404


@pytest.mark.parametrize(
    ("source", "model"),
    [("sign_ins", "cases_signin"), ("sessions", "axes_accesslog"), ("failures", "axes_accessfailurelog")],
)
def test_a_journal_of_sign_ins_becomes_a_file(source: str, model: str) -> None:
    auditor = people.auditor()
    SignIn.objects.create(user=auditor, at=people.START, way="eds", address="203.0.113.9")
    common = {"user_agent": "=HYPERLINK()", "ip_address": "203.0.113.9", "username": auditor.email, "path_info": "/in/"}
    AccessLog.objects.create(**common)
    AccessFailureLog.objects.create(**common, locked_out=True)
    page = client_of(auditor).get(reverse(f"admin:{model}_changelist"), {"who": auditor.email}).content.decode()
    assert f"source={source}&amp;who=" in page
    query = {"source": source, "who": auditor.email, "since": "2026-01-01", "from_address": "203.0.113.9"}
    for kind in ("csv", "xlsx"):
        export = work(export_of(auditor, query, kind, columns=["at"]))
        assert (export.state, export.rows) == (Export.READY, 1)
    for wrong in ({"way": "nothing"}, {"who": "nobody@example.org"}, {"since": "x"}, {"surname": "x"}):
        assert client_of(auditor).get(reverse("reports:ask"), query | wrong).status_code == 404
    assert client_of(auditor).get(reverse("reports:list"), query).status_code == 404, "it is no list of cases"


def test_a_desk_offers_its_list(every_case: Cases) -> None:
    with people.at(NOW):
        page = client_of(people.officer("astana")).get(reverse("con:officer:home"), {"state": "knb"})
    address = r"/reports/exports/new/\?source=queue&amp;programme=nomad&amp;at=[^&]+&amp;state=knb"
    link = re.search(address, page.content.decode())
    assert link and client_of(people.officer("astana")).get(unescape(link[0])).status_code == 200
