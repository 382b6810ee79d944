"""Accounts of the staff out of a file: looked at first, all opened or none."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse, reverse_lazy
from openpyxl import Workbook

from cases.models import PasswordLink, ProposedChange, User
from tests import people
from tests.cases.admin.rooms import url
from tests.cases.admin.test_two_administrators import other

pytestmark = pytest.mark.django_db

PAGE = reverse_lazy("admin:cases_user_import")
HEAD = "email;full_name;role;city;language;active_until"
GOOD = ["one@example.org;Иванова Анна;officer;almaty;ru;", "two@example.org;Әли Нұрлан;clerk;astana;kk;2099-12-31"]


def sent(client: Client, *rows: str, name: str = "staff.csv", data: bytes | None = None) -> Any:
    people.reference()
    content = data if data is not None else "\n".join(rows).encode("utf-8-sig")
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)})


def test_a_file_is_looked_at_and_then_opens_accounts_with_invitations(administrator: Client) -> None:
    looked = sent(administrator, HEAD, *GOOD)
    assert looked.status_code == 200 and not User.objects.filter(email="one@example.org").exists()
    rows = {"rows": looked.context["signed"]}
    assert administrator.post(PAGE, rows).status_code == 302
    second = User.objects.get(email="two@example.org")
    assert (second.role, second.city_id, second.language, second.has_usable_password()) == (
        "clerk",
        "astana",
        "kk",
        False,
    )
    assert PasswordLink.objects.count() == 2
    assert administrator.post(PAGE, rows).status_code == 422, "pressed twice: they are there already"
    assert PasswordLink.objects.count() == 2


def test_a_workbook_does_as_well(administrator: Client) -> None:
    book, out = Workbook(), BytesIO()
    for row in (HEAD, *GOOD):
        book.active.append(row.split(";"))
    book.save(out)
    assert sent(administrator, name="staff.xlsx", data=out.getvalue()).context["signed"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("three@example.org;Some Body;applicant;;ru;", "role"),
        ("three@example.org;Some Body;officer;;ru;", ""),
        ("three@example.org;Some Body;officer;paris;ru;", "city"),
        ("no address;Some Body;clerk;astana;ru;", "email"),
        ("one@example.org;Twice In The File;clerk;astana;ru;", "email"),
        ("three@example.org;Some Body;clerk;astana;ru;2020-01-01", "active_until"),
        ("three@example.org;Some Body;clerk;astana;tlh;", "language"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_opened(administrator: Client, row: str, column: str) -> None:
    answer = sent(administrator, HEAD, *GOOD, row)
    assert answer.status_code == 422 and not answer.context["signed"]
    faulty = {r.number: [str(label) for label, _words in r.faults] for r in answer.context["rows"] if r.faults}
    assert set(faulty) == {4}
    label = str(answer.context["rows"][2].form.fields[column].label) if column else ""
    assert label in faulty[4]
    assert not User.objects.filter(email="two@example.org").exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b""),
        ("a.csv", b"name;post\nx;y"),
        ("a.csv", HEAD.encode()),
        ("a.csv", "email;role\n\xff".encode("latin-1")),
        ("a.csv", b'email;role\n"open;x'),
        ("a.xlsx", b"PK\x03\x04 no workbook"),
        ("a.xlsx", b"email;role\nx;y"),
        ("a.csv", b"email;role\n" + b"x;y\n" * 501),
        ("a.csv", b"x" * 1_100_000),
    ],
)
@pytest.mark.parametrize("language", ["ru", "kk"])
def test_what_is_no_list_is_refused_in_words(administrator: Client, name: str, data: bytes, language: str) -> None:
    administrator.cookies["django_language"] = language
    answer = sent(administrator, name=name, data=data)
    assert answer.status_code == 422 and answer.context["form"].errors["file"]


def test_a_forged_or_old_look_opens_nothing(administrator: Client) -> None:
    people.reference()
    assert administrator.post(PAGE, {"rows": "forged"}).status_code == 200
    assert not ProposedChange.objects.exists()


def test_with_two_administrators_the_file_is_a_proposal(administrator: Client) -> None:
    other()
    answer = administrator.post(PAGE, {"rows": sent(administrator, HEAD, *GOOD).context["signed"]})
    proposal = ProposedChange.objects.get()
    assert answer["Location"] == url(ProposedChange, "change", proposal.pk)
    assert not User.objects.filter(email="one@example.org").exists()
    second = Client()
    second.force_login(other())
    assert "Иванова Анна" in second.get(url(ProposedChange, "change", proposal.pk)).content.decode()
    second.post(url(ProposedChange, "change", proposal.pk), {"confirm": "1"})
    assert User.objects.filter(email__in=["one@example.org", "two@example.org"]).count() == 2


def test_nobody_else_opens_accounts(client: Client) -> None:
    for user in (people.auditor(), people.officer(), people.head()):
        client.force_login(user)
        assert client.get(PAGE).status_code in (302, 403)
        assert client.post(PAGE, {"rows": "x"}).status_code in (302, 403)
    assert reverse("admin:cases_user_import")


@pytest.mark.parametrize("raised", [RuntimeError, TypeError, zlib.error, NotImplementedError])
def test_a_damaged_or_locked_workbook_is_answered_in_words(
    administrator: Client, monkeypatch: pytest.MonkeyPatch, raised: type[Exception]
) -> None:
    """Its library raises whatever its parts do."""

    def fails(*args: Any, **options: Any) -> None:
        raise raised("broken")

    monkeypatch.setattr("cases.admin.stafffile.load_workbook", fails)
    answer = sent(administrator, name="staff.xlsx", data=b"PK")
    assert answer.status_code == 422 and "не читается как .xlsx" in answer.content.decode()


def test_a_file_sent_twice_waits_once(administrator: Client) -> None:
    other()
    for _press in range(2):
        looked = sent(administrator, HEAD, *GOOD)
        assert administrator.post(PAGE, {"rows": looked.context["signed"]}).status_code == 302
    assert ProposedChange.objects.count() == 1
