"""What the person reads of an act that is on its way, of the own words, and of a consent taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine.programmes import form_of
from cases.engine.steps import STEPS
from cases.law.calendar import ALMATY
from cases.models import Case, HearingEntry, Notice
from cases.programmes.nomad.states import State
from cases.values import moments
from cases.values.dates import in_words
from tests import people
from tests.cases.engine import ways
from tests.cases.programmes.complaint.complaining import WORDS, begun
from tests.cases.programmes.nomad.sitting import HOUR, WHY_RU, Sitting, plain, words
from tests.cases.web.test_sheet_changes import by_browser, sheet
from tests.desks import case_url, signed_in, step_url

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["ru", "kk"])


def cabinet(case: Case, language: str, at: Any = None) -> str:
    return plain(Sitting(case, case.person.user, language).page(at or people.after(case)))


@LANGUAGES
def test_a_decision_that_is_on_its_way_is_named_and_its_answer_comes_with_its_notice(language: str) -> None:
    case = ways.take(people.case_in(State.PETITION_HEARING), "object_to_ministry", text=WHY_RU)
    answer = "Справка приобщена, требование к стажу не подтверждено."
    case = ways.fresh(
        ways.take(ways.fresh(case), "decline_petition", ways.ready_at(case, "decline_petition"), answer=answer)
    )
    page, term = cabinet(case, language), case.dossier.running("refusal_notice")
    assert term and HearingEntry.objects.filter(case=case, kind=HearingEntry.ANSWER).exists()
    assert words(language, "The ministry has decided on your petition") in page
    with translation.override(language):
        assert plain(in_words(term.last_day)) in page.split('aria-labelledby="call"')[1].split("</section>")[0]
    assert answer not in page and WHY_RU in page
    assert answer in plain(Sitting(case, people.signer(), language).page(people.after(case))), "who decided reads it"
    user = case.person.user
    assert Notice.objects.filter(case=case, user=user, what="decline_petition").exists(), (
        "the signer's form promises it"
    )
    after = ways.fresh(ways.take(case, "notify_petition_refusal"))
    assert answer in cabinet(after, language)


@LANGUAGES
def test_who_has_objected_waives_the_hearing_in_plain_words(language: str) -> None:
    case = ways.fresh(ways.take(people.case_in(State.FINAL_HEARING), "object_to_refusal", text=WHY_RU))
    owner = Sitting(case, case.person.user, language)
    form = plain(owner.form("waive_hearing", people.after(case)))
    assert words(language, "I waive the hearing.") in form
    stays = (
        "What you have stated stays in the file, and the decision answers it. It may then be made without hearing you "
        "by video; until it is made you may add to your objection."
    )
    assert words(language, stays) in form


@pytest.mark.parametrize(("account", "page"), [("ru", "kk"), ("kk", "ru")])
def test_a_complaint_is_conducted_in_the_language_of_its_page(account: str, page: str) -> None:
    about = people.case_in(State.FINAL_REFUSED)
    about.person.user.language = account
    about.person.user.save()
    draft = begun(ways.fresh(about))
    owner = Sitting(draft, draft.person.user, page)
    form = owner.form("file_complaint", people.after(draft))
    assert words(page, "It is proposed as the language of this page; choose the other if you wish.") in plain(form)
    checked = [tag for tag in form.split("<input") if 'name="language"' in tag and "checked" in tag.split(">")[0]]
    assert [f'value="{page}"' in tag for tag in checked if 'type="radio"' in tag] == [True]
    with translation.override(page):
        owner.take("file_complaint", people.after(draft), text=WORDS)
    assert ways.fresh(draft).language == page


@LANGUAGES
def test_the_own_word_on_the_arrival_is_shown_and_taken_once(language: str) -> None:
    case = people.case_in(State.ARRIVAL_REVIEW)
    validity = next(d for d in case.dossier.deadlines if d.key == "validity")
    owner, at = Sitting(case, case.person.user, language), people.after(case)
    sent = {"day": validity.last_day.isoformat(), "text": "Рейс KC 852, штамп аэропорта Алматы."}
    owner.take("claim_arrival", at, **sent)
    review = ways.fresh(case).dossier.running("arrival_review")
    assert review
    with translation.override(language):
        expected = in_words(validity.last_day), in_words(review.last_day), moments.moment(at)
    day, by, wrote = map(plain, expected)
    page = plain(owner.page(at + HOUR))
    call = page.split('aria-labelledby="call"')[1].split("</section>")[0]
    assert day in call and words(language, "The department looks at it by %(day)s and decides.", day=by) in call
    assert sent["text"] in page and wrote in page
    again = owner.take("claim_arrival", at + HOUR, **sent)
    repeat = (
        "You wrote this on {moment} already, word for word: it is in the file, and the department looks at it. Send "
        "only what is new: another file, or more in words."
    )
    assert again.status_code == 422 and words(language, repeat, moment=wrote) in plain(again)
    more = owner.take("claim_arrival", at + HOUR, **(sent | {"text": "Ещё: меня принял сотрудник в окне 4."}))
    assert more.status_code == 200


@LANGUAGES
def test_a_consent_that_is_withdrawn_reads_so_and_the_screener_sees_that_it_ended(language: str) -> None:
    case = ways.fresh(ways.take(people.case_in(State.FINAL_REVIEW), "withdraw_processing"))
    page = cabinet(case, language)
    assert words(language, "You withdrew your consent to the processing of your data") in page
    neither = words(language, "You declined or withdrew your consent to the processing of your data")
    assert neither not in page
    assert Notice.objects.filter(case=case, user=case.person.user, what="withdraw_processing").exists()
    for user in (people.screener(), people.signer()):
        assert Notice.objects.filter(case=case, user=user, what="processing_withdrawn").count() == 1
        with people.at(people.after(case)):
            seen = signed_in(user, language).get(case_url(user, case))
        assert seen.status_code == 200
        assert words(language, "The process has ended, as one in which the consent is declined.") in plain(seen)


def test_a_petition_that_ended_so_is_still_before_the_ministry() -> None:
    case = ways.fresh(ways.take(people.case_in(State.MINISTRY_REVIEW), "withdraw_processing"))
    with people.at(people.after(case)):
        assert signed_in(people.signer()).get(case_url(people.signer(), case)).status_code == 200


@LANGUAGES
def test_after_the_protocol_neither_a_hearing_nor_its_waiver_is_offered(language: str) -> None:
    case = people.case_in(State.FINAL_HEARING)
    names = [step_url(case, name) for name in ("ask_hearing", "waive_hearing")]
    assert all(url in cabinet(case, language) for url in names)
    asked = ways.fresh(ways.take(case, "ask_hearing"))
    call = cabinet(asked, language).split('aria-labelledby="call"')[1].split("</section>")[0]
    also = words(language, "You may also object in words and with files until %(day)s.", day="#")
    assert also.split("#")[0] in call and names[0] not in call, "what was asked for is not offered again"
    case = ways.fresh(ways.take(asked, "record_hearing"))
    assert not any(url in cabinet(case, language) for url in names)


@LANGUAGES
def test_a_signature_that_an_objection_overtook_says_so(language: str) -> None:
    case, officer = people.hear(people.case_in(State.FINAL_REVIEW), "refuse_final"), people.officer()
    case = ways.fresh(case)
    now, client = ways.ready_at(case, "refuse_final"), signed_in(officer, language)
    page = sheet(client, case, "refuse_final", now, grounds=[people.free_ground("final")], text=people.REASONS)
    ways.take(ways.fresh(case), "object_to_refusal", now, text=WHY_RU)
    for shown in ({}, {"sheet_shown": ""}):
        with people.at(now + HOUR / 6):
            late = client.post(step_url(case, "refuse_final"), by_browser(officer, page) | shown)
        first = words(language, "Object to the proposed refusal")
        assert first in plain(late), "what has come between"


@LANGUAGES
def test_a_grant_names_in_the_cabinet_how_it_is_challenged(language: str) -> None:
    case = people.case_in(State.GRANTED)
    start = words(
        language,
        "A complaint against this decision is filed in writing with: %(body)s; last day: %(day)s",
        body="#",
        day="#",
    ).split("#")[0]
    assert start in cabinet(case, language)


@LANGUAGES
def test_days_for_objections_that_were_used_are_met_and_not_expired(language: str) -> None:
    case = ways.fresh(ways.take(people.case_in(State.FINAL_HEARING), "object_to_refusal", text=WHY_RU))
    term = next(d for d in case.dossier.deadlines if d.key == "objection")
    case = ways.fresh(ways.take(case, "close_objections", term.due_at + HOUR))
    ended = cabinet(case, language, term.due_at + 2 * HOUR).split(words(language, "Terms that have ended"))[1]
    row = ended.split(reverse("cases:deadline", args=[case.pk, term.pk]))[0].rsplit("<li>", 1)[1]
    assert words(language, "met") in row and words(language, "expired") not in row


@LANGUAGES
def test_who_was_present_is_asked_for_and_no_reason(language: str) -> None:
    case = people.case_in(State.FINAL_HEARING)
    here = case.dossier.open_hearing
    assert here and here.held_at
    at = max(people.after(case), here.held_at + HOUR)
    official = Sitting(case, people.officer(), language)
    given = {"place": "Каб. 12", "attended": "я", "text": "Заявитель повторил возражение."}
    moment = f"{here.held_at.astimezone(ALMATY):%Y-%m-%dT%H:%M}"
    answer = official.take("record_hearing", at, held_at=moment, ended_at=moment, **given)
    why = words(
        language, "Name who was present: who led the hearing, who kept the protocol, and the applicant, if there."
    )
    assert why in plain(answer)


@LANGUAGES
def test_neither_of_two_reasons_is_called_optional_where_either_will_do(language: str) -> None:
    case = people.case_in(State.FINAL_REVIEW)
    Case.objects.filter(pk=case.pk).update(language="")
    for name in ("propose_final_refusal", "refuse_final"):
        step, case = STEPS[name], ways.fresh(case)
        form = form_of(step)(None, step=step, case=case, user=people.officer(), now=people.after(case))
        with translation.override(language):
            groups = [form[field].as_field_group() for field in ("text", "text_kk")]
        assert not any('class="optional"' in group for group in groups)
