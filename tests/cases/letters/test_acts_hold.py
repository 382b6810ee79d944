"""What a court asks of every act against the person, in both languages and under both orders (АППК, art. 78)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cases.engine.steps import STEPS
from cases.law.actors import Actor
from cases.letters import rendering
from cases.letters.kinds import head_of, issuer
from cases.models import Letter, Remedy, Signature, User
from cases.models.letter import LETTERS
from cases.programmes.nomad.programme import NOMAD
from cases.templatetags.letter_text import day
from egov.front import verifying
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import URL, holds, read
from tests.desks import signed_in, text

pytestmark = pytest.mark.django_db

ACTS = {
    "petition_refusal": ("petition_refused", "refuse_screening"),
    "petition_return": ("petition_incomplete", "return_petition"),
    "rework_return": ("rework", "return_for_rework"),
    "annulment": ("annulled", ""),
    "preliminary_refusal": ("preliminary_refused", "refuse_preliminary"),
    "lapse": ("lapsed", "lapse"),
    "final_refusal": ("final_refused", "refuse_final"),
}
"""Kind of letter → the state to which its act leads, and the signed step; the clock's own act is signed by nobody."""
ORDERS = {"2025": (people.START_2025, ("1/НҚ", "№ 7")), "2026": (people.START, ("241/НҚ", "№ 301"))}
ADDRESS = "г. Астана, пр. Образцовый, 1"


GAP = {"ru": "Вышестоящий орган в портал не внесён", "kk": "Жоғары тұрған орган порталға енгізілмеген"}
"""Where nobody has entered to whom a complaint goes on."""


IN_WRITING = {
    "final_grant": "granted",
    "preliminary_approval": "granted",
    "withdrawal_recorded": "knb",
}
"""Acts in the person's favour, and the record of one's own writing: they name the way of challenge too, and no
complaint is begun from them. By kind, a state whose case has the letter."""

OTHERS = {
    "petition": "addressed to the migration service (п. 8)",
    "ruling": "it carries out what another has decided (interpretation 56)",
}
"""Signed by an official, and no act that the person would challenge by its letter."""


def test_these_are_all_of_them() -> None:
    assert set(ACTS) == {kind for kind, about in LETTERS.items() if about.adverse}
    assert set(IN_WRITING) == {kind for kind, about in LETTERS.items() if about.in_writing}
    official = [s for s in NOMAD.steps.values() if s.letter and s.by != Actor.APPLICANT]
    signed = {s.letter for s in official if s.signed or s.may_be_signed}
    assert signed - {*ACTS, *IN_WRITING} == {*OTHERS}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", ACTS)
def test_an_adverse_letter_holds_all_that_is_asked_of_an_act(kind: str, order: str) -> None:
    start, numbers = ORDERS[order]
    case = people.case_in(ACTS[kind][0], start=start)
    letter = Letter.objects.get(case=case, kind=kind)
    facts = letter.facts | {"department_address": ADDRESS}
    facts["remedies"] = facts["remedies"] | {"address": ADDRESS}
    for language in rendering.LANGUAGES:
        printed = read(
            rendering.render(kind, facts, language, number=letter.number, at=letter.at, code=letter.code, check_url=URL)
        )
        missing = [words for words in wanted(letter, facts, language, numbers) if not holds(printed, words)]
        assert not missing, (language, missing)


def wanted(letter: Letter, facts: dict[str, Any], language: str, numbers: tuple[str, ...]) -> list[str]:
    about, way = LETTERS[letter.kind], facts["remedies"]
    with translation.override(language):
        days = [day(facts["date"]), day(facts["filed_on"]), day(way["until"])]
        if not letter.kind.endswith("_return"):  # until when the order takes another filing (interpretation 28)
            days.append(day(facts["intake"]["until"]))
    body = issuer(head_of(about, facts), facts)[language]
    remedy = [way["body"][language], way["higher"][language] or GAP[language], way["court"][language], ADDRESS]
    assert all(remedy), remedy
    who = [facts["by"]] if facts["by"] else [{"ru": "руководитель органа", "kk": "орган басшысы"}[language]]
    return [
        # the body, the number and the dates, the addressee
        body,
        letter.number,
        *days,
        facts["person"]["full_name"],
        facts["person"]["iin"],
        # the law, as its signers cite it
        facts["paragraph"],
        *numbers,
        *([facts["edition"]["numbering"][language]] if "2025" in numbers else []),
        *reasons(facts, language),
        *who,
        *remedy,
    ]


