"""What goes wrong at a hearing: each with a sentence in the reader's language, and nothing lost or half-done."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from cases.engine.steps import STEPS
from cases.engine.steps.errors import NotMetError, StaleError
from cases.law.calendar import ALMATY
from cases.models import Bar, CalendarDay, Case, Deadline, Ground, HearingEntry, StepDraft, User, WorkingHours
from cases.models.workcalendar import forget_calendar
from cases.programmes.nomad.states import State
from cases.templatetags.dnr.left import _left_in_words, days_until
from cases.values import meeting, moments
from cases.web.request.typed_input import COOKIE
from demo import walk
from tests import bad_files, people
from tests.cases.engine import ways
from tests.cases.programmes.nomad.sitting import (
    ACTS,
    DAY,
    HOUR,
    WHY_KK,
    WHY_RU,
    Sitting,
    both,
    decide,
    later_hour,
    now_in,
    paper,
    plain,
    proposal,
    words,
)
from tests.desks import signed_in, step_url, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]

LANGUAGES = pytest.mark.parametrize("language", ["ru", "kk", "en"])
LOCKED = "The PDF file opens with a password or a key only. Save it without protection and upload that."
TYPED = "These are the words of the official, long in the making."


def entries(case: Case, kind: str) -> list[HearingEntry]:
    return list(HearingEntry.objects.filter(case=case, kind=kind).order_by("id"))


def day_of(language: str, term: Deadline) -> str:
    with translation.override(language):
        return " ".join(str(moments.day(term.last_day)).split())


def why_of(language: str, why: str) -> str:
    if "By its content" not in why:
        return words(language, why)
    sentence = "By its content this file is %(found)s. Upload a PDF or a picture (JPEG, PNG, HEIC, TIFF, WEBP)."
    return words(language, sentence) % {"found": words(language, "a program")}


def colleague(user: User) -> User:
    return User.objects.create_user(
        "quicker@example.org", people.PASSWORD, full_name="Quicker Colleague", role=user.role, city=user.city
    )


# ------------------------------------------------------------------------------------------------ proposed twice


@LANGUAGES
def test_a_refusal_proposed_by_two_officials_is_proposed_once(language: str) -> None:
    case, police, _me, at = both(State.FINAL_REVIEW, language)
    quicker = Sitting(case, colleague(police.user), language)
    data = proposal(case, "refuse_final", at)
    seen = case.version
    assert quicker.take("propose_final_refusal", at, **data).status_code == 200
    answer = police.take("propose_final_refusal", at + HOUR, **data | {"text": TYPED, "version": seen})
    page = plain(answer)
    assert "Quicker Colleague" in page and TYPED in page
    with translation.override(language):
        label = str(STEPS["propose_final_refusal"].label)
    assert words(language, "Your text was not used: “%(step)s”", step=label) in page
    assert StepDraft.objects.get(case=case, user=police.user).data["text"] == [TYPED]
    assert len(entries(case, "notice")) == 1 and Deadline.objects.filter(case=case, key="objection").count() == 1


def test_a_second_click_proposes_nothing_a_second_time() -> None:
    case, police, _me, at = both(State.FINAL_REVIEW, "ru")
    data = proposal(case, "refuse_final", at) | {"version": case.version}
    for _click in range(2):
        assert police.take("propose_final_refusal", at, **data).status_code == 200
    assert len(entries(case, "notice")) == 1


@pytest.mark.parametrize("act", ACTS)
def test_a_refusal_dropped_and_proposed_again_renews_the_days_of_the_person_and_no_day_of_the_body(act: str) -> None:
    review, proposing, _hearing = ACTS[act]
    dropping = proposing.replace("propose", "drop")
    case = ways.take(people.case_in(review), proposing)
    own = Deadline.objects.get(case=case, key="hearing")
    for _round in range(3):
        case = ways.take(ways.fresh(case), dropping, people.after(case, DAY))
        case = ways.take(ways.fresh(case), proposing)
        running = {d.key: d for d in Deadline.objects.filter(case=case, state=Deadline.RUNNING)}
        assert sorted(running) == ["hearing", "hearing_wait", "objection"]
        assert {running[key].starts_at for key in ("hearing_wait", "objection")} == {case.state_since}
        assert running["hearing"] == own and running["hearing"].due_at == own.due_at
        ways.sound(case)
    late = people.hear(ways.fresh(case), act)
    ways.take(late, act)
    assert Deadline.objects.get(pk=own.pk).state == Deadline.LATE, "who begins again and again is late in the end"


def test_an_edition_may_give_the_body_its_days_again(monkeypatch: pytest.MonkeyPatch) -> None:
    case = ways.take(people.case_in("final_hearing"), "drop_final_refusal")
    law = replace(case.law, each_proposal_restarts=True)
    monkeypatch.setattr(Case, "law", property(lambda case: law))
    case = ways.take(ways.fresh(case), "propose_final_refusal")
    running = Deadline.objects.filter(case=case, state=Deadline.RUNNING)
    assert {d.starts_at for d in running} == {case.state_since}


# ------------------------------------------------------------------------------------------------ objections


@LANGUAGES
def test_an_objection_after_its_last_day_is_taken_and_marked(language: str) -> None:
    case = people.case_in("final_hearing")
    me, term = Sitting(case, case.person.user, language), Deadline.objects.get(case=case, key="objection")
    last = term.due_at - timedelta(seconds=1)
    late = words(
        language,
        "The last day for objections was {day}. Until the decision is made yours is taken all the same, and marked as "
        "late: say what kept you.",
        day=day_of(language, term),
    )
    assert late not in plain(me.form("object_to_refusal", last))
    me.take("object_to_refusal", last, text=WHY_RU)
    assert late in plain(me.form("object_to_refusal", term.due_at))
    assert me.take("object_to_refusal", term.due_at, text=WHY_KK).status_code == 200
    assert [(e.text, e.late) for e in entries(case, "objection")] == [(WHY_RU, False), (WHY_KK, True)]
    for page in (me.page(term.due_at), Sitting(case, people.officer(), language).page(term.due_at)):
        assert words(language, "after its last day (as the days ran then)") in plain(page)


@LANGUAGES
def test_an_objection_after_the_decision_learns_where_to_turn_and_its_words_are_kept(language: str) -> None:
    case = people.case_in("final_refused")
    me, at = Sitting(case, case.person.user, language), people.after(case)
    page = plain(me.take("object_to_refusal", at, text=WHY_RU, kept="abcdefgh12"))
    assert words(language, "The decision has been made: it can be appealed as its letter says.") in page
    assert COOKIE not in me.client.cookies, "the browser keeps what was typed, and offers it for copying"
    assert not entries(case, "objection")
    assert me.attach("objection", at, paper()).status_code == 302
    assert not case.documents.filter(kind="objection").exists()


@LANGUAGES
def test_an_objection_while_the_official_decides_reaches_him_and_keeps_his_words(language: str) -> None:
    case, police, me, at = both(State.FINAL_REVIEW, language)
    police.take("propose_final_refusal", at, **proposal(case, "refuse_final", at))
    case.refresh_from_db()
    seen, decide = case.version, walk.may_decide_at(Case.objects.get(pk=case.pk))
    me.take("object_to_refusal", decide, text=WHY_RU)
    typed = {"grounds": [people.free_ground("final")], "text": TYPED, "version": seen}
    answer = police.take("refuse_final", decide + HOUR, **typed)
    page = plain(answer)
    assert answer.status_code == 409 and now_in(case) == State.FINAL_HEARING, "stale and wrong: both are said"
    assert TYPED in page and WHY_RU in page, "the objection stands beside the form"
    assert words(language, "Answer to the objections in Kazakh") in page, "and asks for its answer"
    typed |= {"version": Case.objects.get(pk=case.pk).version}
    answer = police.take("refuse_final", decide + HOUR, **typed)
    assert answer.status_code == 422 and TYPED in plain(answer)
    assert words(language, "Answer what the applicant has objected: the letter prints the answer.") in plain(answer)


@LANGUAGES
@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("довод.pdf", bad_files.executable(), "By its content this file is "),
        ("довод.pdf", bad_files.encrypted_pdf(), LOCKED),
        ("довод.pdf", b"", "The file is empty."),
    ],
)
def test_a_bad_file_is_refused_with_its_reason_and_nothing_else_is_lost(
    language: str, name: str, content: bytes, why: str
) -> None:
    case = people.case_in("final_hearing")
    me, at = Sitting(case, case.person.user, language), people.after(case)
    me.attach("objection", at, paper())
    good = case.documents.get(kind="objection", current=True)
    answer = me.attach("objection", at, SimpleUploadedFile(name, content))
    assert answer.status_code == 422 and why_of(language, why) in plain(answer)
    assert case.documents.get(kind="objection", current=True) == good, "the good file before it stays"
    me.take("object_to_refusal", at, text=WHY_RU)
    assert entries(case, "objection")[0].document == good


@LANGUAGES
@pytest.mark.parametrize("name", ["object_to_refusal", "ask_hearing", "waive_hearing"])
def test_the_head_of_a_step_of_the_applicant_shows_the_days_of_the_applicant(language: str, name: str) -> None:
    """The official has five working days for the decision; who objects has two."""
    case = people.case_in("final_hearing")
    at = people.after(case)
    mine, theirs = (Deadline.objects.get(case=case, key=key) for key in ("objection", "hearing"))
    with translation.override(language):
        own, other = (_left_in_words(days_until(term.due_at, at)) for term in (mine, theirs))
    head = plain(Sitting(case, case.person.user, language).form(name, at))
    assert own != other and own in head and other not in head
    assert other in plain(Sitting(case, people.officer(), language).form("refuse_final", at))


@LANGUAGES
def test_an_objection_hangs_on_no_wording(language: str) -> None:
    """What an official may not write as a reason, the person may say against it; signs alone are no words."""
    case = people.case_in("final_hearing")
    me, at = Sitting(case, case.person.user, language), people.after(case)
    answer = me.take("object_to_refusal", at, text="?!..")
    assert answer.status_code == 422 and "?!.." in text(answer) and not entries(case, "objection")
    own = ["Я не согласен с отказом.", "Бас тартумен келіспеймін.", "I do not agree with the refusal.", "Нет"]
    for words_of_mine in own:
        assert me.take("object_to_refusal", at, text=words_of_mine).status_code == 200
    assert [entry.text for entry in entries(case, "objection")] == own


# ------------------------------------------------------------------------------------------------ the hour


@LANGUAGES
@pytest.mark.parametrize(
    ("shift", "sentence"),
    [
        (0, "This is too early: the days for objections are not over by then. Choose {day} or a later day."),
        (2, "This is too early: the days for objections are not over by then. Choose {day} or a later day."),
        (9, "This is too late: the decision is due by {day}. Choose that day or an earlier one."),
    ],
)
def test_a_hearing_day_that_cannot_be(language: str, shift: int, sentence: str) -> None:
    case, police, _me, at = both(State.FINAL_REVIEW, language)
    day = walk.hearing.last_day(case, "hearing", at) if shift > 2 else walk.hearing.heard_from(case, at)
    with translation.override(language):
        why = words(language, sentence, day=moments.day(day))
    data = proposal(case, "refuse_final", at) | {"heard_at": f"{at.astimezone(ALMATY) + shift * DAY:%Y-%m-%dT%H:%M}"}
    answer = police.take("propose_final_refusal", at + HOUR / 2, **data)
    assert answer.status_code == 422 and why in plain(answer) and people.REASONS in text(answer)
    assert now_in(case) == State.FINAL_REVIEW and not entries(case, "notice")


@LANGUAGES
def test_a_hearing_on_a_holiday_is_refused_in_words(language: str) -> None:
    case, police, _me, at = both(State.FINAL_REVIEW, language)
    day = walk.hearing.heard_from(case, at) + DAY
    names = {f"name_{each}": "Выходной" for each in ("ru", "kk", "en")}
    CalendarDay.objects.create(date=day, kind="day_off", source="test", **names)
    forget_calendar()
    data = proposal(case, "refuse_final", at) | {"heard_at": f"{day}T11:00"}
    answer = police.take("propose_final_refusal", at, **data)
    with translation.override(language):
        why = words(language, "{day} is a day off: choose a working day.", day=moments.day(day))
    assert answer.status_code == 422 and why in plain(answer)
    assert people.REASONS in text(answer) and data["place"] in text(answer), "the form keeps what was typed"
    assert not entries(case, "notice")


@LANGUAGES
def test_an_hour_is_moved_at_the_persons_wish_and_never_to_today(language: str) -> None:
    case, police, me, at = both(State.FINAL_HEARING, language)
    me.take("ask_hearing", at, text="Мой часовой пояс: UTC+1.")
    held = Case.objects.get(pk=case.pk).dossier.open_hearing
    assert held and held.held_at
    new, why = (
        later_hour(held.held_at),
        {"place": "https://meet.example.org/2", "text": "Заявитель просил о другом часе."},
    )
    typed = lambda moment: {"heard_at": f"{moment.astimezone(ALMATY):%Y-%m-%dT%H:%M}", **why}  # noqa: E731
    answer = police.take("move_hearing", at, **typed(at + HOUR / 4))
    assert answer.status_code == 422 and why["text"] in text(answer)
    assert words(language, "The applicant has to read it first: choose a day after today.") in plain(answer)
    assert police.take("move_hearing", at, **typed(new)).status_code == 200
    assert why["place"] in me.page(at + HOUR), "the applicant reads the new hour and where"
    moved = Case.objects.get(pk=case.pk)
    current = moved.dossier.open_hearing
    assert current and (current.held_at, current.place) == (new, why["place"])
    with translation.override("en"), pytest.raises(NotMetError):
        ways.take(moved, "refuse_final", new - HOUR)
    ways.sound(moved)


@LANGUAGES
def test_an_hour_may_be_named_after_the_last_day_of_a_late_body(language: str) -> None:
    """A holiday is declared on the day of the hearing, or the official was ill: the person keeps the hearing."""
    case, police, me, at = both(State.FINAL_HEARING, language)
    me.take("ask_hearing", at, text="Прошу выслушать меня.")
    own = Deadline.objects.get(case=case, key="hearing")
    late = own.due_at + 10 * HOUR
    last = walk.hearing.last_day(case, "hearing", late)
    typed = {"place": "https://meet.example.org/2", "text": "Сотрудник болел, назначается другой час."}
    with people.at(late):
        filled = police.client.get(step_url(case, "move_hearing")).context["form"].initial["heard_at"]
    assert filled > late, "what is filled in beforehand can be chosen"
    with translation.override(language):
        offered = words(language, "This is too late: choose {day} or an earlier day.", day=moments.day(last))
    far = police.take("move_hearing", late, heard_at=f"{last + DAY}T11:00", **typed)
    assert far.status_code == 422 and offered in plain(far) and typed["text"] in text(far)
    without = police.take("move_hearing", late, heard_at=f"{last}T11:00", place=typed["place"], text="")
    assert without.status_code == 422, "with a reason only"
    assert police.take("move_hearing", late, heard_at=f"{last}T11:00", **typed).status_code == 200
    assert typed["place"] in me.page(late + HOUR) and typed["text"] in me.page(late + HOUR)
    assert Deadline.objects.get(pk=own.pk).due_at == own.due_at, "the body is late all the same"
    with translation.override("en"), pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "refuse_final", late + HOUR)


def test_after_its_hour_nobody_asks_to_be_heard_any_more_but_may_write() -> None:
    case = people.case_in("final_hearing")
    held = entries(case, "notice")[0].held_at
    assert held
    assert Deadline.objects.get(case=case, key="objection").due_at <= held, "its days are over by then"
    me = Sitting(case, case.person.user, "ru")
    page = plain(me.form("ask_hearing", held))
    passed = "The hour of the hearing has passed. You may still object in writing until the decision is made."
    assert words("ru", passed) in page
    assert me.take("object_to_refusal", held, text=WHY_RU).status_code == 200


@LANGUAGES
def test_a_protocol_of_a_moment_to_come_is_sent_back_with_all_that_was_typed(language: str) -> None:
    case, police, _me, at = both(State.FINAL_HEARING, language)
    to_come = f"{at.astimezone(ALMATY) + DAY:%Y-%m-%dT%H:%M}"
    data = {"held_at": to_come, "ended_at": to_come, "place": "Каб. 12", "attended": "Заявитель, сотрудник МС"}
    answer = police.take("record_hearing", at, **data, text="Заявитель повторил возражение.")
    page = plain(answer)
    assert answer.status_code == 422 and words(language, "This moment is still to come.") in page
    assert data["attended"] in page and "Заявитель повторил возражение." in page
    assert not entries(case, "protocol")


# ------------------------------------------------------------------------------------------------ who else


def test_who_withdraws_during_the_hearing_ends_it() -> None:
    case = ways.take(people.case_in("preliminary_hearing"), "withdraw")
    assert case.state == State.WITHDRAWN and not Bar.objects.filter(case=case).exists()
    assert not Deadline.objects.filter(case=case, state=Deadline.RUNNING).exists()
    ways.sound(case)


def test_the_official_who_saw_an_older_case_is_informed() -> None:
    case = people.case_in("final_hearing")
    ways.take(case, "object_to_refusal")
    with pytest.raises(StaleError):
        ways.take(case, "refuse_final", version=case.version)


def test_the_centre_reads_nothing_of_what_is_held_against_the_person() -> None:
    case = people.case_in("final_hearing")
    Sitting(case, case.person.user, "en").attach("objection", people.after(case), paper())
    case = ways.take(case, "object_to_refusal")
    centre, paper_of = Sitting(case, people.clerk(), "en"), case.documents.get(kind="objection")
    page, at = centre.page(people.after(case)), people.after(case)
    assert people.REASONS not in page and "Objections to the preliminary decision" not in page
    address = reverse("cases:document", args=[case.pk, paper_of.pk])
    assert address not in page and "Papers to the objection" not in page
    with people.at(at):
        assert centre.client.get(address).status_code == 404
        opened = signed_in(people.officer()).get(address)
        assert opened.status_code == 200 and opened.getvalue()
        opened.close()


@LANGUAGES
def test_an_exception_serves_the_consideration_in_which_it_was_recorded_alone(language: str) -> None:
    """A proposal takes its place: the person then reads of a day before which no refusal comes."""
    case, police, _me, at = both(State.FINAL_REVIEW, language)
    case = ways.take(case, "except_hearing")
    case = ways.take(case, "propose_final_refusal")
    page = plain(police.form("refuse_final", people.after(case)))
    with translation.override(language):
        wait = Deadline.objects.get(case=case, key="hearing_wait")
        sentence = "The applicant is being heard: it is possible from {day} on."
        assert words(language, sentence, day=moments.day(walk.hearing.local_day(wait.due_at))) in page
    case = ways.take(ways.fresh(case), "drop_final_refusal")
    at = people.after(case)
    with pytest.raises(NotMetError):
        decide(case, "refuse_final", at)
    case = ways.take(ways.fresh(case), "except_hearing")
    at = people.after(case)
    done = decide(case, "refuse_final", at)
    assert done.state == State.FINAL_REFUSED
    ways.sound(done)


def test_words_to_a_proposal_that_was_dropped_are_answered_all_the_same() -> None:
    case, police, me, at = both(State.FINAL_HEARING, "ru")
    me.take("object_to_refusal", at, text=WHY_RU)
    case = ways.take(ways.fresh(case), "drop_final_refusal")
    case = ways.take(ways.fresh(case), "propose_final_refusal")
    assert WHY_RU in plain(police.page(people.after(case))) and WHY_RU in plain(me.page(people.after(case)))
    decide = walk.may_decide_at(Case.objects.get(pk=case.pk))
    typed = {"grounds": [people.free_ground("final")], "text": people.REASONS}
    answer = police.take("refuse_final", decide, **typed)
    assert answer.status_code == 422
    assert words("ru", "Answer what the applicant has objected: the letter prints the answer.") in plain(answer)
    police.take("refuse_final", decide, **typed, answer="Справка относится к другому лицу, отказ остаётся.")
    assert now_in(case) == State.FINAL_REFUSED
    ways.sound(case)


@LANGUAGES
def test_a_hearing_is_not_held_before_the_hour_that_was_named(language: str) -> None:
    """“Nobody came”, of a day before that of the letter, takes the named hour from nobody who has asked for it."""
    case, police, me, at = both(State.FINAL_HEARING, language)
    me.take("ask_hearing", at, text="Мой часовой пояс: UTC+1.")
    hour = entries(case, "notice")[0].held_at
    assert hour
    early, ended = (f"{moment.astimezone(ALMATY):%Y-%m-%dT%H:%M}" for moment in (at, at + HOUR / 3))
    typed = {"held_at": early, "ended_at": ended, "place": "Каб. 12", "attended": "Сотрудник МС"}
    answer = police.take("record_hearing", at + HOUR, **typed, text="Никто не явился, ждали двадцать минут.")
    with translation.override(language):
        sentence = (
            "The hour named to the applicant is {moment}: the hearing was not held before it. Where another is agreed, "
            "name that one first."
        )
        why = words(language, sentence, moment=moments.moment(hour))
    page = plain(answer)
    assert answer.status_code == 422 and why in page and "Никто не явился" in page and not entries(case, "protocol")
    decide = walk.may_decide_at(ways.fresh(case))
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "refuse_final", decide)
    case = ways.take(ways.fresh(case), "record_hearing", decide)
    assert ways.take(ways.fresh(case), "refuse_final", decide + HOUR).state == State.FINAL_REFUSED


@LANGUAGES
def test_a_protocol_of_another_hour_than_was_named_says_why_and_keeps_both(language: str) -> None:
    case, police, me, _at = both(State.FINAL_HEARING, language)
    named = entries(case, "notice")[0].held_at
    assert named
    held, why = named + 3 * HOUR, "По просьбе заявителя"
    began, ended = (f"{moment.astimezone(ALMATY):%Y-%m-%dT%H:%M}" for moment in (held, held + HOUR / 3))
    typed = {"held_at": began, "ended_at": ended, "place": "Каб. 12", "attended": "Заявитель, сотрудник МС"}
    typed |= {"text": "Заявитель повторил возражение."}
    answer = police.take("record_hearing", held + HOUR, **typed)
    with translation.override(language):
        hours = {"named": moments.moment(named), "held": moments.moment(held)}
    warned = (
        "The hour named to the applicant is {named}, and the protocol has {held}. If that is so, say why it was held "
        "at another hour; if the hour is a mistake, correct it above."
    )
    assert answer.status_code == 422 and words(language, warned, **hours) in plain(answer)
    assert typed["text"] in plain(answer) and not entries(case, "protocol")
    assert police.take("record_hearing", held + HOUR, **typed, otherwise=why).status_code == 200
    [protocol] = entries(case, "protocol")
    assert (protocol.held_at, protocol.named_at, protocol.otherwise) == (held, named, why)
    event = case.events.get(step="record_hearing")
    assert event.facts["named_at"] == named.isoformat() and event.facts["otherwise"] == why
    for reader in (me, police):
        page = plain(reader.page(held + 2 * HOUR))
        assert words(language, "The hour that was named: %(at)s.", at=hours["named"]) in page and why in page


def test_who_was_waited_for_a_while_was_heard_at_the_named_hour() -> None:
    case, police, _me, _at = both(State.FINAL_HEARING, "ru")
    named = entries(case, "notice")[0].held_at
    assert named
    began, ended = (f"{m.astimezone(ALMATY):%Y-%m-%dT%H:%M}" for m in (named + HOUR / 3, named + HOUR))
    typed = {"held_at": began, "ended_at": ended, "place": "Каб. 12", "attended": "Заявитель, сотрудник МС"}
    police.take("record_hearing", named + HOUR, **typed, text="Заявитель повторил возражение.")
    assert [(e.named_at, e.otherwise) for e in entries(case, "protocol")] == [(None, "")]


PLACES_OF_NOBODY = ["javascript:alert(1)", "http://meet.example.org/1", "Zoom, data:text/html,x", "ftp://a.example/b"]


@pytest.mark.parametrize("place", PLACES_OF_NOBODY)
def test_a_place_is_words_or_a_link_that_can_be_opened(place: str) -> None:
    case, police, _me, at = both(State.FINAL_REVIEW, "ru")
    answer = police.take("propose_final_refusal", at, **proposal(case, "refuse_final", at) | {"place": place})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["place"]
    assert place in plain(answer) and not entries(case, "notice")


@pytest.mark.parametrize(
    "place", ["Каб. 12, тел.: +7 7172 00-00-00", "Zoom: https://meet.example.org/1.", "г. Астана, 2:30"]
)
def test_a_place_in_words_may_hold_a_link(place: str) -> None:
    assert meeting.strange_address(place) == ""


@LANGUAGES
@pytest.mark.parametrize("minutes", [0, -10])
def test_a_hearing_that_took_no_time_was_not_held(language: str, minutes: int) -> None:
    case, police, _me, _at = both(State.FINAL_HEARING, language)
    hour = entries(case, "notice")[0].held_at
    assert hour
    began, ended = (f"{moment.astimezone(ALMATY):%Y-%m-%dT%H:%M}" for moment in (hour, hour + HOUR / 60 * minutes))
    typed = {"held_at": began, "ended_at": ended, "place": "Каб. 12", "attended": "Сотрудник МС"}
    answer = police.take("record_hearing", hour + HOUR, **typed, text="Никто не явился.")
    sentence = "A hearing ends after it has begun, on the same day. If nobody appeared, enter until when you waited."
    assert answer.status_code == 422 and words(language, sentence) in plain(answer)
    assert "Никто не явился." in text(answer) and not entries(case, "protocol")


def test_where_the_hour_is_moved_after_a_protocol_another_is_asked_for() -> None:
    """The protocol of the former hour ends nothing any more, and the request that it had answered stands again."""
    case = ways.take(people.case_in("final_hearing"), "ask_hearing")
    case = ways.take(ways.fresh(case), "record_hearing")
    case = ways.take(ways.fresh(case), "move_hearing")
    decide = walk.may_decide_at(ways.fresh(case))
    with translation.override("en"), pytest.raises(NotMetError, match="record the protocol of the hearing first"):
        ways.take(case, "refuse_final", decide)
    case = ways.take(ways.fresh(case), "record_hearing", decide)
    assert ways.take(ways.fresh(case), "refuse_final", decide + HOUR).state == State.FINAL_REFUSED


def test_a_protocol_of_before_its_hour_that_is_on_record_frees_no_refusal() -> None:
    """Rows of before the rule."""
    case = ways.take(people.case_in("final_hearing"), "ask_hearing")
    notice = entries(case, "notice")[0]
    at = people.after(case)
    early = {"held_at": at, "ended_at": at, "at": at, "text": "Никто не явился."}
    HearingEntry.objects.create(case=case, act=notice.act, kind=HearingEntry.PROTOCOL, **early)
    with translation.override("en"), pytest.raises(NotMetError, match="record the protocol of the hearing first"):
        ways.take(ways.fresh(case), "refuse_final", walk.may_decide_at(ways.fresh(case)))


# ------------------------------------------------------------------------------------------------ grounds


def refused(case: Case, language: str = "en", **changed: Any) -> str:
    """Why the refusal is not taken."""
    with translation.override(language), pytest.raises(NotMetError) as caught:
        ways.take(case, "refuse_final", **changed)
    return str(caught.value)


@LANGUAGES
def test_a_ground_on_which_nobody_was_heard_is_blocked_through_the_page_too(language: str) -> None:
    case, police, _me, _at = both(State.FINAL_HEARING, language)
    texts = {f"text_{each}": f"Другое основание ({each})." for each in ("ru", "kk", "en")}
    Ground.objects.create(kind="final", code="another", article="ст. 49 / 49-бап", **texts)
    decide = walk.may_decide_at(Case.objects.get(pk=case.pk))
    assert texts[f"text_{language}"] not in police.form("refuse_final", decide), "it is not offered"
    with translation.override(language):
        why = words(
            language,
            "On “{ground}” the applicant was not heard: the notice of {day} does not name it. Drop the proposal and "
            "propose it again with this ground.",
            ground=texts[f"text_{language}"],
            day=moments.day(walk.hearing.local_day(entries(case, "notice")[0].at)),
        )
    assert why in " ".join(refused(case, language, grounds=["another"]).split())
    notice = entries(case, "notice")[0].grounds
    assert why in " ".join(refused(case, language, grounds=[*notice, "another"]).split())
    answer = police.take("refuse_final", decide, grounds=["another"], text=people.REASONS)
    assert answer.status_code == 422 and now_in(case) == State.FINAL_HEARING and people.REASONS in text(answer)


def test_of_several_grounds_fewer_may_be_left() -> None:
    case = people.case_in("final_review")
    texts = {f"text_{each}": "Другое основание закона." for each in ("ru", "kk", "en")}
    Ground.objects.create(kind="final", code="another", article="ст. 49 / 49-бап", **texts)
    first = people.free_ground("final")
    case = people.hear(case, "refuse_final", grounds=sorted({first, "another"}))
    assert ways.take(case, "refuse_final", grounds=[first]).state == State.FINAL_REFUSED


def test_a_ground_with_other_words_now_is_not_what_was_read() -> None:
    case = people.case_in("final_hearing")
    notice = entries(case, "notice")[0]
    ground = Ground.objects.get(kind="final", code=notice.grounds[0])
    Ground.history.filter(id=ground.pk).update(history_date=notice.at - DAY)  # type: ignore[attr-defined]
    ground.active = True
    ground.save()
    Ground.history.filter(id=ground.pk).update(history_date=notice.at - DAY)  # type: ignore[attr-defined]
    mark = ways.fresh(case)
    ground.text_ru = "Совсем другое основание."
    ground.save()
    assert "has another wording now" in refused(mark)


def test_a_check_that_came_after_the_notice_bears_out_no_ground_of_it() -> None:
    """One ground may rest on several checks: the person was heard on the one that spoke against him then."""
    case = people.case_in("final_review")
    shared = {f"text_{each}": "Сведения учётов." for each in ("ru", "kk", "en")}
    needs = "check_against:ibd check_against:sio"
    Ground.objects.create(kind="final", code="records", article="ст. 49 / 49-бап", needs=needs, **shared)
    case = turned(case, "ibd", clear=False)
    case = people.hear(ways.fresh(case), "refuse_final", grounds=["records"])
    mine = ways.fresh(case)
    case = turned(ways.fresh(case), "ibd", clear=True)
    assert "no recorded check speaks against" in refused(ways.fresh(case), grounds=["records"])
    case = turned(ways.fresh(case), "sio", clear=False)
    assert "rests on a check that was recorded after the notice" in refused(ways.fresh(case), grounds=["records"])
    case = turned(ways.fresh(case), "ibd", clear=False)
    assert ways.take(ways.fresh(case), "refuse_final", grounds=["records"]).state == State.FINAL_REFUSED
    assert mine.pk == case.pk


def turned(case: Case, kind: str, *, clear: bool) -> Case:
    held = case.dossier.check_now(kind)
    assert held
    facts: dict[str, Any] = {
        "reference": f"{held.reference}-9",
        "answered_on": held.answered_on,
        "text": people.REASONS,
    }
    return ways.take(case, "correct_check", kind=kind, clear=clear, reason=people.REASONS, **facts)


def test_step_url_is_no_door_to_the_other_body() -> None:
    """The ministry hears in its own matter, the migration service in its own."""
    case = people.case_in("final_hearing")
    client = signed_in(people.signer())
    with people.at(people.after(case)):
        for name in ("record_hearing", "move_hearing", "drop_final_refusal", "refuse_final"):
            assert client.post(step_url(case, name), {"text": WHY_RU}).status_code == 404


# ------------------------------------------------------------------------------------------------ hour, place, papers


@pytest.mark.parametrize("hour", ["03:00", "09:59", "17:00"])
@LANGUAGES
def test_nobody_is_heard_outside_the_hours_of_the_body(language: str, hour: str) -> None:
    """As an administrator keeps them, for each body: those of another city are not asked."""
    case, police, _me, at = both(State.FINAL_HEARING, language)
    assert WorkingHours.objects.filter(city=case.city_id).update(opens=time(10), closes=time(17)) == 1
    held = entries(case, "notice")[0].held_at
    assert held
    typed = {"heard_at": f"{held.astimezone(ALMATY):%Y-%m-%d}T{hour}", "place": "Каб. 12", "text": WHY_RU}
    answer = police.take("move_hearing", at, **typed)
    sentence = "The body works from {opens} to {closes}, Astana time: choose an hour between them."
    why = words(language, sentence, opens="10:00", closes="17:00")
    assert answer.status_code == 422 and why in plain(answer) and WHY_RU in text(answer)
    assert not entries(case, "moved")
    WorkingHours.objects.filter(city=case.city_id).update(opens=time(0, 30), closes=time(23, 30))
    police.take("move_hearing", at, **typed)
    assert len(entries(case, "moved")) == 1


def test_the_hours_are_those_of_the_body_that_hears_and_unconfirmed_until_somebody_has_compared_them() -> None:
    people.reference()
    rows = WorkingHours.objects.all()
    assert {(row.body, row.city_id) for row in rows} == {
        ("ministry", None),
        ("department", "astana"),
        ("department", "almaty"),
    }
    assert not any(row.confirmed for row in rows) and all(row.source for row in rows)
    rows.filter(body="ministry").update(opens=time(14), closes=time(15))
    _case, ministry, _me, at = both(State.MINISTRY_REVIEW, "ru")
    page = ministry.form("propose_petition_refusal", at)
    assert "с 14:00 до 15:00." in plain(page) and 'T14:00"' in page, "an hour of theirs is offered"


def test_a_proposal_names_a_place_an_hour_of_the_day_and_each_ground_once() -> None:
    case, police, _me, at = both(State.FINAL_REVIEW, "ru")
    data = proposal(case, "refuse_final", at)
    for wrong in ({"heard_at": f"{data['heard_at'][:10]}T03:00"}, {"place": ". –"}):
        answer = police.take("propose_final_refusal", at, **data | wrong)
        assert answer.status_code == 422 and people.REASONS in text(answer) and not entries(case, "notice")
    police.take("propose_final_refusal", at, **data | {"grounds": data["grounds"] * 2})
    assert entries(case, "notice")[0].grounds == data["grounds"]


def test_a_file_goes_with_the_objection_it_was_attached_for_alone() -> None:
    case, _police, me, at = both(State.FINAL_HEARING, "ru")
    me.attach("objection", at, paper())
    me.take("object_to_refusal", at, text=WHY_RU)
    assert people.specimen("medical")[0] not in me.form("object_to_refusal", at + HOUR / 4)
    me.take("object_to_refusal", at + HOUR / 2, text="Прошу учесть также срок договора.")
    first, second = entries(case, "objection")
    assert first.document_id and second.document_id is None
