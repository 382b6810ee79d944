"""What is kept longer than its rule says goes by the rule, and the log says so; whatever else goes is an alarm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from cases.evidence import past, whole
from cases.evidence.retention import carry_out, overdue
from cases.evidence.storage import verifying as files
from cases.ledger import guards, jobs, verifying
from cases.ledger.verifying import Scope
from cases.models import (
    Attempt,
    Case,
    DraftedAct,
    Erasure,
    Event,
    Exchange,
    LegalHold,
    Notice,
    ReadLog,
    RetentionRule,
    SignIn,
    leaves,
)
from cases.models.ledgerrows import ADDED, MISSING
from tests import people
from tests.cases.ledger.conftest import NOW
from tools import verify_bundle

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LATER = NOW.replace(year=2040)
"""Years after the close of the case."""


def raw(model: Any) -> QuerySet[Any]:
    return QuerySet(model)


@pytest.fixture
def kept(recorded: Case, settings: Any) -> Case:
    """A closed case with a row of each kind that is erased."""
    settings.RETENTION = "all"
    about = {"case": recorded, "by": people.officer(), "at": NOW}
    DraftedAct.objects.create(step="grant_permit", facts={}, version=1, sent_back_at=NOW, why="No.", **about)
    exchange = Exchange.objects.filter(case=recorded)[0]
    facts = {"milliseconds": 1, "outcome": "ok", "sent_sha256": "0" * 64}
    Attempt.objects.create(exchange=exchange, at=NOW, received="<Person/>", **facts)
    return recorded


def verified(now: datetime = LATER, scope: Scope | None = None) -> set[tuple[str, str]]:
    return {(flaw.kind, flaw.what) for flaw in verifying.verify(now, scope).faults}


def left(case: Case) -> dict[str, int]:
    return {
        "reads": ReadLog.objects.filter(case=case).count(),
        "notices": Notice.objects.filter(case=case).count(),
        "sent_back": DraftedAct.objects.filter(case=case).count(),
        "bodies": Attempt.objects.filter(exchange__case=case).exclude(received="").count(),
        "sign_ins": SignIn.objects.count(),
    }


def test_a_table_of_what_is_overdue_changes_nothing(kept: Case) -> None:
    before = left(kept)
    lines = {line.key: line for line in overdue(LATER)}
    assert {key: lines[key].rows for key in before} == before and all(before.values()), before
    assert lines["reads"].oldest == NOW and lines["reads"].carried_out
    assert lines["cases"].rows == 0 and not lines["cases"].carried_out, "named, never erased"
    assert {line.rows for line in overdue(people.START + people.DAY)} == {0}
    with people.at(LATER):
        call_command("retention", "--dry-run", stdout=(out := StringIO()))
        call_command("retention", "--dry-run", "--json", stdout=(table := StringIO()))
    assert "sent_back" in out.getvalue() and len(json.loads(table.getvalue())) == len(lines)
    assert left(kept) == before and not Erasure.objects.exclude(by="nightly job").exists()


def test_what_a_rule_erases_is_named_and_no_fault(kept: Case) -> None:
    assert kept.filed_at
    day = kept.filed_at + people.DAY
    stood, events = past.past_case(kept, day), Event.objects.count()
    with people.at(LATER):
        call_command("retention", stdout=(out := StringIO()))
    assert "reads: 1 erased" in out.getvalue()
    assert set(left(kept).values()) == {0}
    erased = Erasure.objects.get(case=kept, rule="reads", by__startswith="command")
    assert (erased.kind, erased.number, erased.at) == ("readlog", 1, LATER)
    assert erased.version == RetentionRule.objects.get(key="reads").history.latest().pk
    assert verified() == verified(scope=Scope(since=LATER - people.DAY)) == set()
    assert verifying.verify(LATER).erased["reads"] >= 1
    jobs.sequence(LATER)
    assert verified() == verified(scope=Scope(sample=10)) == set()
    assert carry_out(LATER, "nightly job") == dict.fromkeys(carry_out(LATER, "nightly job"), 0), "once"
    assert past.past_case(kept, day) == stood is not None
    assert Event.objects.count() == events, "out of which the statistics are counted"
    assert files.verify(LATER, None).faults == []


def test_nobody_erases_without_a_rule(kept: Case) -> None:
    """By SQL, and with the secret of the portal too: no rule has said so."""
    row = ReadLog.objects.filter(case=kept)[0]
    raw(ReadLog).filter(pk=row.pk)._raw_delete("default")
    assert verified() == {("readlog", MISSING)}
    leaves.add_gone(ReadLog, [row.pk])
    assert verified() == {("readlog", MISSING)}, "a leaf says that it went, and no erasure"
    jobs.sequence(LATER)
    assert verified(scope=Scope(since=LATER - people.DAY)) == verified() == {("readlog", MISSING)}
    forged = Erasure(case=kept, rule="reads", version=kept.pk, kind="readlog", number=1, before=NOW, at=NOW, by="x")
    forged.first = forged.last = forged.refs = row.pk.hex
    raw(Erasure).bulk_create([forged])
    assert verified() == {("erasure", ADDED)}, "an erasure that the portal did not write is an alarm itself"


def test_unconfirmed_rules_and_holds_erase_nothing(kept: Case, settings: Any) -> None:
    before = left(kept)
    settings.RETENTION = "confirmed"
    assert carry_out(LATER, "nightly job") == {} and left(kept) == before
    settings.RETENTION = "report"
    for rule in RetentionRule.objects.all():
        rule.confirmed = True
        rule.save()
    assert carry_out(LATER, "nightly job") == {} and left(kept) == before
    settings.RETENTION = "confirmed"
    hold = LegalHold.objects.create(case=kept, why="Claim 1 of the court")
    carry_out(LATER, "nightly job")
    assert left(kept) == before | {"sign_ins": 0}, "a sign-in is of no case"
    hold.until = LATER.date() - timedelta(days=1)
    hold.save()
    carry_out(LATER, "nightly job")
    assert set(left(kept).values()) == {0} and verified() == set()


@pytest.fixture
def guarded(kept: Case, settings: Any) -> Iterator[Case]:
    settings.LOG_GUARDS = True
    connection.check_constraints()
    guards.install_guards()
    yield kept
    connection.check_constraints()
    guards.remove_guards()


def test_the_guards_let_go_what_a_rule_erases_alone(guarded: Case) -> None:
    for model in (ReadLog, SignIn):
        with pytest.raises(DatabaseError, match="never changed nor removed"), transaction.atomic():
            raw(model)._raw_delete("default")
    carry_out(LATER, "nightly job")
    assert set(left(guarded).values()) == {0}


def test_the_archive_of_a_case_names_what_was_erased(kept: Case, tmp_path: Path) -> None:
    carry_out(LATER, "nightly job")
    jobs.sequence(LATER)
    path = tmp_path / "case.zip"
    path.write_bytes(b"".join(whole.archive(kept, people.auditor(), LATER)))
    lines = verify_bundle.verify_archive(path, [])
    assert any(line.endswith("rows of readlog erased by the rule reads, by nightly job") for line in lines), lines