def reasons(facts: dict[str, Any], language: str) -> list[str]:
    """What was found, and why it is decided so."""
    printed = [ground[language] for ground in facts.get("grounds", ())] + [people.REASONS] * bool(facts.get("reasons"))
    printed += [item["reason"][language] for item in facts.get("returns", ())]
    printed += [facts[name]["ru"] for name in ("berkut", "journal") if name in facts]
    with translation.override(language):
        return printed or [day(facts["last_day"])]


POSITION = {"ru": "главный специалист отдела виз", "kk": "виза бөлімінің бас маманы"}


@pytest.mark.parametrize("kind", [kind for kind, (_state, step) in ACTS.items() if step])
def test_the_letter_names_the_position_of_who_signed_in_its_language(kind: str) -> None:
    """The example's accounts have none: the official is given one, and the act is made after that."""
    state, step = ACTS[kind]
    before = STEPS[step].sources[0]
    start = people.START_2025 if step == "refuse_screening" else people.START
    case = people.case_in(str(before), start=start)
    act = {"position_ru": POSITION["ru"], "position_kk": POSITION["kk"]}
    official = ways.somebody(STEPS[step].by, case)
    assert official is not None
    User.objects.filter(pk=official.pk).update(**act)
    assert ways.take(case, step).state == state
    letter = Letter.objects.get(case=case, kind=kind)
    for language, other in (("ru", "kk"), ("kk", "ru")):
        args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
        text = read(rendering.render(kind, letter.facts, language, **args)).lower()
        assert holds(text, POSITION[language].lower()) and not holds(text, POSITION[other].lower()), language


@pytest.mark.parametrize("kind", [kind for kind, (_state, step) in ACTS.items() if step])
def test_the_letter_says_who_has_signed_and_anybody_can_verify_it(kind: str) -> None:
    state, step = ACTS[kind]
    if step == "refuse_screening":  # the order of 2025 leaves it to the screener (interpretation 63)
        case = ways.take(people.case_in("screening", start=people.START_2025), step)
    else:
        case = people.case_in(state)
    letter, row = Letter.objects.get(case=case, kind=kind), Signature.objects.get(case=case, step=step)
    assert (letter.facts["signature"]["sheet"], letter.facts["signature"]["name"]) == (row.sha256, row.subject_name)
    letter_report = verifying.letter_by_code(letter.code)
    assert letter_report is not None and letter_report.signed and not letter_report.fallen


def test_a_refusal_that_is_passed_on_names_who_decided_and_bears_that_signature() -> None:
    """п. 8 and 9: АКФ ПИТ sends the notice, the ministry has made the decision."""
    case = ways.take(people.case_in("refusal_notice"), "notify_petition_refusal")
    letter = Letter.objects.get(case=case, kind="petition_refusal")
    decided = Signature.objects.get(case=case, step="decline_petition")
    assert letter.facts["signature"]["sheet"] == decided.sha256
    assert letter.facts["decided"]["name"] == people.signer().full_name
    for language in rendering.LANGUAGES:
        args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
        text = read(rendering.render(letter.kind, letter.facts, language, **args))
        assert holds(text, people.signer().full_name) and holds(text, decided.subject_name)
        with translation.override(language):
            below, above = (
                text.split(gettext("The notice is sent by:"))[1],
                gettext("The decision is signed by electronic signature (ЭЦП)"),
            )
        assert above in text and decided.subject_name not in below, "one author under the letter"
        assert holds(below, letter.facts["by"])
    letter_report = verifying.letter_by_code(letter.code)
    assert letter_report is not None and letter_report.signed_at == decided.at


