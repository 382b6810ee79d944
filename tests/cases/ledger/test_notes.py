"""Signed notes as C2SP has them."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cases.ledger import notes
from cases.ledger.notes import CheckpointText, NoteError, NoteKey

PETER = (
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
)
"""The example of C2SP's page of signed notes, and of Go's package of the same: key, text, signature."""

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
MINE = NoteKey("dnr.example/log", notes.public_of(KEY))
TEXT = CheckpointText("dnr.example/log", 7, b"r" * 32, ("at 2026-11-30T10:00:00+00:00",))


def test_a_note_of_others_is_read_as_they_have_signed_it() -> None:
    vkey, text, signature = PETER
    key = NoteKey.parse(vkey)
    raw = base64.b64decode(signature)
    assert (key.vkey, key.number) == (vkey, raw[:4])
    assert key.has_signed(text, raw[4:]) and not key.has_signed(text + "x", raw[4:])


def test_a_checkpoint_comes_back_as_it_was_signed() -> None:
    note = notes.signed_note(TEXT.as_text(), MINE.name, [KEY])
    assert notes.opened(note, [MINE]) == TEXT
    assert NoteKey.parse(MINE.vkey) == MINE


def test_two_signatures_are_good_for_either_key() -> None:
    other = Ed25519PrivateKey.generate()
    note = notes.signed_note(TEXT.as_text(), MINE.name, [KEY, other])
    assert notes.opened(note, [NoteKey(MINE.name, notes.public_of(other))]) == notes.opened(note, [MINE])


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda note: note.replace("\n7\n", "\n8\n"),
        lambda note: note.replace("dnr.example/log\n7", "dnr.example/other\n7"),
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note.partition("\n\n")[0] + "\n\n",
        lambda note: note[:-20],
        lambda note: "",
        lambda note: notes.signed_note(TEXT.as_text(), MINE.name, [Ed25519PrivateKey.generate()]),
        lambda note: notes.signed_note("dnr.example/log\nseven\nx\n", MINE.name, [KEY]),
        lambda note: notes.signed_note("dnr.example/log\n", MINE.name, [KEY]),
        lambda note: notes.signed_note(TEXT.as_text().replace("7", "07", 1), MINE.name, [KEY]),
    ],
)
def test_what_was_not_signed_so_is_refused(spoiled) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NoteError):
        notes.opened(spoiled(notes.signed_note(TEXT.as_text(), MINE.name, [KEY])), [MINE])


@pytest.mark.parametrize("line", ["", "a+b", "a+00000000+AA==", f"{MINE.vkey}x", MINE.vkey.replace("+", "-")])
def test_a_line_that_is_no_key_is_refused(line: str) -> None:
    with pytest.raises(NoteError):
        NoteKey.parse(line)
