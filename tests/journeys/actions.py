"""What people do on the pages again and again, each through the page itself."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import translation

from cases.engine.steps import STEPS
from cases.engine.steps.proceedings import language_of
from cases.law.titles import list_at
from cases.models import Case, Ground, Letter, QuestionnaireForm, Signature
from cases.models.letter import LETTERS
from cases.programmes.nomad.demands import misfits
from cases.programmes.nomad.papers import comparing
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.states import State
from cases.templatetags import letter_text
from demo import walk
from tests import people
from tests.journeys.browser import Person

Facts = Mapping[str, Any]

ASKED = {
    "issued_on": "Issued on",
    "valid_from": "Valid from",
    "expires_on": "Valid until",
    "country": "State that issued the document",
    "legalisation_note": "Treaty or apostille number",
}
"""Labels of what is asked about a document besides its file."""


def case_of(person: Person) -> Case:
    """The newest case of an applicant as it stands now."""
    assert person.user and person.user.person
    return Case.objects.filter(person=person.user.person).order_by("-id")[0]


def fresh(case: Case) -> Case:
    """The same case as it stands now."""
    return Case.objects.get(pk=case.pk)


def letter(reader: Person, case: Case, kind: str) -> str:
    """The words of the newest letter of this kind, downloaded by its button; it bears its number."""
    row = Letter.objects.filter(case=case, kind=kind).order_by("-id")[0]
    text = reader.letter(LETTERS[kind].name)
    assert row.number in text and row.facts["person"]["full_name"] in text
    return text


def letter_day(reader: Person, day: date) -> str:
    """A day as letters write it, officially."""
    with translation.override(reader.language):
        return str(letter_text.day(day))


# ------------------------------------------------------------------------------------------------ the applicant


def hand_in(card: Person, path: Path | None, facts: Facts, button: str = "Save", status: int = 200) -> None:
    """Fill in the upload form of one document; `path` None changes only what is said of it."""
    card.unfold()
    if path:
        card.attach(path)
    for name, value in facts.items():
        if name in ASKED:
            card.fill(ASKED[name], value)
    if "legalisation" in facts:
        card.choose(facts["legalisation"], of="How the document is legalised")
    if facts.get("notarised"):
        card.choose("The contract is certified by a notary")
    card.click(button, status=status)


def sign(me: Person, case: Case | None = None, about: str = "") -> None:
    """From the form or the check before it over the sheet to the signature; `case`: for who is not its applicant.

    `about`: the list the sheet names, where it is not the one the case is at.
    """
    me.click("Go on to signing")
    read_the_sheet(me, case or case_of(me), about)
    me.sign()


def read_the_sheet(me: Person, case: Case, about: str = "") -> None:
    """It names the case, the signer, and every document of the list it is about, with its checksum; and no other."""
    sheet = me.within("What you sign").text(folded=True)
    assert me.user
    for words in (case.number, me.user.full_name, me.user.signing_iin):
        assert words in sheet, words
    titles = {rule.kind: me.t(rule.title) for rule in case.law.lists[about or list_at(case)]}
    for kind, document in case.dossier.documents.items():
        assert (document.blob_id[:12] in sheet) is (kind in titles), kind
        assert titles.get(kind, "") in sheet, kind


def finds_the_signature(me: Person, case: Case, step: str) -> None:
    """It is kept with the sheet as it was shown, in the language of the reader, who finds it again."""
    row = Signature.objects.get(case=case, step=step)
    assert json.loads(row.sheet)["what"] == me.t(STEPS[step].label)
    assert row.iin == case.person.iin and row.revocation == "good"
    me.click("Go to the case")
    me.within("Your signatures").sees(row.serial)


def answer_questionnaire(me: Person, on: date) -> None:
    """Answer what the person's data have not answered already."""
    form = QuestionnaireForm.objects.filter(valid_from__lte=on).order_by("-valid_from")[0]
    for item in form.fields:
        known = item.get("person") and getattr(me.user.person, item["person"], None)  # type: ignore[union-attr]
        if item.get("required") and not known:
            _answer(me, item)
    me.click("Save")
    me.sees("The questionnaire is complete and saved.")


def _answer(me: Person, item: Facts) -> None:
    label = item["label"][me.language]
    if item["type"] in ("choice", "language"):
        me.choose(item["choices"][0][1][me.language], of=label)
    else:
        answers = {"date": date(2020, 1, 31), "email": "me@example.org"}
        me.fill(label, answers.get(item["type"], "Как сказано в документах"))


