"""People before the pages of one case that is heard, for the tests of hearings."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from cases.engine import performing
from cases.engine.steps import STEPS
from cases.law.calendar import local_day
from cases.law.terms import working_day_from
from cases.models import Case
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad.states import State
from demo import signing
from tests import people
from tests.cases.engine import ways
from tests.desks import case_url, send, signed_in, step_url, text

ACTS = {
    "decline_petition": (State.MINISTRY_REVIEW, "propose_petition_refusal", State.PETITION_HEARING),
    "refuse_preliminary": (State.PRELIMINARY_DECISION, "propose_preliminary_refusal", State.PRELIMINARY_HEARING),
    "refuse_final": (State.FINAL_REVIEW, "propose_final_refusal", State.FINAL_HEARING),
}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHY_RU = "Сведения, на которых основан отказ, устарели: прилагаю справку."
WHY_KK = "Бас тартуға негіз болған мәлімет ескірген: анықтаманы қоса беремін."


class Sitting:
    """One person at the pages of one case, in a language."""

    def __init__(self, case: Case, user: Any, language: str) -> None:
        self.case, self.user, self.client = case, user, signed_in(user, language)

    def page(self, at: datetime) -> str:
        with people.at(at):
            return text(self.client.get(case_url(self.user, self.case)))

    def form(self, name: str, at: datetime) -> str:
        with people.at(at):
            return text(self.client.get(step_url(self.case, name)))

    def take(self, name: str, at: datetime, **data: Any) -> Any:
        self.case.refresh_from_db()
        with people.at(at):
            return send(
                self.client, step_url(self.case, name), {"version": self.case.version, **data}, self.user, follow=True
            )

    def attach(self, kind: str, at: datetime, upload: SimpleUploadedFile) -> Any:
        with people.at(at):
            return self.client.post(reverse("cases:hearing_papers", args=[self.case.pk, kind]), {"file": [upload]})


def both(state: State, language: str) -> tuple[Case, Sitting, Sitting, datetime]:
    """A case that waits for a decision, its official and its owner, and a moment an hour on."""
    case = people.case_in(state)
    official = people.signer() if state == State.MINISTRY_REVIEW else people.officer()
    return case, Sitting(case, official, language), Sitting(case, case.person.user, language), people.after(case)


def proposal(case: Case, act: str, at: datetime) -> dict[str, Any]:
    return ways.typed_proposal(case, ACTS[act][1], at)


def later_hour(held_at: datetime) -> datetime:
    """The same hour of the next working day."""
    day = working_day_from(local_day(held_at) + DAY, work_calendar())
    return held_at + (day - local_day(held_at))


def paper() -> SimpleUploadedFile:
    name, data = people.specimen("medical")
    return SimpleUploadedFile(name, data)


def now_in(case: Case) -> str:
    return str(Case.objects.get(pk=case.pk).state)


def plain(page: Any) -> str:
    """Of a response or its text, the words as they are read, in one line."""
    return " ".join(unescape(page if isinstance(page, str) else text(page)).split())


def words(language: str, english: str, **values: Any) -> str:
    """A sentence of the portal in this language, filled in."""
    with translation.override(language):
        sentence = translation.gettext(english)
    assert language == "en" or sentence != english, f"not translated: {english}"
    if values:
        sentence = sentence % values if "%(" in sentence else sentence.format(**values)
    return " ".join(sentence.split())


def decide(case: Case, act: str, at: datetime) -> Case:
    """The bare act, signed, with no hearing before it."""
    user, given = ways.a_person(STEPS[act].by, case), ways.facts(case, act, at)
    signed = signing.signature(case.pk, act, user, at, given)
    return performing.perform(case.pk, act, user, at, given, signature=signed)
