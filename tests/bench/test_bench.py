"""It runs through with small numbers, and only where there is nobody."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client, RequestFactory

from bench import casecopies, pages, servers
from bench.plain import views
from bench.report import BenchLine, BenchReport, Statements, percentile_ms
from bench.signatures import KINDS
from cases.models import Case, Document, Event, Letter, Person, Signature, User
from cases.programmes.nomad.states import State
from tests import people


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_prints_every_figure() -> None:
    out = StringIO()
    call_command("bench", quick=True, stdout=out)
    text = out.getvalue()
    for word in (
        "perform approve_preliminary / raw step",
        "perform register / raw step",
        "perform open_intake / raw step",
        "perform file_application / raw SQL, signed",
        "take next / raw SQL",
        "outbox, 5 written and delivered in process / raw",
        "outbox, 5 written and delivered over HTTP",
        "at its system, worker called at once",
        "answers in the case",
        "perform register with its 3 questions / without any",
        "written and delivered, jobs in the database, 2 workers running",
        "question written → read by its system, jobs in the database",
        "inbound callback, signed POST → 202",
        "sweep of 40 expiries",
        "queue, officer",
        "statistics of a head",
        "export of",
        "letter, warm",
        "verify, warm, RSA-2048",
        "verify, warm, GOST-512",
        "verify, warm, GOST-256",
        "sign-in by ЭЦП, RSA-2048",
        "sign-in by ЭЦП, GOST-512",
        "stored signatures again",
        "autosave round trip",
        "forecast of a part of the way",
        "upload of 10 MB, cleaned and stored",
        "application, check, applicant: first load, 600 cases",
        "application, questionnaire, applicant: statements",
    ):
        assert word in text
    assert not Signature.objects.filter(algorithm__in=KINDS.values()).exists(), "those made for the figure are gone"
    assert Case.objects.count() >= 600


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/sign-in/", "/profile/"])
def test_a_page_that_is_not_the_users_own_is_no_figure(url: str) -> None:
    """Without a sign-in one is led to the sign-in page, which answers quickly whatever the size."""
    with pytest.raises(AssertionError, match=url):
        pages.visit(Client(), people.officer(), url)


@pytest.mark.django_db
def test_a_page_is_asked_for_as_its_user() -> None:
    user = people.officer()
    pages.visit(pages.signed_in(user), user, "/profile/")


@pytest.mark.django_db
def test_it_is_refused_where_there_are_people() -> None:
    people.applicant()
    with pytest.raises(CommandError, match="has people"):
        call_command("bench", quick=True)


def test_a_miss_is_shown_with_its_profile() -> None:
    out = StringIO()
    report = BenchReport(out)
    report.lines = [
        BenchLine("quick", "1×", "≤ 2×", True),
        BenchLine("slow", "3×", "≤ 2×", False, lambda: "the top of the profile"),
        BenchLine("told", "5 ms"),
    ]
    report.print()
    lines = out.getvalue().splitlines()
    assert [line.split()[-1] for line in lines[1:4]] == ["PASS", "MISS", "ms"]
    assert "the top of the profile" in lines[-1]


@pytest.mark.django_db
@pytest.mark.urls("bench.plain.urls")
def test_the_plain_pages_show_what_ours_show(settings: Any, rf: RequestFactory) -> None:
    """The list its case, the case page what belongs to it."""
    case, request = people.case_in(State.REGISTRATION), rf.get("/")
    folder = Path(pages.__file__).parent / "plain/templates"
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [folder], "OPTIONS": {}}]
    request.user = people.officer()
    assert case.number in views.cases(request).content.decode()
    shown = views.case(request, case.pk).content.decode()
    assert case.number in shown
    assert all(event.step in shown for event in Event.objects.filter(case=case))


@pytest.mark.django_db(transaction=True)
def test_visitors_ask_until_their_time_is_over(live_server: Any) -> None:
    server = servers.Server(int(live_server.url.rpartition(":")[2]), 0)
    page = servers.Question("page", server, ["/health/live"], "", "ok")
    assert len(servers.visit(page, 2, 0)) == 2
    with pytest.raises(AssertionError, match="without 'nowhere'"):
        servers.visit(servers.Question("page", server, ["/health/live"], "", "nowhere"), 1, 0)


def test_a_profile_counts_statements_by_their_shape() -> None:
    statements = Statements()
    for values in ("(%s, %s)", "(%s, %s), (%s, %s)"):
        statements(lambda *given: None, f"INSERT INTO t VALUES {values}", None, False, None)
    statements(lambda *given: None, "SELECT 1", None, False, None)
    assert [len(times) for times in statements.seen.values()] == [2, 1]


def test_a_percentile_is_a_measured_time() -> None:
    assert percentile_ms([0.001 * i for i in range(1, 101)], 0.95) == 96.0


@pytest.mark.parametrize("model", [Person, User, Case, *casecopies.FULL], ids=lambda model: model.__name__)
def test_a_copy_differs_in_all_that_is_unique(model: type[models.Model]) -> None:
    """Keys of rows are new in every copy; anything else must be named."""
    columns = {field.name: field for field in model._meta.concrete_fields}
    fields = [(field,) for field in columns.values() if field.unique and not field.primary_key]
    bound = [
        tuple(columns[name] for name in constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields
    ]
    assert not [
        [field.name for field in group]
        for group in (*fields, *bound)
        if not any((model, field.column) in casecopies.UNIQUE or _of_the_copy(field) for field in group)
    ]


def _of_the_copy(field: models.Field[Any, Any]) -> bool:
    return field.related_model in {Case, Person, User, Document, Letter}
