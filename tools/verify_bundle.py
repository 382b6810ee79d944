#!/usr/bin/env python3
"""Verifies, without the portal and its database, the archive of a case, what `manage.py prove` printed, and
checkpoints of the log.

    verify_bundle.py HUB-2026-00001-whole.zip --key VKEY
    verify_bundle.py proof.json checkpoint.txt … --key VKEY

One file: needs Python 3.11 and the package cryptography. VKEY: a line of `manage.py log_key`, got on another way than
the proof; without it the keys beside the proof are used, and only its own consistency is shown. Exit code 0: all holds.
Signatures in an archive are of НУЦ РК: `manage.py verify_bundle` judges each.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class WrongError(Exception):
    """What does not hold."""


class NoteState(NamedTuple):
    origin: str
    size: int
    root: bytes
    at: str


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def opened(note: str, vkeys: list[str]) -> NoteState:
    """What a checkpoint states that one of the keys has signed."""
    text, cut, signatures = note.partition("\n\n")
    text += "\n"
    if not cut or not any(signed(text, line, vkey) for line in signatures.splitlines() for vkey in vkeys):
        raise WrongError("the checkpoint is signed by none of the keys")
    lines = text.splitlines()
    if len(lines) < 3 or not lines[1].isdigit():
        raise WrongError("no checkpoint")
    return NoteState(lines[0], int(lines[1]), base64.b64decode(lines[2]), " ".join(lines[3:]))


def signed(text: str, line: str, vkey: str) -> bool:
    name, number, coded = vkey.strip().split("+", 2)
    public = base64.b64decode(coded)
    who, _space, signature = line.removeprefix("— ").rpartition(" ")
    raw = base64.b64decode(signature)
    expected = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    if who != name or expected.hex() != number or raw[:4] != expected or public[:1] != b"\x01":
        return False
    if text.partition("\n")[0] != name:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public[1:]).verify(raw[4:], text.encode())
    except InvalidSignature:
        return False
    return True


def check_inclusion(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> None:
    """RFC 9162, 2.1.3.2."""
    place, last, reached = index, size - 1, leaf
    if not 0 <= index < size:
        raise WrongError("the checkpoint is older than the row")
    for sibling in path:
        if last == 0:
            raise WrongError("the path is too long")
        if place & 1 or place == last:
            reached = node(sibling, reached)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            reached = node(reached, sibling)
        place, last = place >> 1, last >> 1
    if last or reached != root:
        raise WrongError("the row is not in the log that was signed")


def check_consistency(earlier: NoteState, later: NoteState, path: list[bytes]) -> None:
    """RFC 9162, 2.1.4.2."""
    if earlier.size > later.size or earlier.origin != later.origin:
        raise WrongError("the log has become shorter, or is another")
    if earlier.size == later.size or earlier.size == 0:
        if path or (earlier.size and earlier.root != later.root):
            raise WrongError("two logs of one length differ")
        return
    nodes = [earlier.root, *path] if earlier.size & (earlier.size - 1) == 0 else path
    place, last = earlier.size - 1, later.size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = nodes[0] if nodes else b""
    for sibling in nodes[1:]:
        if last == 0:
            raise WrongError("the path is too long")
        if place & 1 or place == last:
            old, new = node(sibling, old), node(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node(new, sibling)
        place, last = place >> 1, last >> 1
    if last or (old, new) != (earlier.root, later.root):
        raise WrongError("the log was changed between the two checkpoints")


def verify_proof(proof: dict[str, Any], vkeys: list[str], earlier: list[NoteState]) -> str:
    state = opened(proof["checkpoint"], vkeys)
    data = f"dnr leaf 1\n{proof['kind']}\n{proof['ref']}\n".encode() + bytes.fromhex(proof["digest"])
    path = [base64.b64decode(part) for part in proof["inclusion"]]
    check_inclusion(hashlib.sha256(b"\x00" + data).digest(), proof["index"], state.size, path, state.root)
    shown = (
        f"{proof['kind']} {proof['ref']} is leaf {proof['index']} of {state.origin}, {state.size} leaves, {state.at}"
    )
    for before in earlier:
        if before.size == proof.get("since"):
            check_consistency(before, state, [base64.b64decode(part) for part in proof["consistency"]])
            shown += f"\nit continues the log of {before.size} leaves, {before.at}"
    return shown


# ------------------------------------------------------------------------------------------------ the archive of a case

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
STORED = {"document", "replaced document", "letter", "original"}
"""What the manifest calls files of which a row of the log tells."""


def verify_archive(path: Path, vkeys: list[str]) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
        if len(files) != len(archive.infolist()):
            raise WrongError("a file is in the archive twice")
    members = json.loads(files[MANIFEST])["members"]
    verify_members(files, members)
    state = opened(files["log/checkpoint.txt"].decode(), vkeys or files["log/keys.txt"].decode().splitlines())
    proved, waiting, known = dict[tuple[str, bool], int](), list[str](), set[str]()
    erased = list[str]()
    for name in sorted(name for name in files if name.endswith("/log.json")):
        for entry in json.loads(files[name]):
            hidden = bool(entry.get("withheld"))
            known |= {entry["ref"]} if entry["kind"] in ("blob", "original") and not hidden else set()
            erased += [in_words(entry["row"])] if entry["kind"] == "erasure" and not hidden else []
            if "index" in entry:
                check_entry(entry, base64.b64decode(entry["leaf"]) if hidden else leaf_of(entry), state)
                proved[entry["kind"], hidden] = proved.get((entry["kind"], hidden), 0) + 1
            else:
                waiting.append(f"{entry['kind']} {'(left out)' if hidden else entry['ref']}")
    for member in members:
        if member["what"] in STORED and member["sha256"] not in known:
            raise WrongError(f"{member['path']} is no file that the portal has stored")
    lines = [f"{path.name}: {len(files)} files as the manifest lists them"]
    lines += [f"{state.origin}, {state.size} leaves, {state.at}: signed"]
    if "log/checkpoint.tst" in files:
        lines.append(
            "a time-stamp lies beside it: openssl ts -verify -token_in -in log/checkpoint.tst -data log/checkpoint.txt"
        )
    for (kind, hidden), number in sorted(proved.items()):
        lines.append(f"{number} of {kind}: in the log, {'left out of this copy' if hidden else 'and what was written'}")
    return lines + erased + [f"not in the log that was signed: {what}" for what in waiting]


def in_words(erasure: dict[str, Any]) -> str:
    """Rows that are not there, as a rule of retention has erased them."""
    return "{number} rows of {kind} erased by the rule {rule}, by {by}".format(**erasure)


def verify_members(files: dict[str, bytes], members: list[dict[str, Any]]) -> None:
    extra = files.keys() - {member["path"] for member in members} - {MANIFEST, SUMS}
    if extra:
        raise WrongError(f"not in the manifest: {', '.join(sorted(extra))}")
    for member in members:
        if member["fault"]:
            raise WrongError(f"{member['path']} was not given out whole: {member['fault']}")
        if hashlib.sha256(files.get(member["path"], b"")).hexdigest() != member["sha256"]:
            raise WrongError(f"{member['path']} is not what the manifest lists, or is missing")


def leaf_of(entry: dict[str, Any]) -> bytes:
    """Of a row that has the digest it states."""
    row = json.dumps(entry["row"], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    digest = hashlib.sha256(f"dnr row 1\n{entry['kind']}\n{entry['ref']}\n{row}".encode()).hexdigest()
    if digest != entry["digest"]:
        raise WrongError(f"{entry['kind']} {entry['ref']} is not what was written")
    data = f"dnr leaf 1\n{entry['kind']}\n{entry['ref']}\n".encode() + bytes.fromhex(entry["digest"])
    return hashlib.sha256(b"\x00" + data).digest()


def check_entry(entry: dict[str, Any], leaf: bytes, state: NoteState) -> None:
    path = [base64.b64decode(part) for part in entry["inclusion"]]
    check_inclusion(leaf, entry["index"], state.size, path, state.root)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("files", nargs="+", type=Path, help="archives (ZIP), a proof (JSON), checkpoints (TXT)")
    parser.add_argument("--key", action="append", default=[], help="a line of `manage.py log_key`")
    given = parser.parse_args(arguments)
    try:
        for path in given.files:
            if path.suffix == ".zip":
                print("\n".join(verify_archive(path, given.key)))
        proofs = [json.loads(path.read_text("utf-8")) for path in given.files if path.suffix == ".json"]
        vkeys = given.key or [key for proof in proofs for key in proof["keys"]]
        states = [opened(path.read_text("utf-8"), vkeys) for path in given.files if path.suffix == ".txt"]
        for state in states:
            print(f"{state.origin}, {state.size} leaves, {state.at}: signed")
        for proof in proofs:
            print(verify_proof(proof, vkeys, states))
    except (WrongError, OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        print(f"does not hold: {error}", file=sys.stderr)
        return 1
    if not given.key:
        print("with the keys that came with it: whose they are it does not show", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