def pay(me: Person, button: str = "Pay the duty") -> None:
    """Through the demo gateway and back."""
    me.click(button)
    me.click("Pay")
    me.sees("Paid")


# ------------------------------------------------------------------------------------------------ the staff


def ground(kind: str, case: Case | None = None) -> Ground:
    """One of the grounds the reference table offers for this kind of decision, and the file of `case` bears out."""
    rows = Ground.objects.filter(kind=kind, active=True).order_by("own_words", "id")
    why = misfits(fresh(case), people.after(case), rows) if case else {}
    return next(row for row in rows if row.code not in why and (case or row.needs in people.FREE))


def record_interview(hub: Person, result: str, text: str) -> None:
    """The protocol on its own page; its hour is that of the booking."""
    hub.click("Record the interview")
    hub.fill("Who was present", "Заявитель; работник АКФ ПИТ")
    row = hub.within("Question %(number)s", number=1)
    row.fill("Question or criterion", "Опыт работы по профессии")
    row.fill("Answer", "Восемь лет, проекты названы.")
    hub.choose(result)
    hub.fill("What was established", text)
    hub.click("Record the interview")


PROPOSALS = {
    "Decline the petition": "Propose to decline the petition",
    "Refuse": "Propose a refusal",
    "Refuse the permit": "Propose a refusal of the permit",
}
"""What goes before a refusal of which the person is told first (art. 73 of the АППК)."""


REASONS_IN = {"ru": "Reasons in Russian", "kk": "Reasons in Kazakh"}
"""By the language of the proceedings."""


def propose(desk: Person, button: str, kind: str, reasons: str, case: Case) -> None:
    """A refusal is proposed by its own page: a ground that fits, the reasons in words, and where one can be heard."""
    desk.click(PROPOSALS[button])
    desk.choose(ground(kind, case))
    desk.fill(REASONS_IN[language_of(fresh(case))], reasons)
    desk.fill("Link of the video meeting, or the place", "https://meet.example.org/hearing")
    desk.click(PROPOSALS[button])


def refuse(desk: Person, button: str, kind: str, reasons: str, case: Case) -> None:
    """A refusal by its own page: a ground that fits, the reasons in words, and the ЭЦП. Where the person is heard
    first, it is proposed, and made when nobody has said anything."""
    if button in PROPOSALS:
        propose(desk, button, kind, reasons, case)
        desk.portal.move_to(walk.may_decide_at(fresh(case)))
        desk.home()
        desk.click(case.number)
    desk.click(button)
    if button not in PROPOSALS:
        desk.choose(ground(kind, case))
        desk.fill(REASONS_IN[language_of(fresh(case))], reasons)
    sign(desk, fresh(case))


def record_checks(officer: Person, kinds: Iterable[str]) -> None:
    """Each check in the order in which the page offers them, nothing against."""
    for kind in kinds:
        if kind == "originals":
            compare_originals(officer)
            continue
        work = officer.within("What to do")
        work.sees(CHECK_NAMES[kind])
        work.choose("Nothing against")
        work.fill("Reference number", f"R-1-{kind}")
        work.click("Record a check")
        officer.within("Checks").within(CHECK_NAMES[kind]).sees("nothing against")


def compare_originals(officer: Person) -> None:
    """Each original beside its copy, by its own page."""
    officer.within("Checks").click("Compare the originals with the copies")
    pk = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", officer.address)
    assert pk
    for rule in comparing.courier_rules(Case.objects.get(pk=pk.group())):
        officer.within(rule.title).choose("agrees with the copy")
    officer.click("Compare the originals with the copies")


def find_by_number(clerk: Person, case: Case) -> None:
    """As п. 20 has it: by the number of the preliminary permit."""
    clerk.home()
    clerk.fill("Find a case", case.preliminary_number)
    clerk.click("Find")
    clerk.click(case.number)


def compare(
    clerk: Person, case: Case, list_key: str, papers: Mapping[str, Path], on: date, leave_out: Collection[str] = ()
) -> None:
    """Every document of the list against its original; copies of what was brought are attached first."""
    package = clerk.within("The package against the originals")
    for rule in case.law.lists[list_key]:
        if rule.kind in leave_out:
            continue
        line = package.within(rule.title)
        if rule.kind in papers:
            hand_in(line, papers[rule.kind], people.facts_of(rule.kind, on), button="Keep")
        line.choose("Matches")
    package.click("Record all that is marked")


def expected(desk: Person, state: State, case: Case) -> None:
    """Open the case of somebody who is still to appear, from the tab of that state."""
    desk.home()
    desk.click(state.label)
    desk.click(case.number)
