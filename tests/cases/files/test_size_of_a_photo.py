"""How large a photo has to be is said in three places: they say the same as the check."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from cases.files.cage.photo import PHOTO_LEAST
from cases.law import regulations

WIDTH, HEIGHT = PHOTO_LEAST


def test_the_tool_in_the_browser_asks_for_as_many_pixels_as_the_check() -> None:
    page = Path(settings.BASE_DIR) / "templates/cases/_photo_words.html"
    assert f'data-least="{WIDTH} {HEIGHT}"' in page.read_text("utf-8")


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize("law", regulations.editions("nomad"), ids=lambda law: law.key)
def test_who_prepares_reads_how_many(law: regulations.Edition, language: str) -> None:
    hint = law.document("petition", "photo").hint
    assert f"{WIDTH} × {HEIGHT}" in getattr(hint, language)