@pytest.mark.parametrize(
    ("reasons", "language", "expected"),
    [
        ({"ru": "По-русски.", "kk": "Қазақша."}, "ru", ("По-русски.", "")),
        ({"ru": "По-русски.", "kk": "Қазақша."}, "kk", ("Қазақша.", "")),
        ({"ru": "По-русски.", "kk": ""}, "kk", ("По-русски.", "тек басқа тілде")),
        ({"ru": "", "kk": "Қазақша."}, "ru", ("Қазақша.", "только на другом языке")),
        (None, "kk", ("As before.", "")),
    ],
)
def test_a_letter_prints_the_reasons_of_its_language(
    reasons: dict[str, str] | None, language: str, expected: tuple[str, str]
) -> None:
    facts = {"grounds": [], "text": "As before."} | ({"reasons": reasons} if reasons else {})
    with translation.override(language):
        html = render_to_string("letters/parts/grounds.html", {"facts": facts, "language": language})
    assert all(words in html for words in expected)
    assert bool(expected[1]) is ("только на другом языке" in html or "тек басқа тілде" in html)
    assert sum(words in html for words in ("По-русски.", "Қазақша.", "As before.")) == 1


@pytest.mark.parametrize("kind", IN_WRITING)
def test_what_is_challenged_in_writing_names_the_way_and_the_cabinet_begins_no_complaint(kind: str) -> None:
    case = people.case_in(IN_WRITING[kind])
    if kind == "withdrawal_recorded":
        case = ways.fresh(ways.take(case, "record_withdrawal"))
    letter = Letter.objects.get(case=case, kind=kind)
    way = letter.facts["remedies"]
    for language in rendering.LANGUAGES:
        args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
        printed = read(rendering.render(kind, letter.facts, language, **args))
        with translation.override(language):
            wanted = [day(way["until"]), *(way[name][language] for name in ("body", "higher", "court"))]
            promise = gettext("It can be written and signed in the cabinet of the portal, on the page of the case.")
        assert all(wanted) and not [words for words in wanted if not holds(printed, words)], language
        assert promise not in printed
    assert case.person.user
    with people.at(people.after(case)):
        page = text(signed_in(case.person.user).get(reverse("egov:cabinet:case", args=[case.pk])))
    assert letter.number in page and reverse("egov:complaints:start", args=[letter.pk]) not in page
    assert not case.city or (case.city.department_ru not in page or way["body"]["ru"] != case.city.department_ru)


@pytest.mark.parametrize(("kind", "state"), [("final_grant", "granted"), ("intake_receipt", "dispatch")])
def test_what_people_carry_with_them_is_a_single_page(kind: str, state: str) -> None:
    """But for the way to challenge it, which stands on the page behind."""
    letter = Letter.objects.get(case=people.case_in(state), kind=kind)
    assert kind != "final_grant" or "signature" in letter.facts
    addresses = {"department_address": ADDRESS, "centre_address": ADDRESS}
    for language in rendering.LANGUAGES:
        args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
        carried = {key: value for key, value in letter.facts.items() if key != "remedies"} | addresses
        alone = rendering.render(kind, carried, language, **args)
        assert len(pikepdf.open(BytesIO(alone)).pages) == 1, language
        if kind != "final_grant":
            continue
        whole = rendering.render(kind, letter.facts | addresses, language, **args)
        assert len(pikepdf.open(BytesIO(whole)).pages) == 2, language
        first, behind = read(whole, page=1), read(whole, page=2)
        for words in (letter.case.permit_number, letter.code, letter.facts["signature"]["name"]):
            assert holds(first, words), language
        court = letter.facts["remedies"]["court"][language]
        assert holds(behind, court) and not holds(first, court) and letter.facts["person"]["iin"] not in behind


@pytest.mark.parametrize(
    ("body", "state", "name"),
    [("ministry", "ministry_review", "sign_petition"), ("hub", "screening", "return_petition")],
)
def test_a_letter_is_headed_by_the_address_of_the_body_that_issues_it(body: str, state: str, name: str) -> None:
    case = people.case_in(state)
    assert Remedy.objects.filter(body=body).update(address=ADDRESS)
    case = ways.take(case, name)
    letter = Letter.objects.filter(case=case).latest("id")
    for language in rendering.LANGUAGES:
        args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
        pdf = rendering.render(letter.kind, letter.facts, language, **args)
        assert holds(read(pdf, page=1).partition(letter.number)[0], ADDRESS), language
        assert name != "sign_petition" or len(pikepdf.open(BytesIO(pdf)).pages) == 1
