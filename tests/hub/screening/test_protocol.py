"""The protocol of the interview (п. 7): what was asked and answered, who reads it, and what rests on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from cases.engine.steps.errors import NotMetError
from cases.evidence import casefile
from cases.models import Case, Letter
from cases.programmes.nomad.petitions import interviews
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db
RECORDING = {"recording": "https://meet.example.org/rec/7", "recording_sha256": "a" * 64}

NO_SUM = (
    "Enter the checksum of its file too: without it nobody can tell later whether the file is the same. Where you have "
    "no file of it, leave the link out and say in the result where it is kept."
)


def held() -> tuple[Case, dict[str, Any]]:
    case = people.case_in(State.INTERVIEW)
    return case, {"recommended": "no", "text": "The stated work is not shown.", **people.protocol(case)}


def after(case: Case) -> Any:
    assert case.slot
    return case.slot.starts_at + people.HOUR


def sent(case: Case, typed: dict[str, Any], language: str = "en") -> Any:
    with people.at(after(case)):
        client = signed_in(people.screener(), language)
        return client.post(step_url(case, "record_interview"), {"version": case.version, **typed}, follow=True)


def test_it_holds_questions_answers_presence_and_recording() -> None:
    case, typed = held()
    sent(case, typed | RECORDING | {"question_5": "Languages", "answer_5": "English and Go."})
    protocol = interviews.protocol_of(ways.fresh(case))
    assert protocol and protocol.recording == RECORDING["recording"] and not protocol.recommended
    assert [question for question, _answer in protocol.answers] == ["Work in the stated profession", "Languages"]
    assert case.slot and protocol.held_at == case.slot.starts_at


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"question_1": "", "answer_1": ""}, "Write down at least one question and what was answered."),
        ({"answer_1": ""}, "Say what was answered; “no answer was given” is one as well."),
        ({"question_1": ""}, "Say what was asked."),
        ({"held_at": "2030-01-01T10:00"}, "This moment is still to come."),
        ({"recording": "the cupboard"}, "Enter the whole address, beginning with https://."),
        ({"recording": RECORDING["recording"]}, NO_SUM),
        ({"recording_sha256": "b" * 64}, "Name the recording to which this checksum belongs."),
        (RECORDING | {"recording_sha256": "xyz"}, "A SHA-256 has 64 signs, digits and the letters a to f."),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_the_form_kept(wrong: dict[str, str], why: str, language: str) -> None:
    case, typed = held()
    page = sent(case, typed | wrong, language)
    with translation.override(language):
        assert page.status_code == 422 and translation.gettext(why) in text(page)
    assert "The stated work is not shown." in text(page) and ways.fresh(case).state == State.INTERVIEW


def test_it_was_not_held_before_its_booking() -> None:
    case, _typed = held()
    assert case.slot
    with pytest.raises(NotMetError):
        ways.take(case, "record_interview", after(case), held_at=case.slot.starts_at - people.HOUR)


def test_the_signer_reads_it_before_the_signature_and_others_do_not() -> None:
    case, typed = held()
    sent(case, typed)
    case, signer = ways.fresh(case), people.signer()
    for page in (
        open_case(signer, case),
        _form(signer, case, "sign_petition"),
        _form(signer, case, "propose_petition_refusal"),
    ):
        assert "Protocol of the interview" in text(page) and "Eight years, with the projects named." in text(page)
    with people.at(people.after(case)):
        own = signed_in(case.person.user).get(f"/egov/{case.pk}/")  # type: ignore[arg-type]
    assert "Eight years" not in text(own)
    filed = people.case_in(State.REGISTRATION)
    assert "Protocol of the interview" not in text(open_case(people.officer(), filed))


def _form(user: Any, case: Case, name: str) -> Any:
    with people.at(people.after(case)):
        return signed_in(user).get(step_url(case, name))


def test_a_correction_stands_with_its_reason_and_the_first_stays_in_the_file() -> None:
    case, typed = held()
    sent(case, typed)
    case, user = ways.fresh(case), people.screener()
    form = _form(user, case, "correct_interview").context["form"]
    assert form["question_1"].value() == typed["question_1"] and form["recommended"].value() == "no"
    same = take(user, case, "correct_interview", **typed, reason="Nothing at all has changed.")
    assert same.status_code == 422
    take(user, case, "correct_interview", **typed | {"answer_1": "Nine years."}, reason="The number was misheard.")
    protocol = interviews.protocol_of(ways.fresh(case))
    assert protocol and protocol.answers[0][1] == "Nine years." and protocol.reason == "The number was misheard."
    story = casefile._story(ways.fresh(case), people.head("ministry"))
    assert "Nine years." in story and "Eight years, with the projects named." in story


def test_a_refusal_after_it_names_the_day_of_the_protocol() -> None:
    case, typed = held()
    sent(case, typed)
    case = ways.take(ways.fresh(case), "decline_petition", grounds=["not-confirmed"])
    case = ways.take(case, "notify_petition_refusal")
    assert case.slot
    day = f"{case.slot.starts_at:%Y-%m-%d}"
    assert {x.facts.get("interviewed_on") for x in Letter.objects.filter(case=case, kind__contains="petition")} == {day}


def test_a_refusal_on_another_ground_does_not_rest_on_the_protocol() -> None:
    case, typed = held()
    sent(case, typed)
    case = ways.take(ways.fresh(case), "decline_petition", grounds=[people.free_ground("petition")])
    ways.take(case, "notify_petition_refusal")
    letters = Letter.objects.filter(case=case, kind__contains="petition")
    assert len(letters) == 2 and not [letter.kind for letter in letters if "interviewed_on" in letter.facts]


def test_an_interview_recorded_before_protocols_were_kept_is_read_as_it_is() -> None:
    from cases.models import Event

    case = people.case_in(State.MINISTRY_REVIEW)
    event = Event.objects.get(case=case, step="record_interview")
    event.facts = {"recommended": True, "text": people.REASONS}
    protocol = interviews.protocol_among([event])
    assert protocol and protocol.held_at is None and protocol.answers == () and protocol.text == people.REASONS
