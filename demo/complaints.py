"""Stories of the demo in which an act is challenged: by a complaint to the body, or before a court."""

from __future__ import annotations

from datetime import timedelta

from cases.engine import performing
from cases.engine.programmes import programme_of
from cases.engine.rulings import remedies
from cases.engine.steps.facts import StepFacts
from cases.law.actors import ActingBody
from cases.models import Case, Letter
from cases.models.letter import LETTERS
from cases.programmes.complaint import facts
from cases.programmes.complaint.opening import open_complaint
from demo import signing
from demo.walk import Journey

TEXT = (
    "Сведения, на которые ссылается отказ, относятся к другому лицу с похожей фамилией. Прошу отменить отказ и "
    "рассмотреть заявление ещё раз."
)
GOOD = "Проверка показала, что сведения относятся к другому лицу. Жалоба обоснована."
GOOD_KK = "Тексеру мәліметтердің басқа адамға қатысты екенін көрсетті. Шағым негізді."


def file_complaint(j: Journey) -> Case:
    """A complaint about the newest adverse letter of the case, a day after it."""
    adverse = [kind for kind, letter in LETTERS.items() if letter.adverse]
    letter = Letter.objects.filter(case=j.case, kind__in=adverse).order_by("-id")[0]
    j.now += timedelta(days=1)
    case = open_complaint(letter.pk, j.owner, j.now)
    return _step(j, case, "file_complaint", facts.ComplaintText(text=TEXT))


def hand_on(j: Journey) -> Case:
    case = file_complaint(j)
    remedy = remedies.remedy_about(case)
    assert remedy is not None  # an adverse letter is challenged before somebody
    higher, higher_kk = remedy.higher_ru or "Вышестоящий орган", remedy.higher_kk or "Жоғары тұрған орган"
    address = remedy.higher_address or "010000, г. Астана, ул. Примерная, 1"
    return _step(
        j, case, "hand_on_complaint", facts.HandingOn(higher=higher, higher_kk=higher_kk, higher_address=address)
    )


def satisfy(j: Journey) -> Case:
    """The ruling on the case then waits for another head."""
    return _step(j, file_complaint(j), "satisfy_complaint", facts.HeadDecision(text=GOOD, text_kk=GOOD_KK))


def go_back(j: Journey) -> None:
    """By a court's decision, two days on."""
    for name in ("record_ruling", "execute_ruling"):
        j.take(name, j.now + timedelta(days=1))


def give_way(j: Journey) -> None:
    """The act on the person's earlier case is set aside, and this one is closed for it."""
    earlier = Case.objects.filter(person=j.person, closed_at__isnull=False, programme=j.case.programme).latest("id")
    before = Journey(j.owner, j.crew, j.city, j.now, earlier)
    for name in ("record_ruling", "execute_ruling"):
        before.take(name, before.now + timedelta(hours=3))
    j.refresh()


def _step(j: Journey, case: Case, name: str, data: StepFacts) -> Case:
    j.now += timedelta(hours=2)
    step = programme_of(case).steps[name]
    place = case.city_id if case.body == ActingBody.DEPARTMENT else case.body
    user = j.owner if step.by == "applicant" else j.crew.of(step.by, place or "")
    signature = signing.signature(case.pk, name, user, j.now, data)
    return performing.perform(case.pk, name, user, j.now, data, signature=signature)
