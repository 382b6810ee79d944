"""What pages call things: a term that was used, an end by its own name, a lapse with its facts, an act that was never
given."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from cases.engine import clock
from cases.law.calendar import local_day
from cases.models import Case, Deadline
from cases.programmes.nomad.papers import annexes
from cases.programmes.nomad.states import State
from cases.reports.caselists import ListedCase
from cases.reports.columns import COLUMNS
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import print_letter, read
from tests.cases.programmes.complaint.complaining import filed
from tests.cases.programmes.nomad.sitting import WHY_RU, Sitting, plain, words
from tests.desks import case_url, signed_in, step_url, text

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["ru", "kk"])


def closed(case: Case, key: str) -> Deadline:
    """The clock has closed these days."""
    term = Deadline.objects.get(case=case, key=key, state=Deadline.RUNNING)
    clock.sweep(term.due_at, outbox=False)
    term.refresh_from_db()
    return term


def test_days_in_which_the_person_spoke_are_met_for_everybody() -> None:
    silent, spoken = (people.case_in(State.FINAL_HEARING) for _ in range(2))
    at = people.after(spoken)
    spoken = ways.fresh(ways.take(spoken, "object_to_refusal", at, text=WHY_RU))
    term = closed(spoken, "objection")
    assert (term.state, term.met_on) == (Deadline.MET, local_day(at))
    assert Deadline.objects.get(case=silent, key="objection").state == Deadline.EXPIRED
    now = people.after(ways.fresh(spoken))
    client, proof = signed_in(people.officer(), "ru"), reverse("cases:deadline", args=[spoken.pk, term.pk])
    with people.at(now):
        desk, proven = plain(client.get(case_url(people.officer(), spoken))), plain(client.get(proof))
        cabinet = plain(Sitting(spoken, spoken.person.user, "ru").page(now))
    expired, met = words("ru", "expired"), words("ru", "met")
    assert expired not in proven and met in proven
    assert desk.count(expired) == cabinet.count(expired) == 0


def test_a_word_on_the_arrival_uses_its_days() -> None:
    case = people.case_in(State.ARRIVAL_REVIEW)
    case = ways.fresh(ways.take(case, "claim_arrival"))
    assert closed(case, "arrival_word").state == Deadline.MET
    assert closed(people.case_in(State.ARRIVAL_REVIEW), "arrival_word").state == Deadline.EXPIRED


def test_days_that_were_used_before_are_called_so_too() -> None:
    case = people.case_in(State.FINAL_HEARING)
    case = ways.fresh(ways.take(case, "object_to_refusal", text=WHY_RU))
    term = closed(case, "objection")
    Deadline.objects.filter(pk=term.pk).update(state=Deadline.EXPIRED, met_on=None)
    import_module("cases.migrations.0068_terms_that_were_used").call_them_met(apps, None)
    assert (Deadline.objects.get(pk=term.pk).state, Deadline.objects.get(pk=term.pk).met_on) == ("met", term.met_on)


@LANGUAGES
def test_a_list_says_whether_the_consent_was_declined_or_withdrawn(language: str) -> None:
    case = ways.take(people.case_in(State.CHECKS), "withdraw_processing")
    withdrawn = words(language, "Ended: consent withdrawn")
    either = words(language, "Ended: consent declined or withdrawn")
    client, user = signed_in(people.officer(), language), people.officer()
    with people.at(people.after(case)):
        listed = plain(client.get(reverse("con:officer:home"), {"q": case.number}))
        page = plain(client.get(case_url(user, case)))
    assert withdrawn in listed and withdrawn in page and either not in page
    assert f'tag-ended">{either}' not in listed
    with translation.override(language):
        _label, value = COLUMNS["state"]
        assert value(ListedCase(case, case.state_since)) == withdrawn


@LANGUAGES
def test_an_answer_whose_notice_never_comes_is_not_read(language: str) -> None:
    """The consent is withdrawn after the ministry's decision: the act was never given to the person."""
    case = ways.take(people.case_in(State.PETITION_HEARING), "object_to_ministry", text=WHY_RU)
    answer = "Справка приобщена, требование к стажу не подтверждено."
    case = ways.fresh(case)
    case = ways.fresh(ways.take(case, "decline_petition", ways.ready_at(case, "decline_petition"), answer=answer))
    case = ways.fresh(ways.take(case, "withdraw_processing"))
    now = people.after(case)
    cabinet = plain(Sitting(case, case.person.user, language).page(now))
    assert case.state == State.CONSENT_DECLINED and answer not in cabinet and WHY_RU in cabinet
    assert answer in plain(Sitting(case, people.signer(), language).page(now)), "who decided reads it"


@LANGUAGES
def test_a_lapsed_case_says_what_was_established(language: str) -> None:
    case = ways.fresh(ways.take(people.case_in(State.ARRIVAL_REVIEW), "claim_arrival"))
    case = ways.fresh(ways.take(case, "lapse", max(people.after(case), closed(case, "arrival_word").due_at)))
    cabinet = plain(Sitting(case, case.person.user, language).page(people.after(case)))
    panel = cabinet.split('aria-labelledby="lapse"')[1].split("</section>")[0]
    assert panel.count(people.REASONS) == 3, "of the border, of the journal, and the answer to the word"
    assert words(language, "Why the approval lapsed") in panel


