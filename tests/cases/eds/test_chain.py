"""Paths to the authorities this portal trusts, true and forged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from cases.eds.base import EdsError
from cases.eds.pki import anchors, certificates, chain
from demo.pki import certificates as x509
from demo.pki import der, files, signing
from demo.pki.issuers import Ca, Identity, established
from tests.cases.eds import workshop
from tests.cases.eds.workshop import DAY, NOW

pytestmark = pytest.mark.usefixtures("trusted")

ROOT = workshop.authority().roots[workshop.RSA]
ISSUING = workshop.authority().issuing[workshop.RSA]
NAMES_UNDER_KZ = der.seq(der.explicit(0, der.seq(der.implicit(2, b"kz"))))


def _path(identity: Identity, *extra: bytes, at=NOW):
    return chain.path(certificates.load(identity.certificate), [certificates.load(raw) for raw in extra], at)


def _fault(identity: Identity, *extra: bytes, at=NOW) -> str:
    with pytest.raises(EdsError) as caught:
        _path(identity, *extra, at=at)
    return caught.value.code


def _under(above: Ca, title: str = "ПОСРЕДНИК", **faults: Any) -> tuple[Identity, bytes]:
    """A person certified by an authority in between that came along with the signature, and its certificate."""
    between = established(title, workshop.foreign_key(), above, **faults)
    return workshop.issue(by=between), between.certificate


@pytest.mark.parametrize("algorithm", workshop.KINDS)
def test_it_climbs_to_the_root(algorithm):
    identity = workshop.person(algorithm)
    path = _path(identity)
    assert [certificate.der for certificate in path] == [identity.certificate, *identity.chain]


def test_it_climbs_over_what_came_along():
    identity, between = _under(ISSUING)
    assert [certificate.der for certificate in _path(identity, between)][1:3] == [between, ISSUING.certificate]
    assert _fault(identity) == "unknown_issuer"  # without it


def test_it_keeps_the_path_and_looks_at_the_days_each_time():
    identity = workshop.issue()
    assert _path(identity) is _path(identity)
    assert _fault(identity, at=certificates.load(identity.certificate).not_after + DAY) == "expired"


@pytest.mark.parametrize("shift", [-1, 1])
def test_it_counts_the_last_second_and_none_more(shift):
    identity = workshop.issue(not_before=NOW - DAY, not_after=NOW)
    who = certificates.load(identity.certificate)
    assert chain.path(who, [], who.not_after) and chain.path(who, [], who.not_before)
    moment = who.not_after if shift > 0 else who.not_before
    assert _fault(identity, at=moment + shift * DAY / 86400) == ("expired" if shift > 0 else "not_yet_valid")


def test_it_tells_the_day_in_kazakhstan():
    end = NOW.replace(hour=20)  # 01:00 of the next day in Almaty
    identity = workshop.issue(not_before=NOW - DAY, not_after=end)
    with pytest.raises(EdsError) as caught:
        _path(identity, at=end + DAY)
    assert caught.value.facts["day"] == (end + DAY).date()


def test_it_knows_no_stranger_even_with_all_certificates():
    identity = workshop.stranger().issue(workshop.PERSON)
    assert _fault(identity) == _fault(identity, *identity.chain) == "unknown_issuer"


def test_it_trusts_the_certificate_and_not_the_name():
    """The same names as of the trusted pair, other keys."""
    root = established("", workshop.foreign_key(), subject=ROOT.subject)
    issuing = established("", workshop.foreign_key(), root, subject=ISSUING.subject)
    identity = workshop.issue(by=issuing)
    assert issuing.subject == ISSUING.subject
    assert _fault(identity, *identity.chain) == "unknown_issuer"


def test_it_knows_nobody_who_certified_himself():
    key = workshop.foreign_key()
    own = Ca(workshop.PERSON.subject, key, ())
    identity = workshop.issue(key=key, by=own)
    assert _fault(identity) == _fault(identity, identity.certificate) == "unknown_issuer"


def _impostor() -> Identity:
    """Names the trusted issuer, tells its key as its own issuer's, and is signed by somebody else."""
    key = workshop.foreign_key()
    return workshop.issue(by=_Forger(ISSUING.subject, key, ()))


class _Forger(Ca):
    def certify(self, profile: x509.Profile, spki: bytes) -> bytes:
        return x509.certificate(profile, spki, self.subject, ISSUING.key.spki, self.key)


def test_it_believes_no_forged_signature():
    assert _fault(_impostor()) == "chain"


@pytest.mark.parametrize(
    "faults",
    [
        {"basic": None},
        {"basic": False},
        {"usage": x509.SIGNS},
        {"usage": None},
        {"not_after": NOW - DAY},
        {"not_before": NOW + DAY},
        {"more": (x509.extension("2.5.29.30", NAMES_UNDER_KZ, critical=True),)},
        {"more": (x509.extension("1.2.3.4", der.null(), critical=True),)},
    ],
    ids=["no CA flag", "CA flag false", "may not certify", "no usage", "expired", "not yet", "constraints", "unknown"],
)
def test_it_lets_nobody_certify_who_may_not(faults):
    identity, between = _under(ISSUING, **faults)
    assert _fault(identity, between) == "chain"


