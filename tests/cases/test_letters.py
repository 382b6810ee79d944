"""Letters: every kind in both languages says what it must, and is kept once."""

import io
import re
import subprocess
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.urls import resolve
from django.utils import translation

from cases import files
from cases.calendar import ALMATY
from cases.eds.base import Purpose, Revocation, Signer, Status, Verified
from cases.letters import facts, marks, printing, rendering
from cases.letters.kinds import SHEETS
from cases.models.letter import LETTER_NAMES
from cases.regulations import edition
from cases.states import State
from cases.steps import STEPS
from cases.templatetags.letter_text import authority, day, half, lang, moment
from tests import people
from tests.cases import ways

AT = datetime(2026, 11, 21, 14, 5, tzinfo=ALMATY)
URL = "https://portal.example/verify/7K3MQ2XWRP9A/"
ED = edition("order_2026_241")
KAZAKH = "ӘҒҚҢӨҰҮҺІ әғқңөұүһі"
DAYS = {
    "2026-11-21": {"ru": "21 ноября 2026 года", "kk": "2026 жылғы 21 қараша"},
    "2026-11-26": {"ru": "26 ноября 2026 года", "kk": "2026 жылғы 26 қараша"},
    "2026-12-21": {"ru": "21 декабря 2026 года", "kk": "2026 жылғы 21 желтоқсан"},
    "2027-11-21": {"ru": "21 ноября 2027 года", "kk": "2027 жылғы 21 қараша"},
    "2027-11-22": {"ru": "22 ноября 2027 года", "kk": "2027 жылғы 22 қараша"},
}


def both(text: Any) -> dict[str, str]:
    return {"ru": text.ru, "kk": text.kk}


def titles(list_key: str) -> dict[str, dict[str, str]]:
    return {rule.kind: both(rule.title) for rule in ED.lists[list_key]}


PERSON = {
    "iin": "900101300017", "full_name": "Varenholt Jonas", "citizenship": "Germany", "birth_place": "Bremen",
    "phone": "+7 700 000 00 00", "address": "Bremen, Example Street 1", "passport_number": "C1234567",
    "passport_issuer": "Stadt Bremen", "born_on": "1990-01-01", "passport_issued_on": "2023-05-04",
    "email": "jonas@example.org",
}  # fmt: skip
COMMON = {
    "case": "HUB-2026-00012", "preliminary_number": "AST-2026-00007", "mp_number": "MP-77123", "date": "2026-11-21",
    "person": PERSON, "edition": {"key": ED.key, "number": ED.number, "title": both(ED.title)},
    "bodies": {key: {"abbr": both(body.abbr), "name": both(body.name)} for key, body in ED.bodies.items()},
    "department": {"ru": "Управление Астаны", "kk": "Астана басқармасы"}, "city": {"ru": "Астана", "kk": "Астана"},
    "department_address": "", "centre_address": "", "by": "Obraztsova Aigerim", "profession": "Software architect",
    "text": "",
}  # fmt: skip
GROUNDS = {
    "grounds": [{"article": "ст. 49 / 49-бап", "ru": "Первое основание.", "kk": "Бірінші негіз."}],
    "text": "Because of that.",
}  # fmt: skip
BAR = {"bar_until": "2027-11-21", "may_file_from": "2027-11-22"}
PACKAGE = {"items": list(titles("con").values())}
FACTS: dict[str, dict[str, Any]] = {
    "interview_invitation": {"paragraph": "6"},
    "petition": {"paragraph": "8", "signer": "Seitkazin Yerlan", "signed_at": AT.isoformat()},
    "petition_refusal": {"paragraph": "9", **GROUNDS},
    "rework_return": {
        "paragraph": "12", "due": "2026-11-26", "days": 5,
        "returns": [{"title": titles("application")["photo"], "reason": {"ru": "Мелко.", "kk": "Ұсақ."}, "text": "x"}],
    },
    "annulment": {"paragraph": "12", "by": ""},
    "preliminary_approval": {
        "paragraph": "19", "bring": [titles("con")[kind] for kind in ED.bring], "valid_until": "2026-12-21",
        "days": 30, "approved_on": "2026-11-21", "lapse_file_from": "2027-11-22",
    },
    "preliminary_refusal": {"paragraph": "19", **GROUNDS, **BAR},
    "lapse": {"paragraph": "19", "by": "", "approved_on": "2026-11-21", **BAR},
    "intake_receipt": {"paragraph": "21", **PACKAGE},
    "package_missing": {"paragraph": "21", "missing": [titles("con")["housing"] | {"text": "150 days"}]},
    "courier_registry": {"paragraph": "21", **PACKAGE, "courier": "Kazpost", "waybill": "KZ-0099", "sheets": 34},
    "final_grant": {"paragraph": "22", "residence": list(titles("residence").values())},
    "final_refusal": {"paragraph": "24", **GROUNDS, **BAR},
    "consent_form": {"paragraph": ""},
}  # fmt: skip
SIGNATURE = {
    "name": "СЕЙТКАЗИН ЕРЛАН МАРАТОВИЧ", "iin": "80••••••••17", "bin": "241000000301",
    "organization": "Министерство искусственного интеллекта и цифрового развития Республики Казахстан",
    "serial": "4f2c7d5e8a90b1c2d3e4f5061728394a5b6c7d8e", "issuer": "C=KZ,CN=ҰЛТТЫҚ ОРТАЛЫҚ (GOST) 2022",
    "algorithm": "GOST 34.10-2015 (512)", "at": AT.isoformat(), "claimed_at": "",
    "not_before": "2026-01-01T00:00:00+05:00", "not_after": "2027-01-01T00:00:00+05:00", "revocation": "good",
    "sheet": "a" * 64, "demo": False,
}  # fmt: skip
EVERY = [(kind, language) for kind in FACTS for language in rendering.LANGUAGES]
REFUSALS = [(kind, language) for kind, language in EVERY if "grounds" in FACTS[kind]]
BARRED = [(kind, language) for kind, language in EVERY if "bar_until" in FACTS[kind]]


