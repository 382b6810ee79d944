"""A letter is printed by the worker, kept once, and mailed of."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pikepdf
import pytest
from django.utils import translation

from cases import files
from cases.law.calendar import ALMATY
from cases.letters import rendering
from tests.cases.letters.facts import AT, DAYS, ED, facts_of, read

# ------------------------------------------------------------------------------------------------ kept by the worker


@pytest.fixture
def letter(db):
    from cases.models import Case, Letter, Person

    person = Person.objects.create(iin="900101300017", surname="Varenholt", given_names="Jonas")
    case = Case.objects.create(
        number="HUB-2026-1", programme="nomad", person=person, edition=ED.key, opened_at=AT, state_since=AT
    )
    return Letter.objects.create(case=case, kind="lapse", number="L-1", at=AT, facts=facts_of("lapse"))


@pytest.mark.database
def test_it_keeps_both_languages_once(letter):
    from cases.models import Blob

    rendering.render_and_store(letter.pk, AT)
    letter.refresh_from_db()
    kept = dict(letter.files)
    assert set(kept) == {"ru", "kk"} and letter.rendered_at == AT
    for language, sha256 in kept.items():
        blob = Blob.objects.get(pk=sha256)
        with files.open_stored(blob.name) as stored:
            data = stored.read()
        with pikepdf.open(BytesIO(data)) as pdf:
            assert (blob.mime, blob.size, blob.pages) == ("application/pdf", len(data), len(pdf.pages))
        assert DAYS["2027-11-22"][language] in read(data) and letter.code in read(data)
    rendering.render_and_store(letter.pk, datetime(2026, 12, 1, tzinfo=ALMATY))
    letter.refresh_from_db()
    assert letter.files == kept and letter.rendered_at == AT and Blob.objects.count() == 2


@pytest.mark.database
def test_who_is_second_of_two_at_once_changes_nothing(letter, monkeypatch):
    store = rendering._store

    def overtaken(row, language, now):
        type(row).objects.filter(pk=row.pk).update(files={"ru": "first", "kk": "first"}, rendered_at=AT)
        return store(row, language, now)

    monkeypatch.setattr(rendering, "_store", overtaken)
    rendering.render_and_store(letter.pk, datetime(2026, 12, 1, tzinfo=ALMATY))
    letter.refresh_from_db()
    assert letter.files == {"ru": "first", "kk": "first"} and letter.rendered_at == AT


@pytest.mark.database
def test_a_full_disk_leaves_the_letter_to_be_rendered_again(letter, monkeypatch):
    def full(clean):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "store", full)
    with pytest.raises(OSError, match="No space"):
        rendering.render_and_store(letter.pk, AT)
    letter.refresh_from_db()
    assert letter.files == {} and letter.rendered_at is None
    monkeypatch.undo()
    rendering.render_and_store(letter.pk, AT)
    letter.refresh_from_db()
    assert letter.rendered_at == AT


# ------------------------------------------------------------------------------------------------ mails


@pytest.mark.parametrize("template", ["emails/notice.txt", "emails/notice.html"])
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_mail_says_the_words_the_number_and_the_link(template, language):
    from django.template.loader import render_to_string

    from cases.models import Notice

    context = {
        "notice": Notice(what="invite"),
        "words": "Choose a time & come.",
        "link": "https://portal.example/",
        "number": "HUB-2026-00012",
        "language": language,
    }
    with translation.override(language):
        mail = render_to_string(template, context)
    text = "Choose a time & come." if template.endswith("txt") else "Choose a time &amp; come."
    assert text in mail and "HUB-2026-00012" in mail and "https://portal.example/" in mail
    assert "{" not in mail and "http://" not in mail
