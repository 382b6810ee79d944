"""The recipes of CONTRIBUTING as edits: by file, what a developer writes there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Edit = Callable[[Path], str]
"""The new text of a file, out of the folder that the tree was copied to."""


def before(path: str, anchor: str, text: str) -> Edit:
    """The file with `text` written before the one place where `anchor` stands."""

    def edit(tree: Path) -> str:
        old = (tree / path).read_text("utf-8")
        assert old.count(anchor) == 1, f"{path}: {anchor}"
        return old.replace(anchor, text + anchor)

    return edit


def instead(path: str, changes: dict[str, str]) -> Edit:
    """The file at `path` with words exchanged."""

    def edit(tree: Path) -> str:
        text = (tree / path).read_text("utf-8")
        for old, new in changes.items():
            assert old in text, f"{path}: {old}"
            text = text.replace(old, new)
        return text

    return edit


def both(change: Edit, anchor: str, text: str) -> Edit:
    """What `change` makes of the file, with `text` before the one place where `anchor` stands then."""

    def edit(tree: Path) -> str:
        changed = change(tree)
        assert changed.count(anchor) == 1, anchor
        return changed.replace(anchor, text + anchor)

    return edit


def messages(language: str, words: dict[str, str]) -> dict[str, Edit]:
    """What stands in the catalogue once `make messages` has collected the words and they are translated."""
    path = f"locale/{language}/LC_MESSAGES/django.po"
    text = "".join(f'msgid "{msgid}"\nmsgstr "{translated}"\n\n' for msgid, translated in words.items())
    return {path: before(path, 'msgid "Invitation to the interview"\n', text)}


STAGE = "cases/programmes/nomad/stages/petition.py"
MACHINE = "tests/cases/engine/test_machine.py"
STEP = """@step(
    by=Actor.SCREENER,
    source=State.SCREENING,
    target=None,
    label=_("Acknowledge the petition"),
    paragraph="5",
    form="note",
    facts=facts.Remark,
    letter="acknowledgement",
    optional=True,
    tells=_("Astana Hub has acknowledged your petition by a letter."),
)
def acknowledge(case: Case, act: Act, given: facts.Remark) -> None:
    pass


"""
ADMIT = "@step(\n    by=Actor.SCREENER,\n    source=State.SCREENING,\n    target=State.ADMITTED"
LETTERS = "cases/programmes/nomad/letters.py"
KIND = """    "acknowledgement": LetterKind(name=_("Acknowledgement of the petition"), head="hub", words=True),
"""
TEMPLATE = """{% extends "letters/base.html" %}
{% load i18n letter_text %}
{% block title %}{% translate "Acknowledgement of the petition" %}
{% endblock %}
{% block body %}
  <p>{% translate "Your petition came and is waiting to be checked." %}</p>
{% endblock %}
"""
STEP_RU = {
    "Acknowledge the petition": "Подтвердить получение ходатайства",
    "Astana Hub has acknowledged your petition by a letter.": "Astana Hub письмом подтвердил получение ходатайства.",
    "Acknowledgement of the petition": "Подтверждение получения ходатайства",
    "Your petition came and is waiting to be checked.": "Ваше ходатайство получено и ожидает проверки.",
}
STEP_KK = {
    "Acknowledge the petition": "Өтінішхаттың алынғанын растау",
    "Astana Hub has acknowledged your petition by a letter.": "Astana Hub өтінішхаттың алынғанын хатпен растады.",
    "Acknowledgement of the petition": "Өтінішхаттың алынғаны туралы растама",
    "Your petition came and is waiting to be checked.": "Өтінішхатыңыз алынды және тексеруді күтуде.",
}

FULL_IMPORTS = {
    "from __future__ import annotations\n\n": "from __future__ import annotations\n\nfrom datetime import date\n\n",
    "from django.utils.translation import gettext_lazy as _\n": (
        "from django.db.models import TextChoices\nfrom django.utils.translation import gettext_lazy as _\n"
    ),
    "import StepFacts\n": "import AskedAs, StepFacts, fact, frozen\n",
}
FULL_STEP = """class Papers(TextChoices):
    NOTED = "papers_noted", _("papers noted")


CAME = {"post": _("by post"), "hand": _("by hand")}


@frozen
class PapersCame(StepFacts):
    came_on: date = fact(_("Papers came on"), "day")
    sheets: int = fact(_("How many sheets"), asked=AskedAs(least=1, most=500))
    way: str = fact(_("How they came"), CAME)
    text: str = fact(_("Note"), default="")


@step(
    by=Actor.SCREENER,
    source=State.SCREENING,
    target=None,
    label=_("Note papers that came"),
    paragraph="5",
    facts=PapersCame,
    letter="papers",
    optional=True,
    decisions=[Papers.NOTED],
    tells=_("Papers of yours came to Astana Hub."),
)
def note_papers(case: Case, act: Act, given: PapersCame) -> None:
    act.decide(text=given.text)


