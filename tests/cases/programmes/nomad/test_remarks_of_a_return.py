"""What is wrong with the documents that go back, in the language of the proceedings (interpretation 60)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.letters import rendering
from cases.models import Decision, Letter, PackageItem, ReturnedDocument
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import URL, holds, read
from tests.cases.programmes.nomad.sitting import plain, words
from tests.desks import case_url, signed_in, step_url, take, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]

RETURNS: dict[str, Any] = {
    "return_petition": (State.SCREENING, people.screener, "petition_return", "passport"),
    "return_for_rework": (State.REGISTRATION, people.officer, "rework_return", "criminal_record"),
}
REMARK = {"": "Печать на копии не читается.", "_kk": "Көшірмедегі мөр оқылмайды."}
GENERAL = {"": "Пришлите копию с разворотом целиком.", "_kk": "Көшірмені толық бетімен жіберіңіз."}
ENDING, OTHER = {"ru": "", "kk": "_kk"}, {"ru": "kk", "kk": "ru"}
NAMED = {
    "ru": "The proceedings are in Russian: give the reasons in Russian.",
    "kk": "The proceedings are in Kazakh: give the reasons in Kazakh.",
}
MARKED = "The official has written this in the other language only; it stands here word for word:"
LANGUAGES = pytest.mark.parametrize("language", ["ru", "kk"])


def typed(document: str, *endings: str) -> dict[str, str]:
    """The form, with words in these languages."""
    beside = {f"text{ending}_{document}": REMARK[ending] for ending in endings}
    return {f"ground_{document}": "illegible"} | beside | {f"text{ending}": GENERAL[ending] for ending in endings}


def pair(written: dict[str, str], *endings: str) -> dict[str, str]:
    return {language: written[ENDING[language]] if ENDING[language] in endings else "" for language in ENDING}


def printed(letter: Letter, language: str) -> str:
    args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
    return read(rendering.render(letter.kind, letter.facts, language, **args))


@LANGUAGES
@pytest.mark.parametrize("name", RETURNS)
def test_a_remark_in_the_other_language_alone_is_refused_and_kept(name: str, language: str) -> None:
    state, official, _kind, document = RETURNS[name]
    case, user = people.case_in(state, owner=people.applicant(language=language)), official()
    for reader in ("ru", "kk", "en"):
        with people.at(people.after(case)):
            client = signed_in(user, reader)
            asked = text(client.get(step_url(case, name)))
            answer = client.post(step_url(case, name), typed(document, ENDING[OTHER[language]]))
        names = [f'name="text{ending}_{document}"' for ending in (ENDING[language], ENDING[OTHER[language]])]
        assert asked.index(names[0]) < asked.index(names[1]), "the language of the proceedings comes first"
        page, why = plain(answer), words(reader, NAMED[language])
        assert answer.status_code == 422 and page.count(why) >= 2, "beside the document, and for all of them"
        assert all(written[ENDING[OTHER[language]]] in page for written in (REMARK, GENERAL))
    assert ways.fresh(case).state == state and not ReturnedDocument.objects.exists()


@LANGUAGES
@pytest.mark.parametrize("name", RETURNS)
def test_who_reads_a_return_reads_it_in_his_language_or_marked(name: str, language: str) -> None:
    state, official, kind, document = RETURNS[name]
    case, user, own = people.case_in(state, owner=people.applicant(language=language)), official(), ENDING[language]
    take(user, case, name, **typed(document, own))
    letter, row = Letter.objects.get(case=case, kind=kind), ReturnedDocument.objects.get(case=case)
    decided = Decision.objects.filter(case=case).order_by("-id")[0]
    assert letter.facts["returns"][0]["text"] == pair(REMARK, own) == row.comment
    assert letter.facts["text"] == pair(GENERAL, own) == {"ru": decided.text, "kk": decided.text_kk}
    ours, theirs = printed(letter, language), printed(letter, OTHER[language])
    assert all(holds(page, written[own]) for page in (ours, theirs) for written in (REMARK, GENERAL))
    with translation.override(OTHER[language]):
        mark = translation.gettext(MARKED)
    assert holds(theirs, mark) and not holds(ours, words(language, MARKED))


@pytest.mark.parametrize("name", RETURNS)
def test_both_are_shown_each_where_it_belongs(name: str) -> None:
    state, official, kind, document = RETURNS[name]
    case, user = people.case_in(state), official()
    take(user, case, name, **typed(document, "", "_kk"))
    letter, owner = Letter.objects.get(case=case, kind=kind), case.person.user
    tasks = "hub:petition:tasks" if state == State.SCREENING else "egov:application:home"
    for language, other in OTHER.items():
        here, there = ENDING[language], ENDING[other]
        page = printed(letter, language)
        assert holds(page, REMARK[here]) and holds(page, GENERAL[here])
        assert not holds(page, REMARK[there]) and not holds(page, GENERAL[there])
        with people.at(people.after(case)):
            cabinet = text(signed_in(owner, language).get(reverse(tasks, args=[case.pk])))
            file = text(signed_in(user, language).get(case_url(user, case)))
        assert REMARK[here] in cabinet and REMARK[there] not in cabinet
        assert REMARK[here] in file and REMARK[there] not in file
    admin = signed_in(people.auditor(), "ru").get(reverse("admin:cases_returneddocument_changelist"))
    assert all(written in text(admin) for written in REMARK.values())


@LANGUAGES
def test_a_reason_why_only_now_is_given_in_it_too(language: str) -> None:
    case = people.case_in(State.PETITION_INCOMPLETE, owner=people.applicant(language=language))
    case = ways.take(case, "resubmit_petition")
    user, ending = people.screener(), ENDING[OTHER[language]]
    data = {"ground_cv": "illegible", f"text{ENDING[language]}_cv": REMARK[ENDING[language]]}
    answer = take(user, case, "return_petition", **data, **{f"unseen{ending}": GENERAL[ending]})
    assert answer.status_code == 422 and words("en", NAMED[language]) in plain(answer)
    take(user, case, "return_petition", **data, **{f"unseen{ENDING[language]}": GENERAL[ENDING[language]]})
    row = ReturnedDocument.objects.order_by("-id")[0]
    assert {"": row.unseen, "_kk": row.unseen_kk}[ENDING[language]] == GENERAL[ENDING[language]]


# ------------------------------------------------------------------------------------------------ the package


@LANGUAGES
def test_what_the_centre_sees_wrong_is_written_in_it(language: str) -> None:
    case = people.case_in(State.INTAKE, owner=people.applicant(language=language), prepared=False)
    user, own, other = people.clerk(), ENDING[language], ENDING[OTHER[language]]
    url = reverse("con:clerk:reconcile", args=[case.pk, "passport"])
    with people.at(people.after(case)):
        client = signed_in(user, OTHER[language])
        wrong = client.post(url, {"version": case.version, "accepted": "no", f"text{other}": REMARK[other]})
        assert wrong.status_code == 422 and words(OTHER[language], NAMED[language]) in plain(wrong)
        assert f'value="{REMARK[other]}"' in text(wrong) and not PackageItem.objects.filter(case=case).exists()
        client.post(url, {"version": case.version, "accepted": "no", f"text{own}": REMARK[own]})
    case.refresh_from_db()
    assert PackageItem.objects.get(case=case).remark == pair(REMARK, own)
    silent = take(user, case, "return_package", missing=["passport", "medical"], **{f"text{other}": GENERAL[other]})
    assert silent.status_code == 422 and words("en", NAMED[language]) in plain(silent)
    take(user, case, "return_package", missing=["passport", "medical"], **{f"text{own}": GENERAL[own]})
    letter = Letter.objects.get(case=case, kind="package_missing")
    assert letter.facts["missing"][0]["text"] == pair(REMARK, own) and letter.facts["text"] == pair(GENERAL, own)
    ours, theirs = printed(letter, language), printed(letter, OTHER[language])
    with translation.override(OTHER[language]):
        mark = translation.gettext(MARKED)
    assert holds(ours, REMARK[own]) and holds(theirs, REMARK[own]) and holds(theirs, mark)
