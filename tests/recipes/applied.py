"""What must hold once the recipes of CONTRIBUTING are followed: run by `tests/test_recipes.py`, in a copy of the tree
that has their edits, and never here."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cases.engine.steps import STEPS
from cases.law import regulations
from cases.law.calendar import local_day
from cases.letters import rendering
from cases.models import Case, EditionPeriod, User
from cases.programmes.nomad.states import State
from cases.values.moments import moment, official
from tests import people
from tests.cases.letters.facts import URL, holds, read
from tests.cases.programmes.complaint.complaining import filed
from tests.recipes.edits import RECIPES

pytestmark = pytest.mark.django_db

WORDS = "The diploma came in two parts; both were received."
TITLES = {"ru": "Подтверждение получения ходатайства", "kk": "Өтінішхаттың алынғаны туралы растама"}


def test_everything_fits_together_and_the_database_stays() -> None:
    call_command("check", fail_level="ERROR")
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    call_command("draw_states")


def test_what_is_written_is_formatted_and_lint_is_content() -> None:
    written = sorted({path for edits in RECIPES.values() for path in edits if path.endswith(".py")})
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run([sys.executable, "-m", "ruff", *command, *written], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def reader(user: User, language: str) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def test_the_step_is_taken_and_its_letter_drawn() -> None:
    journey = people.Journey(people.applicant())
    journey.to(State.SCREENING)
    acknowledged(journey.case)


def test_the_queue_has_its_column() -> None:
    case = filed(people.case_in(State.PRELIMINARY_REFUSED))
    with people.at(people.after(case)):
        page = reader(people.head("astana"), "ru").get(reverse("con:complaints:home")).content.decode()
    assert "Жалоба подана" in page
    assert page.count('data-label="Жалоба подана"') == 1
    with translation.override("ru"):
        assert moment(people.after(case)) in page, "the component"


def acknowledged(case: Case) -> None:
    assert STEPS["acknowledge"].letter == "acknowledgement"
    client, url = reader(people.screener(), "kk"), reverse("cases:step", args=[case.pk, "acknowledge"])
    with people.at(people.after(case)):
        assert "Өтінішхаттың алынғанын растау" in client.get(url).content.decode()
        assert client.post(url, {"text": WORDS, "version": case.version}).status_code == 302
    row = case.letters.get(kind="acknowledgement")
    for language, title in TITLES.items():
        pdf = rendering.render(
            row.kind, row.facts, language, number=row.number, at=row.at, code=row.code, check_url=URL
        )
        text = read(pdf)
        assert holds(text, title) and holds(text, WORDS)


def test_a_step_is_asked_for_its_facts_and_its_letter_says_them() -> None:
    journey = people.Journey(people.applicant())
    journey.to(State.SCREENING)
    case = journey.case
    client, url = reader(people.screener(), "kk"), reverse("cases:step", args=[case.pk, "note_papers"])
    now = people.after(case)
    came, typed = local_day(now), {"sheets": "3", "way": "post", "text": WORDS, "version": case.version}
    with people.at(now):
        assert "Қағаздар түскен күн" in client.get(url).content.decode()
        refused = client.post(url, typed | {"came_on": f"{came + timedelta(days=1)}"})
        page = refused.content.decode()
        assert refused.status_code == 422 and gettext_in("kk", "This day is still to come.") in page and WORDS in page
        assert client.post(url, typed | {"came_on": f"{came}"}).status_code == 302
    event, decision = case.events.get(step="note_papers"), case.decisions.get()
    assert event.facts["came_on"] == f"{came}" and (event.facts["sheets"], event.facts["way"]) == (3, "post")
    assert decision.kind == "papers_noted"
    row = case.letters.get(kind="papers")
    pdf = rendering.render(row.kind, row.facts, "ru", number=row.number, at=row.at, code=row.code, check_url=URL)
    text = read(pdf)
    with translation.override("ru"):
        assert decision.get_kind_display() == "поступление бумаг отмечено"
        assert holds(text, "Расписка о поступлении бумаг") and holds(text, WORDS) and holds(text, official(came))


def gettext_in(language: str, words: str) -> str:
    with translation.override(language):
        return gettext(words)


def test_the_edition_is_loaded_and_in_force() -> None:
    edition = regulations.edition_on(date(2027, 3, 1), "nomad")
    assert edition is not None and (edition.key, edition.number) == ("order_2027_15", "№ 15/НҚ")
    call_command("load_reference", verbosity=0)
    period = EditionPeriod.objects.get(edition="order_2027_15")
    assert (period.intake_from, period.intake_until) == (date(2027, 1, 1), date(2027, 12, 31))
