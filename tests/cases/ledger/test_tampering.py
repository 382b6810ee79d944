"""What is changed, taken away or put in past the portal is named, of whatever kind the row is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases.ledger import jobs, rowcheck, verifying, versions
from cases.ledger.verifying import Scope
from cases.models import (
    Blob,
    Case,
    Checkpoint,
    Deadline,
    Event,
    Helper,
    Letter,
    LogFault,
    ReadLog,
    SealedLeaf,
    User,
    WaitingLeaf,
)
from cases.models.ids import uuid7
from cases.models.leafkinds import LeafKind, all_kinds, ref_of
from cases.models.ledgerrows import ADDED, CHANGED, MISSING
from tests import people
from tests.cases.ledger.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Key = tuple[str, str, str]
FACETS = {"deadline_end", "helper_end", "helper_joined", "letter_files", "letter_set_aside"}
NEVER = {"bodyhead", "legalhold", "profession", "secondapproval", "interviewcriterion"}
"""Of these there is no row here."""


def raw(model: Any) -> QuerySet[Any]:
    """What SQL does: no leaf, no history, nothing refused."""
    return QuerySet(model)


def kinds() -> list[LeafKind]:
    return [kind for kind in all_kinds().values() if kind.begins is None and raw(kind.model).exists()]


def a_row(kind: LeafKind) -> Any:
    rows = raw(kind.model).order_by("pk")
    return (rows.exclude(state="running") if kind.model is Deadline else rows).first()


def other(row: Any, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Columns with a value that they do not have."""
    for name in names:
        field = row._meta.get_field(name)
        value = getattr(row, field.attname)
        if field.primary_key or field.is_relation or field.unique:
            continue
        if isinstance(field, models.BooleanField):
            yield name, not value
        elif isinstance(field, models.DateTimeField):
            yield name, timezone.now()
        elif isinstance(field, models.CharField | models.TextField):
            yield name, "x" if value != "x" else "y"
        elif isinstance(field, models.JSONField):
            yield name, {"x": 1}
        elif isinstance(field, models.IntegerField):
            yield name, (value or 0) + 1


def verify() -> set[Key]:
    return {(flaw.kind, flaw.ref, flaw.what) for flaw in verifying.verify(NOW).faults}


def test_what_the_portal_has_written_is_right(recorded: Case) -> None:
    assert verify() == set()
    assert not WaitingLeaf.objects.exists()
    report = verifying.verify(NOW)
    assert report.leaves == SealedLeaf.objects.count() > 300
    assert report.rows > report.leaves and report.checkpoints == 2, "one here, one in its file"


