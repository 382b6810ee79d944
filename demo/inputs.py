"""What has to be there before each step, by the names of the steps: for the demo, the benchmark and the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cases.engine import rulings
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.models import Case, City, QuestionnaireForm, Ruling
from cases.programmes.nomad import filing
from cases.programmes.nomad.checks import check_papers
from cases.programmes.nomad.facts import CheckCorrection, Reconciliation
from cases.programmes.nomad.filing import paying

if TYPE_CHECKING:
    from demo.walk import Journey

# ------------------------------------------------------------------------------------------------ before a step


def petition(j: Journey, limit: int | None = None) -> None:
    filing.give_consent(j.case.pk, j.owner, j.tick(), "Согласие на сбор и обработку персональных данных")
    j.refresh()
    j.attach_all("petition", j.owner, limit)


def _interview_begun(j: Journey) -> None:
    assert j.case.slot is not None
    j.now = max(j.now, j.case.slot.starts_at)


def choose_city(j: Journey) -> None:
    if j.case.city_id is None:
        filing.choose_city(j.case.pk, j.owner, j.tick(), City.objects.get(pk=j.city))
    j.refresh()


def begin_application(j: Journey) -> None:
    choose_city(j)
    fill_questionnaire(j)


def _application(j: Journey) -> None:
    """City, documents, questionnaire and duty: all that п. 10 asks for."""
    choose_city(j)
    j.attach_all("application", j.owner)
    _legalise(j)
    fill_questionnaire(j)
    pay(j, "prp")


def _legalise(j: Journey) -> None:
    if not j.case.dossier.documents["criminal_record"].legalisation:
        fields: dict[str, Any] = {"legalisation": "apostille", "legalisation_note": f"A-{j.person.iin[-4:]}"}
        filing.describe(j.case.pk, j.owner, j.tick(), "criminal_record", **fields)
        j.refresh()


def fill_questionnaire(j: Journey, again: bool = False) -> None:
    if j.case.questionnaire.get("complete") and not again:
        return
    forms = QuestionnaireForm.objects.filter(valid_from__lte=local_day(j.now))
    schema = forms.order_by("-valid_from").first()
    answers = {item["key"]: answer(item, j.case, j.filler) for item in schema.fields} if schema else {}
    filing.fill_questionnaire(j.case.pk, j.owner, j.tick(), schema.version if schema else "", answers, True)
    j.refresh()


def answer(item: dict[str, Any], case: Case, filler: str) -> str:
    """A sound answer to one question of the анкета: what is known already where it asks for that, else `filler`."""
    person: Any = case.person
    field = str(item.get("person", ""))
    own = getattr(person, "born" if field == "born_on" else field, None) if field else None
    if item.get("also") == "petition":
        own = case.profession
    if own:
        return str(own)  # a date prints as ISO 8601
    first = (item.get("choices") or [["—"]])[0][0]
    fields = {"date": "2020-01-31", "choice": first, "language": first, "born": "1990-01-31"}
    fields["name"] = "Specimen" if item["required"] else ""
    fields |= {"country": "DE", "countries": "", "phone": "+77000000000", "passport_number": "C1234567"}
    return (fields | {"email": person.user.email}).get(item["type"], filler)


def pay(j: Journey, kind: str) -> None:
    """Pay a duty of the case, "prp" or "card", unless it is paid."""
    if j.case.dossier.paid(kind) and "duty" not in {r.kind for r in j.case.dossier.returns}:
        return
    payment = paying.start_payment(j.case.pk, j.owner, j.tick(), kind)
    paying.settle_payment(payment.code, True, f"BR{j.case.number[-5:]}{kind.upper()}", j.tick())
    j.refresh()


def _correct(j: Journey) -> None:
    """Answer every return: the document, the questionnaire and the duty once more."""
    for returned in j.case.dossier.returns:
        if returned.kind == "questionnaire":
            fill_questionnaire(j, again=True)
        elif returned.kind == "duty":
            pay(j, "prp")
        else:
            fields = {"legalisation": "consular"} if returned.kind == "criminal_record" else {}
            j.attach(returned.kind, j.owner, **fields)
    j.refresh()


def _complete(j: Journey) -> None:
    """Replace every document of the petition that came back."""
    for kind in j.case.dossier.unanswered():
        j.attach(kind, j.owner)
    j.refresh()


def _not_approved(j: Journey) -> None:
    """A refusal needs a ground that the file bears out: where none does, КНБ has taken its approval back."""
    if j.fitting("preliminary"):
        return
    withdrawn = CheckCorrection(
        kind="knb",
        clear=False,
        reference=f"12/4-{j.case.number[-5:]}",
        answered_on=local_day(j.now),
        text="Согласие отозвано.",
        reason="Поступило новое письмо органов национальной безопасности.",
    )
    _knb_letter(j)
    j.step("correct_check", j.tick(), withdrawn)


def package(j: Journey, attached: int | None = None, reconciled: int | None = None) -> None:
    j.attach_all("con", j.crew.of(Actor.CLERK, j.city), attached)
    j.reconcile("con", limit=reconciled)


def _package_short(j: Journey) -> None:
    """One document is found wrong, also where it was accepted before."""
    if not j.case.dossier.accepted("medical", "con"):
        j.reconcile("con", wrong="medical")
        return
    why = {
        "text": j.words("Нет подписи врача."),
        "text_kk": j.words("Дәрігердің қолы жоқ."),
        "reason": j.words("Подписи врача не заметили сразу."),
    }
    j.step("reconcile_document", j.tick(), Reconciliation(kind="medical", accepted=False, **why))


def _card_documents(j: Journey) -> None:
    pay(j, "card")
    j.reconcile("residence")


def _knb_letter(j: Journey) -> None:
    """As it came on paper; a second answer comes by another."""
    officer = j.user(Actor.OFFICER)
    assert officer is not None
    if check_papers.of_kind(j.case, check_papers.KNB_LETTER) is None:
        j.attach(check_papers.KNB_LETTER, officer, len(j.case.dossier.checks))


def _ruling(j: Journey) -> None:
    """The paper itself, before it is recorded; a second ruling is another paper."""
    head, before = j.user(Actor.HEAD), Ruling.objects.filter(case=j.case).count()
    assert head is not None
    if rulings.attached_paper(j.case) is None:
        j.attach(rulings.PAPER, head, *([before] if before else []))


PREPARE: dict[str, Callable[[Journey], Any]] = {
    "submit_petition": petition,
    "resubmit_petition": _complete,
    "invite": lambda j: j.free_slot(),
    "record_interview": _interview_begun,
    "reopen_calendar": lambda j: j.free_slot(),
    "file_application": _application,
    "resubmit": _correct,
    "send_to_knb": lambda j: j.check("preliminary"),
    "propose_preliminary_refusal": _not_approved,
    "file_at_con": package,
    "return_package": _package_short,
    "grant": lambda j: j.check("final"),
    "propose_final_refusal": lambda j: j.check("final", against="sio"),
    "order_card": _card_documents,
    "record_knb_answer": _knb_letter,
    "record_ruling": _ruling,
}
"""What is there already is left. Of steps that no way of the demo takes, `tests.cases.engine.ways` says it."""
