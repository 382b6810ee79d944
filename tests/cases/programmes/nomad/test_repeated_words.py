"""What the person says in a hearing is entered once, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from cases.models import Case, Document, HearingEntry
from cases.programmes.nomad.states import State
from cases.values import moments
from tests import people
from tests.cases.programmes.nomad.sitting import HOUR, WHY_RU, both, paper, plain, words
from tests.desks import signed_in, step_url, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]
LANGUAGES = pytest.mark.parametrize("language", ["ru", "kk", "en"])
HEARINGS = pytest.mark.parametrize("state", [State.PETITION_HEARING, State.PRELIMINARY_HEARING, State.FINAL_HEARING])
MINISTRY = {
    "ask_hearing": "ask_ministry_hearing",
    "waive_hearing": "waive_ministry_hearing",
    "object_to_refusal": "object_to_ministry",
}
TWICE = {
    "ask_hearing": "You asked to be heard on {moment}, and that stands: nothing has to be sent again.",
    "waive_hearing": (
        "You waived the hearing on {moment}, and that stands: nothing has to be sent again. Until the decision you may "
        "still object, or ask to be heard after all."
    ),
}
AGAIN = (
    "This objection came on {moment} already, word for word: it is in the file, and is answered in the decision. "
    "Send only what is new."
)


def step_of(name: str, state: State) -> str:
    return MINISTRY[name] if state == State.PETITION_HEARING else name


def entered(case: Case, kind: str) -> list[HearingEntry]:
    return list(HearingEntry.objects.filter(case=case, kind=kind).order_by("id"))


def at_of(entry: HearingEntry, language: str) -> str:
    with translation.override(language):
        return " ".join(moments.moment(entry.at).split())


@HEARINGS
@LANGUAGES
@pytest.mark.parametrize(("name", "kind"), [("ask_hearing", "request"), ("waive_hearing", "waiver")])
def test_what_stands_is_not_entered_again(state: State, language: str, name: str, kind: str) -> None:
    case, _official, me, at = both(state, language)
    step, typed = step_of(name, state), {"agree": "on"} if kind == "waiver" else {"text": "Мой часовой пояс: UTC+1."}
    me.take(step, at, **typed)
    first = entered(case, kind)
    late = me.take(step, at + HOUR / 4, **typed)
    assert len(first) == 1 and entered(case, kind) == first
    assert words(language, TWICE[name], moment=at_of(first[0], language)) in plain(late)


def test_a_double_press_and_a_second_tab_enter_it_once() -> None:
    case, _official, me, at = both(State.FINAL_HEARING, "ru")
    other, held = signed_in(me.user, "ru"), {"version": case.version, "agree": "on"}
    with people.at(at):
        assert me.client.post(step_url(case, "waive_hearing"), held).status_code == 302
        pressed = me.client.post(step_url(case, "waive_hearing"), held, follow=True)
        tab = other.post(step_url(case, "waive_hearing"), held, follow=True)
    assert len(entered(case, "waiver")) == 1
    assert all("Это уже внесено" in plain(page) for page in (pressed, tab))
    late = me.take("waive_hearing", at, agree="on")
    assert "Вы уже отказались от заслушивания" in plain(late) and len(entered(case, "waiver")) == 1


def test_after_a_waiver_the_person_may_ask_and_waive_again() -> None:
    case, _official, me, at = both(State.FINAL_HEARING, "ru")
    for n, (name, typed) in enumerate(
        [("waive_hearing", {"agree": "on"}), ("ask_hearing", {"text": ""}), ("waive_hearing", {"agree": "on"})]
    ):
        me.take(name, at + n * HOUR / 4, **typed)
    assert [entry.kind for entry in HearingEntry.objects.filter(case=case).order_by("id")][-3:] == [
        "waiver",
        "request",
        "waiver",
    ]


@HEARINGS
@LANGUAGES
def test_the_same_objection_is_not_entered_again_and_its_words_are_kept(state: State, language: str) -> None:
    case, _official, me, at = both(state, language)
    step = step_of("object_to_refusal", state)
    me.take(step, at, text=WHY_RU)
    first = entered(case, "objection")
    again = me.take(step, at + HOUR / 4, text=f"  {WHY_RU.upper()} ")
    assert len(first) == 1 and entered(case, "objection") == first
    assert again.status_code == 422 and WHY_RU.upper() in text(again)
    assert words(language, AGAIN, moment=at_of(first[0], language)) in plain(again)
    me.take(step, at + HOUR / 2, text="Прошу учесть также срок договора.")
    assert len(entered(case, "objection")) == 2


def test_the_same_words_with_the_same_file_are_the_same_and_with_another_are_not() -> None:
    case, _official, me, at = both(State.FINAL_HEARING, "ru")
    me.attach("objection", at, paper())
    me.take("object_to_refusal", at, text=WHY_RU)
    me.attach("objection", at + HOUR / 4, paper())
    assert me.take("object_to_refusal", at + HOUR / 4, text=WHY_RU).status_code == 422
    assert len(entered(case, "objection")) == 1
    name, data = people.specimen("housing")
    me.attach("objection", at + HOUR / 2, _file(name, data))
    me.take("object_to_refusal", at + HOUR / 2, text=WHY_RU)
    first, second = entered(case, "objection")
    assert first.document_id != second.document_id and second.document is not None
    assert Document.objects.filter(case=case, kind="objection", current=True).get() == second.document


def _file(name: str, data: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, data)