def test_a_row_that_is_right_is_read_once(recorded: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared a second time costs a hundred times as much."""
    monkeypatch.setattr(rowcheck, "recheck", lambda kind, pk: pytest.fail(f"{kind.name} {pk}"))
    monkeypatch.setattr(versions, "differing", lambda table, key: pytest.fail(f"{table.name} {key}"))
    assert verify() == set()


def test_every_table_of_the_record_is_in_the_log(recorded: Case) -> None:
    names = set(all_kinds())
    assert {
        "event",
        "decision",
        "check",
        "deadline",
        "letter",
        "signature",
        "signaturecheck",
        "blob",
        "original",
    } <= names
    assert {"readlog", "signin", "historicaluser", "historicalcase", "historicaldutyrate", *FACETS} <= names
    assert not names & {"apicall", "attempt", "checkpoint"}
    assert {name for name in names - {kind.name for kind in kinds()} - FACETS} <= {f"historical{n}" for n in NEVER} | {
        "comparison", "documentreview", "hearingentry", "returneddocument", *UNUSED,
    }  # fmt: skip


UNUSED = {
    f"historical{name}"
    for name in (
        "absence", "apiclient", "assignment", "webhook", "countryrule", "delegation", "draftedact", "messagetemplate",
        "workinghours", "serviceterm", "payment", "noticetext",
    )
}  # fmt: skip


def test_a_changed_row_is_named(recorded: Case) -> None:
    changed = set()
    for kind in kinds():
        row = a_row(kind)
        name, value = next(other(row, kind.names))
        assert raw(kind.model).filter(pk=row.pk).update(**{name: value}) == 1
        changed.add((kind.name, ref_of(row.pk), CHANGED))
    assert changed - verify() == set()


def test_a_removed_row_is_named(recorded: Case) -> None:
    removed = set()
    with transaction.atomic():
        for kind in kinds():
            pk = a_row(kind).pk
            raw(kind.model).filter(pk=pk)._raw_delete(DEFAULT_DB_ALIAS)
            removed.add((kind.name, ref_of(pk), MISSING))
        named = verify()
        transaction.set_rollback(True)  # rows of others point to them
    assert removed - named == set()


def test_a_row_that_was_put_in_is_named(recorded: Case) -> None:
    added = set()
    for kind in kinds():
        row = a_row(kind)
        row.pk = "f" * 64 if kind.model._meta.pk.get_internal_type() != "UUIDField" else uuid7()
        for field in row._meta.concrete_fields:
            if field.unique and not field.primary_key:
                setattr(row, field.attname, "x")
        raw(kind.model).bulk_create([row])
        added.add((kind.name, ref_of(row.pk), ADDED))
    assert added - verify() == set()


def test_the_parts_of_a_row_that_change_are_held_too(recorded: Case) -> None:
    term = Deadline.objects.exclude(state="running").order_by("pk")[0]
    running = Deadline.objects.filter(state="running").order_by("pk").first()
    letter, printed = Letter.objects.filter(rendered_at=None)[0], Letter.objects.exclude(rendered_at=None)[0]
    raw(Deadline).filter(pk=term.pk).update(state="late" if term.state != "late" else "met")
    raw(Letter).filter(pk=letter.pk).update(set_aside_at=NOW)
    raw(Letter).filter(pk=printed.pk).update(files={"ru": "0" * 64})
    expected = {
        ("deadline_end", ref_of(term.pk), CHANGED),
        ("letter_set_aside", ref_of(letter.pk), CHANGED),
        ("letter_files", ref_of(printed.pk), CHANGED),
    }
    if running:
        raw(Deadline).filter(pk=running.pk).update(state="stopped", stopped_at=NOW)
        expected.add(("deadline_end", ref_of(running.pk), CHANGED))
    assert verify() == expected


def test_the_state_of_a_case_a_role_and_a_password_are_held_by_their_versions(recorded: Case) -> None:
    officer, admin = people.officer(), people.administrator()
    jobs.sequence(NOW)
    raw(Case).filter(pk=recorded.pk).update(state="granted")
    raw(User).filter(pk=officer.pk).update(role="auditor", city=None)
    raw(User).filter(pk=admin.pk).update(password="!")
    flaws = {(f.kind, f.ref, f.what): f.detail for f in verifying.verify(NOW).faults}
    assert flaws == {
        ("case", recorded.pk.hex, CHANGED): f"{recorded.number} state",
        ("user", officer.pk.hex, CHANGED): "city_id, role",
        ("user", admin.pk.hex, CHANGED): "password",
    }


def test_who_lets_himself_in_as_a_helper_is_named(recorded: Case) -> None:
    row, stranger = Helper.objects.get(), people.officer()
    jobs.sequence(NOW)
    raw(Helper).filter(pk=row.pk).update(digest="0" * 64, sent_at=NOW, late={"x": "y"}, late_at=NOW)
    assert verify() == set(), "what only says what the portal has done"
    raw(Helper).filter(pk=row.pk).update(user=stranger, joined_at=NOW)
    assert verify() == {("helper_joined", row.pk.hex, CHANGED)}
    raw(Helper).filter(pk=row.pk).update(user=None, joined_at=None, ended_at=NOW)
    assert verify() == {("helper_end", row.pk.hex, CHANGED)}


def test_what_the_portal_itself_takes_away_is_no_fault(recorded: Case) -> None:
    blob = Blob.objects.create(sha256="e" * 64, name="x", size=1, mime="x/y", stored_at=NOW)
    jobs.sequence(NOW)
    blob.delete()
    assert verify() == set()
    jobs.sequence(NOW)
    assert verify() == set()
    raw(Blob).bulk_create([Blob(sha256="e" * 64, name="x", size=1, mime="x/y", stored_at=NOW)])
    assert verify() == {("blob", "e" * 64, ADDED)}


def test_a_leaf_that_the_portal_has_not_made_gets_no_place(recorded: Case) -> None:
    """Who can write the database cannot make a row and its leaf: the key is not there."""
    row = a_row(all_kinds()["event"])
    row.pk = uuid7()
    raw(Event).bulk_create([row])
    WaitingLeaf.objects.create(kind="event", ref=row.pk.hex, digest=b"x" * 32, mac=b"x" * 16)
    assert "1 refused" in jobs.sequence(NOW)
    assert LogFault.objects.get().what == "forged"
    assert verify() == {("event", row.pk.hex, ADDED)}


def test_leaves_of_a_host_with_another_secret_wait_until_it_is_known(recorded: Case, settings: Any) -> None:
    """They are named, and none is lost: what is wrong may be the settings."""
    ours, settings.SECRET_KEY = settings.SECRET_KEY, "that of another host"
    row = ReadLog.objects.create(case=recorded, user=people.officer(), what="case", at=NOW)
    settings.SECRET_KEY = ours
    assert "1 refused" in jobs.sequence(NOW)
    assert verify() == {("readlog", row.pk.hex, ADDED)}
    settings.SECRET_KEY_FALLBACKS = ["that of another host"]
    assert "1 leaves sequenced, 0 refused" in jobs.sequence(NOW)
    assert verify() == set() and not LogFault.objects.exists()


def test_what_a_row_had_to_say_before_is_not_put_in_again(recorded: Case) -> None:
    """Who has read the leaf when it waited has its code too."""
    term = Deadline.objects.filter(state="running").order_by("pk").first() or Deadline.objects.order_by("pk")[0]
    term.state = "met"
    term.save(update_fields=["state"])
    old = WaitingLeaf.objects.values("kind", "ref", "digest", "mac").get(kind="deadline_end")
    jobs.sequence(NOW)
    term.state = "late"
    term.save()
    jobs.sequence(NOW)
    assert verify() == set()
    raw(Deadline).filter(pk=term.pk).update(state="met")
    WaitingLeaf.objects.create(**old)
    assert "1 refused" in jobs.sequence(NOW)
    assert verify() == {("deadline_end", term.pk.hex, CHANGED)}


def test_a_term_that_runs_again_is_what_was_written(recorded: Case) -> None:
    term = Deadline.objects.exclude(state="running").order_by("pk")[0]
    term.state, term.stopped_at, term.met_on = "running", None, None
    term.save()
    assert verify() == set()


def test_rows_that_change_places_are_named(recorded: Case) -> None:
    first, second = raw(Event).filter(case=recorded).order_by("pk")[:2]
    facts = [f.attname for f in Event._meta.concrete_fields if not f.primary_key and not f.generated]
    raw(Event).filter(pk=first.pk).update(**{name: getattr(second, name) for name in facts})
    raw(Event).filter(pk=second.pk).update(**{name: getattr(first, name) for name in facts})
    assert verify() == {("event", first.pk.hex, CHANGED), ("event", second.pk.hex, CHANGED)}


def test_a_fault_is_kept_until_the_row_is_right_again(recorded: Case, capsys: Any) -> None:
    row = a_row(all_kinds()["event"])
    raw(Event).filter(pk=row.pk).update(user_name="Somebody else")
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_log", stdout=(out := StringIO()), stderr=(err := StringIO()))
    assert err.getvalue().split()[:2] == ["event", row.pk.hex] and recorded.number in err.getvalue()
    assert "1 faults" in out.getvalue()
    assert LogFault.objects.get().ref == row.pk.hex
    raw(Event).filter(pk=row.pk).update(user_name=row.user_name)
    jobs.verify_nightly(NOW)
    assert not LogFault.objects.exists()


def test_a_part_is_looked_at_where_a_part_is_asked_for(recorded: Case) -> None:
    row = raw(Event).order_by("pk")[0]
    raw(Event).filter(pk=row.pk).update(user_name="Somebody else")
    later = Scope(since=timezone.now() + timedelta(days=3650))  # keys go on from the latest moment of any test
    assert verifying.verify(NOW, later).faults == []
    assert [f.ref for f in verifying.verify(NOW, Scope(since=row.at)).faults] == [row.pk.hex]
    assert verifying.verify(NOW, Scope(sample=1)).rows < 200


def test_a_sample_goes_on_from_the_first_row_where_it_reaches_the_last(
    recorded: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = verifying.verify(NOW)
    rows = raw(Event).order_by("pk")
    raw(Event).filter(pk=rows[0].pk).update(user_name="Somebody else")
    raw(Case.history.model).filter(pk=Case.history.order_by("pk")[0].pk)._raw_delete("default")  # type: ignore[attr-defined]
    raw(Case).filter(pk=recorded.pk).update(state="granted")
    monkeypatch.setattr(rowcheck, "_random_key", lambda rows, numbered: rows.values_list("pk", flat=True).last())
    monkeypatch.setattr(rowcheck, "CHUNK", 7)
    report = verifying.verify(NOW, Scope(sample=10**6))
    assert report.rows == whole.rows - 1
    assert {(f.kind, f.what) for f in report.faults} == {
        ("event", CHANGED),
        ("historicalcase", MISSING),
        ("case", CHANGED),
    }


def test_a_checkpoint_names_what_it_signs(recorded: Case) -> None:
    row = Checkpoint.objects.get()
    origin, size, root, at = row.note.split("\n\n")[0].splitlines()
    assert (origin, size, root, at) == ("localhost:8000/log", str(row.size), row.root, "at 2027-06-01T05:00:00+00:00")
