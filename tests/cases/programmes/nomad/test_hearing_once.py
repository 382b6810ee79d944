"""One hearing has one protocol, which is corrected and not written twice; its day and that of the act are working
days, and who has to name another hour sees it at the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.utils import translation

from cases.engine.steps.errors import NotMetError
from cases.law.calendar import ALMATY, local_day
from cases.models import Case, Deadline, HearingEntry, Letter, Notice
from cases.programmes.nomad.states import State
from cases.values import moments
from cases.values.dates import in_words
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.terms.test_calendar_changes import make
from tests.cases.programmes.nomad.sitting import DAY, HOUR, Sitting, later_hour, plain, words
from tests.desks import home_url, signed_in, step_url, text

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language", ["ru", "kk", "en"])
SECOND = "Заявитель ещё раз изложил свою позицию и просил приобщить справку № 9."
HEARD = {State.FINAL_HEARING: "hearing", State.PETITION_HEARING: "ministry_hearing"}


def recorded(state: State) -> Case:
    return ways.take(people.case_in(state), f"record_{HEARD[state]}")


def typed(case: Case, **changed: str) -> dict[str, Any]:
    """The protocol as it stands, as the inputs of its form."""
    here = case.dossier.open_hearing
    assert here
    held = here.protocols[-1]
    hours = {
        name: f"{at.astimezone(ALMATY):%Y-%m-%dT%H:%M}"
        for name, at in (("held_at", held.held_at), ("ended_at", held.ended_at))
        if at
    }
    return {**hours, "place": held.place, "attended": held.present, "text": held.text} | changed


@LANGUAGES
@pytest.mark.parametrize("state", HEARD)
def test_a_second_protocol_is_refused_with_the_moment_of_the_first(state: State, language: str) -> None:
    case = recorded(state)
    official = Sitting(case, ways.a_person("officer" if state == State.FINAL_HEARING else "signer", case), language)
    first = case.dossier.open_hearing
    assert first
    now = people.after(case)
    answer = official.take(f"record_{HEARD[state]}", now, **typed(case, text=SECOND))
    sentence = (
        "The protocol of this hearing was recorded on {moment} already: correct that one, where something in it is "
        "wrong. Where the applicant is heard again, name another hour first."
    )
    with translation.override(language):
        why = words(language, sentence, moment=moments.moment(first.protocols[-1].at))
    assert why in plain(answer) and SECOND in text(answer)
    assert HearingEntry.objects.filter(case=case, kind=HearingEntry.PROTOCOL).count() == 1


@pytest.mark.parametrize("state", HEARD)
def test_the_first_is_corrected_and_stays_and_the_person_reads_both(state: State) -> None:
    case = recorded(state)
    official = Sitting(case, ways.a_person("officer" if state == State.FINAL_HEARING else "signer", case), "ru")
    name, before = f"correct_{HEARD[state]}", typed(case)
    assert before["text"] in official.form(name, people.after(case)), "the protocol as it stands"
    same = official.take(name, people.after(case), **before, reason="Номер справки не назван.")
    nothing = words("ru", "This is what is recorded already: nothing would be put right.")
    assert same.status_code == 422 and nothing in plain(same)
    bare = official.take(name, people.after(case), **before | {"text": SECOND}, reason="")
    assert bare.status_code == 422 and SECOND in text(bare)
    official.take(name, people.after(case), **before | {"text": SECOND}, reason="Номер справки не назван.")
    case = ways.fresh(case)
    here = case.dossier.open_hearing
    assert here and [entry.text for entry in here.protocols] == [SECOND] and here.current_protocols
    assert Notice.objects.filter(case=case, what=name, user=case.person.user).exists()
    page = Sitting(case, case.person.user, "ru").page(people.after(case))
    assert before["text"] in page and SECOND in page and "Номер справки не назван." in page
    assert page.count(words("ru", "corrected since")) == 1
    official.take(name, people.after(case), **before | {"text": f"{SECOND} Приложена."}, reason="И что она приложена.")
    here = ways.fresh(case).dossier.open_hearing
    assert here and here.protocols[-1].text == f"{SECOND} Приложена."
    assert Sitting(case, case.person.user, "ru").page(people.after(case)).count(words("ru", "corrected since")) == 2
    ways.sound(case)


def test_the_act_names_the_hour_of_the_corrected_protocol_and_a_moved_hour_opens_another() -> None:
    case = recorded(State.FINAL_HEARING)
    here = case.dossier.open_hearing
    assert here and here.held_at
    began = here.held_at + HOUR / 6
    later: dict[str, Any] = {"held_at": began, "ended_at": began + HOUR / 3, "reason": "Начали на десять минут позже."}
    case = ways.take(ways.fresh(case), "correct_hearing", **later)
    ways.take(ways.fresh(case), "move_hearing", heard_at=later_hour(here.held_at))
    case = ways.take(ways.fresh(case), "record_hearing")
    case = ways.take(ways.fresh(case), "refuse_final")
    held = Letter.objects.get(case=case, kind="final_refusal").facts["hearing"]["held_at"]
    assert len(held) == 2 and datetime.fromisoformat(held[0]) == began


# ------------------------------------------------------------------------------------------------ the day of the act


@LANGUAGES
def test_the_day_from_which_a_refusal_is_possible_is_a_working_day_everywhere(language: str) -> None:
    case = people.case_in(State.FINAL_REVIEW)
    now = people.after(case)
    while now.astimezone(ALMATY).weekday() != 1:  # on a Tuesday: the third working day is a Friday
        now += DAY
    case = ways.take(case, "propose_final_refusal", now)
    wait = Deadline.objects.get(case=case, key="hearing_wait", state=Deadline.RUNNING)
    assert local_day(wait.due_at).weekday() == 5
    monday = local_day(wait.due_at) + 2 * DAY
    assert Letter.objects.get(case=case, kind="hearing_notice").facts["possible_from"] == monday.isoformat()
    with translation.override(language):
        shown = " ".join(in_words(monday).split())
    assert shown in plain(Sitting(case, case.person.user, language).page(now + HOUR))
    ways.take(ways.fresh(case), "waive_hearing", now + HOUR)
    for at in (wait.due_at + HOUR, wait.due_at + DAY + 23 * HOUR):
        with translation.override(language), pytest.raises(NotMetError) as caught:
            ways.take(ways.fresh(case), "refuse_final", at)
        assert f"{monday.day}\xa0" in str(caught.value)
    assert ways.take(ways.fresh(case), "refuse_final", wait.due_at + 2 * DAY).state == State.FINAL_REFUSED


# ------------------------------------------------------------------------------------------------ at the desk


@LANGUAGES
@pytest.mark.parametrize("state", HEARD)
def test_a_hearing_on_a_new_day_off_is_marked_in_the_queue_and_leads_to_another_hour(
    state: State, language: str
) -> None:
    case = people.case_in(state)
    official = ways.a_person("officer" if state == State.FINAL_HEARING else "signer", case)
    here, now = case.dossier.open_hearing, people.after(case)
    assert here and here.held_at
    mark = words(language, "The hearing falls on a day off: name another hour.")

    def queue(at: datetime) -> str:
        with people.at(at):
            return plain(signed_in(official, language).get(home_url(official)))

    assert mark not in queue(now)
    make(local_day(here.held_at), now)
    assert mark in queue(now)
    move = step_url(case, f"move_{HEARD[state]}")
    page = Sitting(case, official, language).page(now)
    assert move in page.partition('id="hearing-title"')[2].partition("</section>")[0], "the way stands beside the mark"
    ways.take(ways.fresh(case), f"move_{HEARD[state]}", heard_at=later_hour(here.held_at))
    assert mark not in queue(people.after(ways.fresh(case)))
