"""The order as data: what the two editions say, what any edition must satisfy, and what the loader refuses."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from cases.law import regulations
from cases.law.regulations import DocRule, Edition, RegulationError, Text, edition, edition_on, editions, load, open_on
from cases.law.regulations.parts import PhotoSize
from cases.programmes.nomad import KEY
from cases.programmes.nomad.programme import NOMAD

EVERY = pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
OLD, NEW = "order_2025_1", "order_2026_241"
LAST = editions("nomad")[-1]
"""Of those in the folder, whichever it is."""
MONTH = timedelta(days=30)
SOURCE = files("cases.programmes.nomad.editions").joinpath(f"{NEW}.toml").read_text("utf-8")


def texts(value: Any) -> list[Text]:
    """Every Text inside a value, however deep."""
    if isinstance(value, Text):
        return [value]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    if hasattr(value, "values"):
        return [text for item in value.values() for text in texts(item)]
    return [text for item in value for text in texts(item)] if isinstance(value, tuple) else []


# ------------------------------------------------------------------------------- any edition, the next one too


@EVERY
def test_every_text_stands_in_three_languages(law: Edition):
    for text in texts(law):
        # "028/у", "НҚ": a form and a series keep their letters in English.
        assert not re.search("[а-яёәғқңөұүһі]{2}", text.en.replace("НҚ", ""), re.IGNORECASE), text.en
        assert not re.search("[әғқңөұүһі]", text.ru.replace("НҚ", ""), re.IGNORECASE), text.ru


@EVERY
def test_the_kazakh_is_not_the_russian_over_again(law: Edition):
    # "Портфолио" and "Диплом" are one word in both.
    same = {text.ru for text in texts(law) if text.ru == text.kk}
    assert same <= {"Портфолио"}


@EVERY
def test_its_texts_are_neat(law: Edition):
    for text in texts(law):
        for words in (text.ru, text.kk, text.en):
            assert words == words.strip() and "  " not in words and '"' not in words, words


@EVERY
def test_what_an_approved_applicant_brings_is_new_to_the_case(law: Edition):
    filed = {rule.kind for rule in law.lists["application"]}

    assert set(law.bring) <= {rule.kind for rule in law.lists["con"]} - filed


@EVERY
def test_the_package_asks_again_for_all_that_was_filed(law: Edition):
    assert {rule.kind for rule in law.lists["application"] if rule.required} <= {rule.kind for rule in law.lists["con"]}


@EVERY
def test_its_lists_run_in_the_order_of_the_paragraphs(law: Edition):
    for rules in law.lists.values():
        numbers = [tuple(map(int, re.findall(r"\d+", rule.paragraph))) for rule in rules]
        assert numbers == sorted(numbers)


@EVERY
def test_it_is_frozen(law: Edition):
    with pytest.raises(FrozenInstanceError):
        law.number = "№ 0"  # type: ignore[misc]
    with pytest.raises(TypeError):
        law.terms["knb"] = law.terms["final"]  # type: ignore[index]


@EVERY
def test_it_is_looked_up_by_key_and_by_day(law: Edition):
    assert edition(law.key) is law
    assert edition_on(law.in_force_from, KEY) is law
    assert edition_on(law.in_force_to, KEY) is law


@EVERY
def test_the_day_before_it_belongs_to_no_later_order(law: Edition):
    before = edition_on(law.in_force_from - timedelta(days=1), KEY)

    assert before is None or before.in_force_to < law.in_force_from


# ------------------------------------------------------------------------------- the two orders

PROPOSALS = ("propose_petition_refusal", "propose_preliminary_refusal", "propose_final_refusal")
HEARINGS = ("petition_hearing", "preliminary_hearing", "final_hearing")
TERMS = {
    "invite": (2, "working_days", ("admit",), "overdue", False, "6"),
    "register": (2, "working_days", ("file_application", "resubmit"), "overdue", False, "12"),
    "rework": (5, "calendar_days", ("return_for_rework",), "annul", True, "12"),
    "knb": (25, "calendar_days", ("send_to_knb",), "overdue", True, "15"),
    "decision": (45, "calendar_days", ("file_application", "resubmit"), "overdue", True, "16"),
    "validity": (30, "calendar_days", ("approve_preliminary",), "close_validity", True, "19"),
    "reconcile": (1, "working_days", ("open_intake",), "overdue", False, "21"),
    "final": (3, "working_days", ("receive_originals",), "overdue", False, "22"),
    "objection": (2, "working_days", PROPOSALS, "close_objections", False, "art. 73"),
    "hearing_wait": (3, "working_days", PROPOSALS, "end_hearing_wait", False, "art. 73"),
    "arrival_word": (3, "working_days", ("close_validity",), "close_arrival_word", False, "art. 73"),
}
BOUNDS = {
    "invite": ("admitted",),
    "register": ("registration",),
    "rework": ("rework",),
    "knb": ("knb",),
    "decision": ("registration", "checks", "knb", "preliminary_decision"),
    "validity": ("preliminary_approved",),
    "reconcile": ("intake",),
    "final": ("final_review",),
    "objection": HEARINGS,
    "hearing_wait": HEARINGS,
    "arrival_word": ("arrival_review",),
}
SILENT = {
    "screening": (
        *("general", 15, ("submit_petition", "resubmit_petition", "take_up_petition", "send_back_to_screening")),
        *("screening", "overdue", "5"),
    ),
    "completion": ("goal", 10, ("return_petition",), "petition_incomplete", "reminder", "5"),
    "choice": ("goal", 5, ("invite", "cancel_interview", "reopen_calendar"), "slot_choice", "reminder", "6"),
    "interview": ("goal", 2, ("book_interview", "rebook", "move_interview"), "interview", "overdue", "7"),
    "ministry_review": (
        *("general", 15, ("record_interview", "propose_screening_refusal")),
        *("ministry_review", "overdue", "8"),
    ),
    "refusal_notice": ("goal", 2, ("decline_petition",), "refusal_notice", "overdue", "9"),
    "arrival_review": ("goal", 5, ("close_validity",), "arrival_review", "overdue", "19"),
    "package": ("goal", 20, ("record_arrival", "return_package"), "arrived", "reminder", "20"),
    "dispatch": ("goal", 1, ("file_at_con",), "dispatch", "overdue", "21"),
    "courier": ("goal", 3, ("hand_to_courier",), "in_transit", "overdue", "21"),
    "residence": ("goal", 10, ("grant",), "granted", "reminder", "25"),
    "card_order": ("goal", 1, ("register_residence",), "registered", "overdue", "26"),
    "card": ("goal", 15, ("order_card",), "card_ordered", "overdue", "26"),
    "ordered": ("general", 15, ("order_act",), "overdue", "art. 91(4)"),
    "hearing": (
        *("goal", 5, PROPOSALS, "ministry_review", "petition_hearing", "preliminary_decision", "preliminary_hearing"),
        *("final_review", "final_hearing", "overdue", "art. 73"),
    ),
}
"""What the order sets no term for (interpretation 47): none of it is said to be a term of the order."""
PETITION = (
    "passport diploma portfolio photo training_certificate cv motivation_letter criminal_record criminal_record_2"
)
APPLICATION = "passport passport_translation photo petition criminal_record criminal_record_2 questionnaire duty"
PACKAGE = "passport medical fingerprints housing photo petition criminal_record criminal_record_2 questionnaire duty"
RESIDENCE = "passport prp_notice card_duty"


@pytest.mark.parametrize("key", [OLD, NEW])
def test_the_terms_are_those_of_the_algorithm(key: str):
    ours = [t for t in edition(key).terms.values() if t.of_order]
    terms = {t.key: (t.length, t.unit, t.event, t.on_expiry, t.roll, t.paragraph) for t in ours}

    assert terms == TERMS
    assert {t.key: t.bounds for t in ours} == BOUNDS


@pytest.mark.parametrize("key", [OLD, NEW])
def test_what_the_algorithm_sets_no_term_for_says_what_does(key: str):
    silent = [t for t in edition(key).terms.values() if not t.of_order]

    assert {t.key: (t.basis, t.length, t.event, *t.bounds, t.on_expiry, t.paragraph) for t in silent} == SILENT
    assert {t.unit for t in silent} == {"working_days"}


@pytest.mark.parametrize("key", [OLD, NEW])
def test_the_bars_last_a_year(key: str):
    bars = {b.key: (b.length, b.unit, b.since, b.paragraph) for b in edition(key).bars.values()}

    assert bars == {
        "preliminary_refused": (1, "years", "decision", "19"),
        "lapsed": (1, "years", "approval", "19"),
        "final_refused": (1, "years", "decision", "24"),
    }


@pytest.mark.parametrize("key", [OLD, NEW])
def test_the_rules_and_checks_are_those_of_the_algorithm(key: str):
    law = edition(key)

    assert {r.key: (r.days, r.compare, r.paragraph) for r in law.rules.values()} == {
        "passport": (180, "more_than", "4(1)"),
        "housing": (180, "at_least", "20(4)"),
        "duty_again": (5, "more_than", "12"),  # ours (interpretation 49)
    }
    assert dict(law.checks) == {"preliminary": ("ibd", "sio"), "final": ("originals", "border", "adis", "ibd", "sio")}
    assert law.bring == ("fingerprints", "medical", "housing")
    assert law.photo == PhotoSize(35, 45)
    assert law.cities == ("astana", "almaty")
    assert law.petition_lifetime is None


@pytest.mark.parametrize(
    ("key", "package"), [(OLD, PACKAGE), (NEW, f"{PACKAGE} consent_form")], ids=["2025", "2026 with the consent"]
)
def test_the_lists_are_those_of_the_algorithm(key: str, package: str):
    lists = {name: " ".join(rule.kind for rule in rules) for name, rules in edition(key).lists.items()}

    assert lists.pop("arrival") == "arrival_proof", "ours: the algorithm names no proof of the arrival"
    assert lists == {"petition": PETITION, "application": APPLICATION, "con": package, "residence": RESIDENCE}


@pytest.mark.parametrize("key", [OLD, NEW])
def test_the_items_are_numbered_from_1(key: str):
    law = edition(key)

    for name, paragraph in {"petition": 4, "application": 10, "con": 20, "residence": 26}.items():
        rules = [rule for rule in law.lists[name] if rule.kind not in ("passport_translation", "criminal_record_2")]
        expected = [f"{paragraph}({item})" for item in range(1, len(rules) + 1)]
        assert [rule.paragraph for rule in rules] == expected


@pytest.mark.parametrize("key", [OLD, NEW])
def test_only_the_diploma_the_translation_and_a_second_certificate_may_be_left_out(key: str):
    law = edition(key)
    optional = [(name, rule.kind) for name, rules in law.lists.items() for rule in rules if not rule.required]

    second = [(name, "criminal_record_2") for name in ("petition", "application", "con")]
    wanted = [("petition", "diploma"), second[0], ("application", "passport_translation"), second[1]]
    assert sorted(optional) == sorted([*wanted, ("arrival", "arrival_proof"), second[2]])


@pytest.mark.parametrize("key", [OLD, NEW])
def test_the_rules_hang_on_the_right_documents(key: str):
    law = edition(key)
    ruled = {(name, rule.kind): rule.rules for name, rules in law.lists.items() for rule in rules if rule.rules}

    assert ruled == {
        ("petition", "passport"): ("passport",),
        ("petition", "photo"): ("photo",),
        ("application", "passport"): ("passport",),
        ("application", "photo"): ("photo",),
        ("application", "criminal_record"): ("legalised",),
        ("application", "criminal_record_2"): ("legalised",),
        ("con", "passport"): ("passport",),
        ("con", "medical"): ("healthy",),
        ("con", "housing"): ("housing",),
        ("con", "photo"): ("photo",),
        ("con", "criminal_record"): ("legalised",),  # п. 28
        ("con", "criminal_record_2"): ("legalised",),
        ("residence", "passport"): ("valid",),
    }


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2025, 1, 14), None),
        (date(2025, 1, 15), OLD),
        (date(2025, 12, 31), OLD),
        (date(2026, 1, 1), None),
        (date(2026, 5, 6), None),
        (date(2026, 5, 7), NEW),
        (date(2026, 12, 31), NEW),
        (LAST.in_force_to + timedelta(days=1), None),
    ],
)
def test_the_order_in_force_is(day: date, key: str | None):
    law = edition_on(day, KEY)

    assert (law and law.key) == key


@pytest.mark.parametrize(
    ("key", "ru", "kk"), [(OLD, "МЦРИАП", "ЦДИАӨМ"), (NEW, "МИИЦР", "ЖИЦДМ")], ids=["2025", "2026"]
)
def test_the_ministry_is(key: str, ru: str, kk: str):
    law = edition(key)
    abbr = law.bodies["ministry"].abbr

    assert (abbr.ru, abbr.kk) == (ru, kk)
    assert ru in law.document("application", "petition").hint.ru
    assert kk in law.document("application", "petition").hint.kk


def test_the_old_order_says_that_its_paragraphs_are_borrowed():
    note = edition(OLD).note

    assert note and "не пронумерован" in note.ru


def test_a_step_starts_the_terms_that_name_it():
    assert [term.key for term in edition(NEW).terms.values() if "resubmit" in term.event] == ["register", "decision"]


def test_a_document_is_looked_up_in_its_list():
    assert edition(NEW).document("con", "consent_form").paragraph == "20(10)"
    with pytest.raises(KeyError, match="consent_form"):
        edition(OLD).document("con", "consent_form")


def test_an_unknown_edition_is_refused():
    with pytest.raises(RegulationError, match="order_2031_1"):
        edition("order_2031_1")


# ------------------------------------------------------------------------------- the administrator's dates


@pytest.mark.parametrize(
    ("day", "periods", "key"),
    [
        (date(2026, 5, 20), {}, NEW),
        (date(2026, 5, 20), {NEW: (date(2026, 6, 1), date(2026, 12, 31))}, None),
        (LAST.in_force_to + MONTH, {LAST.key: (LAST.in_force_from, LAST.in_force_to + 2 * MONTH)}, LAST.key),
        (date(2026, 5, 20), {OLD: (date(2025, 1, 15), date(2026, 6, 30))}, NEW),
        (date(2026, 2, 1), {OLD: (date(2025, 1, 15), date(2026, 6, 30))}, OLD),
    ],
)
def test_filings_are_accepted_by(day: date, periods: dict[str, tuple[date, date]], key: str | None):
    open_key = open_on(day, periods, KEY)

    assert (open_key and open_key.key) == key


# ------------------------------------------------------------------------------- a text in the reader's language


@pytest.mark.parametrize(
    ("language", "word"),
    [("ru", "р"), ("kk", "қ"), ("en", "e"), ("en-us", "e"), ("kk-kz", "қ"), ("de", "р"), (None, "р")],
)
def test_a_text_speaks(language: str | None, word: str):
    assert Text(ru="р", kk="қ", en="e").in_(language) == word


def test_a_text_follows_the_active_language(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cases.law.regulations.text.get_language", lambda: "kk")

    assert str(Text(ru="р", kk="қ", en="e")) == "қ"


# ------------------------------------------------------------------------------- what the loader refuses


def changed(old: str, new: str) -> str:
    assert SOURCE.count(old) >= 1, old
    return SOURCE.replace(old, new, 1)


@pytest.mark.parametrize(
    ("source", "key"),
    [
        (changed('key = "order_2026_241"', 'key = "order_2026_242"'), "key"),
        (changed('key = "order_2026_241"', 'key = "order_2026_241"\ncolour = "red"'), "colour"),
        (changed("in_force_from = 2026-05-07", 'in_force_from = "7 May"'), "in_force_from"),
        (changed("in_force_from = 2026-05-07", "in_force_from = 2026-05-07T00:00:00"), "in_force_from"),
        (changed("in_force_from = 2026-05-07", "in_force_from = 2027-05-07"), "in_force_to"),
        (changed("in_force_from = 2026-05-07", "in_force_from = 2026-02-30"), "syntax"),
        (changed('cities = ["astana", "almaty"]', "cities = []"), "cities"),
        (changed('cities = ["astana", "almaty"]', 'cities = ["astana", "astana"]'), "cities"),
        (changed('"astana", "almaty"', '"Астана"'), "cities"),
        (changed('bring = ["fingerprints", ', 'bring = ["diploma", '), "bring"),
        (changed('bring = ["fingerprints", ', 'bring = ["dog", '), "bring"),
        (changed('abbr.en = "NSC"\n', ""), "bodies.nsc.abbr.en"),
        (changed('abbr.en = "NSC"', 'abbr.en = " "'), "bodies.nsc.abbr.en"),
        (changed('abbr.en = "NSC"', 'abbr.en = "NSC"\nabbr.de = "NSC"'), "bodies.nsc.abbr.de"),
        (changed("[bodies.nsc]", "[bodies.police]"), "bodies.police"),
        (changed("length = 25", "length = 0"), "terms.knb.length"),
        (changed("length = 25", "length = true"), "terms.knb.length"),
        (changed("length = 25", "length = 25\nlenght = 30"), "terms.knb.lenght"),
        (changed('event = ["admit"]', "event = []"), "terms.invite.event"),
        (changed('unit = "working_days"', 'unit = "days"'), "terms.invite.unit"),
        (changed("roll = false", "roll = true"), "terms.invite.roll"),
        (changed("roll = false\n", ""), "terms.invite.roll"),
        (changed('paragraph = "15"', 'paragraph = "п. 15"'), "terms.knb.paragraph"),
        (changed('from = "approval"', 'from = "arrival"'), "bars.lapsed.from"),
        (changed('unit = "years"\nfrom', 'unit = "calendar_days"\nfrom'), "bars.preliminary_refused.unit"),
        (changed('compare = "more_than"', 'compare = "over"'), "rules.passport.compare"),
        (changed("[rules.housing]", "[rules.flat]"), "rules.housing"),
        (changed('final = ["originals", ', 'initial = ["originals", '), "checks.final"),
        (changed('rules = ["housing"]', 'rules = ["flat"]'), "lists.con[4].rules"),
        (changed('kind = "diploma"', 'kind = "диплом"'), "lists.petition[2].kind"),
        (changed('kind = "diploma"', 'kind = "passport"'), "lists.petition[2].kind"),
        (changed('title.kk = "Диплом (бар болса)"\n', ""), "lists.petition[2].title.kk"),
        (changed('source = "portal"', 'source = "robot"'), "lists.application[4].source"),
        (changed("width = 35", "width = -35"), "photo.width"),
        (changed("[photo]", '[petition_lifetime]\nlength = 1\nunit = "moons"\n\n[photo]'), "petition_lifetime.unit"),
    ],
)
def test_the_loader_names_the_file_and_the_key(source: str, key: str):
    with pytest.raises(RegulationError) as fault:
        load(source, f"{NEW}.toml", NOMAD.whole_shape)

    assert str(fault.value).startswith(f"{NEW}.toml: {key}: ")


def test_a_later_order_may_bring_terms_and_rules_of_its_own():
    law = load(
        SOURCE
        + '\n[terms.another]\nlength = 3\nunit = "working_days"\nevent = ["submit_petition"]\nbounds = ["screening"]'
        + '\non_expiry = "overdue"\nroll = false\nparagraph = "5"'
        + '\n\n[rules.medical]\ndays = 90\ncompare = "at_least"\nparagraph = "20(2)"\n'
        + '\n[petition_lifetime]\nlength = 1\nunit = "years"\n',
        f"{NEW}.toml",
        NOMAD.whole_shape,
    )

    assert law.terms["another"].length == 3
    assert law.rules["medical"].days == 90
    assert law.petition_lifetime and law.petition_lifetime.unit == "years"


def test_two_orders_in_force_on_a_single_day_are_refused(monkeypatch: pytest.MonkeyPatch):
    prolonged = load(
        files("cases.programmes.nomad.editions")
        .joinpath(f"{OLD}.toml")
        .read_text("utf-8")
        .replace("to = 2025-12", "to = 2026-12"),
        f"{OLD}.toml",
        NOMAD.whole_shape,
    )
    laws = {f"{edition.key}.toml": edition for edition in editions("nomad")} | {f"{OLD}.toml": prolonged}
    monkeypatch.setattr("cases.law.regulations.load", lambda source, file, shape, programme: laws[file])

    with pytest.raises(RegulationError, match="still in force"):
        regulations._load_all(KEY)


def test_a_document_of_the_package_is_a_rule_of_its_own():
    assert all(isinstance(rule, DocRule) for rule in edition(NEW).lists["con"])
    passport = edition(NEW).document("con", "passport")
    assert passport.shown and not passport.original, "compared at the counter (п. 20(1)), it does not travel"
    assert edition(NEW).document("con", "criminal_record").original
    assert not edition(NEW).document("petition", "passport").original
