"""Between the sheet and its signature something changes, or the same press comes twice: the person reads what."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.models import Case, Event, Signature, User
from cases.programmes.nomad.states import State
from demo import cms
from demo.keys import identity_of
from tests import people
from tests.cases.engine import ways
from tests.desks import signed_in, step_url, text

pytestmark = pytest.mark.django_db


def words(page: Any) -> str:
    return " ".join(unescape(text(page)).split())


def by_browser(user: User, page: Any, **options: Any) -> dict[str, Any]:
    """All that the form of the sheet sends, signed."""
    made = cms.sign(identity_of(user), page.context["sheet"].content, timezone.now(), **options)
    return {name: value for name, value in page.context["hidden"] if value is not None} | {
        "cms": b64encode(made).decode()
    }


def sheet(client: Any, case: Case, name: str, now: datetime, **typed: Any) -> Any:
    with people.at(now):
        return client.post(step_url(case, name), {"version": case.version, **typed})


@pytest.mark.parametrize("detached", [False, True])
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_document_that_was_replaced_meanwhile_is_named_old_and_new(language: str, detached: bool) -> None:
    case = people.case_in(State.PETITION_DRAFT)
    me, now = case.person.user, people.after(case)
    client = signed_in(me, language)
    page = sheet(client, case, "submit_petition", now)
    before = {row["title"]: row["sha256"] for row in page.context["sheet"].facts["documents"]}
    people.attach(case, me, "photo", now, seed=5)
    with people.at(now + people.HOUR / 6):
        late = client.post(step_url(case, "submit_petition"), by_browser(me, page, detached=detached))
    assert late.status_code == 409 and ways.fresh(case).state == State.PETITION_DRAFT
    after = {row["title"]: row["sha256"] for row in late.context["sheet"].facts["documents"]}
    (changed,) = [title for title in after if after[title] != before.get(title)]
    with translation.override(language):
        assert _("What has changed since it was shown") in words(late)
    shown = {change.label: (change.was, change.now) for change in late.context["changed"]}
    assert shown == {changed: ([f"SHA-256 {before[changed]}"], [f"SHA-256 {after[changed]}"])}
    assert before[changed] in words(late) and after[changed] in words(late)
    with people.at(now + people.HOUR / 5):
        client.post(step_url(case, "submit_petition"), by_browser(me, late))
    assert ways.fresh(case).state == State.SCREENING, "signed again at once, on what is shown now"


def test_the_officials_words_are_kept_and_what_did_not_change_is_not_named() -> None:
    case, officer = people.hear(people.case_in(State.FINAL_REVIEW), "refuse_final"), people.officer()
    case = ways.fresh(case)
    now = ways.ready_at(case, "refuse_final")
    client = signed_in(officer, "en")
    given = {"grounds": [people.free_ground("final")], "text": people.REASONS}
    page = sheet(client, case, "refuse_final", now, **given)
    assert page.context and "sheet" in page.context, words(page)
    ways.take(ways.fresh(case), "waive_hearing", now)
    with people.at(now + people.HOUR / 6):
        late = client.post(step_url(case, "refuse_final"), by_browser(officer, page))
    assert late.status_code == 409 and people.REASONS in words(late) and ways.fresh(case).state == State.FINAL_HEARING
    assert late.context["changed"] == []
    assert "nothing of what you sign reads otherwise" in words(late)


def test_a_sheet_of_another_case_is_compared_with_nothing() -> None:
    case = people.case_in(State.PETITION_DRAFT)
    me, now = case.person.user, people.after(case)
    client = signed_in(me, "en")
    page = sheet(client, case, "submit_petition", now)
    people.attach(case, me, "photo", now, seed=5)
    for shown in ("", "{}", "[]", "no sheet", '{"form": "dnr-sheet/1", "step": "submit_petition"}', "[" * 10_000):
        with people.at(now + people.HOUR / 6):
            late = client.post(step_url(case, "submit_petition"), by_browser(me, page) | {"sheet_shown": shown})
        assert late.status_code == 422 and "Something else was signed" in words(late)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_second_of_two_presses_reads_that_the_first_was_recorded(language: str) -> None:
    case = people.case_in(State.PETITION_DRAFT)
    me, now = case.person.user, people.after(case)
    client = signed_in(me, language)
    page = sheet(client, case, "submit_petition", now)
    with people.at(now):
        sent = by_browser(me, page)
    for minutes in (1, 2):
        with people.at(now + minutes * people.HOUR / 60):
            answer = client.post(step_url(case, "submit_petition"), sent, follow=True)
    for rows in (Event.objects.filter(case=case, step="submit_petition"), Signature.objects.filter(case=case)):
        assert rows.count() == 1
    with translation.override(language):
        sentence = _("This was recorded on {at}: “{step}”, case {number}. Nothing has to be sent again.")
    assert sentence.rpartition("}")[2].strip() in words(answer)
    assert f'<a href="{answer.request["PATH_INFO"]}">{case.number}</a>' in text(answer)


def test_a_second_press_on_a_step_that_stays_is_no_change_in_another_tab() -> None:
    case = people.hear(people.case_in(State.FINAL_REVIEW), "refuse_final")
    me, now = case.person.user, people.after(case)
    client = signed_in(me, "en")
    version = ways.fresh(case).version
    for minutes in (1, 2):
        with people.at(now + minutes * people.HOUR / 60):
            typed = {"text": "Я не согласен с отказом.", "version": version}
            answer = client.post(step_url(case, "object_to_refusal"), typed, follow=True)
    assert "This was recorded on" in words(answer) and "send this once more" not in words(answer)
    assert Event.objects.filter(case=case, step="object_to_refusal").count() == 1
    with people.at(now + people.HOUR):
        other = client.post(step_url(case, "object_to_refusal"), {"text": "Прилагаю справку № 8.", "version": version})
    assert other.status_code == 409 and "send this once more" in words(other), "what was not recorded is said so"
