"""The log goes on through whatever stops it, tells one story, and is read by who has nothing but a checkpoint."""

from __future__ import annotations

import base64
import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings as live
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet

from cases.health import recorded as health
from cases.ledger import beginning, checkpoints, filing, jobs, keys, notes, proofs, sequencing, tree, verifying
from cases.ledger.notes import CheckpointText, NoteKey
from cases.models import (
    Case,
    Checkpoint,
    City,
    Event,
    LogFault,
    ReadLog,
    SealedLeaf,
    TreeNode,
    WaitingLeaf,
    ids,
    leafkinds,
    leaves,
)
from cases.models.ledgerrows import LOG
from tests import people
from tests.cases.ledger.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LATER = NOW + timedelta(hours=1)


def read(case: Case, number: int = 1) -> None:
    who = people.officer()
    ReadLog.objects.bulk_create([ReadLog(case=case, user=who, what="case", at=NOW) for _n in range(number)])


def raw(model: Any) -> QuerySet[Any]:
    return QuerySet(model)


def kinds_of_faults() -> set[tuple[str, str]]:
    return {(flaw.kind, flaw.what) for flaw in verifying.verify(NOW).faults}


class KilledError(BaseException):
    """As a kill, it passes all that catches errors."""


def killed(*args: object, **kwargs: object) -> None:
    raise KilledError


# ------------------------------------------------------------------------------------------------ killed


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (sequencing, "_grow"),
        (sequencing, "_take"),
        (checkpoints, "sign_checkpoint"),
        (filing, "file_outside"),
        (filing.os, "replace"),
    ],
)
def test_a_worker_killed_on_the_way_loses_nothing(
    recorded: Case, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    read(recorded, 300)
    size = sequencing.log_size()
    with monkeypatch.context() as patch, pytest.raises(KilledError):
        patch.setattr(module, name, killed)
        jobs.sequence(LATER)
    waiting = WaitingLeaf.objects.count()
    assert waiting + sequencing.log_size() - size == 300, "each leaf waits or has its place"
    jobs.sequence(LATER)
    assert sequencing.log_size() == size + 300 and not WaitingLeaf.objects.exists()
    last = filing.newest()
    assert last and last.size == size + 300
    assert kinds_of_faults() == set()


def test_batches_and_subtrees_of_256_give_the_tree_of_all_leaves(
    recorded: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencing, "BATCH", 100)
    read(recorded, 730)
    jobs.sequence(LATER)
    hashes = sequencing.stored(0, 0, sequencing.log_size())
    assert tree.root_hash(sequencing.stored, len(hashes)) == tree.root_of(hashes)
    assert TreeNode.objects.count() == len(hashes) // 256
    assert kinds_of_faults() == set()


def test_a_leaf_that_is_committed_late_gets_its_place_then(recorded: Case) -> None:
    """Writers wait for nobody: a transaction that began before others may end after they have their places."""
    digest = b"d" * 32
    WaitingLeaf.objects.create(id=-1, kind="x", ref="late", digest=digest, mac=leaves.leaf_mac("x", "late", digest))
    size = sequencing.log_size()
    jobs.sequence(LATER)
    assert SealedLeaf.objects.get(kind="x").place == size


def test_a_transaction_that_fails_leaves_no_leaf(recorded: Case) -> None:
    with pytest.raises(KilledError), transaction.atomic():
        read(recorded)
        killed()
    assert not WaitingLeaf.objects.exists()


def test_a_row_and_its_leaf_are_a_single_message(recorded: Case, django_assert_num_queries: Any) -> None:
    who = people.officer()
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):
        ReadLog(case=recorded, user=who, what="case", at=NOW).save(force_insert=True)
    assert WaitingLeaf.objects.count() == 1


