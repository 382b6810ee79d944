"""The facts of each step, in the demo, the benchmark and the tests: one example of each class of facts.

Texts are those an official would write; nothing here is a real person's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from cases.engine.rulings import RulingFacts
from cases.engine.rulings.ordering import OrderFacts
from cases.engine.steps import STEPS
from cases.engine.steps.facts import StepFacts, facts_from, hints_of
from cases.engine.steps.proceedings import language_of
from cases.law.calendar import ALMATY, local_day
from cases.models import Case, Slot
from cases.programmes.nomad import facts
from cases.programmes.nomad.applicants import claims
from cases.programmes.nomad.correcting import corrections, measuring
from cases.programmes.nomad.hearings import hearing, repeated
from cases.programmes.nomad.papers import comparing, security_file, visits
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.petitions import criteria, interviews, professions
from cases.programmes.nomad.states import State


class Scene(Protocol):
    """One case, and what is known of its story."""

    case: Case
    now: datetime
    against: bool
    """КНБ answers against the person."""
    crossing: str
    """What ЕИС «Беркут» says of the arrival; "" for nothing."""

    def words(self, text: str, /) -> str:
        """`text`, or what is written in its place."""

    def ground(self, kind: str, /) -> str:
        """The code of a ground that fits the case."""

    def free_slot(self) -> Slot: ...


Example = Callable[[Scene], StepFacts]


def facts_of(name: str, scene: Scene, changed: Mapping[str, Any] | None = None) -> StepFacts | None:
    """The facts of the step in this scene, with `changed` in place of the example's; None: nothing. Raises
    FactsError."""
    data = EXAMPLES[name](scene).as_dict() if name in EXAMPLES else sample(STEPS[name].facts, scene.now, scene.words)
    if (changed or {}).get("recommended") is False:
        data |= _held(scene, confirmed=False)
    values = data | dict(changed or {})
    return facts_from(STEPS[name], values) if values else None


def sample(kind: type[StepFacts], now: datetime, words: Callable[[str], str] = str) -> dict[str, Any]:
    """By name, what fits of each fact that cannot be left out: for a step without an example of its own."""
    needed = [part for part in fields(kind) if part.init and part.default is part.default_factory is MISSING]
    return {part.name: _sample(part, hints_of(kind)[part.name], now, words) for part in needed}


def _sample(part: Field[Any], hint: Any, now: datetime, words: Callable[[str], str]) -> Any:
    """KeyError for a type of which there is no sample."""
    shown = part.metadata["words"].shown if "words" in part.metadata else ""
    if isinstance(shown, Mapping):
        return next(iter(shown))
    least = part.metadata["asked"].least if "asked" in part.metadata else 1
    return {str: words(NOTED), int: least, date: local_day(now), datetime: now}[hint]


NOTED = "Отмечено по документам, которые лежат в деле."
REASONS = {
    "not-confirmed": (
        "На видео-интервью заявитель не показал проекты и не объяснил, что в них сделал сам.",
        "Бейне-сұхбатта өтініш беруші жобаларын көрсетпеді және оларда өзі не істегенін түсіндірмеді.",
    ),
    "contradictory": (
        "По резюме заявитель работает по этой специальности с 2019 года, по сертификату обучение ей начато "
        "в 2022 году.",
        "Түйіндемеде өтініш беруші осы мамандық бойынша 2019 жылдан бері жұмыс істейді деп көрсетілген, сертификат "
        "бойынша оған оқу 2022 жылы басталған.",
    ),
    "nsc-not-approved": (
        "Письмом органов национальной безопасности выдача разрешения не согласована.",
        "Ұлттық қауіпсіздік органдарының хатымен рұқсат беру келісілмеген.",
    ),
    "sio-against": (
        "При повторной проверке по СИО ПСО получены сведения, препятствующие выдаче разрешения.",
        "Қайта тексеру кезінде құқық қорғау органдарының ақпараттық алмасу жүйесінен рұқсат беруге кедергі келтіретін "
        "мәліметтер алынды.",
    ),
    "ibd-against": (
        "При проверке по Интегрированному банку данных получены сведения, препятствующие выдаче разрешения.",
        "Интеграцияланған деректер банкі бойынша тексеру кезінде рұқсат беруге кедергі келтіретін мәліметтер алынды.",
    ),
}
"""By ground, the text that goes with it, in Russian and in Kazakh."""
OTHERWISE = (
    "Изложенное подтверждается документами, которые лежат в деле заявителя.",
    "Баяндалған жайтты өтініш берушінің ісіндегі құжаттар растайды.",
)


def _reasons(s: Scene, kind: str) -> dict[str, Any]:
    """A ground, with words that go with it, in the language of the proceedings; in Kazakh ones in both."""
    ground = s.ground(kind)
    ru, kk = REASONS.get(ground, OTHERWISE)
    data = {"grounds": [ground], "text": s.words(ru)}
    return data | {"text_kk": s.words(kk)} if language_of(s.case) == "kk" else data


def _verdicts(s: Scene, verdict: str) -> list[dict[str, str]]:
    return [criteria.verdict_row(row, verdict) for row in criteria.of_screening(s.now)]


def _admission(s: Scene) -> facts.Admission:
    return facts.Admission(criteria=_verdicts(s, "met"))


def _screened(s: Scene) -> facts.ScreeningRefusal:
    return facts.ScreeningRefusal(criteria=_verdicts(s, "open"), **_reasons(s, "petition"))


def _proposal(kind: str) -> Example:
    """The person can be heard on the first day after those for objections."""

    def made(s: Scene) -> facts.Proposal:
        day = hearing.heard_from(s.case, s.now)
        at = datetime.combine(day, time(11), ALMATY)
        place = "https://meet.example.org/hearing"
        return facts.Proposal(heard_at=at, place=place, **_reasons(s, kind))

    return made


def _answers(s: Scene) -> dict[str, str]:
    """To what was objected, in the language of the proceedings; in Kazakh ones in both."""
    data = {"answer": s.words("Доводы рассмотрены: новых сведений, которые изменили бы решение, они не содержат.")}
    kk = s.words("Дәлелдер қаралды: шешімді өзгертетін жаңа мәліметтер жоқ.")
    return data | {"answer_kk": kk} if language_of(s.case) == "kk" else data


def _heard(kind: str) -> Example:
    """As proposed; objections are answered where there are any."""

    def made(s: Scene) -> facts.HeardRefusal:
        current = s.case.dossier.hearing(HEARD[kind])
        if current is None:
            return facts.HeardRefusal(**_reasons(s, kind))
        notice = current.notice
        words = {"text": notice.text, "text_kk": notice.text_kk}
        answers = _answers(s) if current.has_words else {}
        return facts.HeardRefusal(grounds=notice.grounds, **words, **answers)

    return made


HEARD = {"petition": "decline_petition", "preliminary": "refuse_preliminary", "final": "refuse_final"}


def _interview_moved(s: Scene) -> facts.InterviewMove:
    words = _in_its_language(s, "Интервьюер в командировке.", "Сұхбат жүргізуші іссапарда.")
    return facts.InterviewMove(slot=s.free_slot(), **words)


def _moved(s: Scene) -> facts.HearingMove:
    """To the afternoon of the day that was named, or of the last day of the decision."""
    current, last = s.case.dossier.open_hearing, hearing.term_of(s.case, hearing.DECISION)
    assert current and current.held_at and last
    day = local_day(current.held_at) if local_day(current.held_at) > local_day(s.now) else last.last_day
    at = datetime.combine(day, time(16), ALMATY)
    words = _in_its_language(s, "Заявитель просил о другом часе.", "Өтініш беруші басқа сағатты сұрады.")
    return facts.HearingMove(heard_at=at, place=current.place, **words)


def _dropped(s: Scene) -> facts.Dropping:
    return facts.Dropping(text=s.words("Возражение обосновано: довод подтверждён документом."))


def _objection(s: Scene) -> facts.Objection:
    return facts.Objection(text=s.words("Сведения устарели: прилагаю справку, которая это подтверждает."))


def _protocol(s: Scene) -> facts.Protocol:
    attended = s.words("Заявитель; сотрудник, ведущий дело")
    text = s.words("Заявитель изложил свою позицию и подтвердил её документами.")
    current = s.case.dossier.open_hearing
    ended = s.now
    began = (
        current.held_at if current and current.held_at and current.held_at < ended else ended - timedelta(minutes=20)
    )
    ended = min(ended, began + timedelta(minutes=20))
    return facts.Protocol(
        held_at=began, ended_at=ended, place=current.place if current else "", attended=attended, text=text
    )


def _other_protocol(s: Scene) -> facts.ProtocolCorrection:
    here = s.case.dossier.open_hearing
    protocol = repeated.protocol_facts(here.protocols[-1]) if here and here.protocols else _protocol(s).as_dict()
    protocol |= {"text": s.words("Заявитель изложил свою позицию и подтвердил её справкой № 7.")}
    reason = s.words("В протоколе не назван номер справки.")
    return facts.ProtocolCorrection(
        **protocol | {"reason": reason, "attended": "Заявитель, переводчик, сотрудник отдела"}
    )


def _no_hearing(s: Scene) -> facts.NoHearing:
    return facts.NoHearing(**_reasons(s, "no_hearing"))


def _number(s: Scene) -> str:
    return s.case.number[-5:]


def _today(s: Scene) -> date:
    return local_day(s.now)


def _interview(s: Scene) -> facts.Interview:
    return facts.Interview(recommended=True, text=s.words("Квалификация подтверждена: проекты показаны."), **_held(s))


_ANSWERS = {
    True: ("Восемь лет; назвал(а) проекты и свою роль в каждом.", "Объяснил(а) устройство системы и принятые решения."),
    False: ("Назвал(а) два проекта, но не свою роль в них.", "Не смог(ла) объяснить, как устроена система."),
}
"""By whether the qualification is confirmed."""


def _held(s: Scene, confirmed: bool = True) -> dict[str, Any]:
    """The protocol besides its result: when, who was there, questions, answers and scores that agree with it."""
    questions = ("Опыт работы по заявленной профессии", "Разбор проекта из портфолио")
    rows = zip(questions, _ANSWERS[confirmed], strict=True)
    scored = criteria.of_interview(s.case, s.now)
    return {
        "held_at": s.case.slot.starts_at if s.case.slot else s.now,
        "present": s.words("Заявитель; работник АКФ ПИТ, проводивший интервью"),
        "answers": [{"question": question, "answer": answer} for question, answer in rows],
        "scores": [interviews.score_row(row, row.most if confirmed else row.most // 3) for row in scored],
    }


def _other_interview(s: Scene) -> facts.InterviewCorrection:
    text, reason = s.words("Квалификация не подтверждена."), s.words("Записан результат другого интервью.")
    return facts.InterviewCorrection(recommended=False, text=text, reason=reason, **_held(s, confirmed=False))


def _reopening(s: Scene) -> facts.Reopening:
    if s.case.slot and s.case.slot.starts_at > s.now:
        return facts.Reopening(cause="moved", text=s.words("Интервьюер в командировке."))
    return facts.Reopening(cause="no_show", text=s.words("На связь в назначенное время не вышел(а)."))


def _petition_signature(s: Scene) -> facts.PetitionSignature:
    """The first of the list in force; in words where there is none."""
    row = next(iter(professions.in_force(_today(s))), None)
    if row is None:
        return facts.PetitionSignature(profession="Разработчик программного обеспечения")
    return facts.PetitionSignature(profession=row.name_ru, profession_kk=row.name_kk, code=row.code)


def _registered(s: Scene) -> str:
    return f"MP-{s.case.number[4:]}"


def _return(s: Scene) -> facts.Return:
    remark = _in_its_language(s, "Оттиск печати на копии не читается.", "Көшірмедегі мөр бедері оқылмайды.")
    return facts.Return(returns=[{"kind": "criminal_record", "ground": s.ground("rework"), **remark}])


def _in_its_language(s: Scene, ru: str, kk: str) -> dict[str, str]:
    """In Kazakh proceedings in both."""
    return {"text": s.words(ru)} | ({"text_kk": s.words(kk)} if language_of(s.case) == "kk" else {})


def _petition_return(s: Scene) -> facts.Return:
    remark = _in_its_language(s, "На копии не видна вторая страница.", "Көшірмеде екінші бет көрінбейді.")
    return facts.Return(returns=[{"kind": "passport", "ground": s.ground("completion"), **remark}])


def _check(s: Scene) -> facts.CheckResult:
    """The first that this part of the way asks for."""
    kind = comparing.entered_by_hand(s.case)[0]
    return facts.CheckResult(kind=kind, clear=True, reference=f"{_today(s):%y%m}-{_number(s)}")


def _compared(s: Scene) -> facts.OriginalsCompared:
    """Each original agrees with its copy."""
    rows = [{"kind": rule.kind, "verdict": "agrees", "text": ""} for rule in comparing.courier_rules(s.case)]
    return facts.OriginalsCompared(rows=rows)


def _other_check(s: Scene) -> facts.CheckCorrection:
    """The same result under another number: whoever looks at the result sees what was recorded."""
    kind = corrections.correctable(s.case)[0]
    check = s.case.dossier.check_now(kind)
    assert check is not None
    reason = s.words("Опечатка в номере.")
    number = f"{check.reference}-2"
    return facts.CheckCorrection(
        kind=kind, clear=check.clear, text=check.text, reference=number, answered_on=check.answered_on, reason=reason
    )


def _security_file(s: Scene) -> facts.SecurityFile:
    return facts.SecurityFile(documents=[rule.kind for rule, _document in security_file.at_hand(s.case)])


def _security_answer(s: Scene) -> facts.SecurityAnswer:
    return facts.SecurityAnswer(clear=not s.against, reference=f"12/3-{_number(s)}", answered_on=_today(s))


def _other_document(s: Scene) -> facts.DocumentCorrection:
    """The passport runs a year longer than was recorded: nothing that rests on it falls."""
    until = s.case.dossier.documents["passport"].expires_on
    assert until is not None
    recorded: dict[str, Any] = {"expires_on": until.replace(year=until.year + 1), "no_end": False}
    return facts.DocumentCorrection(
        kind="passport", recorded=recorded, reason=s.words("В паспорте указан другой срок.")
    )


def _arrival(s: Scene) -> facts.Arrival:
    if s.case.state == State.ARRIVAL_REVIEW:
        return _late_arrival(s)
    return facts.Arrival(arrived_on=_today(s), crossing=s.crossing)


def _claim(s: Scene) -> facts.Claim:
    return facts.Claim(day=_within_validity(s), text=s.words("Прилетел(а) в Алматы, отметка в паспорте."))


def _within_validity(s: Scene) -> date:
    term = measuring.approval_validity(s.case)
    return min(term.last_day, _today(s)) if term else _today(s)


def _late_arrival(s: Scene) -> facts.Arrival:
    """Of the last day of the approval, where it is recorded after its end."""
    return facts.Arrival(
        arrived_on=_within_validity(s), crossing=s.crossing, proof=s.words("Запись в журнале приёма, № 87.")
    )


def _lapse(s: Scene) -> facts.Lapse:
    kazakh = language_of(s.case) == "kk"
    data = {key: s.words(ru) for key, (ru, _kk) in LAPSED.items()}
    data |= {f"{key}_kk": s.words(kk) for key, (_ru, kk) in LAPSED.items()} if kazakh else {}
    ru, kk = NO_PROOF
    answer = {"text": s.words(ru), "text_kk": s.words(kk) if kazakh else ""}
    words = claims.in_order(s.case)
    answers = [{"at": word.at.isoformat(), "day": word.day.isoformat(), **answer} for word in words]
    return facts.Lapse(**data, answers=answers)


LAPSED = {
    "berkut": ("Въезд за срок одобрения не установлен.", "Мақұлдау мерзімінде елге кіргені анықталмады."),
    "journal": ("В журнале приёма записи нет.", "Қабылдау журналында жазба жоқ."),
}
"""What an official writes of who did not come, in Russian and in Kazakh."""
NO_PROOF = ("Подтверждающих документов не приложено.", "Растайтын құжаттар қоса берілмеген.")
"""The answer to each word that the person came in time."""


def _other_arrival(s: Scene) -> facts.ArrivalCorrection:
    day = s.case.arrived_on or _today(s)
    reason = s.words("Записан день приёма, а не день явки.")
    return facts.ArrivalCorrection(arrived_on=_day_before(day), reason=reason)


def _other_crossing(s: Scene) -> facts.CrossingCorrection:
    """The entry was on the day of the arrival."""
    day, reason = s.case.arrived_on or _today(s), s.words("В справке указан другой день въезда.")
    return facts.CrossingCorrection(entered=True, crossed_on=day, text=s.words("Аэропорт Астаны."), reason=reason)


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _other_visit(s: Scene) -> facts.VisitCorrection:
    came = visits.came_to_centre_at(s.case)
    reason = s.words("Записан день приёма, а не день явки.")
    return facts.VisitCorrection(came_on=_day_before(local_day(came) if came else _today(s)), reason=reason)


def _other_receipt(s: Scene) -> facts.ReceiptCorrection:
    term, reason = hearing.term_of(s.case, "final"), s.words("Записан день вскрытия, а не день доставки.")
    day = _day_before(local_day(term.starts_at) if term else _today(s))
    return facts.ReceiptCorrection(received_on=day, reason=reason)


def _other_reopening(s: Scene) -> facts.ReopeningCorrection:
    return facts.ReopeningCorrection(cause="moved", reason=s.words("О переносе попросил сам работник."))


def _reconciliation(s: Scene) -> facts.Reconciliation:
    """The first document of the list at hand."""
    kind = s.case.law.lists[s.case.place.documents][0].kind
    return facts.Reconciliation(kind=kind, accepted=True)


def _package(s: Scene) -> facts.PackageReturn:
    remark = _in_its_language(s, "Принесите справку с подписью врача.", "Дәрігердің қолы қойылған анықтаманы әкеліңіз.")
    return facts.PackageReturn(missing=["medical"], **remark)


def _courier(s: Scene) -> facts.Courier:
    return facts.Courier(courier="Курьер (демо)", waybill=f"KZ{_number(s)}", sheets=24)


def _residence(s: Scene) -> facts.Residence:
    return facts.Residence(address=f"ул. Примерная, {s.case.person.iin[-2:]}", registered_on=_today(s))


def _card(s: Scene) -> facts.IssuedCard:
    return facts.IssuedCard(card_number=f"D{s.case.person.iin[-8:]}", issued_on=_today(s))


def _other_courier(s: Scene) -> facts.CourierCorrection:
    reason = s.words("Опечатка в номере накладной.")
    return facts.CourierCorrection(courier="Курьер (демо)", waybill=f"KZ{_number(s)}-2", sheets=24, reason=reason)


def _other_residence(s: Scene) -> facts.ResidenceCorrection:
    day, reason = s.case.residence_on or _today(s), s.words("Опечатка в номере дома.")
    return facts.ResidenceCorrection(address="ул. Примерная, 100", registered_on=day, reason=reason)


def _other_card(s: Scene) -> facts.CardCorrection:
    day, reason = s.case.card_issued_on or _today(s), s.words("Опечатка в номере карты.")
    return facts.CardCorrection(card_number=f"D{s.case.person.iin[-8:]}-2", issued_on=day, reason=reason)


def _ruling(s: Scene) -> RulingFacts:
    """By the court, on the day of recording."""
    words: dict[str, Any] = {
        "document": "Решение специализированного межрайонного административного суда",
        "body": "СМАС г. Астаны",
    }
    return RulingFacts(kind="court", number=f"7194-26-00-4/{_number(s)}", ruled_on=_today(s), **words)


def _execution(s: Scene) -> facts.Execution:
    other = None if s.case.open else eligibility.other_case(s.case)
    return facts.Execution(successor="" if other is None else "gives_way" if other.open else "goes_on")


def _writing(s: Scene) -> facts.WrittenWithdrawal:
    return facts.WrittenWithdrawal(received_on=_today(s), writing=s.words("Заявление заявителя, вх. № 17, в деле."))


def _originals_returned(s: Scene) -> facts.OriginalsReturned:
    return facts.OriginalsReturned(receiver=s.case.person.full_name, receipt=f"Расписка № {_number(s)}")


EXAMPLES: dict[str, Example] = {
    "return_petition": _petition_return,
    "take_up_petition": lambda s: facts.Reason(
        **_in_its_language(s, "В назначенный день документы не заменены.", "Белгіленген күні құжаттар ауыстырылмады.")
    ),
    "admit": _admission,
    "propose_screening_refusal": _screened,
    "send_back_to_screening": lambda s: facts.Reason(
        **_in_its_language(
            s,
            "Опыт подтверждается портфолио: проведите интервью.",
            "Тәжірибе портфолиомен расталады: сұхбат өткізіңіз.",
        )
    ),
    "refuse_screening": _screened,
    "correct_petition_document": _other_document,
    "book_interview": lambda s: facts.Booking(slot=s.free_slot()),
    "rebook": lambda s: facts.Booking(slot=s.free_slot()),
    "move_interview": _interview_moved,
    "record_interview": _interview,
    "reopen_calendar": _reopening,
    "correct_interview": _other_interview,
    "correct_reopening": _other_reopening,
    "sign_petition": _petition_signature,
    "propose_petition_refusal": _proposal("petition"),
    "drop_petition_refusal": _dropped,
    "decline_petition": _heard("petition"),
    "register": lambda s: facts.RegistrationNumber(mp_number=_registered(s)),
    "record_number": lambda s: facts.Number(
        mp_number=f"MP-{s.case.number[4:]}-2", reason=s.words("Опечатка в номере.")
    ),
    "return_for_rework": _return,
    "record_check": _check,
    "compare_originals": _compared,
    "correct_check": _other_check,
    "correct_document": _other_document,
    "send_to_knb": _security_file,
    "record_knb_answer": _security_answer,
    "propose_preliminary_refusal": _proposal("preliminary"),
    "drop_preliminary_refusal": _dropped,
    "refuse_preliminary": _heard("preliminary"),
    "record_arrival": _arrival,
    "correct_arrival": _other_arrival,
    "correct_crossing": _other_crossing,
    "correct_visit": _other_visit,
    "correct_receipt": _other_receipt,
    "claim_arrival": _claim,
    "lapse": _lapse,
    "sign_consent": lambda s: facts.ConsentSignature(stay_address="г. Астана, ул. Примерная, 2"),
    "reconcile_document": _reconciliation,
    "correct_package_document": _other_document,
    "return_package": _package,
    "hand_to_courier": _courier,
    "correct_courier": _other_courier,
    "propose_final_refusal": _proposal("final"),
    "drop_final_refusal": _dropped,
    "refuse_final": _heard("final"),
    "choose_language": lambda s: facts.LanguageChoice(language="ru" if language_of(s.case) == "kk" else "kk"),
    "object_to_refusal": _objection,
    "object_to_ministry": _objection,
    "move_hearing": _moved,
    "move_ministry_hearing": _moved,
    "record_hearing": _protocol,
    "record_ministry_hearing": _protocol,
    "correct_hearing": _other_protocol,
    "correct_ministry_hearing": _other_protocol,
    "except_hearing": _no_hearing,
    "except_ministry_hearing": _no_hearing,
    "record_ruling": _ruling,
    "execute_ruling": _execution,
    "withdraw_ruling": lambda s: facts.Reason(
        **_in_its_language(s, "Записано решение по другому делу.", "Басқа іс бойынша шешім жазылған.")
    ),
    "order_act": lambda s: OrderFacts(complaint="APP-2026-00001", until=_today(s) + timedelta(days=3)),
    "give_way": lambda s: facts.GivingWay(case="HUB-2026-00001", ruling="Решение суда № 1"),
    "register_residence": _residence,
    "correct_residence": _other_residence,
    "issue_card": _card,
    "return_originals": _originals_returned,
    "return_originals_at_centre": _originals_returned,
    "take_originals_again": lambda s: facts.OriginalsBrought(),
    "take_originals_again_at_centre": lambda s: facts.OriginalsBrought(),
    "record_withdrawal_at_screening": _writing,
    "record_withdrawal_after_petition": _writing,
    "record_withdrawal_at_ministry": _writing,
    "record_withdrawal": _writing,
    "record_withdrawal_later": _writing,
    "record_transfer_withdrawal": _writing,
    "correct_card": _other_card,
}
"""By the name of the step; of the others, `sample` gives what they cannot do without."""
