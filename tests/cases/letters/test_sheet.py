"""The sheet of a letter: its template, its fonts, its file."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pikepdf
import pytest
from django.urls import resolve
from django.utils import translation

from cases.law.calendar import ALMATY
from cases.letters import printing, rendering
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import State
from cases.templatetags.letter_text import day, moment
from cases.values.bilingual import half_in_language, in_language
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import EVERY, FACTS, KAZAKH, PERSON, URL, filled, holds, print_letter, read


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
    assert "<svg" in printing.qr_svg(URL) and 'class="qr"' in printing.qr_svg(URL)
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


def test_long_reasons_run_over_more_pages_and_each_is_numbered():
    pdf = print_letter("final_refusal", "ru", text="Обстоятельства дела изложены подробно. " * 100)
    pages = len(pikepdf.open(io.BytesIO(pdf)).pages)
    assert pages > 1 and read(pdf).count("7K3MQ2XWRP9A") > pages


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
        assert half_in_language("ст. 1 / 1-бап") == "1-бап" and half_in_language("п. 4(1)") == "п. 4(1)"
        assert (
            in_language({"ru": "р", "kk": "қ"}) == "қ"
            and in_language({"ru": "р", "kk": ""}) == "р"
            and in_language(None) == ""
        )
    with translation.override("ru"):
        assert day(datetime(2026, 3, 1, tzinfo=ALMATY)) == "1 марта 2026 года" and day("") == moment(None) == ""


ENDS = ["card_issued", "annulled", "lapsed", "preliminary_refused", "final_refused", "intake"]


@pytest.mark.django_db
def test_what_the_steps_compose_fits_the_sheets(uncaged):
    from cases.models import Letter

    ended = [people.case_in(State(name)) for name in ENDS]
    ways.take(ended[-1], "return_package")
    ways.take(people.case_in(State.LAPSED), "execute_ruling")
    ways.take(ended[ENDS.index("final_refused")], "return_originals")
    ways.take(ways.take(people.case_in("dispatch"), "withdraw"), "return_originals_at_centre")
    people.case_in(State.PETITION_INCOMPLETE)
    ways.take(people.case_in(State.SCREENING), "withdraw_processing")
    ways.take(people.case_in(State.KNB), "record_withdrawal")
    heard = people.Journey(people.applicant())
    for state in (State.REFUSAL_NOTICE, State.PETITION_REFUSED):  # by the ministry, after a hearing
        heard.to(state)
    composed = {row.kind: row for row in Letter.objects.order_by("id")}
    assert set(composed) == set(NOMAD.letters) - {"consent_form"}
    for row in composed.values():
        assert set(FACTS[row.kind]) <= set(row.facts), row.kind
        assert filled(row)


@pytest.mark.django_db
def test_the_registry_of_the_courier_lists_the_originals_alone(every_case):
    """п. 21: nobody ticks off a paper that the portal itself holds, or that was signed by ЭЦП."""
    from cases.models import Consent, Letter

    case = ways.fresh(every_case[State.DISPATCH])
    originals = [r.title.ru for r in case.law.lists["con"] if r.original and r.required]
    assert len(originals) == 6, "the passport has stayed with its owner"
    Consent.objects.create(case=case, purpose="transfer", given=True, at=people.after(case), text="")
    ways.take(case, "hand_to_courier")
    registry = Letter.objects.get(case=case, kind="courier_registry")
    paper = case.law.document("con", "consent_form").title.ru
    assert [item["ru"] for item in registry.facts["items"]] == [title for title in originals if title != paper]


def test_the_printed_address_is_the_public_page_of_verification():
    assert resolve(rendering.CHECK_PATH.format(code="7K3MQ2XWRP9A")).view_name == "front:verify_code"