def test_an_empty_column_that_came_later_changes_no_digest() -> None:
    kind = leafkinds.all_kinds()["decision"]
    row = dict.fromkeys(kind.names, "") | {
        "id": "0" * 32,
        "case_id": "0" * 32,
        "by_id": "0" * 32,
        "at": NOW.isoformat(),
    }
    before = kind.digest("x", kind.content(row.values()))
    wider = leafkinds.LeafKind(kind.name, kind.model, (*kind.columns, ("new", None)))
    empties: tuple[Any, ...] = ("", None, 0, False, {}, [])
    for empty in empties:
        assert wider.digest("x", wider.content([*row.values(), empty])) == before
    assert wider.digest("x", wider.content([*row.values(), "x"])) != before


# ------------------------------------------------------------------------------------------------ the log itself


def test_a_changed_leaf_contradicts_its_subtree_and_the_checkpoint(recorded: Case) -> None:
    raw(SealedLeaf).filter(place=3).update(digest=b"x" * 32)
    details = [flaw.detail for flaw in verifying.verify(NOW).faults if flaw.what == LOG]
    assert "leaves 0 to 255 have another root than was stored" in details
    assert any(detail.startswith("the log had another root then") for detail in details)


def test_a_leaf_and_all_nodes_changed_alike_contradict_the_checkpoint(recorded: Case) -> None:
    raw(SealedLeaf).filter(place=3).update(digest=b"x" * 32)
    hashes = sequencing.stored(0, 0, 256)
    raw(TreeNode).filter(level=8, place=0).update(hash=tree.root_of(hashes))
    assert ("checkpoint", LOG) in kinds_of_faults()
    read(recorded)
    assert "does not belong to this log" in jobs.sequence(LATER), "and the next one is not signed"


def test_a_truncated_log_is_noticed_and_not_signed(recorded: Case) -> None:
    """Also where all that is in the database says nothing of it."""
    size = sequencing.log_size()
    raw(SealedLeaf).filter(place__gte=size - 5)._raw_delete("default")
    raw(Checkpoint).all()._raw_delete("default")
    assert ("checkpoint", LOG) in kinds_of_faults()
    assert f"filed at {size} leaves" in jobs.sequence(LATER)
    assert not Checkpoint.objects.exists()
    assert {row.what for row in LogFault.objects.filter(kind="checkpoint")} == {LOG}


def test_a_log_that_was_emptied_does_not_begin_again(recorded: Case) -> None:
    for model in (SealedLeaf, TreeNode, Checkpoint):
        raw(model).all()._raw_delete("default")
    assert beginning.is_begun()
    assert "does not belong" in jobs.sequence(LATER)


def test_leaves_in_another_order_are_named(recorded: Case) -> None:
    for place, other in ((3, -1), (4, 3), (-1, 4)):
        raw(SealedLeaf).filter(place=place).update(place=other)
    details = [flaw.detail for flaw in verifying.verify(NOW).faults]
    assert "leaves 0 to 255 have another root than was stored" in details
    assert any(detail.startswith("the log had another root then") for detail in details)


def test_a_leaf_taken_out_of_the_middle_is_named(recorded: Case) -> None:
    raw(SealedLeaf).filter(place=7)._raw_delete("default")
    flaws = verifying.verify(NOW).faults
    assert ("log", "7", "a leaf is missing here") in {(f.kind, f.ref, f.detail) for f in flaws}


# ------------------------------------------------------------------------------------------------ checkpoints


def put(note: str, name: str = "000000000000009-000000.txt") -> None:
    (filing._folders()[0] / name).write_text(note, "utf-8")


def details() -> list[str]:
    return [flaw.detail for flaw in verifying.verify(NOW).faults if flaw.kind == "checkpoint"]


def test_a_forged_checkpoint_is_named(recorded: Case) -> None:
    forged = CheckpointText(keys.origin(), sequencing.log_size() + 9, b"r" * 32).as_text()
    put(notes.signed_note(forged, keys.origin(), [Ed25519PrivateKey.generate()]))
    assert details() == ["signed by no key of this log"]
    read(recorded)
    assert "signed" in jobs.sequence(LATER), "a file that nobody of us has signed stops nothing"


