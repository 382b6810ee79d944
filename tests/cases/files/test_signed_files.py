"""The signature beside the letter: who may take which part of it, what is remembered, and what the pages say of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.eds import archive
from cases.evidence import bundles
from cases.models import Case, ReadLog, Signature, SignatureCheck, User
from cases.programmes.nomad.states import State
from tests import people
from tests.conftest import Cases
from tests.desks import case_url, signed_in, text

pytestmark = pytest.mark.django_db
PARTS = ["cms", "sheet", "bundle"]


@pytest.fixture
def case(every_case: Cases) -> Case:
    return every_case[State.PETITION_SIGNED]


def row_of(case: Case, step: str = "sign_petition") -> Signature:
    return Signature.objects.select_related("case").get(case=case, step=step)


def take(user: User, row: Signature, part: str, case: Case | None = None) -> Any:
    client = signed_in(user)
    return client.get(reverse("cases:signature", args=[(case or row.case).pk, row.pk, part]))


def owner(case: Case) -> User:
    assert case.person.user is not None
    return case.person.user


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("step", ["submit_petition", "sign_petition"])
def test_the_applicant_takes_the_parts_of_the_own_case(case, step, part):
    row = row_of(case, step)
    response = take(owner(case), row, part)
    wanted = {"cms": row.cms, "sheet": row.sheet.encode(), "bundle": bundles.bundle(row)}
    assert response.status_code == 200 and response.content == wanted[part]
    assert response.headers["Content-Disposition"].startswith('attachment; filename="hub-')
    assert "no-store" in response.headers["Cache-Control"]
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("part", PARTS)
def test_each_taking_is_remembered(case, part):
    row = row_of(case)
    take(owner(case), row, part)
    read = ReadLog.objects.filter(case=case, what=part).latest("id")
    assert (read.user, read.ref) == (owner(case), row.sha256)


@pytest.mark.parametrize("maker", [people.screener, people.signer, people.officer])
def test_staff_who_see_the_case_take_them(case, maker):
    user = maker()
    seen = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    assert take(user, row_of(case), "bundle").status_code == (200 if seen else 404)


def test_others_do_not(case, every_case):
    row = row_of(case)
    assert take(people.applicant(), row, "cms").status_code == 404
    assert Client().get(reverse("cases:signature", args=[case.pk, row.pk, "cms"])).status_code == 302
    assert take(owner(case), row, "cms", every_case[State.ARRIVED]).status_code == 404
    assert not ReadLog.objects.filter(case=case, what="cms").exists()


@pytest.mark.parametrize("part", ["pdf", "value", "CMS"])
def test_there_is_no_other_part(case, part):
    assert take(owner(case), row_of(case), part).status_code == 404


def test_a_signature_of_the_staff_without_a_letter_is_not_the_applicants(case):
    row = row_of(case)
    Signature.objects.bulk_create([Signature(**_copy(row, sha256="0" * 64))])
    other = Signature.objects.get(sha256="0" * 64)
    assert take(owner(case), other, "cms").status_code == 404
    assert take(people.signer(), other, "sheet").status_code == 200


def _copy(row: Signature, **changes: Any) -> dict[str, Any]:
    fields = [f.attname for f in Signature._meta.concrete_fields if f.attname != "id"]
    return {name: getattr(row, name) for name in fields} | changes


def test_a_signature_from_before_there_was_an_eds_has_a_bundle_too(case):
    """Its value is no CMS: the bundle holds it and no certificates."""
    row = row_of(case)
    row.value, row.sheet = "ZGVtbw==", json.dumps({"case": "x"})
    names = set(archive.unpack(bundles.bundle(row)))
    assert names == set(archive.REQUIRED)


# ------------------------------------------------------------------------------------------------ the pages


def page_of(user: User, address: str, case: Case) -> str:
    with people.at(people.after(case)):
        return text(signed_in(user, "en").get(address))


def test_the_cabinet_shows_the_cms_and_the_bundle_beside_the_petition(case):
    page = page_of(owner(case), reverse("egov:cabinet:case", args=[case.pk]), case)
    for part in ("cms", "bundle"):
        assert reverse("cases:signature", args=[case.pk, row_of(case).pk, part]) in page
    assert "Signature (CMS)" in page and "Signed bundle (.zip)" in page


def test_the_cabinet_shows_the_readers_own_signatures_and_no_name_of_the_staff(case):
    page = page_of(owner(case), reverse("egov:cabinet:case", args=[case.pk]), case)
    mine, theirs = row_of(case, "submit_petition"), row_of(case)
    assert mine.serial in page and theirs.serial not in page and theirs.subject_name not in page


def test_the_desk_shows_who_signed_with_what_and_who_checked(case):
    row = row_of(case)
    page = page_of(people.signer(), case_url(people.signer(), case), case)
    for words in (row.subject_name, row.organization, row.bin, row.serial, row.algorithm, row.signer):
        assert words in page
    assert all(reverse("cases:signature", args=[case.pk, row.pk, part]) in page for part in PARTS)


STATUSES = {
    "good": "certificate not revoked",
    "unchecked": "revocation not yet checked",
    "revoked_later": "certificate revoked after signing",
    "revoked": "certificate revoked before signing",
}


@pytest.mark.parametrize("status", STATUSES)
def test_the_desk_shows_the_newest_word_on_the_certificate(case, status):
    row = row_of(case)
    SignatureCheck.objects.create(signature=row, at=row.at, status=status, source="ocsp")
    page = page_of(people.signer(), case_url(people.signer(), case), case)
    assert STATUSES[status] in page
    assert ("does not hold" in page) == (status == "revoked")
