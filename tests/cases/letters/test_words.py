"""Whether the words of the official stand in a letter is said by its kind, also by one made as CONTRIBUTING has it."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import STEPS
from cases.letters import rendering
from cases.models import Letter
from cases.models.letter import LETTERS, LetterKind
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import URL, holds, print_letter, read

WORDS = "Pages 3 and 4 of the diploma were wet."
NEW = '{% extends "letters/base.html" %}{% block title %}Receipt of the originals{% endblock %}'


@pytest.mark.parametrize("kind", [kind for kind, sheet in LETTERS.items() if sheet.words])
@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_a_letter_that_gives_reasons_prints_them(kind: str, language: str) -> None:
    assert holds(read(print_letter(kind, language, text=WORDS)), WORDS)


SMALL = {"ru": r"\b(вы|вас|вам|вами|ваш\w*)\b", "kk": r"\bсіз(?!дік)\w*"}


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_letters_and_notices_of_steps_address_the_person_alike(language: str) -> None:
    """«Вы» and «Сіз», as an official letter writes it: the words of every template of letters, and what a step tells by
    mail, by the catalogue."""
    folder = settings.BASE_DIR / "templates" / "letters"
    pages = [re.sub(r"{{ (\w+) }}", r"%(\1)s", path.read_text()) for path in folder.rglob("*.html")]
    printed = "\n".join(" ".join(page.split()) for page in pages)
    with translation.override("en"):
        mailed = {str(step.tells) for step in STEPS.values() if step.tells}
    catalogue = (settings.BASE_DIR / f"locale/{language}/LC_MESSAGES/django.po").read_text()
    rows = re.findall(r'^msgid "(.{9,})"\nmsgstr "(.*)"$', catalogue, re.MULTILINE)
    small = [words for en, words in rows if (en in printed or en in mailed) and re.search(SMALL[language], words)]
    assert len(rows) > 1000 and not small


@pytest.mark.django_db
@pytest.mark.parametrize("words", [True, False])
def test_a_letter_made_by_the_recipe_prints_the_words_if_its_kind_says_so(
    words: bool, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, every_case: Any
) -> None:
    case = ways.fresh(every_case[State.IN_TRANSIT])
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "originals.html").write_text(NEW)
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], tmp_path]
    settings.TEMPLATES = templates
    kind = LetterKind(name=_("Receipt of the originals"), head="department", words=words)
    monkeypatch.setitem(LETTERS, "originals", kind)
    monkeypatch.setitem(STEPS, "receive_originals", replace(STEPS["receive_originals"], letter="originals"))
    ways.take(case, "receive_originals", text=WORDS)
    row = Letter.objects.get(case=case, kind="originals")
    pdf = rendering.render(row.kind, row.facts, "ru", number=row.number, at=row.at, code=row.code, check_url=URL)
    assert holds(read(pdf), WORDS) is words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "name"),
    [(State.PRELIMINARY_DECISION, "approve_preliminary"), (State.FINAL_REVIEW, "grant"), (State.INTAKE, "file_at_con")],
)
def test_what_is_written_for_the_file_is_not_in_the_letter(state: State, name: str) -> None:
    case = people.case_in(state)
    facts: dict[str, Any] = {"text": WORDS} if name != "file_at_con" else {}
    ways.take(case, name, **facts)
    assert Letter.objects.filter(case=case).order_by("-id")[0].facts["text"] == ""


SENTENCE = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", re.S)


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_a_sentence_of_a_letter_ends_with_its_stop_in_each_language(language: str) -> None:
    """Days of pages end with «г.», those of letters do not: a sentence that ends with its day needs a stop here."""
    folder = Path(settings.BASE_DIR) / "templates/letters"
    printed = "".join(
        path.read_text() for path in folder.rglob("*.html") if path.parent.name != "words"
    )  # of pages too
    texts = [re.sub(r"{{ (\w+) }}", r"%(\1)s", " ".join(text.split())) for text in SENTENCE.findall(printed)]
    with translation.override(language):
        written = {text: gettext(text) for text in texts if text.endswith(".")}
    assert len(written) > 40
    assert not [text for text in written.values() if text[-1] not in ".»"]