"""
FULL_KIND = """    "papers": LetterKind(name=_("Receipt of papers"), head="hub", words=True, says=given),
"""
SAYS = "from cases.letters.facts import bilingual, delegated, in_both_languages, stored_block\n"
FULL_TEMPLATE = """{% extends "letters/base.html" %}
{% load i18n letter_text %}
{% block title %}{% translate "Receipt of papers" %}
{% endblock %}
{% block body %}
  <table class="key">
    <tr>
      <th scope="row">{% translate "Papers came on" %}</th>
      <td>{{ facts.given.came_on|day }}</td>
    </tr>
    <tr>
      <th scope="row">{% translate "How many sheets" %}</th>
      <td>{{ facts.given.sheets }}</td>
    </tr>
  </table>
{% endblock %}
"""
FULL_RU = {
    "papers noted": "поступление бумаг отмечено",
    "by post": "почтой",
    "by hand": "лично",
    "Papers came on": "Бумаги поступили",
    "How many sheets": "Листов",
    "How they came": "Как поступили",
    "Note papers that came": "Отметить поступление бумаг",
    "Papers of yours came to Astana Hub.": "В Astana Hub поступили ваши бумаги.",
    "Receipt of papers": "Расписка о поступлении бумаг",
}
FULL_KK = {
    "papers noted": "қағаздардың түскені белгіленді",
    "by post": "пошта арқылы",
    "by hand": "қолма-қол",
    "Papers came on": "Қағаздар түскен күн",
    "How many sheets": "Парақ саны",
    "How they came": "Қалай түсті",
    "Note papers that came": "Қағаздардың түскенін белгілеу",
    "Papers of yours came to Astana Hub.": "Astana Hub-қа қағаздарыңыз түсті.",
    "Receipt of papers": "Қағаздардың түскені туралы қолхат",
}

EDITIONS = "cases/programmes/nomad/editions"
NEXT_ORDER = {
    'key = "order_2026_241"': 'key = "order_2027_15"',
    'number = "№ 241/НҚ, № 301"': 'number = "№ 15/НҚ"',
    "in_force_from = 2026-05-07": "in_force_from = 2027-01-01",
    "in_force_to = 2026-12-31": "in_force_to = 2027-12-31",
}
REMEDIES = "cases/programmes/nomad/reference/remedies.toml"

DESK = "con/complaints/views.py"
COLUMN = {
    'home = desk.home(Actor.HEAD, "con/complaints/home.html", marks=_marks)\n': (
        "def filed(cases: list[Case]) -> dict[UUID, datetime | None]:\n"
        "    return {case.pk: case.submitted_at for case in cases}\n\n\n"
        'column = desk.Column(gettext_lazy("Complaint filed"), filed)\n'
        'home = desk.home(Actor.HEAD, "con/complaints/home.html", column, marks=_marks)\n'
    ),
}

COMPONENT = """{% load dnr %}
{# A moment on a line of its own. Context: `at`. #}
<p class="small">{{ at|moment_in_words }}</p>
"""
SAMPLES = "demo/components/samples.py"
USING = "templates/con/complaints/home.html"
DESK_LINK = '  <a class="btn btn-outline-primary" href="{% url \'con:head:home\' %}">'

RECIPES: dict[str, dict[str, Edit]] = {
    "How to add a step with a letter": {
        STAGE: before(STAGE, ADMIT, STEP),
        LETTERS: before(LETTERS, '    "petition": LetterKind(', KIND),
        "templates/letters/acknowledgement.html": lambda _tree: TEMPLATE,
        **messages("ru", STEP_RU),
        **messages("kk", STEP_KK),
        MACHINE: before(MACHINE, '    ("screening", "admit", S,', '    ("screening", "acknowledge", S, HERE, "5"),\n'),
    },
    "How to add a step with facts, a form, a decision and a letter": {
        STAGE: both(instead(STAGE, FULL_IMPORTS), ADMIT, FULL_STEP),
        LETTERS: both(
            instead(LETTERS, {SAYS: SAYS.replace("delegated,", "delegated, given,")}),
            '    "petition": LetterKind(',
            FULL_KIND,
        ),
        "templates/letters/papers.html": lambda _tree: FULL_TEMPLATE,
        **messages("ru", FULL_RU),
        **messages("kk", FULL_KK),
        MACHINE: before(MACHINE, '    ("screening", "admit", S,', '    ("screening", "note_papers", S, HERE, "5"),\n'),
    },
    "How to add a component": {
        "templates/components/as_of.html": lambda _tree: COMPONENT,
        SAMPLES: before(SAMPLES, '    "conflict": lambda now', '    "as_of": lambda now: [{"at": now}],\n'),
        USING: before(USING, DESK_LINK, '  {% include "components/as_of.html" with at=now %}\n'),
    },
    "How to add an edition of the order": {
        f"{EDITIONS}/order_2027_15.toml": instead(f"{EDITIONS}/order_2026_241.toml", NEXT_ORDER),
        REMEDIES: instead(REMEDIES, {'"order_2026_241"]': '"order_2026_241", "order_2027_15"]'}),
    },
    "How to add a column to a queue": {
        DESK: instead(DESK, COLUMN),
        **messages("ru", {"Complaint filed": "Жалоба подана"}),
        **messages("kk", {"Complaint filed": "Шағым берілген күні"}),
    },
}
"""By their headings in CONTRIBUTING."""