def test_a_checkpoint_of_another_portal_is_named(recorded: Case) -> None:
    other = CheckpointText("other.example/log", 1, b"r" * 32).as_text()
    put(notes.signed_note(other, "other.example/log", keys.signing_keys()))
    assert details() == ["signed by no key of this log"]


def test_an_older_checkpoint_in_the_place_of_a_newer_is_named(recorded: Case) -> None:
    """Replayed: its note is good, and is not what the row says."""
    old = Checkpoint.objects.get()
    read(recorded)
    jobs.sequence(LATER)
    new = Checkpoint.objects.order_by("-id")[0]
    raw(Checkpoint).filter(pk=new.pk).update(note=old.note)
    assert details() == ["its columns are not those of its note"]


def test_a_checkpoint_that_is_filed_only_once_more_changes_nothing(recorded: Case) -> None:
    put(Checkpoint.objects.get().note)
    assert details() == []


def test_what_was_not_filed_is_filed_by_the_next_run(recorded: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    read(recorded)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="full"):
        patch.setattr(filing.os, "fsync", lambda handle: (_ for _ in ()).throw(OSError("full")))
        jobs.sequence(LATER)
    assert "signed" in jobs.sequence(LATER)
    newest = filing.newest()
    assert newest and newest.size == sequencing.log_size()
    assert "nothing new" in jobs.sequence(LATER)