def test_it_lets_no_person_certify_another():
    person = workshop.person()
    identity = workshop.issue(by=Ca(person.holder.subject, person.key, ()))
    assert _fault(identity, person.certificate) == "chain"


def test_it_heeds_the_length_of_the_path():
    limited = der.seq(der.boolean(True), der.integer(0))
    only = established(
        "КОРОТКИЙ",
        workshop.foreign_key(),
        ISSUING,
        basic=None,
        more=(x509.extension("2.5.29.19", limited, critical=True),),
    )
    assert _path(workshop.issue(by=only), only.certificate)
    below = established("ДАЛЬШЕ", workshop.foreign_key(), only)
    assert _fault(workshop.issue(by=below), below.certificate, only.certificate) == "chain"


def test_it_climbs_no_more_than_five():
    above, extra = ISSUING, []
    for number in range(3):
        above = established(f"ПОСРЕДНИК {number}", workshop.foreign_key(), above)
        extra.append(above.certificate)
        identity = workshop.issue(by=above)
        if number < 2:
            assert len(_path(identity, *extra)) == number + 4
    assert _fault(identity, *extra) == "unknown_issuer"


def test_it_goes_round_in_no_circle():
    """Two strangers who certify each other."""
    key = workshop.foreign_key()
    first = established("ПЕРВЫЙ", key)
    two = established("ВТОРОЙ", key, first)
    back = established("", key, two, subject=first.subject)
    assert _fault(workshop.issue(by=two), two.certificate, back.certificate, first.certificate) == "unknown_issuer"


def test_it_refuses_a_critical_extension_it_does_not_know():
    identity = workshop.issue(more=(x509.extension("1.2.3.4", der.null(), critical=True),))
    assert _fault(identity) == "chain"


def test_it_takes_no_authority_for_a_signer():
    identity = Identity(workshop.PERSON, ISSUING.key, ISSUING.certificate, 1, ROOT)
    assert _fault(identity) == "usage"
    assert _fault(workshop.issue(basic=True)) == "usage"


@pytest.mark.parametrize(
    ("key", "code"),
    [(signing.new_key(signing.GOST2004), "gost_2004"), (signing.Sha1Key(workshop.foreign_key().private), "algorithm")],  # type: ignore[attr-defined]
    ids=["gost 2004", "sha-1"],
)
def test_it_refuses_old_algorithms_under_a_certificate(key, code):
    assert _fault(workshop.issue(by=_Forger(ISSUING.subject, key, ()))) == code


def test_it_ships_the_authorities_of_the_country_and_no_other(settings):
    settings.EDS_ANCHORS = []
    trusted = anchors.anchors()
    assert [root.signer.common_name for root in trusted.roots] == ["НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2022"]
    assert [between.signer.common_name for between in trusted.between] == ["ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2022"]
    assert _fault(workshop.person()) == "unknown_issuer"


def test_it_reads_the_folder_again_when_a_file_comes(settings, tmp_path: Path):
    settings.EDS_ANCHORS = [tmp_path / "none"]
    identity = workshop.stranger().issue(workshop.PERSON)
    assert _fault(identity) == "unknown_issuer"
    (tmp_path / "none").mkdir()
    for number, raw in enumerate(identity.chain):
        (tmp_path / "none" / f"{number}.pem").write_text(files.pem(raw))
    assert len(_path(identity)) == 3


def test_it_does_not_start_with_an_anchor_it_can_not_read(settings, tmp_path: Path):
    (tmp_path / "broken.pem").write_text("nothing")
    settings.EDS_ANCHORS = [tmp_path]
    with pytest.raises(RuntimeError, match=r"broken\.pem"):
        anchors.anchors()


def test_it_trusts_nobody_in_between_without_a_root(settings, tmp_path: Path):
    """The authority of НУЦ РК's test environment without its root, as an example."""
    (tmp_path / "issuing.pem").write_text(files.pem(ISSUING.certificate))
    settings.EDS_ANCHORS = [tmp_path]
    assert _fault(workshop.person()) == "unknown_issuer"


def test_it_wants_the_key_that_the_certificate_names():
    """Same name, another key: AKI and SKI differ (RFC 5280, 4.2.1.1)."""
    stranger = established("", workshop.foreign_key(), subject=ISSUING.subject)
    certificate = certificates.load(workshop.person().certificate)
    assert certificate.names(certificates.load(ISSUING.certificate))
    assert not certificate.names(certificates.load(stranger.certificate))


def test_it_compares_certificates_by_their_bytes():
    certificate = certificates.load(workshop.person().certificate)
    assert certificate == replace(certificate) and certificate != certificates.load(ISSUING.certificate)


@pytest.mark.parametrize(("language", "words"), [("ru", "4\xa0января 2026\xa0г."), ("kk", "2026\xa0ж. 4\xa0қаңтар")])
def test_it_tells_a_day_as_the_reader_writes_it(language: str, words: str):
    with translation.override(language):
        assert words in str(EdsError("expired", day=date(2026, 1, 4)))
