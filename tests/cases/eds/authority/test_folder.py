"""Where the authority and the people's keys lie."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from cases.eds.pki.certificates import load
from cases.law.actors import Role
from cases.models import Person, User
from demo import keys
from demo.authority import Authority, authority
from demo.pki import certificates, signing
from demo.pki.signing import GOST256, GOST512, GOST2004, RSA
from tests.cases.eds.authority.certified import IIN, NOW, PERSON

# ------------------------------------------------------------------------------------------------ the folder


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_use_makes_the_folder_and_only_its_owner_reads_the_keys(tmp_path):
    (tmp_path / "eds").mkdir(mode=0o755)
    ca = Authority.at(tmp_path / "eds")
    keys.find_or_issue(PERSON, ca, own_key=True)
    ca.revoke(ca.issue(PERSON), NOW)
    assert _mode(ca.folder) == 0o700
    private = [path for path in ca.folder.rglob("*") if path.is_file() and "anchors" not in path.parts]
    assert len(private) >= 3
    assert {_mode(path) for path in private} == {0o600}


def test_nothing_private_lies_among_the_anchors(ca):
    anchors = list((ca.folder / "anchors").iterdir())
    assert {path.suffix for path in anchors} == {".pem"} and len(anchors) == 6
    for path in anchors:
        assert "PRIVATE" not in path.read_text()
        assert "DEMO" in x509.load_pem_x509_certificate(path.read_bytes()).subject.rfc4514_string()


def test_a_second_load_gives_the_same_authority_and_brings_back_a_lost_anchor(tmp_path):
    first = Authority.at(tmp_path)
    (tmp_path / "anchors" / "demo-rsa-root.pem").unlink()
    again = Authority.at(tmp_path)
    assert {k: ca.chain for k, ca in first.issuing.items()} == {k: ca.chain for k, ca in again.issuing.items()}
    assert (tmp_path / "anchors" / "demo-rsa-root.pem").exists()
    identity = again.issue(PERSON, algorithm=GOST512)
    assert load(identity.certificate).is_signed_by(load(first.issuing[GOST512].certificate))


RACE = """
import sys
from pathlib import Path
from demo.authority import Authority
print("here", flush=True)
sys.stdin.read()
print(Authority.at(Path(sys.argv[1])).issuing["rsa"].certificate.hex())
"""


def test_two_processes_that_come_at_once_have_a_single_authority(tmp_path):
    """Both read the same pipe; its end is the starting gun."""
    start, gun = os.pipe()
    command = [sys.executable, "-c", RACE, str(tmp_path / "eds")]
    race: dict[str, Any] = {"stdin": start, "stdout": subprocess.PIPE, "text": True, "cwd": Path.cwd()}
    racers = [subprocess.Popen(command, **race) for _ in range(2)]
    os.close(start)
    lines = [racer.stdout.readline() for racer in racers if racer.stdout]
    os.close(gun)
    authorities = {racer.communicate(timeout=60)[0] for racer in racers}
    assert lines == ["here\n"] * 2
    assert authorities == {Authority.at(tmp_path / "eds").issuing[RSA].certificate.hex() + "\n"}
    assert not list((tmp_path / "eds").glob(".*"))


def test_the_demos_authority_is_that_of_the_settings_and_follows_a_replaced_folder(settings, tmp_path):
    settings.EDS_KEYS = tmp_path / "eds"
    first = authority()
    assert first is authority() and first.folder == settings.EDS_KEYS
    (first.folder / "authority.json").unlink()
    assert authority().issuing[RSA].chain != first.issuing[RSA].chain


# ------------------------------------------------------------------------------------------------ the people's keys


@pytest.fixture
def own_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.EDS_KEYS = tmp_path / "eds"
    yield


def user(role: Role, name: str = "Мысалов Ержан Үлгіұлы", email: str = "x@example.org", iin: str = IIN) -> User:
    return User(email=email, role=role, full_name=name, iin=iin)


def applicant(email: str = "a@example.org") -> User:
    person = Person(surname="Kotwalia", given_names="Arun", iin=IIN)
    return User(email=email, role=Role.APPLICANT, full_name="Arun Kotwalia", person=person)


def test_an_applicant_signs_as_an_individual(own_folder):
    holder = keys.identity_of(applicant()).holder
    assert (holder.roles, holder.iin, holder.bin, holder.surname) == ((certificates.INDIVIDUAL,), IIN, "", "Kotwalia")


def test_the_signer_is_head_of_the_ministry(own_folder, settings):
    holder = keys.identity_of(user(Role.SIGNER)).holder
    assert holder.bin == settings.EDS_MINISTRY_BIN
    assert certificates.HEAD in holder.roles and holder.patronymic == "Үлгіұлы"


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.APPLICANT, Role.SIGNER)])
def test_other_staff_sign_as_employees_of_their_own_organisation(own_folder, settings, role):
    holder = keys.identity_of(user(role)).holder
    assert holder.roles == (certificates.LEGAL, certificates.EMPLOYEE)
    assert holder.bin not in ("", settings.EDS_MINISTRY_BIN)


def test_the_same_account_keeps_its_key(own_folder):
    first = keys.identity_of(applicant(), own_key=True)
    assert keys.identity_of(applicant()).certificate == first.certificate
    assert [key.certificate for key in keys.stored_identities(authority())] == [first.certificate]


def test_named_accounts_hold_gost_and_the_crowd_shares_an_rsa_key(own_folder):
    assert keys.identity_of(applicant("petition@example.org")).algorithm == GOST512
    holder = keys.holder_of(user(Role.CLERK))
    assert keys.find_or_issue(holder, authority()).key.spki == authority().shared_key().spki
    own = keys.find_or_issue(keys.holder_of(user(Role.OFFICER)), authority(), own_key=True)
    assert own.key.spki != authority().shared_key().spki


def test_nobody_without_iin_gets_a_key(own_folder):
    with pytest.raises(ValueError, match="no IIN"):
        keys.identity_of(user(Role.CLERK, iin=""))


@pytest.mark.parametrize("algorithm", [RSA, GOST512, GOST256, GOST2004])
def test_a_key_comes_back_from_its_file_as_it_was(algorithm):
    key = signing.new_key(algorithm)
    again = signing.load_key(key.pem())
    assert (again.spki, again.algorithm, again.pem()) == (key.spki, algorithm, key.pem())