def test_another_worker_that_goes_on_meanwhile_is_no_fork(recorded: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    read(recorded)
    size = sequencing.log_size

    def after_another() -> int:
        monkeypatch.setattr(sequencing, "log_size", size)
        jobs.sequence(LATER)
        return size()

    monkeypatch.setattr(sequencing, "log_size", after_another)
    assert checkpoints.write(LATER)
    assert kinds_of_faults() == set()


def test_a_new_key_is_introduced_by_the_old_and_both_verify(recorded: Case) -> None:
    old = keys.known()
    call_command("log_key", "--rotate", stdout=(out := __import__("io").StringIO()))
    new = [key for key in keys.known() if key not in old]
    assert len(old) == len(new) == 1 and new[0].vkey in out.getvalue()
    both = Checkpoint.objects.order_by("-id")[0].note
    assert notes.opened(both, old) == notes.opened(both, new)
    read(recorded)
    jobs.sequence(LATER)
    last = Checkpoint.objects.order_by("-id")[0].note
    assert notes.opened(last, new).size == sequencing.log_size()
    with pytest.raises(notes.NoteError):
        notes.opened(last, old)
    assert kinds_of_faults() == set()
    assert [path.suffix for path in sorted(Path(live.LOG_KEYS).iterdir())].count(".pem") == 1


def test_a_rotation_that_was_cut_short_has_both_keys_sign(recorded: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who trusts the old key is introduced to the new all the same."""
    old = keys.known()
    with monkeypatch.context() as patch, pytest.raises(KilledError):
        patch.setattr(checkpoints, "sign_checkpoint", killed)
        checkpoints.rotate(LATER)
    read(recorded)
    jobs.sequence(LATER)
    last = Checkpoint.objects.order_by("-id")[0].note
    assert notes.opened(last, old) == notes.opened(last, [key for key in keys.known() if key not in old])
    checkpoints.rotate(LATER + timedelta(minutes=1))
    assert len(keys.signing_keys()) == 1 and len(keys.known()) == 3
    assert kinds_of_faults() == set()


def test_a_host_with_a_key_of_its_own_is_named(recorded: Case, settings: Any, tmp_path: Path) -> None:
    """Two hosts that do not share the folder of keys: what the other signs is not taken for ours."""
    ours = settings.LOG_KEYS
    read(recorded)
    settings.LOG_KEYS = tmp_path
    assert "signed" in jobs.sequence(LATER)
    settings.LOG_KEYS = ours
    assert details() == ["signed by no key of this log"] * 2, "the row, and its file"
    read(recorded)
    assert "signed" in jobs.sequence(LATER + timedelta(minutes=1))


def test_a_clock_that_was_put_back_stops_nothing(recorded: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the order of checkpoints nor that of versions is that of clocks."""
    city = City.objects.get(pk="astana")
    city.address = "Before"
    city.save()
    past = SimpleNamespace(time_ns=lambda: int((NOW - timedelta(days=400)).timestamp() * 10**9))
    with monkeypatch.context() as patch:
        patch.setattr(ids, "time", past)
        patch.setattr(ids, "_last", 0)
        city.address = "After"
        city.save()
        read(recorded)
    assert "signed" in jobs.sequence(NOW - timedelta(days=400))
    newest = filing.newest()
    assert newest and newest.size == sequencing.log_size()
    assert kinds_of_faults() == set()
    raw(SealedLeaf).filter(place=newest.size - 1)._raw_delete("default")
    read(recorded)
    assert "does not belong" in jobs.sequence(LATER)


def test_the_private_key_is_for_the_portal_alone(recorded: Case) -> None:
    assert {path.stat().st_mode & 0o777 for path in Path(live.LOG_KEYS).glob("*.pem")} == {0o600}


def test_checkpoints_go_out_by_mail(recorded: Case, settings: Any) -> None:
    settings.LOG_MAIL_TO = ["archive@example.org"]
    jobs.verify_nightly(NOW)
    (sent,) = mail.outbox
    assert Checkpoint.objects.get().note in sent.body and keys.known()[0].vkey in sent.body
    assert sent.subject.endswith("no fault")


# ------------------------------------------------------------------------------------------------ proofs


def test_a_row_is_proved_against_a_checkpoint_alone(recorded: Case) -> None:
    event = Event.objects.filter(case=recorded).order_by("-id")[0]
    given = proofs.of_row("event", event.pk)
    assert given is not None
    text = notes.opened(given["checkpoint"], [NoteKey.parse(keys.known()[0].vkey)])
    leaf = tree.leaf_hash(leafkinds.leaf_bytes("event", event.pk.hex, bytes.fromhex(given["digest"])))
    path = [base64.b64decode(node) for node in given["inclusion"]]
    tree.check_inclusion(leaf, given["index"], text.size, path, text.root)
    kind = leafkinds.all_kinds()["event"]
    assert kind.digest(event.pk.hex, kind.content(getattr(event, name) for name in kind.names)).hex() == given["digest"]


def test_a_later_checkpoint_continues_an_earlier(recorded: Case) -> None:
    first = Checkpoint.objects.get()
    read(recorded, 300)
    jobs.sequence(LATER)
    last = Checkpoint.objects.order_by("-id")[0]
    path = [base64.b64decode(node) for node in proofs.between(first.size, last.size)]
    roots = [base64.b64decode(row.root) for row in (first, last)]
    tree.check_consistency(first.size, last.size, path, *roots)


def test_a_row_without_a_place_has_no_proof_yet(recorded: Case) -> None:
    read(recorded)
    assert proofs.of_row("readlog", ReadLog.objects.order_by("-id")[0].pk) is None


# ------------------------------------------------------------------------------------------------ beginning


def test_rows_of_before_get_their_leaves_when_the_log_begins(recorded: Case) -> None:
    for model in (SealedLeaf, TreeNode, Checkpoint, WaitingLeaf):
        raw(model).all()._raw_delete("default")
    shutil.rmtree(live.LOG_CHECKPOINTS)
    raw(City).filter(pk="astana").update(address="Before the log")
    assert "not all rows" in jobs.sequence(LATER, 0)
    assert "signed" in jobs.sequence(LATER)
    assert kinds_of_faults() == set()
    assert City.history.filter(code="astana").latest().history_change_reason == "log_begins"  # type: ignore[attr-defined]


def test_health_tells_of_faults_and_of_leaves_that_wait(recorded: Case) -> None:
    assert (health.log_faults(NOW).value, health.log_waits(LATER).value) == (0, 0)
    read(recorded)
    assert health.log_waits(LATER).value == 3600
    raw(Event).filter(case=recorded).update(user_name="x")
    verifying.verify(NOW)
    assert health.log_faults(NOW).value == Event.objects.filter(case=recorded).count()
