"""Whatever bytes come, the answer is "refused", with a reason that has a sentence."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.eds import revocation
from cases.eds.base import EdsError, Purpose
from cases.eds.faults import FAULTS
from cases.eds.pki import certificates, keys, tlv
from cases.eds.verify import verify
from tests.cases.eds import workshop
from tests.cases.eds.workshop import NOW, SHEET, sign

GOOD = [
    sign(),
    sign(detached=True),
    sign(endless=True),
    sign(chain=True),
    sign(workshop.person(workshop.GOST256)),
    sign(workshop.person(workshop.GOST512), detached=True),
]
OTHERS = [workshop.person().certificate, workshop.stranger().issue(workshop.PERSON).certificate, SHEET]
some = settings(deadline=None, max_examples=300, database=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module", autouse=True)
def _trusted(anchors_folder) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, override_settings(EDS_ANCHORS=[anchors_folder], EDS_BACKEND="builtin"):
        patch.setattr(revocation, "status", workshop.good)
        yield


def _refused(signature: str | bytes) -> None:
    try:
        result = verify(signature, SHEET, Purpose.PERSON, NOW)
    except EdsError as error:
        assert error.code in FAULTS and str(error)
        return
    raise AssertionError(f"accepted: {result.cms.hex()}")


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A good signature with some places overwritten, cut out, doubled, or taken from elsewhere.

    Never the tail of what nobody signed: the messages hold no unsigned part but the chain, which is left whole.
    """
    raw = draw(st.sampled_from([good for good in GOOD if good is not GOOD[3]]))
    spoiled = bytearray(raw)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(spoiled) - 1, 0)))
        end = draw(st.integers(start, min(start + draw(st.sampled_from([1, 2, 8, 400])), len(spoiled))))
        other = draw(st.sampled_from([*GOOD, *OTHERS]))
        place = draw(st.integers(0, len(other) - 1))
        piece = draw(st.sampled_from([b"", bytes(spoiled[start:end]) * 2, other[place : place + end - start]]))
        spoiled[start:end] = draw(st.one_of(st.just(piece), st.binary(max_size=8)))
    return bytes(spoiled)


@some
@given(st.binary(max_size=400))
def test_it_refuses_any_bytes(raw: bytes):
    _refused(raw)
    _refused(base64.b64encode(raw))
    _refused(b"\x30\x82" + raw)


@some
@given(st.text(max_size=200))
def test_it_refuses_any_text(text: str):
    _refused(text)


@settings(some, max_examples=800)
@given(spoilt())
def test_it_refuses_a_good_signature_spoilt(raw: bytes):
    if raw not in GOOD:
        _refused(raw)
        _refused(base64.b64encode(raw).decode())


@some
@given(st.data())
def test_it_reads_or_refuses_any_certificate(data: st.DataObject):
    raw = bytearray(data.draw(st.sampled_from([workshop.person(kind).certificate for kind in workshop.KINDS])))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        certificate = certificates.load(bytes(raw))
        assert (
            certificate.key and certificate.signer.full_name is not None and certificate.is_understood in (True, False)
        )
        keys.algorithm_name(certificate.spki)
    except EdsError as error:
        assert error.code in FAULTS


@some
@given(st.binary(max_size=200), st.booleans())
def test_it_reads_or_refuses_any_values(raw: bytes, der: bool):
    try:
        items = tlv.items(raw, der=der)
    except EdsError:
        return
    assert b"".join(item.raw for item in items) == raw


@pytest.mark.parametrize("raw", GOOD, ids=range(len(GOOD)))
def test_it_accepts_what_it_spoils(raw: bytes):
    assert verify(raw, SHEET, Purpose.PERSON, NOW)
