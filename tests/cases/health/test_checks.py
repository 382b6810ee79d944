"""What an administrator set wrongly is told at the start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks


def told() -> set[str | None]:
    return {message.id for message in run_checks() if str(message.id).partition(".")[0] in ("api", "eds", "payment")}


def test_good_settings_are_passed_over() -> None:
    assert told() == set()


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
    assert told() == {code}


def test_an_anchor_that_is_no_certificate_is_named(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("not a certificate")
    settings.EDS_ANCHORS = [tmp_path]
    assert told() == {"eds.E004"}
