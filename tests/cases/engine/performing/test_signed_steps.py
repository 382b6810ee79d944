"""The machine and its signatures: no signed step without one, over exactly this sheet, by exactly this person."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from cases.eds import EdsError, sheets
from cases.eds.base import Purpose, SigningWay, Status
from cases.eds.verify import reverify, verify
from cases.engine import performing
from cases.engine.steps.errors import NotMetError
from cases.models import Case, Consent, Document, Letter, Signature, SignatureCheck
from cases.models.signature import STATUSES, WAYS
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.facts import PetitionSignature
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import State
from demo import cms
from demo import signing as demo
from demo.keys import identity_of
from tests import people
from tests.cases.engine import ways

STEPS = NOMAD.steps
"""Of this programme alone."""


pytestmark = pytest.mark.django_db

SIGNED = {
    "submit_petition": ("petition_draft", "4"),
    "resubmit_petition": ("petition_incomplete", "5"),
    "sign_petition": ("ministry_review", "8"),
    "file_application": ("petition_signed", "10"),
    "resubmit": ("rework", "12"),
    "lapse": ("arrival_review", "19"),
    "sign_consent": ("preliminary_approved", "20(10)"),
    "withdraw_processing": ("checks", "4"),
    "withdraw_processing_later": ("granted", "4"),
    "withdraw_transfer": ("arrived", "annex"),
}
BY_SETTING = {
    "return_petition": "screening",
    "refuse_screening": "screening",
    "return_for_rework": "registration",
    "decline_petition": "petition_hearing",
    "approve_preliminary": "preliminary_decision",
    "refuse_preliminary": "preliminary_hearing",
    "grant": "final_review",
    "refuse_final": "final_hearing",
}
OF_RULINGS = ("execute_ruling", "withdraw_ruling")
"""See test_rulings."""
OF_WRITINGS = (*ways.IN_WRITING, "record_transfer_withdrawal")
"""See test_withdrawals."""


def test_the_order_s_signed_steps_are_these() -> None:
    assert {n: s.paragraph for n, s in STEPS.items() if s.signed} == {n: p for n, (_, p) in SIGNED.items()}
    assert {n for n, s in STEPS.items() if s.may_be_signed} == {*BY_SETTING, *OF_RULINGS, *OF_WRITINGS}


def test_the_words_for_revocation_are_those_of_the_verification() -> None:
    assert {status.value for status in Status} == {name for name, _label in STATUSES}
    assert {way.value for way in SigningWay} == {name for name, _label in WAYS}


@pytest.mark.parametrize("name", SIGNED)
def test_a_signed_step_is_not_taken_without_a_signature(name: str) -> None:
    assert refused(people.case_in(SIGNED[name][0]), name, None) == "required"


@pytest.mark.parametrize("name", BY_SETTING)
def test_an_act_is_signed_by_default(name: str) -> None:
    case = ways.case_for(people.case_in(BY_SETTING[name]), name)
    assert refused(case, name, None) == "required"
    assert ways.take(case, name).state == STEPS[name].target
    assert Signature.objects.filter(case=case, step=name).count() == 1


@pytest.mark.parametrize("name", BY_SETTING)
def test_an_act_needs_none_where_the_setting_says_so(name: str, settings: Any) -> None:
    case = ways.case_for(people.case_in(BY_SETTING[name]), name)
    settings.EDS_SIGNED_DECISIONS = False
    assert ways.take(case, name, signature=None).state == STEPS[name].target
    assert not Signature.objects.filter(case=case, step=name).exists()


def refused(case: Case, name: str, given: Any, now: Any = None, **facts: Any) -> str:
    """The code of the refusal; nothing was written."""
    facts.setdefault("user", ways.somebody(STEPS[name].by, case))
    ways.facts(case, name, now or people.after(case))  # a ground it needs is there before
    with ways.nothing_written(), pytest.raises(EdsError) as error:
        ways.take(case, name, now, signature=given, **facts)
    return error.value.code


def signed(case: Case, name: str, now: Any = None, **changed: Any) -> Any:
    """What the one whose step it is gives for this case as it stands."""
    now = now or ways.ready_at(case, name)
    facts = ways.facts(case, name, now, **changed)
    return demo.signature(case.pk, name, ways.somebody(STEPS[name].by, case), now, facts)


@pytest.fixture
def case() -> Case:
    return people.case_in("petition_signed")


def test_a_signature_of_another_case_is_refused(case: Case) -> None:
    other = people.case_in("petition_signed")
    assert refused(case, "file_application", signed(other, "file_application")) == "other_iin"


def test_a_signature_given_before_a_document_was_replaced_is_refused(case: Case) -> None:
    given = signed(case, "file_application")
    people.attach(case, case.person.user, "photo", people.after(case, timedelta(minutes=1)), seed=8)
    fresh = ways.fresh(case)
    assert refused(fresh, "file_application", given, now=given.at) == "wrong_content"


def test_a_signature_over_other_words_of_the_step_is_refused() -> None:
    case = people.case_in("ministry_review")
    given = signed(case, "sign_petition", profession="Gardener")
    assert refused(case, "sign_petition", given) == "wrong_content"


def test_a_signature_serves_once() -> None:
    journey = people.Journey(people.applicant())
    journey.to(State.REWORK)
    journey.prepare()
    given = signed(journey.case, "resubmit")
    ways.take(journey.case, "resubmit", signature=given)
    journey.refresh()
    ways.take(journey.case, "return_for_rework", given.at + timedelta(minutes=1))
    journey.refresh()
    journey.now = given.at + timedelta(minutes=2)
    journey.prepare()
    assert refused(journey.case, "resubmit", given, given.at + timedelta(minutes=50)) == "wrong_content"


def test_a_sheet_of_yesterday_is_refused(case: Case) -> None:
    given = signed(case, "file_application")
    assert refused(case, "file_application", given, now=given.at + timedelta(days=1)) == "sheet_old"


def test_a_sheet_of_tomorrow_is_refused(case: Case) -> None:
    now = ways.ready_at(case, "file_application")
    given = signed(case, "file_application", now + timedelta(minutes=5))
    assert refused(case, "file_application", given, now=now) == "sheet_old"


def test_what_was_signed_to_sign_in_is_no_signature_of_a_step(case: Case) -> None:
    now, user = ways.ready_at(case, "file_application"), case.person.user
    sheet = performing.sheet(case, "file_application", user, now)
    made = cms.sign(identity_of(user), sheet.content, now)
    given = verify(made, sheet.content, Purpose.SIGN_IN, now, iin=user.signing_iin)
    assert refused(case, "file_application", given, now=now) == "usage"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"no JSON",
        b"[" * 100_000,
        b'{"at": 5}',
        b'{"at": "2026-06-01T10:00:00"}',
        b'{"at": "2026-06-01T10:00:00", "language": "ru"}',
        b'{"at": "2026-06-01T10:00:00+05:00", "language": "xx"}',
    ],
)
def test_what_is_no_sheet_is_refused(case: Case, content: bytes) -> None:
    now, user = ways.ready_at(case, "file_application"), case.person.user
    given = demo.signed_by(content, user, STEPS["file_application"], now)
    assert refused(case, "file_application", given, now=now) == "wrong_content"


def test_staff_whose_iin_nobody_entered_cannot_sign() -> None:
    case, user = people.case_in("ministry_review"), people.signer()
    given = signed(case, "sign_petition")
    user.iin = ""
    user.save()
    assert refused(case, "sign_petition", given) == "account_without_iin"


def test_a_taken_step_keeps_all_that_a_later_day_needs(case: Case) -> None:
    ways.take(case, "file_application")
    kept = Signature.objects.get(case=case, step="file_application")
    assert (kept.iin, kept.purpose, kept.revocation) == (case.person.iin, "person", "good")
    assert kept.not_before and kept.not_after and kept.not_before < kept.at < kept.not_after
    assert "DEMO" in kept.issuer and kept.cms.startswith(b"\x30")
    assert SignatureCheck.objects.get(signature=kept).status == "good"
    facts = json.loads(kept.sheet)
    assert sheets.canonical(facts) == kept.sheet and sheets.text_digest(kept.sheet) == kept.sha256
    assert facts["annexes"]["questionnaire"] == sheets.text_digest(kept.annex["questionnaire"])


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_sheet_speaks_the_language_it_was_read_in(case: Case, language: str) -> None:
    now, user = ways.ready_at(case, "file_application"), case.person.user
    content = performing.sheet(case, "file_application", user, now, None, language).content
    ways.take(case, "file_application", now, signature=demo.signed_by(content, user, STEPS["file_application"], now))
    kept = json.loads(Signature.objects.get(case=case, step="file_application").sheet)
    with translation.override(language):
        assert kept["what"] == str(STEPS["file_application"].label)


def test_a_sheet_names_every_document_of_its_list_by_its_checksum(case: Case) -> None:
    ways.take(case, "file_application")
    facts = json.loads(Signature.objects.get(case=case, step="file_application").sheet)
    kinds = [rule.kind for rule in case.law.lists["application"]]
    held = Document.objects.filter(case=case, current=True, kind__in=kinds).values_list("kind", "blob_id")
    assert {(d["kind"], d["sha256"]) for d in facts["documents"]} == set(held)
    assert facts["edition"]["key"] == case.edition and facts["applicant"]["iin"] == case.person.iin


def test_the_petition_is_signed_with_the_consent() -> None:
    case = ways.take(people.case_in("petition_draft"), "submit_petition")
    facts = json.loads(Signature.objects.get(case=case, step="submit_petition").sheet)
    consent = Consent.objects.get(case=case, purpose="processing")
    assert [c["sha256"] for c in facts["consents"]] == [sheets.text_digest(consent.text)]
    assert [c["text"] for c in facts["consents"]] == [consent.text]


SENTENCE = {
    "ru": "подтверждает верификацию квалификации заявителя и его соответствие перечню востребованных профессий",
    "kk": "біліктілігі верификацияланғанын",
}
ANNEX = {
    "ru": (
        "согласен (-на) на использование государственными органами Республики Казахстан сведений, составляющих "
        "охраняемую законом тайну, содержащихся в информационных системах.",
        "с целью получения документа, подтверждающего наличие (отсутствие) гражданства, судимости, привлечения к "
        "уголовной, административной и другой ответственности.",
        "Настоящее согласие действует со дня его подписания до дня отзыва в письменной форме",
    ),
    "kk": (
        "ақпараттық жүйелердегі заңмен қорғалатын құпияны құрайтын мәліметтерді Қазақстан Республикасы мемлекеттік "
        "органдарының пайдалануына келісемін.",
        "қылмыстық, әкімшілік және басқа да жауаптылыққа тарту мақсатында",
        "Осы келісім оған қол қойылған күннен бастап жазбаша нысанда қайтарып алынған күнге дейін қолданылады",
    ),
}
"""Out of the order (annex; sources in Russian and Kazakh), typed a second time."""


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_sheet_holds_the_words_that_are_signed_in_both_languages_of_the_order(language: str) -> None:
    case = people.case_in("preliminary_approved")
    facts = ways.facts(case, "sign_consent", people.after(case))
    drawn = performing.sheet(case, "sign_consent", case.person.user, people.after(case), facts, language)
    assert {code: len(words) for code, words in drawn.facts["words"].items()} == {"ru": 3, "kk": 3}
    for code, sentences in ANNEX.items():
        for paragraph, sentence in zip(drawn.facts["words"][code], sentences, strict=True):
            assert sentence in paragraph
    profession = PetitionSignature(profession="Архитектор программного обеспечения")
    sent = people.case_in("ministry_review")
    letter = performing.sheet(sent, "sign_petition", people.signer(), people.START, profession, language)
    ministry = sent.law.bodies["ministry"].name
    for code, sentence in SENTENCE.items():
        words = " ".join(letter.facts["words"][code])
        assert sentence in words and getattr(ministry, code) in words and "&" not in words


def test_a_sheet_of_before_it_held_the_words_is_read_and_verified_as_it_stands() -> None:
    case = ways.take(people.case_in("preliminary_approved"), "sign_consent")
    row = Signature.objects.get(case=case, step="sign_consent")
    facts = {key: value for key, value in json.loads(row.sheet).items() if key != "words"}
    old = sheets.Sheet(sheets.canonical(facts), facts)
    given = demo.signed_by(old.content, case.person.user, STEPS["sign_consent"], row.at)
    reverify(given.cms, old.content, row.at, row.at, revocation=False)
    page = render_to_string("components/sheet.html", {"sheet": old})
    assert old.sha256 in page and "sheet-words" not in page


# ------------------------------------------------------------------------------------- the statement of consent


@pytest.mark.parametrize("state", ["preliminary_approved", "arrived"])
def test_the_statement_of_consent_may_be_signed_in_the_portal(state: str) -> None:
    case = ways.take(people.case_in(state), "sign_consent")
    assert case.state == state
    assert case.dossier.has_consented("transfer")
    assert Letter.objects.filter(case=case, kind="consent_form").count() == 1
    kept = Signature.objects.get(case=case, step="sign_consent")
    assert case.person.passport_number in kept.annex["statement"]


def test_a_signed_statement_needs_no_paper_at_the_centre() -> None:
    journey = people.Journey(people.applicant())
    journey.to(State.PRELIMINARY_APPROVED)
    ways.take(journey.case, "sign_consent")
    journey.refresh()
    journey.now = people.after(journey.case)
    journey.to(State.INTAKE)
    clerk = people.clerk()
    for kind in ("medical", "fingerprints", "housing"):
        journey.way.attach(kind, clerk)
    journey.refresh()
    journey.way.reconcile("con")
    journey.refresh()
    assert ways.take(journey.case, "file_at_con").state == State.DISPATCH
    assert not Document.objects.filter(case=journey.case, kind="consent_form").exists()


@pytest.mark.parametrize(
    ("start", "taken", "why"),
    [(people.START, True, need.consent_not_signed), (people.START_2025, False, need.edition_requires_consent)],
)
def test_it_is_signed_once_and_only_where_the_edition_asks_for_it(start: datetime, taken: bool, why: Any) -> None:
    case = people.case_in("preliminary_approved", start=start)
    if taken:
        case = ways.fresh(ways.take(case, "sign_consent"))
    with pytest.raises(NotMetError) as error:
        ways.take(case, "sign_consent")
    assert error.value.reasons == [str(why.check(case, start))]
