"""A prepared query gives what the query itself gives, whoever asks and however often."""

from __future__ import annotations

from datetime import datetime
from threading import Thread
from uuid import UUID

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from cases.engine.writing.locking import lock
from cases.law.actors import Role
from cases.models import Case, Document, Event, User
from cases.models.prepared import Run, prepared
from cases.models.visible import Visible
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@prepared
def documents(case: UUID) -> QuerySet[Document]:
    return Document.objects.filter(case=case, current=True).select_related("blob").defer("name").order_by("id")


@prepared
def events(case: UUID, step: str, end: datetime) -> QuerySet[Event]:
    return Event.objects.filter(step=step, at__lte=end, case=case).order_by("-id")[:5]


def by_key(pk: UUID) -> QuerySet[Case]:
    return Case.objects.filter(pk=pk)  # type: ignore[no-any-return]


def test_each_run_has_its_own_values() -> None:
    for case in (people.case_in("registration"), people.case_in("checks")):
        wanted = list(Document.objects.filter(case=case, current=True).order_by("id"))
        loaded = documents(case.pk)
        assert loaded == wanted != []
        assert [document.blob.size for document in loaded] == [document.blob.size for document in wanted]
        assert [document.name for document in loaded] == [document.name for document in wanted], (
            "deferred, and read when it is asked for"
        )


def test_values_of_all_kinds_stand_where_they_belong() -> None:
    case = people.case_in("registration")
    filed = Event.objects.filter(case=case, step="file_application").get()
    assert events(case.pk, "file_application", filed.at) == [filed]
    assert events(case.pk, "file_application", filed.at - people.HOUR) == events(case.pk, "register", filed.at) == []


def test_a_row_is_locked_in_a_transaction_only(monkeypatch: pytest.MonkeyPatch) -> None:
    case, user = people.case_in("registration"), people.officer()
    assert lock([case.pk], user) == [case]
    monkeypatch.setattr(connections[DEFAULT_DB_ALIAS], "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        lock([case.pk], user)


@pytest.mark.parametrize("state", ["petition_draft", "screening", "ministry_review", "registration", "arrived"])
def test_everybody_sees_the_case_as_his_scope_says(state: str) -> None:
    case, seen = people.case_in(state), Visible(by_key)
    staff = [
        people.officer(),
        people.officer("almaty"),
        people.clerk(),
        people.clerk("almaty"),
        people.screener(),
        people.signer(),
        people.auditor(),
        people.administrator(),
    ]
    strangers = [people.applicant(), User(role=Role.OFFICER), User(role=Role.APPLICANT), User(role="")]
    left = [User(role=user.role, city_id=user.city_id, is_active=False) for user in staff]
    for user in [case.person.user, *staff, *strangers, *left]:
        wanted = list(Case.objects.visible_to(user).filter(pk=case.pk))
        for _again in range(2):
            assert seen(user, case.pk) == wanted, (user.role, user.city_id)
    assert seen(None, case.pk) == [case]


def test_the_values_are_no_part_of_the_statement_that_is_kept() -> None:
    case, seen = people.case_in("registration"), Visible(by_key)
    officers = [people.officer(city) for city in ("astana", "almaty")]
    with CaptureQueriesContext(connection) as queries:
        assert [seen(officer, case.pk) for officer in officers] == [[case], []]
    assert len(queries) == 2


def test_each_thread_asks_over_its_own_connection() -> None:
    case, asked = people.case_in("registration"), list[bool]()
    assert documents(case.pk)
    compiled = documents.compiled
    assert compiled is not None

    def ask() -> None:
        compiler = Run(documents, compiled, (case.pk,)).get_compiler(DEFAULT_DB_ALIAS)
        asked.append(compiler.connection is connections[DEFAULT_DB_ALIAS] is not compiled.compiler.connection)

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert asked == [True]
