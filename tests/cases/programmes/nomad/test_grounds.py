"""A refusal names no ground that the case's own file contradicts, and says its reasons in words."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import translation

from cases.engine.steps import STEPS
from cases.engine.steps.errors import NotMetError
from cases.law.regulations import editions
from cases.letters import rendering
from cases.models import Case, Document, Ground, Letter, Profession
from cases.programmes.nomad import KEY
from cases.programmes.nomad.demands import returns_fit
from cases.programmes.nomad.facts import Return
from cases.programmes.nomad.reasons.needs import ensure_known, fits_document
from cases.values.wording import REASONS, text_fault
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import URL, read
from tests.desks import signed_in, step_url, take, text

pytestmark = pytest.mark.django_db

UNKNOWN = ("moon_full", "check_against:moon", "incomplete:nothing", "document:nothing", "about:nothing")

PROPOSALS = ("propose_petition_refusal", "propose_preliminary_refusal", "propose_final_refusal")
CONTRADICTED = [
    ("preliminary_decision", "propose_preliminary_refusal", "nsc-not-approved"),
    ("preliminary_decision", "propose_preliminary_refusal", "art49-01b"),
    ("preliminary_decision", "propose_preliminary_refusal", "art49-15"),
    ("final_review", "propose_final_refusal", "nsc-not-approved"),
    ("final_review", "propose_final_refusal", "no-fingerprints"),
    ("final_review", "propose_final_refusal", "no-crossing"),
    ("final_review", "propose_final_refusal", "art49-15"),
    ("final_review", "propose_final_refusal", "originals-differ"),
    ("screening", "propose_screening_refusal", "passport-term"),
    ("screening", "propose_screening_refusal", "incomplete"),
    ("screening", "propose_screening_refusal", "not-confirmed"),
    ("screening", "propose_screening_refusal", "not-completed"),
    ("screening", "propose_screening_refusal", "not-conforming"),
    ("screening", "propose_screening_refusal", "not-on-the-list"),
    ("ministry_review", "propose_petition_refusal", "not-confirmed"),
]

OF_THIS_ORDER = [
    ("preliminary", "preliminary_decision", "propose_preliminary_refusal"),
    ("rework", "registration", "return_for_rework"),
]


@pytest.mark.parametrize(("state", "name", "code"), CONTRADICTED)
def test_a_ground_the_file_contradicts_is_neither_offered_nor_taken(state: str, name: str, code: str) -> None:
    case = people.case_in(state)
    with pytest.raises(NotMetError):
        ways.take(case, name, grounds=[code])
    with people.at(people.after(case)):
        user: Any = ways.somebody(STEPS[name].by, case)
        client = signed_in(user)
        page = client.get(step_url(case, name))
        assert f'value="{code}"' not in text(page) and "Grounds that do not fit this file" in text(page)
        typed = ways.typed_proposal(case, name, people.after(case)) if name in PROPOSALS else {}
        sent = client.post(step_url(case, name), typed | {"grounds": [code], "text": people.REASONS})
    assert sent.status_code == 422 and "does not fit" in text(sent)


def test_a_petition_is_refused_for_nothing_that_neither_the_file_nor_the_official_says() -> None:
    """Every ground of its table rests on a recorded fact, or demands words of its own."""
    case = people.case_in("screening")
    rows = list(Ground.objects.filter(kind="petition", active=True))
    assert rows and [row.code for row in rows if not row.needs and not row.own_words] == []
    ground = Ground.objects.get(kind="petition", code="contradictory")
    with pytest.raises(NotMetError):
        ways.take(case, "propose_screening_refusal", grounds=["contradictory"], text=ground.text_ru)
    now = people.after(case)
    with ways.nothing_written(), pytest.raises(NotMetError):
        ways.take(case, "propose_screening_refusal", grounds=["not-on-the-list"], text=people.REASONS)
    Profession.objects.create(
        code="2512", name_ru="Программист", name_kk="Бағдарламашы", source="№ 49", valid_from=now.date()
    )
    words = "В перечне приказа № 49 нет профессии хранителя маяка."
    taken = ways.take(ways.fresh(case), "propose_screening_refusal", grounds=["not-on-the-list"], text=words)
    assert taken.state != "screening"


def test_grounds_of_the_petition_loaded_before_learn_what_they_need() -> None:
    people.reference()
    now = dict(Ground.objects.filter(kind="petition").values_list("code", "needs"))
    migration = import_module("cases.migrations.0062_petition_grounds_rest_on_the_file")
    Ground.objects.filter(kind="petition", code__in=migration.NEEDS).update(needs="", own_words=False)
    Ground.objects.filter(kind="petition", code="not-conforming").update(needs="passport_short")
    migration.rest_on_the_file(apps, None)
    rows = Ground.objects.filter(kind="petition")
    assert dict(rows.values_list("code", "needs")) == now | {"not-conforming": "passport_short"}
    assert rows.get(code="contradictory").own_words and rows.get(code="not-on-the-list").own_words


def test_no_refusal_is_offered_for_which_there_is_no_ground() -> None:
    case = people.case_in("preliminary_decision")
    assert "no ground fits" in (page := refusal_page(case)) and "btn-danger" not in page
    ways.take(
        case,
        "correct_check",
        kind="knb",
        clear=False,
        reference="12/3-2",
        answered_on=people.after(case).date(),
        reason="A newer letter says so.",
    )
    assert "no ground fits" not in (page := refusal_page(case)) and "btn-danger" in page


def refusal_page(case: Case) -> str:
    with people.at(people.after(case)):
        user: Any = ways.somebody(STEPS["propose_preliminary_refusal"].by, case)
        return text(signed_in(user).get(step_url(case, "propose_preliminary_refusal")))


def test_a_ground_the_file_bears_out_is_taken() -> None:
    case = ways.take(people.case_in("knb"), "record_knb_answer", clear=False)
    assert ways.take(case, "refuse_preliminary", grounds=["nsc-not-approved"]).state == "preliminary_refused"
    letter, answer = Letter.objects.get(case=case, kind="preliminary_refusal"), ways.fresh(case).dossier.check("knb")
    assert answer and answer.answered_on
    assert letter.facts["opinion"] == {"number": answer.reference, "on": answer.answered_on.isoformat()}
    args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
    for language in ("ru", "kk"):
        printed = read(rendering.render(letter.kind, letter.facts, language, **args))
        assert answer.reference in printed, "the answer on which the ground rests, by its number"


@pytest.mark.parametrize(("start", "holds"), [(people.START, True), (people.START_2025, False)], ids=["2026", "2025"])
@pytest.mark.parametrize(("kind", "state", "name"), OF_THIS_ORDER)
def test_a_ground_of_a_single_order_is_neither_offered_nor_taken_under_another(
    kind: str, state: str, name: str, start: Any, holds: bool
) -> None:
    case = people.case_in(state, start=start)
    words = {"text_ru": "По пункту приказа 2026 года.", "text_kk": "2026 жылғы бұйрықтың тармағы бойынша."}
    Ground.objects.create(kind=kind, code="of-2026", article="п. 99", editions="order_2026_241", **words)
    with people.at(people.after(case)):
        user: Any = ways.somebody(STEPS[name].by, case)
        page = text(signed_in(user).get(step_url(case, name)))
    assert ("of-2026" in page) is holds
    given: dict[str, Any] = {"grounds": ["of-2026"]}
    if kind == "rework":
        given = {"returns": [{"kind": "passport", "ground": "of-2026", "text": "Не читается страница."}]}
    if holds:
        assert ways.take(case, name, **given).state != state
        return
    with ways.nothing_written(), pytest.raises(NotMetError):
        ways.take(case, name, **given)
    Ground.objects.filter(code="of-2026").update(editions="order_2026_241 order_2025_1")
    assert ways.take(ways.fresh(case), name, **given).state != state, "a ground of both is taken"


@pytest.mark.parametrize(
    "words", ["..........", "аааааааааа аааааааа аааааа", "12345678901234567890", "No.", "Нужно исправить.", "x" * 5000]
)
def test_boilerplate_is_no_reason(words: str) -> None:
    assert text_fault(words, REASONS) and text_fault("Түзету керек.", REASONS)
    case = people.case_in("preliminary_decision")
    with pytest.raises(NotMetError):
        ways.take(case, "refuse_preliminary", text=words)
    typed = ways.typed_proposal(case, "propose_preliminary_refusal", people.after(case)) | {"text": words}
    sent = take(people.officer(), case, "propose_preliminary_refusal", **typed)
    assert sent.status_code == 422


@pytest.mark.parametrize("words", ["....", "1234567", "ааааааа"])
def test_a_general_remark_that_says_nothing_is_not_printed(words: str) -> None:
    case = people.case_in("registration")
    with pytest.raises(NotMetError):
        ways.take(case, "return_for_rework", text=words)
    assert ways.take(case, "return_for_rework", text="").state == "rework"


@pytest.mark.parametrize("words", ["Отпечатки не совпадают с базой.", "Құжаттар бір-біріне қайшы келеді."])
def test_a_sentence_is_a_reason(words: str) -> None:
    assert text_fault(words, REASONS) is None


def test_a_word_again_and_again_is_none() -> None:
    assert text_fault("Основание, основание, основание", REASONS)


def test_the_count_is_shown() -> None:
    with translation.override("en"):
        assert "at least 6 letters are needed, there are 2" in str(text_fault("No.", REASONS))


def test_another_reason_of_return_demands_its_words() -> None:
    case = people.case_in("registration")
    for words in ("", "....."):
        with pytest.raises(NotMetError):
            ways.take(case, "return_for_rework", returns=[{"kind": "photo", "ground": "other", "text": words}])
    returns = [{"kind": "photo", "ground": "other", "text": "Another person is in the picture."}]
    assert ways.take(ways.fresh(case), "return_for_rework", returns=returns).state == "rework"


REPEATED = [
    "Иная причина",
    "причина",
    "Другое другое",
    "Иная причина, указанная в замечании.",
    "Other reason: see the comment.",
    "Ескертпеде көрсетілген басқа себеп, өзге негіз.",
    "Абвг где",
]


def test_another_reason_says_more_than_its_own_sentence() -> None:
    case = people.case_in("registration")
    wrong = returns_fit("rework").check
    for words in REPEATED:
        facts = Return(returns=[{"kind": "photo", "ground": "other", "text": words}])
        assert [field for field, _why in wrong(case, people.after(case), facts)] == ["text_photo"], words
    for words in ("На снимке другой человек, не заявитель.", "Суретте басқа адам бейнеленген, өтініш беруші емес."):
        assert not wrong(
            case, people.after(case), Return(returns=[{"kind": "photo", "ground": "other", "text": words}])
        )
    sent = {"ground_photo": "other", "text_photo": REPEATED[-2]}
    assert "could stand in any case" in text(take(people.officer(), case, "return_for_rework", **sent))


def test_a_refusal_says_more_than_a_ground_that_demands_words() -> None:
    case = people.case_in("preliminary_decision")
    data = {"text_ru": "Иное основание по закону.", "text_kk": "Заң бойынша өзге негіз.", "text_en": "By the law."}
    Ground.objects.create(kind="preliminary", code="any", article="1", own_words=True, **data)
    for words in data["text_ru"], "Иная причина, другое основание, закон.":
        with translation.override("en"), pytest.raises(NotMetError, match="exactly"):
            ways.take(case, "refuse_preliminary", grounds=["any"], text=words)
    case = ways.take(case, "refuse_preliminary", grounds=["any"], text="Въезд был запрещён решением суда.")
    assert case.state == "preliminary_refused"


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        ("photo", "passport-term"),
        ("passport", "photo"),
        ("passport", "expired"),
        *(("questionnaire", code) for code in ("illegible", "wrong-document", "pages-missing", "no-translation")),
        *(("photo", code) for code in ("expired", "not-legalised", "pages-missing", "contradictory")),
        ("passport", "not-legalised"),
        ("petition", "other"),
    ],
)
def test_a_reason_of_return_fits_its_document(kind: str, ground: str) -> None:
    case = people.case_in("registration")
    with pytest.raises(NotMetError):
        words = "The letters of the third line are covered."
        ways.take(case, "return_for_rework", returns=[{"kind": kind, "ground": ground, "text": words}])
    assert take(people.officer(), case, "return_for_rework", **{f"ground_{kind}": ground}).status_code == 422


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("questionnaire", "contradictory other questionnaire-incomplete questionnaire-language"),
        ("photo", "illegible other photo wrong-document"),
        ("duty", "duty other"),
        ("passport", "contradictory expired illegible no-translation other pages-missing passport-term wrong-document"),
        (
            "criminal_record",
            "contradictory expired illegible no-translation not-legalised other pages-missing wrong-document",
        ),
        ("petition", ""),
    ],
)
def test_each_document_has_the_reasons_that_fit_it(kind: str, codes: str) -> None:
    people.reference()
    law = editions(KEY)[-1]
    rule = next(rule for rule in law.lists["application"] if rule.kind == kind)
    rows = Ground.objects.filter(kind="rework", active=True)
    assert sorted(row.code for row in rows if fits_document(row.needs, rule)) == codes.split()


def test_a_passport_that_has_no_end_has_not_expired() -> None:
    case = people.case_in("registration")
    Document.objects.filter(case=case, kind="passport").update(expires_on=None, no_end=True)
    returns = [{"kind": "passport", "ground": "expired", "text": "So it is."}]
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "return_for_rework", returns=returns)


def test_a_duty_that_the_bank_has_is_not_sent_back_whatever_the_reason() -> None:
    """The person would pay twice."""
    case = people.case_in("registration")
    for ground in ("duty", "other", people.free_ground("rework")):
        returns = [{"kind": "duty", "ground": ground, "text": "The receipt cannot be found."}]
        with translation.override("en"), pytest.raises(NotMetError, match="a second time"):
            ways.take(ways.fresh(case), "return_for_rework", returns=returns)
    page = return_page(case)
    assert "This cannot be sent back" in page and "ground_duty" not in page
    people.bank_takes_back(case)
    assert "ground_duty" in return_page(ways.fresh(case))
    returns = [{"kind": "duty", "ground": "duty", "text": ""}]
    assert ways.take(ways.fresh(case), "return_for_rework", returns=returns).state == "rework"


def return_page(case: Case) -> str:
    with people.at(people.after(case)):
        return text(signed_in(people.officer()).get(step_url(case, "return_for_rework")))


def test_a_document_that_is_legalised_by_the_file_is_not_returned_for_that() -> None:
    case = people.case_in("registration")
    returns = [{"kind": "criminal_record", "ground": "not-legalised", "text": "No apostille is on the paper."}]
    with translation.override("en"), pytest.raises(NotMetError, match="correct its data first"):
        ways.take(case, "return_for_rework", returns=returns)
    assert "Reasons that do not fit this document" in return_page(case)
    held = case.dossier.documents["criminal_record"]
    data = {"issued_on": held.issued_on, "legalisation": "", "legalisation_note": ""}
    ways.take(
        ways.fresh(case), "correct_document", kind="criminal_record", recorded=data, reason="The paper shows none."
    )
    assert ways.take(ways.fresh(case), "return_for_rework", returns=returns).state == "rework"


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        ("passport", "no-translation"),
        ("passport", "contradictory"),
        ("questionnaire", "questionnaire-incomplete"),
        ("questionnaire", "questionnaire-language"),
    ],
)
def test_a_reason_that_says_too_little_demands_its_words(kind: str, ground: str) -> None:
    case = people.case_in("registration")
    for words in ("", ".........."):
        with translation.override("en"), pytest.raises(NotMetError, match=r"words|exactly"):
            ways.take(ways.fresh(case), "return_for_rework", returns=[{"kind": kind, "ground": ground, "text": words}])
    assert "exactly" in text(take(people.officer(), case, "return_for_rework", **{f"ground_{kind}": ground}))


def test_a_package_does_not_go_back_for_what_matched() -> None:
    case = people.case_in("intake")
    with pytest.raises(NotMetError):
        ways.take(case, "return_package", missing=["housing"], text=people.REASONS)
    bare = people.case_in("intake", prepared=False)
    with pytest.raises(NotMetError):
        ways.take(bare, "return_package", text="..........")


def test_two_alternatives_are_two_grounds_and_the_former_is_retired() -> None:
    people.reference()
    codes = set(Ground.objects.filter(kind="final", active=True).values_list("code", flat=True))
    assert {"art49-01a", "art49-01b"} <= codes and "art49-01" not in codes


def test_grounds_loaded_before_learn_what_they_need() -> None:
    people.reference()
    Ground.objects.update(needs="", own_words=False)
    words = {"text_ru": "а", "text_kk": "а"}
    Ground.objects.create(kind="final", code="art49-01", article="49", **words)
    import_module("cases.migrations.0012_facts_put_right").name_the_facts(apps, None)
    assert not Ground.objects.get(code="art49-01").active
    assert Ground.objects.get(kind="preliminary", code="nsc-not-approved").needs == "knb_refused"
    assert Ground.objects.get(kind="rework", code="other").own_words


def test_reasons_of_return_loaded_before_learn_what_they_need() -> None:
    people.reference()
    Ground.objects.update(needs="", own_words=False)
    Ground.objects.filter(code="duty").update(needs="about:duty")
    Ground.objects.filter(kind="rework", code="photo").update(needs="about:photo")
    import_module("cases.migrations.0017_grounds_rest_on_the_file").rest_on_the_file(apps, None)
    grounds = {g.code: (g.needs, g.own_words) for g in Ground.objects.filter(kind="rework")}
    assert grounds["duty"] == ("about:duty duty_unpaid", False)
    assert grounds["not-legalised"] == ("not_legalised", True)
    assert grounds["no-translation"] == ("", True) and grounds["photo"] == ("about:photo", False)


def test_an_administrator_names_only_facts_that_the_portal_records() -> None:
    for known in ("", "knb_refused", "check_against:ibd check_against:sio", "about:photo", "about:dated expired"):
        ensure_known(known)
    for unknown in (*UNKNOWN, "knb_refused:ibd", "incomplete", "incomplete:", "document:", "about", "aboutness"):
        with pytest.raises(ValidationError):
            ensure_known(unknown)
    for without_its_document in ("expired", "document", "about:photo"):
        with pytest.raises(ValidationError):
            ensure_known(without_its_document, "final")
    people.reference()
    for row in Ground.objects.all():
        ensure_known(row.needs, row.kind)


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_a_ground_of_which_the_portal_knows_nothing_is_shown_as_such(unknown: str) -> None:
    case = people.case_in("preliminary_decision")
    data = {"text_ru": "Основание", "text_kk": "Негіз", "text_en": "The strange ground"}
    Ground.objects.create(kind="preliminary", code="strange", article="1", needs=unknown, **data)
    page = refusal_page(case)
    assert "The strange ground" in page and "does not record" in page and 'value="strange"' not in page
    with pytest.raises(NotMetError):
        ways.take(case, "refuse_preliminary", grounds=["strange"])


def test_an_unknown_reason_of_return_is_shown_as_such() -> None:
    case = people.case_in("registration")
    Ground.objects.filter(code="photo").update(needs="about:moon")
    assert "does not record (about:moon)" in return_page(case)


def test_reasons_loaded_before_learn_what_they_are_about() -> None:
    people.reference()
    now = dict(Ground.objects.filter(kind="rework").values_list("code", "needs"))
    migration = import_module("cases.migrations.0022_what_returns_are_about")
    for code, (was, _now) in migration.NEEDS.items():
        Ground.objects.filter(kind="rework", code=code).update(needs=was)
    migration.say_what_they_are_about(apps, None)
    assert dict(Ground.objects.filter(kind="rework").values_list("code", "needs")) == now
