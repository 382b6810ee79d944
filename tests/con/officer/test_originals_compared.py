"""Originals against copies, document by document (п. 22): the check follows from the verdicts, and contradicts none."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from cases.engine.steps.errors import NotMetError
from cases.models import Case, Check, Comparison
from cases.programmes.nomad.papers import comparing
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db

AGREES, DIFFERS = "agrees", "differs"
WORDS = "The number of the contract is another one."


def verdicts(case: Case, **changed: str) -> dict[str, str]:
    kinds = [rule.kind for rule in comparing.courier_rules(case)]
    return {f"verdict_{kind}": changed.get(kind, AGREES) for kind in kinds}


def compare(case: Case, **data: str) -> Any:
    answer = take(people.officer(), case, "compare_originals", **data)
    case.forget_dossier()
    return answer


def originals(case: Case) -> Check | None:
    return ways.fresh(case).dossier.check_now("originals")


def test_the_check_is_recorded_with_the_last_verdict_and_names_what_differs() -> None:
    case = people.case_in(State.FINAL_REVIEW, prepared=False)
    given = verdicts(case, housing=DIFFERS)
    first = {name: verdict for name, verdict in given.items() if name != "verdict_medical"}
    silent = compare(case, **first)
    assert silent.status_code == 422 and "Say what does not agree." in text(silent)
    assert not Comparison.objects.exists()
    compare(case, **first, text_housing=WORDS)
    assert originals(case) is None and Comparison.objects.count() == len(first)
    compare(case, **given, text_housing=WORDS)
    check = originals(case)
    assert check and not check.clear and WORDS in check.text and check.by == people.officer()
    assert Comparison.objects.count() == len(given), "what is recorded already is not recorded twice"
    page = text(open_case(people.officer(), case))
    assert "differs from the copy" in page and WORDS in page


def test_an_original_that_agrees_has_nothing_written_under_what_does_not() -> None:
    case = people.case_in(State.FINAL_REVIEW, prepared=False)
    answer = compare(case, **verdicts(case), text_housing=WORDS)
    assert answer.status_code == 422 and "choose another verdict" in text(answer) and not Comparison.objects.exists()


def test_a_verdict_turned_round_says_why_and_turns_the_check() -> None:
    case = people.case_in(State.FINAL_REVIEW, prepared=False)
    compare(case, **verdicts(case, housing=DIFFERS), text_housing=WORDS)
    refused = compare(case, **verdicts(case))
    assert refused.status_code == 422 and "contradicts what is recorded" in text(refused)
    compare(case, **verdicts(case), reason=ways.REASONS)
    check = originals(case)
    assert check and check.clear and check.corrects is not None and check.reason == ways.REASONS
    turned = Comparison.objects.filter(kind="housing").order_by("-id")[0]
    assert turned.corrects is not None and turned.corrects.verdict == DIFFERS


def test_the_check_is_not_entered_by_itself() -> None:
    case = people.case_in(State.FINAL_REVIEW, prepared=False)
    with translation.override("en"), pytest.raises(NotMetError, match="document by document"):
        ways.take(case, "record_check", kind="originals", clear=True)
    page = signed_in(people.officer()).get(step_url(case, "record_check"))
    assert "originals" not in dict(page.context["form"].fields["kind"].choices)


@pytest.mark.parametrize("rows", [[], [{"kind": "cv", "verdict": AGREES}], [{"kind": "housing", "verdict": "?"}]])
def test_a_verdict_on_nothing_is_refused(rows: list[dict[str, str]]) -> None:
    case = people.case_in(State.FINAL_REVIEW, prepared=False)
    with pytest.raises(NotMetError):
        ways.take(case, "compare_originals", rows=rows)


def test_nothing_is_granted_before_each_original_has_its_verdict() -> None:
    case = people.case_in(State.FINAL_REVIEW, prepared=False)
    given = verdicts(case)
    given.popitem()
    compare(case, **given)
    with translation.override("en"), pytest.raises(NotMetError, match="Originals compared"):
        ways.take(ways.fresh(case), "grant")


def test_each_bar_leads_to_what_removes_it() -> None:
    case = people.case_in(State.FINAL_REVIEW, prepared=False)
    barred = next(b for b in open_case(people.officer(), case).context["blocked_steps"] if b.step.name == "grant")
    names = [step.name for step in barred.ways]
    assert names == ["compare_originals", "record_check"] and barred.outside, "other checks are missing too"
    for kind in case.law.checks["final"]:
        if kind != comparing.CHECK:
            take(people.officer(), case, "record_check", kind=kind, clear="yes", reference="R-1")
    page = open_case(people.officer(), ways.fresh(case))
    barred = next(b for b in page.context["blocked_steps"] if b.step.name == "grant")
    assert [step.name for step in barred.ways] == ["compare_originals"] and not barred.outside
    bars = text(page).partition('class="blocked"')[2].partition("</ul>")[0]
    assert step_url(case, "compare_originals") in bars and "#systems" not in bars
