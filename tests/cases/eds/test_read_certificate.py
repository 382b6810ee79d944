"""manage.py read_certificate: whose a certificate is and what it may be used for, or that the file holds none."""

from __future__ import annotations

import base64
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from demo.pki import certificates as x509
from demo.pki import files
from demo.pki.issuers import established
from tests.cases.eds import workshop
from tests.cases.eds.conftest import anchors_folder, trusted  # noqa: F401  (fixtures)

pytestmark = pytest.mark.usefixtures("trusted")

PERSON = workshop.person()
MAY = ("may_sign_in", "may_sign_document", "may_sign_for_ministry")


def _read(tmp_path: Path, raw: bytes, *more: str, code: int = 0) -> str:
    path = tmp_path / "file"
    path.write_bytes(raw)
    out, err = StringIO(), StringIO()
    try:
        call_command("read_certificate", str(path), *more, stdout=out, stderr=err)
        assert code == 0
    except SystemExit as end:
        assert end.code == code
    return out.getvalue() or err.getvalue()


def _json(tmp_path: Path, raw: bytes, **how: Any) -> dict[str, Any]:
    output: dict[str, Any] = json.loads(_read(tmp_path, raw, "--json", "--language", "en", **how))
    return output


@pytest.mark.parametrize(
    "raw",
    [
        PERSON.certificate,
        files.pem(PERSON.certificate).encode(),
        base64.b64encode(PERSON.certificate),
        "\n".join(files.pem(raw) for raw in (*PERSON.chain, PERSON.certificate)).encode(),
        b"\xef\xbb\xbf" + files.pem(PERSON.certificate).encode(),
        workshop.sign(),
        base64.encodebytes(workshop.sign()),
    ],
    ids=["der", "pem", "base64", "pem with its chain", "pem of an editor", "cms", "cms in base64"],
)
def test_it_reads_a_certificate_however_it_comes(tmp_path, raw):
    output = _json(tmp_path, raw)
    names = (output["surname"], output["given_names"], output["patronymic"], output["common_name"])
    assert names == ("АСАНОВ", "АРМАН", "БОЛАТУЛЫ", "АСАНОВ АРМАН") and output["iin"] == workshop.IIN
    assert output["chain"]["state"] == "trusted" and len(output["chain"]["names"]) == 2
    assert output["may_sign_in"] == output["may_sign_document"] == {"ok": True, "why": [], "codes": []}
    assert output["may_sign_for_ministry"]["codes"] == ["not_legal"]
    assert {"oid": x509.INDIVIDUAL, "name": "natural person"} in output["purposes"]


def test_it_knows_who_signs_for_the_ministry(tmp_path):
    output = _json(tmp_path, workshop.issue(workshop.HEAD).certificate)
    assert output["bin"] == workshop.BIN and output["may_sign_for_ministry"]["ok"]
    assert output["may_sign_document"]["codes"] == ["not_individual"]


def test_it_distinguishes_a_key_for_sign_in_and_for_documents(tmp_path):
    output = _json(tmp_path, workshop.issue(auth=True).certificate)
    assert output["may_sign_in"]["ok"] and output["may_sign_document"]["codes"] == ["auth_certificate"]


def test_it_says_apart_that_the_chain_is_unknown(tmp_path):
    output = _json(tmp_path, workshop.stranger().issue(workshop.PERSON).certificate)
    assert output["chain"]["state"] == "unknown" and output["chain"]["why"]
    assert output["may_sign_in"]["codes"] == ["unknown_issuer"]


def test_it_does_not_believe_an_authority_made_for_servers(tmp_path):
    between = established(
        "СЕРВЕРЫ", workshop.foreign_key(), workshop.authority().issuing[workshop.RSA], purposes=(x509.SERVER,)
    )
    identity = workshop.issue(by=between)
    pem = "".join(files.pem(raw) for raw in (identity.certificate, between.certificate)).encode()
    assert _json(tmp_path, pem)["chain"]["state"] == "broken"


def test_it_says_that_a_certificate_has_ended_and_still_names_its_chain(tmp_path):
    output = _json(
        tmp_path,
        workshop.issue(
            not_before=workshop.NOW - 9 * workshop.DAY, not_after=workshop.NOW - 8 * workshop.DAY
        ).certificate,
    )
    assert output["chain"]["state"] == "trusted" and output["may_sign_document"]["codes"] == ["expired"]


def test_it_lets_no_authority_sign(tmp_path):
    output = _json(tmp_path, PERSON.chain[0])
    assert output["authority"] and not output["may_sign_in"]["ok"]


@pytest.mark.parametrize(
    ("language", "word"), [("ru", "физическое лицо"), ("kk", "жеке тұлға"), ("en", "natural person")]
)
def test_it_speaks_the_language_asked_for(tmp_path, language, word):
    output = _read(tmp_path, PERSON.certificate, "--language", language)
    assert word in output and workshop.IIN in output


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"0",
        b"junk",
        b"\0" * 4000,
        b"\xff\xfe" * 99,
        b"-----BEGIN CERTIFICATE-----",
        b"0\x82\x01",
        b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----",
        PERSON.certificate[:-9],
        b"0\x80" * 5000,
        b"%PDF-1.7 " * 500,
        bytes(range(256)) * 8000,
        workshop.sign()[:-40],
    ],
)
def test_it_says_of_junk_that_it_is_no_certificate(tmp_path, raw):
    output = _json(tmp_path, raw, code=1)
    assert output["error"]["text"]
    assert "Traceback" not in _read(tmp_path, raw, code=1)


@pytest.mark.parametrize("missing", ["nothing", "."])
def test_it_says_that_the_call_is_wrong(tmp_path, missing):
    with pytest.raises(CommandError) as caught:
        call_command("read_certificate", str(tmp_path / missing))
    assert caught.value.returncode == 2


@pytest.mark.parametrize(("language", "words"), [("ru", "Назначение:"), ("kk", "Мақсаты:")])
def test_it_speaks_the_language_asked_for_and_gives_each_reason_once(tmp_path, language, words):
    text = _read(tmp_path, PERSON.chain[0], "--language", language)
    assert f"\n{words}" in text and "Chain" not in text
    output = _json(tmp_path, PERSON.chain[0])
    assert all(len(set(output[may]["codes"])) == len(output[may]["codes"]) > 0 for may in MAY)
