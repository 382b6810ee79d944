"""A refusal after an earlier one was set aside: what belongs to the fallen act's hearing stays its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from cases.letters import rendering
from cases.models import Check, Deadline, Letter
from cases.programmes.nomad import letters
from cases.programmes.nomad.states import State
from cases.templatetags.letter_text import moment
from demo import walk
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import holds, read
from tests.cases.programmes.nomad.test_rulings import execute, record
from tests.desks import signed_in, step_url

pytestmark = pytest.mark.django_db


def test_an_objection_is_late_by_the_days_in_which_it_came() -> None:
    case = people.hear(people.case_in(State.PRELIMINARY_DECISION), "refuse_preliminary")
    first = Deadline.objects.get(case=case, key="objection")
    case = ways.take(ways.fresh(case), "object_to_refusal", first.due_at)
    case = ways.take(ways.fresh(case), "refuse_preliminary", max(people.after(case), walk.may_decide_at(case)))
    case = ways.fresh(execute(record(ways.fresh(case))))
    assert case.state == State.PRELIMINARY_HEARING
    again = Deadline.objects.filter(case=case, key="objection").latest("id")
    hearing = case.dossier.open_hearing
    assert hearing and hearing.answer and hearing.answer.fallen and again.last_day > first.last_day
    for language in ("ru", "kk"):
        with translation.override(language):
            shown = render_to_string("cases/_heard.html", {"case": case, "hearing": hearing})
            assert gettext("of the act that was set aside") in shown
    case = ways.take(case, "refuse_preliminary", walk.may_decide_at(case) + timedelta(hours=1))
    letter = Letter.objects.filter(case=case, kind="preliminary_refusal").latest("at")
    heard = letter.facts["hearing"]
    days = first.last_day.isoformat(), again.last_day.isoformat()
    assert (heard["until"], heard["again_until"]) == days
    assert [(o["late"], o["until"]) for o in heard["objected"]] == [(True, days[0])]
    text = read(
        rendering.render(letter.kind, letter.facts, "ru", number="1", at=letter.at, code=letter.code, check_url="")
    )
    assert "после действовавшего тогда последнего дня" in " ".join(text.split())
    answers = [entry.fallen for entry in ways.fresh(case).dossier.hearing_entries if entry.kind == "answer"]
    assert answers == [True, False]


def test_the_letter_names_each_objection_of_a_day_with_its_hour_and_a_waiver_before_them() -> None:
    case = people.hear(people.case_in(State.PRELIMINARY_DECISION), "refuse_preliminary")
    given: list[tuple[str, dict[str, Any]]] = [
        ("waive_hearing", {}),
        ("object_to_refusal", {"text": people.REASONS}),
        ("object_to_refusal", {"text": "The answer of the second register came today."}),
    ]
    for name, words in given:
        case = ways.take(ways.fresh(case), name, **words)
    case = ways.take(ways.fresh(case), "refuse_preliminary", max(people.after(case), walk.may_decide_at(case)))
    letter = Letter.objects.get(case=case, kind="preliminary_refusal")
    text = read(
        rendering.render(letter.kind, letter.facts, "ru", number="1", at=letter.at, code=letter.code, check_url="")
    )
    came = [entry["at"] for entry in letter.facts["hearing"]["objected"]]
    with translation.override("ru"):
        assert len(set(map(moment, came))) == 2 and all(holds(text, moment(at)) for at in came)
    assert "От заслушивания Вы отказались" in text and "сказанное Вами после этого учтено" in text


def test_a_page_that_is_stale_and_wrong_says_both_at_once_and_is_sent_again_as_it_stands() -> None:
    case = people.hear(people.case_in(State.PRELIMINARY_DECISION), "refuse_preliminary")
    opened = case.version
    case = ways.fresh(ways.take(ways.fresh(case), "object_to_refusal"))
    at, sent = walk.may_decide_at(case), {"version": opened, "text": people.REASONS}
    with people.at(at):
        answer = signed_in(people.officer(), "ru").post(step_url(case, "refuse_preliminary"), sent)
    assert answer.status_code in (409, 422)
    form = answer.context["form"]
    assert str(form["version"].value()) == str(case.version) and form.non_field_errors()


def test_a_final_refusal_names_the_answer_on_which_it_rests() -> None:
    case = people.case_in(State.FINAL_REFUSED)
    letter = Letter.objects.get(case=case, kind="final_refusal")
    at, officer = people.after(case), people.officer()
    Check.objects.create(case=case, kind="sio", clear=False, reference="77-5", by=officer, at=at)
    answer: Any = letters._answer_of(ways.fresh(case), "sio")
    assert answer["number"] == "77-5"
    for language, begins in (("ru", "В деле:"), ("kk", "Істе:")):
        facts = letter.facts | {"answers": [answer]}
        text = read(rendering.render(letter.kind, facts, language, number="1", at=letter.at, code="c", check_url=""))
        assert begins in text and "77-5" in text
