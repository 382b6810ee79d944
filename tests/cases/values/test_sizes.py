"""Sizes of files: one way of writing them on every page, in the admin and in refusals."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.utils import translation

from cases.files.inspection import inspect
from cases.files.refusals import BadFile
from cases.templatetags.dnr import numbers
from cases.values.sizes import MEGABYTE, in_words

MB = MEGABYTE
GAP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("size", "language", "expected"),
    [
        (1, "ru", "1 КБ"),
        (319_488, "ru", "312 КБ"),
        (MB + MB // 2, "ru", "1,5 МБ"),
        (MB + MB // 2, "kk", "1,5 МБ"),
        (MB + MB // 2, "en", "1.5 MB"),
        (10 * MB, "ru", "10 МБ"),
        (10 * MB + 1, "en", "10.1 MB"),
    ],
)
def test_a_size_reads_alike_and_stays_whole(size: int, language: str, expected: str) -> None:
    with translation.override(language):
        assert in_words(size) == numbers.file_size(size) == expected.replace(" ", GAP)


def test_a_refused_file_names_the_limit_as_the_field_does() -> None:
    from cases.files import kinds

    with pytest.raises(BadFile) as refused:
        inspect(BytesIO(b"x" * (kinds.limit() + 1)), "large.pdf", "passport", caged=False)
    with translation.override("kk"):
        assert f"10{GAP}МБ" in str(refused.value) and f"10{GAP}МБ" in str(kinds.help_text("passport"))