def facts_of(kind: str) -> dict[str, Any]:
    return COMMON | FACTS[kind]


def print_letter(kind: str, language: str, **changes: Any) -> bytes:
    said = facts_of(kind) | changes
    return rendering.render(kind, said, language, number="L-2026-00042", at=AT, code="7K3MQ2XWRP9A", check_url=URL)


def read(pdf: bytes) -> str:
    """The text of a PDF, every run of spaces and line ends as one space."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


@cache
def text_of(kind: str, language: str) -> str:
    return read(print_letter(kind, language))


def holds(text: str, wanted: str) -> bool:
    """Whether all words are there: in a table cell a line break may stand between any two of them."""
    return all(word in text for word in wanted.split())


def test_the_table_the_names_and_the_templates_are_the_same_kinds():
    folder = settings.BASE_DIR / "templates/letters"
    on_disk = {f"letters/{path.name}" for path in folder.glob("*.html")} - {"letters/base.html"}
    assert set(SHEETS) == set(LETTER_NAMES) == set(FACTS)
    assert {sheet.template for sheet in SHEETS.values()} == on_disk
    assert len(on_disk) == len(SHEETS)


def test_no_part_of_a_letter_is_an_orphan():
    folder = settings.BASE_DIR / "templates/letters"
    sources = "".join(path.read_text() for path in folder.rglob("*.html")) + Path(rendering.__file__).read_text()
    to = {sheet.to for sheet in SHEETS.values()}
    named = set(re.findall(r"letters/parts/(\w+)\.html", sources)) | {f"to_{each}" for each in to}
    assert {path.stem for path in (folder / "parts").glob("*.html")} == named


def test_every_letter_of_a_step_has_a_sheet():
    assert {step.letter for step in STEPS.values() if step.letter} == set(SHEETS)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_letter_names_itself_and_the_person(kind, language):
    text = text_of(kind, language)
    assert "7K3MQ2XWRP9A" in text and "L-2026-00042" in text
    assert kind == "petition" or holds(text, "Varenholt Jonas")
    assert DAYS["2026-11-21"][language] in text or kind == "consent_form"


@pytest.mark.parametrize(("kind", "language"), [pair for pair in EVERY if pair[0] != "consent_form"])
def test_every_letter_cites_its_paragraph_and_the_order(kind, language):
    paragraph = FACTS[kind]["paragraph"]
    assert re.search(rf"(paragraph|пункт) {paragraph}\b|\b{paragraph}-?\s?тармағы", text_of(kind, language))
    assert "241/НҚ" in text_of(kind, language)


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_the_petition_names_the_person_the_profession_and_order_49(language):
    text = text_of("petition", language)
    for wanted in ("Varenholt Jonas", "900101300017", "Germany", "C1234567", "Software architect", "Seitkazin Yerlan"):
        assert holds(text, wanted)
    assert "№ 49" in text and "31938" in text


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_the_approval_names_three_documents_and_the_last_day(language):
    text = text_of("preliminary_approval", language)
    assert len(ED.bring) == 3
    assert all(holds(text, titles("con")[kind][language]) for kind in ED.bring)
    assert holds(text, DAYS["2026-12-21"][language]) and holds(text, DAYS["2027-11-22"][language])
    assert "AST-2026-00007" in text and " 30 " in text


@pytest.mark.parametrize(("kind", "language"), REFUSALS)
def test_a_refusal_gives_grounds_with_article_and_reasons(kind, language):
    text = text_of(kind, language)
    assert ("ст. 49" in text, "49-бап" in text) == (language == "ru", language == "kk")
    assert holds(text, FACTS[kind]["grounds"][0][language]) and "Because of that." in text


@pytest.mark.parametrize(("kind", "language"), BARRED)
def test_a_bar_is_named_with_its_end_and_the_first_day_after(kind, language):
    text = text_of(kind, language)
    assert DAYS["2027-11-21"][language] in text and DAYS["2027-11-22"][language] in text


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_a_return_names_documents_reasons_and_the_last_day(language):
    text = text_of("rework_return", language)
    assert DAYS["2026-11-26"][language] in text
    assert holds(text, titles("application")["photo"][language])
    assert {"ru": "Мелко.", "kk": "Ұсақ."}[language] in text


@pytest.mark.parametrize("language", rendering.LANGUAGES)
@pytest.mark.parametrize("kind", ["intake_receipt", "courier_registry"])
def test_the_package_is_listed_whole(kind, language):
    assert all(holds(text_of(kind, language), item[language]) for item in PACKAGE["items"])
    assert kind == "intake_receipt" or holds(text_of(kind, language), "Kazpost KZ-0099 34")


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_what_is_missing_is_listed_with_the_remark(language):
    text = text_of("package_missing", language)
    assert holds(text, titles("con")["housing"][language]) and "150 days" in text


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_the_grant_lists_what_to_bring_for_the_card(language):
    assert all(holds(text_of("final_grant", language), t[language]) for t in titles("residence").values())


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_the_consent_form_is_filled_in(language):
    text = read(rendering.consent_form(COMMON, language))
    for key in ("full_name", "birth_place", "address", "phone", "email", "passport_number", "passport_issuer"):
        assert holds(text, PERSON[key])
    assert "7K3MQ2XWRP9A" not in text


# ------------------------------------------------------------------------------------------------ the block of the ЭЦП


def words(text: str, language: str) -> str:
    with translation.override(language):
        return translation.gettext(text)


SIGNED = [("petition", "ru"), ("petition", "kk"), ("final_refusal", "ru"), ("preliminary_approval", "kk")]


@pytest.mark.parametrize(("kind", "language"), SIGNED)
def test_a_signed_letter_shows_who_signed_with_what_and_when(kind, language, settings):
    settings.DEMO = False
    text = read(print_letter(kind, language, signature=SIGNATURE))
    for key in ("name", "iin", "bin", "organization", "serial", "algorithm"):
        assert holds(text, str(SIGNATURE[key])), key
    assert holds(text, "ҰЛТТЫҚ ОРТАЛЫҚ (GOST) 2022") and "C=KZ" not in text
    assert f"{DAYS['2026-11-21'][language]}, 14:05" in text
    for said in ("Signed by ЭЦП", "not revoked at the time of signing"):
        assert holds(text, words(said, language)), said
    assert not holds(text, words("certificate of the demonstration, no legal force", language))


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_the_block_of_a_demo_certificate_says_so(language):
    text = read(print_letter("petition", language, signature=SIGNATURE | {"demo": True}))
    assert holds(text, words("certificate of the demonstration, no legal force", language))
    assert not holds(text, words("Demo signature – not an ЭЦП", language))


@pytest.mark.parametrize(
    ("known", "said"),
    [("unchecked", "not yet checked at the time of signing"), ("revoked_later", "revoked after the signing")],
)
def test_the_block_tells_what_was_known_of_revocation(known, said):
    text = read(print_letter("petition", "ru", signature=SIGNATURE | {"revocation": known}))
    assert holds(text, words(said, "ru")) and not holds(text, words("not revoked at the time of signing", "ru"))


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_a_signed_petition_fits_one_page(language):
    bare = {"preliminary_number": "", "mp_number": ""}  # they come later on the way
    pdf = print_letter("petition", language, signature=SIGNATURE | {"demo": True}, **bare)
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 1


def test_what_the_certificate_says_stays_text():
    text = read(print_letter("petition", "ru", signature=SIGNATURE | {"name": "<b>x</b> {{ code }}"}))
    assert "<b>x</b> {{ code }}" in text


def test_an_authority_is_named_by_its_common_name():
    assert authority("C=KZ,CN=ҰКО (RSA) 2022") == "ҰКО (RSA) 2022" == authority("CN=ҰКО (RSA) 2022,C=KZ")
    assert authority(r"CN=A\, B+C=KZ") == "A, B" and authority("O=X") == "O=X" and authority(None) == ""


def test_the_block_is_frozen_with_the_iin_masked(settings):
    signer = Signer(
        "A B", "A", "B", "C", "900101300017", "241000000301", "МИИЦР", "", "4f2c", "", "CN=X", AT, AT, "RSA",
        frozenset(), frozenset(), True, False, "",
    )  # fmt: skip
    given = Verified(signer, Purpose.MINISTRY, b"sheet", b"", AT, None, Revocation(Status.UNCHECKED), "builtin")
    block = facts.signature_block(given)
    assert (block["name"], block["iin"], block["claimed_at"]) == ("A B C", "90••••••••17", "")
    assert (block["revocation"], block["demo"], block["at"]) == ("unchecked", True, AT.isoformat())
    assert "900101300017" not in str(block) and set(block) == set(SIGNATURE)


def test_the_file_bears_its_code_in_plain_bytes():
    pdf = print_letter("petition", "ru")
    assert marks.code_in(pdf) == "7K3MQ2XWRP9A" and b"%DNR-CODE:7K3MQ2XWRP9A\nstartxref" in pdf
    opened = pikepdf.open(io.BytesIO(pdf))
    assert opened.check_pdf_syntax() == [] and opened.docinfo["/Keywords"] == "DNR-CODE:7K3MQ2XWRP9A"


def test_a_form_without_a_code_bears_no_mark():
    assert marks.code_in(rendering.consent_form(COMMON, "ru")) == ""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"DNR-CODE:ABCD2345WXYZ DNR-CODE:QQQQ2345WXYZ", "QQQQ2345WXYZ"), (b"DNR-CODE:ABCD2345WXYZ9", ""),
        (b"DNR-CODE:abcd2345wxyz", ""), (b"DNR-CODE:ABCD", ""), (b"", ""),
    ],
)  # fmt: skip
def test_a_mark_is_read_whole_or_not_at_all(data, code):
    assert marks.code_in(data) == code


# ------------------------------------------------------------------------------------------------ the sheet


def test_a_letter_holds_every_kazakh_letter_in_our_fonts_only():
    pdf = print_letter("final_grant", "kk", person=PERSON | {"full_name": KAZAKH})
    assert holds(read(pdf), KAZAKH)
    fonts = {str(f.BaseFont) for p in pikepdf.open(io.BytesIO(pdf)).pages for f in p.Resources.Font.as_dict().values()}
    assert fonts and all("DejaVu" in font for font in fonts)


def test_the_same_facts_give_the_same_bytes():
    assert print_letter("petition", "kk") == print_letter("petition", "kk")
    assert print_letter("petition", "kk") != print_letter("petition", "ru")


def test_the_file_tells_its_language_title_and_date():
    pdf = pikepdf.open(io.BytesIO(print_letter("petition", "kk")))
    assert pdf.Root.Lang == "kk"
    assert "L-2026-00042" in str(pdf.docinfo["/Title"])
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261121140500+05")


def test_the_qr_code_holds_the_check_address(monkeypatch):
    asked: list[str] = []
    make = printing.segno.make

    def noted(text: str, **options: Any) -> Any:
        asked.append(text)
        return make(text, **options)

    monkeypatch.setattr(printing.segno, "make", noted)
    assert "<svg" in printing.qr(URL) and 'class="qr"' in printing.qr(URL)
    print_letter("lapse", "ru")
    assert asked == [URL] * 3


def test_what_a_person_writes_stays_text():
    text = read(print_letter("final_refusal", "ru", text='<b>bold</b> <img src="http://example.org/x"> {{ code }}'))
    assert '<b>bold</b> <img src="http://example.org/x"> {{ code }}' in text


@pytest.mark.parametrize("url", ["http://example.org/x.png", "file:///etc/hostname", "data:image/png;base64,AA=="])
def test_a_letter_fetches_nothing(url):
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        printing.to_pdf(f'<img src="{url}">')


def test_long_reasons_run_over_two_pages_and_each_is_numbered():
    pdf = print_letter("final_refusal", "ru", text="Обстоятельства дела изложены подробно. " * 120)
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 2
    assert read(pdf).count("7K3MQ2XWRP9A") >= 3


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_letter_does_without_what_is_optional(kind, language):
    person = dict.fromkeys(PERSON, "") | {"iin": "900101300017", "full_name": "Li Yan"}
    bare = {"person": person, "department": None, "city": None, "mp_number": "", "by": "", "profession": ""}
    text = read(print_letter(kind, language, **bare))
    assert "None" not in text and ", ," not in text


@pytest.mark.parametrize("demo", [True, False])
def test_a_demo_letter_says_so(settings, demo):
    settings.DEMO = demo
    with translation.override("ru"):
        words = translation.gettext("Demonstration: the signature is not an ЭЦП, the document has no legal force.")
    assert holds(read(print_letter("lapse", "ru")), words) is demo


def test_dates_are_in_words_and_sides_in_the_active_language():
    with translation.override("kk"):
        assert day("2026-11-21") == "2026 жылғы 21 қараша"
        assert moment("2026-11-21T20:30:00+00:00") == "2026 жылғы 22 қараша, 01:30"
        assert half("ст. 1 / 1-бап") == "1-бап" and half("п. 4(1)") == "п. 4(1)"
        assert lang({"ru": "р", "kk": "қ"}) == "қ" and lang({"ru": "р", "kk": ""}) == "р" and lang(None) == ""
    with translation.override("ru"):
        assert day(datetime(2026, 3, 1, tzinfo=ALMATY)) == "1 марта 2026 года" and day("") == moment(None) == ""


ENDS = ["card_issued", "annulled", "lapsed", "preliminary_refused", "final_refused", "petition_refused", "intake"]


@pytest.mark.database
@pytest.mark.django_db
def test_what_the_steps_compose_fits_the_sheets(uncaged):
    from cases.models import Letter

    ended = [people.case_in(State(name)) for name in ENDS]
    ways.take(ended[-1], "return_package")
    composed = {row.kind: row for row in Letter.objects.all()}
    assert set(composed) == set(SHEETS) - {"consent_form"}
    for row in composed.values():
        assert set(FACTS[row.kind]) <= set(row.facts), row.kind
        pdf = rendering.render(row.kind, row.facts, "kk", number=row.number, at=row.at, code=row.code, check_url=URL)
        assert row.number in read(pdf) and "None" not in read(pdf) and "{" not in read(pdf)


def test_the_printed_address_is_the_public_page_of_verification():
    assert resolve(rendering.CHECK_PATH.format(code="7K3MQ2XWRP9A")).view_name == "front:verify_code"


# ------------------------------------------------------------------------------------------- kept by the worker


@pytest.fixture
def letter(db):
    from cases.models import Case, Letter, Person

    person = Person.objects.create(iin="900101300017", surname="Varenholt", given_names="Jonas")
    case = Case.objects.create(number="HUB-2026-1", person=person, edition=ED.key, opened_at=AT, state_since=AT)
    return Letter.objects.create(case=case, kind="lapse", number="L-1", at=AT, facts=facts_of("lapse"))


@pytest.mark.database
def test_it_keeps_both_languages_once(letter):
    from cases.models import Blob

    rendering.render_and_store(letter.pk, AT)
    letter.refresh_from_db()
    kept = dict(letter.files)
    assert set(kept) == {"ru", "kk"} and letter.rendered_at == AT
    for language, sha256 in kept.items():
        blob = Blob.objects.get(pk=sha256)
        with files.open_stored(blob.name) as stored:
            data = stored.read()
        assert (blob.mime, blob.size, blob.pages) == ("application/pdf", len(data), 1)
        assert DAYS["2027-11-22"][language] in read(data) and letter.code in read(data)
    rendering.render_and_store(letter.pk, datetime(2026, 12, 1, tzinfo=ALMATY))
    letter.refresh_from_db()
    assert letter.files == kept and letter.rendered_at == AT and Blob.objects.count() == 2


@pytest.mark.database
def test_who_is_second_of_two_at_once_changes_nothing(letter, monkeypatch):
    store = rendering._store

    def overtaken(row, language, now):
        type(row).objects.filter(pk=row.pk).update(files={"ru": "first", "kk": "first"}, rendered_at=AT)
        return store(row, language, now)

    monkeypatch.setattr(rendering, "_store", overtaken)
    rendering.render_and_store(letter.pk, datetime(2026, 12, 1, tzinfo=ALMATY))
    letter.refresh_from_db()
    assert letter.files == {"ru": "first", "kk": "first"} and letter.rendered_at == AT


@pytest.mark.database
def test_a_full_disk_leaves_the_letter_to_be_rendered_again(letter, monkeypatch):
    def full(clean):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "store", full)
    with pytest.raises(OSError, match="No space"):
        rendering.render_and_store(letter.pk, AT)
    letter.refresh_from_db()
    assert letter.files == {} and letter.rendered_at is None
    monkeypatch.undo()
    rendering.render_and_store(letter.pk, AT)
    letter.refresh_from_db()
    assert letter.rendered_at == AT


# ----------------------------------------------------------------------------------------------------- mails


@pytest.mark.parametrize("template", ["emails/notice.txt", "emails/notice.html"])
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_mail_says_the_words_the_number_and_the_link(template, language):
    from django.template.loader import render_to_string

    from cases.models import Notice

    context = {
        "notice": Notice(what="invite"), "words": "Choose a time & come.", "link": "https://portal.example/",
        "number": "HUB-2026-00012", "language": language,
    }  # fmt: skip
    with translation.override(language):
        mail = render_to_string(template, context)
    said = "Choose a time & come." if template.endswith("txt") else "Choose a time &amp; come."
    assert said in mail and "HUB-2026-00012" in mail and "https://portal.example/" in mail
    assert "{" not in mail and "http://" not in mail
