"""What an authority in between may vouch for: purposes and names, critical or not (RFC 5280, 4.2.1.10, 4.2.1.12)."""

from __future__ import annotations

import pytest

from demo.pki import certificates as x509
from demo.pki import der
from demo.pki.issuers import established
from tests.cases.eds import workshop
from tests.cases.eds.test_chain import ISSUING, _fault, _path, _under

pytestmark = pytest.mark.usefixtures("trusted")

ANY = "2.5.29.37.0"


def _tree(name: bytes) -> bytes:
    return der.seq(der.explicit(4, name))


def _country(code: str) -> bytes:
    return _tree(x509.name((x509.COUNTRY, code)))


def _subject() -> bytes:
    """The common name alone: the first part of the subject as НУЦ РК writes it."""
    return _tree(x509.name((x509.COMMON_NAME, "АСАНОВ АРМАН")))


def _constraints(permitted: bytes = b"", excluded: bytes = b"") -> bytes:
    parts = [der.explicit(number, tree) for number, tree in enumerate((permitted, excluded)) if tree]
    return x509.extension("2.5.29.30", der.seq(*parts))


@pytest.mark.parametrize("purposes", [(x509.SERVER,), (x509.AUTHENTICATION,), (x509.SERVER, x509.OCSP_SIGNING)])
def test_it_believes_no_authority_made_for_something_else(purposes):
    identity, between = _under(ISSUING, purposes=purposes)
    assert _fault(identity, between) == "chain"


@pytest.mark.parametrize("purposes", [(ANY,), (x509.SIGNING,), (x509.SERVER, x509.SIGNING), ()])
def test_it_believes_an_authority_made_for_signing(purposes):
    identity, between = _under(ISSUING, purposes=purposes)
    assert len(_path(identity, between)) == 4


@pytest.mark.parametrize(
    "constraints",
    [
        _constraints(permitted=_country("RU")),
        _constraints(excluded=_subject()),
        _constraints(excluded=_country("KZ")),
        _constraints(permitted=_tree(x509.name((x509.COMMON_NAME, "ДРУГОЙ")))),
    ],
    ids=["another country permitted", "the subject excluded", "its country excluded", "another name permitted"],
)
def test_it_believes_no_authority_beyond_its_names(constraints):
    identity, between = _under(ISSUING, more=(constraints,))
    assert _fault(identity, between) == "chain"


@pytest.mark.parametrize(
    "constraints", [_constraints(permitted=_subject()), _constraints(excluded=_country("RU"))], ids=["own", "others"]
)
def test_it_believes_an_authority_within_its_names(constraints):
    identity, between = _under(ISSUING, more=(constraints,))
    assert len(_path(identity, between)) == 4


@pytest.mark.parametrize(("tree", "fits"), [("example.org", False), (".org", False), ("example.com", True)])
def test_it_holds_excluded_hosts_against_the_mail_of_the_subject(tree, fits):
    excluded = der.seq(der.implicit(1, tree.encode()))
    identity, between = _under(ISSUING, more=(_constraints(excluded=excluded),))
    if fits:
        assert _path(identity, between)
    else:
        assert _fault(identity, between) == "chain"


def test_it_holds_the_names_against_everybody_below():
    """The authority in between stands inside, the person outside."""
    first = established("ПЕРВЫЙ", workshop.foreign_key(), ISSUING, more=(_constraints(excluded=_subject()),))
    second = established("ВТОРОЙ", workshop.authority().shared_key(), first)
    assert _fault(workshop.issue(by=second), first.certificate, second.certificate) == "chain"