def test_what_drops_a_proposal_stands_open_on_no_page_while_the_days_run() -> None:
    case = people.case_in(State.FINAL_HEARING)
    with people.at(people.after(case)):
        page = text(signed_in(people.officer()).get(case_url(people.officer(), case)))
    assert step_url(case, "drop_final_refusal") in page and step_url(case, "record_hearing") in page
    for name in ("drop_final_refusal", "record_hearing", "move_hearing"):
        assert f'action="{step_url(case, name)}"' not in page


def test_the_head_reads_the_complaint_in_the_middle_of_the_page() -> None:
    case = filed(people.case_in(State.FINAL_REFUSED))
    with people.at(people.after(case)):
        page = text(signed_in(people.head()).get(reverse("con:complaints:case", args=[case.pk])))
    middle = page.split('class="case-viewer"')[1].split('class="case-side"')[0]
    assert "The check that spoke against me is of another person." in middle
    left = page.split('class="case-papers"')[1].split('class="case-viewer"')[0]
    assert "The check that spoke against me is of another person." not in left, "once, and in the wide column"


def test_how_acts_are_challenged_is_read_once_a_page() -> None:
    case = people.case_in(State.PRELIMINARY_REFUSED)
    client = signed_in(case.person.user)  # type: ignore[arg-type]
    with people.at(people.after(case)):
        client.get(reverse("egov:cabinet:case", args=[case.pk]))
        with CaptureQueriesContext(connection) as made:
            client.get(reverse("egov:cabinet:case", args=[case.pk]))
    assert sum('FROM "cases_remedy"' in query["sql"] for query in made) == 1


def test_a_page_that_is_stale_offers_no_step_that_is_barred_now() -> None:
    case, user = people.case_in(State.PRELIMINARY_DECISION), people.officer()
    url, seen = step_url(case, "approve_preliminary"), case.version
    with people.at(people.after(case)):
        assert 'class="btn btn-primary" type="submit"' in _form(signed_in(user).get(url), url)
    turned: dict[str, Any] = {"kind": "knb", "clear": False, "reference": "12/3-77", "text": "Не согласовано."}
    case = ways.fresh(ways.take(case, "correct_check", **turned, answered_on=local_day(people.after(case))))
    with people.at(people.after(case)):
        page = signed_in(user).post(url, {"version": seen, "text": "The permit may be given."})
    assert page.status_code == 409 and "This step is not possible yet" in text(page)
    assert 'class="btn btn-primary" type="submit"' not in _form(page, url)


def _form(page: Any, url: str) -> str:
    return " ".join(text(page).split()).split(f'action="{url}"')[1].split("</form>")[0]


@LANGUAGES
def test_the_annex_has_the_brackets_of_the_order(language: str) -> None:
    case = people.case_in(State.ARRIVED)
    with people.at(people.after(case)):
        url = reverse("egov:cabinet:consent_form", args=[case.pk, language])
        paper = read(signed_in(case.person.user).get(url).content)  # type: ignore[arg-type]
        cabinet = text(signed_in(case.person.user, language).get(case_url(case.person.user, case)))
        signing = text(signed_in(case.person.user, language).get(step_url(case, "sign_consent")))
    with translation.override(language):
        differs = escape(str(annexes.TWO_TEXTS))
    assert differs in cabinet and differs in signing, "that its two texts differ is noted beside it"
    hint = {"ru": "(далее – Ф.И.О))", "kk": "Т.А.Ә."}[language]
    assert hint in paper and "Ф.И.О.))" not in paper


def test_the_profession_is_named_as_on_the_petition_in_the_readers_language() -> None:
    """On the page of the answers, of the questionnaire and of the administration, as on the PDF."""
    case, kazakh = people.case_in(State.CHECKS), "IT-инфрақұрылым сәулетшісі"
    Case.objects.filter(pk=case.pk).update(profession_kk=kazakh)
    pages: list[tuple[Any, str]] = [
        (people.officer(), f"{case_url(people.officer(), case)}"),
        (people.auditor(), reverse("admin:cases_case_change", args=[case.pk])),
    ]
    for user, url in pages:
        for language, wanted in {"ru": case.profession, "kk": kazakh}.items():
            with people.at(people.after(case)):
                page = plain(signed_in(user, language).get(url))
            assert wanted in page, (url, language)


def test_a_letter_names_the_next_order_that_is_known() -> None:
    intake = {"order": "№ 241/НҚ, № 301", "until": "2026-12-31", "opens": "2027-02-01"}
    for language, day in {"ru": "1 февраля 2027 года", "kk": "2027 жылғы 1 ақпан"}.items():
        printed = read(print_letter("final_refusal", language, intake=intake))
        unknown = read(print_letter("final_refusal", language, intake=intake | {"opens": ""}))
        assert day in printed and day not in unknown
