"""The signed bundle: what the portal gives out, and what the command says of it on any computer, without network."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cases.eds import archive
from cases.eds.archive import BundleError
from cases.eds.pki import anchors, certificates
from cases.eds.pki.anchors import Anchors
from cases.eds.revocation import ocsp
from cases.eds.sheets import canonical
from cases.evidence import bundles, offline
from cases.law.calendar import ALMATY
from cases.models import Signature, SignatureCheck
from cases.programmes.nomad.states import State
from demo import cms
from demo.authority import Authority, authority
from demo.pki import certificates as x509
from demo.pki import signing
from tests import people

AT = datetime(2026, 6, 3, 15, 0, tzinfo=ALMATY)
BIN, IIN = "241000000301", "900101300017"
HEAD = x509.head("СЕЙТКАЗИН", "ЕРЛАН", IIN, BIN, "МИИЦР РК (ДЕМО)")
KINDS = [signing.RSA, signing.GOST512, signing.GOST256]
PASSPORT, DIPLOMA = b"%PDF-1.7 passport", b"%PDF-1.7 diploma"
ANNEX = canonical({"answers": {"surname": "Varenholt"}, "version": "1"})


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


DOCUMENTS = [
    {"kind": "passport", "title": "Паспорт", "sha256": sha256(PASSPORT)},
    {"kind": "diploma", "title": "Диплом", "sha256": sha256(DIPLOMA)},
]


def sheet_of(**changes: Any) -> bytes:
    facts = {
        "form": "dnr-sheet/1",
        "language": "ru",
        "case": "HUB-2026-00012",
        "step": "sign_petition",
        "what": "Подписать ходатайство",
        "at": AT.isoformat(),
        "signer": {"name": "Сейтказин Ерлан", "iin": IIN},
        "documents": DOCUMENTS,
        "annexes": {"questionnaire": sha256(ANNEX.encode())},
    }
    return canonical(facts | changes).encode()


@cache
def holder(kind: str) -> Any:
    return authority().issue(HEAD, algorithm=kind)


def made(kind: str = signing.RSA, who: Any = None, **changes: Any) -> dict[str, bytes]:
    """The members of a bundle; `changes` of its sheet."""
    sheet = sheet_of(**changes)
    listed = [document | {"name": f"{document['kind']}.pdf", "size": 1} for document in DOCUMENTS]
    index = {"documents": listed, "sheet_sha256": sha256(sheet)}
    return {
        archive.README: b"read me",
        archive.SHEET: sheet,
        archive.DOCUMENTS: json.dumps(index).encode(),
        archive.SIGNATURE: cms.sign(who or holder(kind), sheet, AT, detached=True),
        "annexes/questionnaire.json": ANNEX.encode(),
    }


def trusted() -> Anchors:
    return anchors.anchors_with([settings.EDS_KEYS / "anchors"])


def judged(members: dict[str, bytes], **options: Any) -> offline.BundleReport:
    return offline.judge(members, trusted(), **options)


def failures(members: dict[str, bytes], **options: Any) -> str:
    report = judged(members, **options)
    assert not report.authentic
    return " ".join(str(line.text) for line in report.lines if line.mark == offline.FAILS)


@pytest.fixture(autouse=True)
def _english():
    from django.utils import translation

    with translation.override("en"):
        yield


# ------------------------------------------------------------------------------------------------ what holds


@pytest.mark.parametrize("kind", KINDS)
def test_a_bundle_is_authentic_with_each_kind_of_key(kind):
    report = judged(made(kind), bin_wanted=BIN)
    assert report.authentic and report.signer and report.signer.iin == IIN
    assert [line.mark for line in report.lines].count(offline.HOLDS) == 5


def test_the_demo_is_trusted_only_where_its_folder_is_named():
    report = offline.judge(made(), anchors.anchors_with([]))
    assert not report.authentic and "not issued by НУЦ РК" in str(report.lines[0].text)


def test_an_attached_signature_serves_as_well():
    members = made()
    members[archive.SIGNATURE] = cms.sign(holder(signing.RSA), members[archive.SHEET], AT)
    assert judged(members).authentic


def test_a_certificate_that_ended_since_does_not_matter():
    who = authority().issue(HEAD, not_after=AT + timedelta(days=1))
    assert judged(made(who=who)).authentic


# ------------------------------------------------------------------------------------------------ what does not


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_sheet_is_not_authentic(kind):
    members = made(kind)
    members[archive.SHEET] = members[archive.SHEET].replace(b"00012", b"00013")
    assert "changed after it was signed" in failures(members)


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_byte_of_the_signature_is_detected(kind):
    members = made(kind)
    value = bytearray(members[archive.SIGNATURE])
    value[-3] ^= 1
    members[archive.SIGNATURE] = bytes(value)
    assert "does not fit" in failures(members)


OTHERS = {
    "foreign": (lambda: Authority.foreign().issue(HEAD), "not issued by НУЦ РК"),
    "expired": (lambda: authority().issue(HEAD, not_after=AT - timedelta(days=1)), "expired"),
    "auth": (lambda: authority().issue(HEAD, auth=True), "signing in"),
    "employee": (lambda: authority().issue(x509.employee("A", "B", IIN, BIN, "O")), "neither"),
    "applicant": (lambda: authority().issue(x509.individual("A", "B", IIN)), "organisation"),
    "other person": (lambda: authority().issue(x509.head("A", "B", "850715436289", BIN, "O")), "is not that of"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_certificate_that_will_not_do_is_reported(name):
    make, words = OTHERS[name]
    assert words in failures(made(who=make()))


def test_the_bin_asked_for_is_compared():
    assert BIN in failures(made(), bin_wanted="241000000308")


def test_what_is_no_cms_is_reported():
    assert "CMS" in failures(made() | {archive.SIGNATURE: b"0\x82 nonsense"})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"annexes/questionnaire.json": b"{}"}, "was altered"),
        ({"annexes/questionnaire.json": None}, "is missing"),
        ({"annexes/statement.json": b"{}"}, "does not stand in the sheet"),
    ],
)
def test_an_annex_is_compared_with_the_sheet(change, words):
    members = {name: data for name, data in (made() | change).items() if data is not None}
    assert words in failures(members)


def test_a_list_that_is_not_the_sheets_is_reported():
    members = made()
    members[archive.DOCUMENTS] = members[archive.DOCUMENTS].replace(sha256(PASSPORT).encode(), b"0" * 64)
    assert "documents.json" in failures(members)


def test_a_certificate_laid_beside_must_be_of_the_path():
    stranger = Authority.foreign().issue(HEAD)
    pem = bundles._pem(certificates.load(stranger.certificate))
    assert "00-signer.pem" in failures(made() | {"certificates/00-signer.pem": pem})


# ------------------------------------------------------------------------------------------------ revocation


def answer(who: Any, at: datetime) -> bytes:
    certificate, issuer = certificates.load(who.certificate), certificates.load(who.chain[0])
    return authority().ocsp(ocsp.request(certificate, issuer, b"0" * 16), at)


@pytest.mark.parametrize("kind", KINDS)
def test_the_authoritys_answer_is_read_offline(kind):
    who = authority().issue(HEAD, algorithm=kind)
    members = made(who=who) | {"revocation/01-ocsp.der": answer(who, AT + timedelta(minutes=1))}
    report = judged(members)
    assert report.authentic and not report.noted


def test_a_bundle_without_an_answer_says_that_nothing_is_proved():
    assert judged(made()).noted


@pytest.mark.parametrize(("since", "authentic"), [(-1, False), (1, True)], ids=["before", "after"])
def test_revocation_counts_from_its_moment(since, authentic):
    who = authority().issue(HEAD)
    authority().revoke(who, AT + timedelta(hours=since))
    report = judged(made(who=who) | {"revocation/01-ocsp.der": answer(who, AT + timedelta(hours=2))})
    assert report.authentic is authentic


def test_an_answer_about_another_certificate_is_none():
    other = authority().issue(HEAD)
    assert "no genuine answer" in failures(made() | {"revocation/01-ocsp.der": answer(other, AT)})


# ------------------------------------------------------------------------------------------------ the file itself


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def test_the_same_members_give_the_same_bytes():
    members = made()
    again = dict(reversed(members.items()))
    assert archive.pack(members, AT) == archive.pack(again, AT.astimezone(UTC))
    assert archive.unpack(archive.pack(members, AT)) == members


WRONG = {
    "not_zip": lambda: b"PK\x03\x04 nonsense",
    "missing": lambda: packed({k: v for k, v in made().items() if k != archive.SHEET}),
    "extra": lambda: packed(made() | {"../../etc/passwd": b""}),
    "bomb": lambda: packed(made() | {"annexes/big.json": b"0" * (5 * archive.MIB)}, zipfile.ZIP_DEFLATED),
    "too_many": lambda: packed(made() | {f"revocation/{n:02}-ocsp.der": b"" for n in range(70)}),
    "too_large": lambda: b"P" * (archive.LARGEST_FILE + 1),
    "not_text": lambda: packed(made() | {archive.DOCUMENTS: b"[1]"}),
}


@pytest.mark.parametrize("code", WRONG)
def test_what_is_no_bundle_is_refused_by_its_own_sentence(code):
    with pytest.raises(BundleError) as error:
        judged(archive.unpack(WRONG[code]()))
    assert error.value.code == code and "%" not in str(error.value)


def test_a_bundle_cut_off_anywhere_is_refused():
    whole = archive.pack(made(), AT)
    for end in range(0, len(whole), 397):
        with pytest.raises(BundleError):
            archive.unpack(whole[:end])


def test_a_member_changed_in_the_zip_is_damaged():
    whole = archive.pack(made(), AT)
    with pytest.raises(BundleError, match="damaged"):
        archive.unpack(whole.replace(b"read me", b"raed me"))


def test_a_member_that_is_there_twice_is_refused():
    out = BytesIO(archive.pack(made(), AT))
    with zipfile.ZipFile(out, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr(archive.SHEET, b"{}")
    with pytest.raises(BundleError, match="twice"):
        archive.unpack(out.getvalue())


def test_a_wrong_size_unpacks_no_further_than_the_limit():
    whole = packed(made() | {"annexes/big.json": b"0" * (5 * archive.MIB)}, zipfile.ZIP_DEFLATED)
    size = (5 * archive.MIB).to_bytes(4, "little")
    with pytest.raises(BundleError):
        archive.unpack(whole.replace(size, (100).to_bytes(4, "little")))


@pytest.mark.parametrize("sheet", [b"", b"[]", b"{}", b'{"at": 1}', b'{"at": "2026-06-03"}', b"\xff", b"[" * 100_000])
def test_a_sheet_that_is_none_is_refused(sheet):
    with pytest.raises(BundleError, match=r"sheet\.json"):
        judged(made() | {archive.SHEET: sheet})


# ------------------------------------------------------------------------------------------------ the command


@pytest.fixture
def command(tmp_path, capsys):
    """The command run over `members`: (exit code, what it said)."""

    def run(data: bytes, *options: Any) -> tuple[int, str]:
        path = tmp_path / "bundle.zip"
        path.write_bytes(data)
        try:
            call_command("verify_bundle", str(path), "--anchors", str(settings.EDS_KEYS / "anchors"), *options)
        except SystemExit as end:
            return int(end.code or 0), capsys.readouterr().out
        return 0, capsys.readouterr().out

    authority()
    return run


@pytest.mark.parametrize(
    ("terminal", "word"), [("ru_RU.UTF-8", "Дело"), ("kk_KZ", "Іс"), ("en_GB", "Case"), ("C", "Дело")]
)
def test_the_command_speaks_the_language_of_the_terminal(command, monkeypatch, terminal, word):
    monkeypatch.setenv("LC_ALL", terminal)
    code, output = command(archive.pack(made(), AT))
    assert code == 0 and f"{word}: HUB-2026-00012" in output and BIN in output


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", packed({"a": b""})], ids=["empty", "cut", "other"])
def test_the_command_exits_with_an_error_for_what_is_no_bundle(command, data):
    code, output = command(data, "--language", "en")
    assert code == 1 and "NOT AUTHENTIC" in output


def test_the_command_exits_with_an_error_for_an_altered_bundle(command):
    members = made()
    members[archive.SHEET] += b" "
    assert command(archive.pack(members, AT))[0] == 1


def folder_of(path: Path, **files: bytes) -> Path:
    path.mkdir()
    for name, data in files.items():
        (path / f"{name}.pdf").write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("files", "code", "words"),
    [
        ({"renamed": PASSPORT, "diploma": DIPLOMA}, 0, "found  Паспорт (renamed.pdf)"),
        ({"passport": PASSPORT, "diploma": b"changed"}, 1, "ALTERED  Диплом (diploma.pdf)"),
        ({"passport": PASSPORT}, 1, "MISSING  Диплом"),
    ],
)
def test_the_command_compares_the_documents_of_a_folder(command, tmp_path, files, code, words):
    folder = folder_of(tmp_path / "papers", **files)
    exit_code, output = command(archive.pack(made(), AT), "--documents", str(folder), "--language", "en")
    assert exit_code == code and words in output


SENT = [b"a photograph of one page", b"and of the next"]


@pytest.mark.parametrize(
    ("files", "code", "words"),
    [
        ({"passport": PASSPORT, "one": SENT[0], "two": SENT[1]}, 0, "found as it was sent  Диплом (one.pdf)"),
        ({"passport": PASSPORT, "one": SENT[0]}, 1, "MISSING  Диплом"),
        ({"passport": PASSPORT, "one": SENT[0], "two": SENT[1], "diploma": DIPLOMA}, 0, "found  Диплом (diploma.pdf)"),
    ],
    ids=["all", "one of two", "the copy too"],
)
def test_the_command_knows_the_files_as_they_were_sent(command, tmp_path, files, code, words):
    folder, members = folder_of(tmp_path / "papers", **files), made()
    index = json.loads(members[archive.DOCUMENTS])
    index["documents"][1]["originals"] = [{"name": "IMG.jpg", "sha256": sha256(each), "size": 1} for each in SENT]
    members[archive.DOCUMENTS] = json.dumps(index).encode()
    exit_code, text = command(archive.pack(members, AT), "--documents", str(folder), "--language", "en")
    assert exit_code == code and words in text
    assert ("which is not signed" in text) == ("as it was sent  " in words)


@pytest.mark.parametrize("originals", ["text", [1], [None, {}], {}])
def test_the_command_takes_any_list_of_strangers(command, tmp_path, originals):
    folder, members = folder_of(tmp_path / "papers", passport=PASSPORT), made()
    index = json.loads(members[archive.DOCUMENTS])
    index["documents"][1]["originals"] = originals
    members[archive.DOCUMENTS] = json.dumps(index).encode()
    assert command(archive.pack(members, AT), "--documents", str(folder))[0] == 1


@pytest.mark.parametrize("option", ["--documents", "--anchors"])
def test_the_command_refuses_a_folder_that_is_not_there(command, tmp_path, option):
    with pytest.raises(CommandError) as error:
        command(b"", option, str(tmp_path / "nowhere"))
    assert error.value.returncode == 2


def test_the_command_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("verify_bundle", str(tmp_path / "nothing.zip"))
    assert error.value.returncode == 2


def test_the_command_refuses_anchors_that_are_none(command, tmp_path):
    (tmp_path / "anchors").mkdir()
    (tmp_path / "anchors" / "a.pem").write_text("nonsense")
    with pytest.raises(CommandError) as error:
        command(b"", "--anchors", str(tmp_path / "anchors"))
    assert error.value.returncode == 2


# ------------------------------------------------------------------------------------------------ of the portal


@pytest.fixture
def signed(db, uncaged):
    case = people.case_in(State.PETITION_SIGNED)
    return Signature.objects.select_related("case").get(case=case, step="sign_petition")


@pytest.mark.database
def test_what_the_portal_gives_is_authentic_and_always_the_same(signed):
    data = bundles.bundle(signed)
    assert data == bundles.bundle(Signature.objects.select_related("case").get(pk=signed.pk))
    report = judged(archive.unpack(data))
    assert report.authentic and report.sheet["case"] == signed.case.number
    assert {"name", "size", "download", "title"} <= set(report.documents[0])
    assert report.letters[0]["kind"] == "petition"
    assert b'"signed_by_way_of": "ncalayer"' in archive.unpack(data)["documents.json"]


@pytest.mark.database
def test_the_bundle_takes_the_authoritys_answer_along(signed):
    proof = base64.b64encode(b"der").decode()
    SignatureCheck.objects.create(signature=signed, at=signed.at, status="good", source="ocsp", evidence=proof)
    assert bundles.members(signed)["revocation/01-ocsp.der"] == b"der"


@pytest.mark.database
def test_the_readme_speaks_three_languages_and_names_the_command(signed):
    text = bundles.members(signed)["README.txt"].decode()
    assert text.count("python manage.py verify_bundle bundle.zip --documents") == 3
    assert text.count("openssl cms -verify") == 3


@pytest.mark.database
def test_openssl_verifies_the_rsa_bundle_as_the_readme_says(signed, tmp_path):
    for name, data in bundles.members(signed).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    lines = bundles.members(signed)["README.txt"].decode().splitlines()
    steps = [line.strip() for line in lines if line.strip().startswith(("cat ", "openssl "))][:2]
    done = subprocess.run(["sh", "-ec", "\n".join(steps)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0 and "successful" in done.stderr
