"""What a petition is looked at for: scores of the interview, the checklist of the screening (п. 5, 7)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine.performing import reviewing
from cases.engine.steps.errors import NotMetError
from cases.models import Case, Event, InterviewCriterion
from cases.programmes.nomad.petitions import criteria, interviews
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, step_url, text

pytestmark = pytest.mark.django_db


def criterion() -> InterviewCriterion:
    names = {"name_ru": "Опыт по профессии", "name_kk": "Кәсіп бойынша тәжірибе", "name_en": "Experience"}
    return InterviewCriterion.objects.create(stage="interview", code="experience", most=5, source="Test", **names)


def sent(case: Case, language: str = "en", **scores: str) -> Any:
    typed = {"recommended": "yes", "text": "The stated work is shown in the projects.", **people.protocol(case)}
    assert case.slot
    with people.at(case.slot.starts_at + people.HOUR):
        client = signed_in(people.screener(), language)
        return client.post(
            step_url(case, "record_interview"), {"version": case.version, **typed, **scores}, follow=True
        )


def test_a_score_is_recorded_with_its_criterion_and_read_by_the_signer() -> None:
    criterion()
    case = people.case_in(State.INTERVIEW)
    sent(case, score_experience="4", remark_experience="Two of three projects")
    case = ways.fresh(case)
    assert case.state == State.MINISTRY_REVIEW
    protocol = interviews.protocol_of(case)
    assert protocol and [(row.code, row.score, row.most) for row in protocol.scores] == [("experience", "4", "5")]
    page = text(open_case(people.signer(), case))
    assert "4 of" in page and "Two of three projects" in page
    InterviewCriterion.objects.update(name_ru="Иное", active=False)
    protocol = interviews.protocol_of(case)
    assert protocol and protocol.scores[0].name_ru == "Опыт по профессии"


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize("score", ["", "6", "-1", "many"])
def test_a_score_that_is_none_is_named_and_the_form_kept(score: str, language: str) -> None:
    criterion()
    case = people.case_in(State.INTERVIEW)
    page = sent(case, language, score_experience=score, remark_experience="Kept")
    assert page.status_code == 422 and "Kept" in text(page) and ways.fresh(case).state == State.INTERVIEW
    with translation.override(language):
        assert translation.gettext("Scores by criteria") in text(page)


def test_a_criterion_is_asked_of_interviews_held_from_its_day_on() -> None:
    """Whenever the protocol is written."""
    row, case = criterion(), people.case_in(State.INTERVIEW)
    assert case.slot
    held = people.local_day(case.slot.starts_at)
    for day, asked in ((held + people.DAY, False), (held, True)):
        InterviewCriterion.objects.filter(pk=row.pk).update(valid_from=day)
        with people.at(case.slot.starts_at + 2 * people.DAY):
            page = text(signed_in(people.screener()).get(step_url(case, "record_interview")))
        assert ("score_experience" in page) is asked
    with pytest.raises(NotMetError):
        ways.take(case, "record_interview", scores=[])


def test_the_machine_asks_for_each_score_whoever_asks_the_machine() -> None:
    case = people.case_in(State.INTERVIEW)
    criterion()
    with pytest.raises(NotMetError):
        ways.take(case, "record_interview", scores=[])


@pytest.mark.parametrize("name", ["admit", "propose_screening_refusal"])
def test_the_checklist_goes_with_the_admission_and_with_a_proposed_refusal(name: str) -> None:
    case, user = people.case_in(State.SCREENING), people.screener()
    document = case.dossier.documents["cv"]
    reviewing.record_review(case.pk, user, people.after(case), "cv", "accepted", seen=str(document.pk))
    ways.take(ways.fresh(case), name)
    event = Event.objects.get(case=case, step=name)
    assert [(row["kind"], row["verdict"], row["by"]) for row in event.facts["reviewed"]] == [
        ("cv", "accepted", user.full_name)
    ]
    readers = [user, *([people.signer()] if name != "admit" else [])]
    assert all(user.full_name in text(open_case(reader, ways.fresh(case))) for reader in readers)
    with people.at(people.after(case)):
        cabinet = reverse("egov:cabinet:case", args=[case.pk])
        page = text(signed_in(case.person.user, "ru").get(cabinet))  # type: ignore[arg-type]
    with translation.override("ru"):
        assert user.full_name not in page and translation.gettext("Documents looked through") not in page


def of_screening() -> InterviewCriterion:
    names = {"name_ru": "Специальность в ИТ", "name_kk": "АТ мамандығы", "name_en": "A trade of IT"}
    return InterviewCriterion.objects.create(stage="screening", code="trade", source="Letter", **names)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_screening_gives_its_word_on_each_criterion_and_the_ministry_reads_it(language: str) -> None:
    of_screening()
    case, user = people.case_in(State.SCREENING), people.screener()
    with people.at(people.after(case)):
        client = signed_in(user, language)
        beside = text(client.get(f"/hub/screening/{case.pk}/"))
        assert 'name="verdict_trade"' in beside
        with translation.override(language):
            assert str(criteria.NOT_CONFIRMED) in beside
        sent = {"version": case.version, "verdict_trade": "", "word_trade": "Kept", "note": ""}
        page = client.post(step_url(case, "admit"), sent, follow=True)
        assert page.status_code == 422 and "Kept" in text(page) and ways.fresh(case).state == State.SCREENING
        client.post(step_url(case, "admit"), sent | {"verdict_trade": "met"})
    case = ways.fresh(case)
    assert case.state == State.ADMITTED
    [row] = Event.objects.get(case=case, step="admit").facts["criteria"]
    assert (row["code"], row["verdict"], row["remark"]) == ("trade", "met", "Kept")
    name = {"ru": "Специальность в ИТ", "kk": "АТ мамандығы"}[language]
    with people.at(people.after(case)):
        assert name in text(signed_in(user, language).get(f"/hub/screening/{case.pk}/"))
        cabinet = text(signed_in(case.person.user, language).get(reverse("egov:cabinet:case", args=[case.pk])))  # type: ignore[arg-type]
    assert name not in cabinet


def test_a_verdict_without_a_remark_is_read_in_the_history() -> None:
    of_screening()
    case = people.case_in(State.SCREENING)
    ways.take(case, "admit")
    with people.at(people.after(ways.fresh(case))):
        page = signed_in(people.screener(), "ru").get(f"/hub/screening/{case.pk}/")
    assert page.status_code == 200 and "Специальность в ИТ" in text(page)


def test_the_reading_list_has_what_the_screening_says_by_its_criteria() -> None:
    of_screening()
    case = people.case_in(State.SCREENING)
    ways.take(case, "propose_screening_refusal")
    with people.at(people.after(ways.fresh(case))):
        page = text(signed_in(people.signer(), "ru").get(reverse("hub:signing:reading")))
    assert "Специальность в ИТ" in page and case.number in page
    with pytest.raises(NotMetError):
        ways.take(people.case_in(State.SCREENING), "admit", criteria=[])
