"""What an administrator set wrongly is told at the start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from cases.eds.pki import libgcrypt
from cases.law.actors import ActingBody
from cases.models import BodyHead, City, ConsentClause, Remedy, User
from tests import people


def problems() -> set[str | None]:
    return {message.id for message in run_checks() if str(message.id).partition(".")[0] in ("api", "eds", "payment")}


def test_good_settings_are_passed_over() -> None:
    assert problems() == set()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("EDS_BACKEND", "kalkan", "eds.E001"),
        ("EDS_UNCHECKED", "perhaps", "eds.E002"),
        ("EDS_REVOCATION", ["ocsp", "hearsay"], "eds.E003"),
        ("EDS_REVOCATION", ["cases.nowhere.find"], "eds.E003"),
        ("EDS_MINISTRY_BIN", "", "eds.W001"),
        ("DEMO", False, "payment.E001"),
        ("TRUSTED_PROXIES", ["10.0.0.1/8"], "api.E001"),
    ],
)
def test_a_wrong_setting_is_named(settings: Any, name: str, value: Any, code: str) -> None:
    setattr(settings, name, value)
    assert problems() == {code}


@pytest.mark.django_db
def test_what_an_administrator_has_still_to_enter_is_named() -> None:
    def named() -> set[str | None]:
        messages = run_checks(tags=[Tags.database], databases=["default"])
        return {message.id for message in messages if str(message.id).startswith("reference")}

    user = people.signer()
    assert "reference.W004" in named()
    Remedy.objects.exclude(body="department").update(address="Astana, 1")
    assert "reference.W004" in named(), "the departments have none yet"
    City.objects.update(address="Astana, 2")
    for where in ("ministry", "ministry.2"):
        people.head(where)
    User.objects.filter(role="head").update(position_ru="начальник", position_kk="бастық")
    gaps = {"reference.W005", "reference.W006"}
    assert named() == {"reference.W001", "reference.W002"} | gaps
    Remedy.objects.filter(body="ministry").update(higher_ru="Правительство", higher_kk="Үкімет")
    assert "reference.W005" not in named() and "reference.W006" in named()
    astana = str(City.objects.get(pk="astana"))
    assert any(astana in name for name in BodyHead.nameless()) and not any("astana" in n for n in BodyHead.nameless())
    BodyHead.objects.update(name="Жумабаев Аскар", position_ru="начальник", position_kk="бастық")
    assert named() == {"reference.W001", "reference.W002"}
    ConsentClause.objects.update(bin="241040000209")
    User.objects.filter(pk=user.pk).update(position_ru="начальник", position_kk="бастық")
    assert named() == set()
    User.objects.filter(pk=user.pk).update(iin="")
    assert named() == {"reference.W002"}


@pytest.mark.django_db
def test_a_body_without_a_second_head_is_named() -> None:
    def named() -> list[str]:
        messages = run_checks(tags=[Tags.database], databases=["default"])
        return [str(message.msg).partition(".")[0] for message in messages if message.id == "reference.W003"]

    people.officer("almaty"), people.head("astana")
    almaty, astana = (f"{ActingBody.DEPARTMENT.label}, {City.objects.get(pk=code)}" for code in ("almaty", "astana"))
    assert named() == [f"{almaty}: 0 of 2 heads", f"{astana}: 1 of 2 heads"] and "almaty" not in almaty
    deputy = people.head("astana.2")
    people.head("almaty"), people.head("almaty.2")
    assert named() == []
    User.objects.filter(pk=deputy.pk).update(is_active=False)
    assert named() == [f"{astana}: 1 of 2 heads"]


def test_an_anchor_that_is_no_certificate_is_named(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("not a certificate")
    settings.EDS_ANCHORS = [tmp_path]
    assert problems() == {"eds.E004"}


def missing(monkeypatch: pytest.MonkeyPatch, name: str = libgcrypt.NAME, oldest: str = libgcrypt.OLDEST) -> str:
    with pytest.raises(libgcrypt.LibraryUnavailable) as caught:
        libgcrypt.load(name, oldest)
    monkeypatch.setattr(libgcrypt, "_library", None)
    monkeypatch.setattr(libgcrypt, "_missing", caught.value.why)
    (fault,) = (message for message in run_checks() if message.id == "eds.E005")
    return fault.msg


def test_without_libgcrypt_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "libnothing.so.20 can not be loaded" in missing(monkeypatch, name="libnothing.so.20")
    with pytest.raises(SystemCheckError, match="libgcrypt20"):
        call_command("check")


def test_nor_with_a_library_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "99.0.0 or newer" in missing(monkeypatch, oldest="99.0.0")


def test_a_library_that_is_another_thing_is_no_libgcrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "libc.so.6 can not be loaded" in missing(monkeypatch, name="libc.so.6")


def test_a_check_that_answers_wrongly_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libgcrypt, "verify", lambda *asked: True)
    assert problems() == {"eds.E005"}
    monkeypatch.setattr(libgcrypt, "digest", lambda *asked: bytes(64))
    assert libgcrypt.fault() == "a wrong digest"
