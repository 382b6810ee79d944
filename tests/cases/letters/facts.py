"""Facts for a letter of each kind, as the steps compose them, and what is read in its PDF."""

from __future__ import annotations

import subprocess
from datetime import datetime
from functools import cache
from typing import Any

from cases.engine.steps import step_where
from cases.law.calendar import ALMATY
from cases.law.regulations import edition
from cases.letters import rendering
from cases.letters.facts import given
from cases.models import Letter
from cases.models.letter import LETTERS
from demo import examples

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
    "iin": "900101300017",
    "full_name": "Varenholt Jonas",
    "citizenship": "Germany",
    "birth_place": "Bremen",
    "phone": "+7 700 000 00 00",
    "address": "Bremen, Example Street 1",
    "passport_number": "C1234567",
    "passport_issuer": "Stadt Bremen",
    "born_on": "1990-01-01",
    "passport_issued_on": "2023-05-04",
    "email": "jonas@example.org",
}


COMMON = {
    "case": "HUB-2026-00012",
    "preliminary_number": "AST-2026-00007",
    "mp_number": "MP-77123",
    "date": "2026-11-21",
    "person": PERSON,
    "edition": {"key": ED.key, "number": ED.number, "title": both(ED.title)},
    "bodies": {key: {"abbr": both(body.abbr), "name": both(body.name)} for key, body in ED.bodies.items()},
    "department": {"ru": "Управление Астаны", "kk": "Астана басқармасы"},
    "city": {"ru": "Астана", "kk": "Астана"},
    "department_address": "",
    "centre_address": "",
    "by": "Obraztsova Aigerim",
    "profession": "Software architect",
    "text": "",
}


GROUNDS = {
    "grounds": [{"article": "ст. 49 / 49-бап", "ru": "Первое основание.", "kk": "Бірінші негіз."}],
    "text": "Because of that.",
}


NOTICE = {
    "due": "2026-11-26",
    "days": 2,
    "heard_at": AT.isoformat(),
    "place": "https://meet.example/1",
    "possible_from": "2026-12-21",
}
HEARD = {
    "notified_on": "2026-11-21",
    "until": "2026-11-26",
    "objected": [{"on": "2026-11-26", "late": True}],
    "before": ["2026-11-18"],
    "held_at": [AT.isoformat()],
    "waived_on": "",
    "answer": "Answered like this.",
}
EXCEPTED = {
    "exception": "The law spares it.",
    "exceptions": [{"article": "ст. 73 / 73-бап", "ru": "Случай закона.", "kk": "Заңдағы жағдай."}],
}
BAR = {"bar_until": "2027-11-21", "may_file_from": "2027-11-22"}
PACKAGE = {"items": list(titles("con").values())}
ABOUT = {
    "about": {
        "name": {"ru": "Уведомление об отказе", "kk": "Бас тарту туралы хабарлама"},
        "number": "L-2026-00040",
        "on": "2026-11-21",
        "case": "HUB-2026-00012",
    }
}
REMEDIES = {
    "higher": {"ru": "Министерство внутренних дел", "kk": "Ішкі істер министрлігі"},
    "address": "г. Астана, ул. 1",
    "court": {"ru": "административный суд", "kk": "әкімшілік сот"},
    "court_term": {"length": 1, "unit": "months"},
    "body": {"ru": "Управление Астаны", "kk": "Астана басқармасы"},
    "until": "2026-12-21",
    "confirmed": False,
}


def _of_step(kind: str) -> dict[str, Any]:
    """What follows from the step that brings it."""
    step = step_where(letter=kind)
    says = LETTERS[kind].says is given
    return {"paragraph": step.paragraph} | ({"given": examples.sample(step.facts, AT)} if says else {})


FACTS: dict[str, dict[str, Any]] = {kind: _of_step(kind) for kind in LETTERS} | {
    "petition": {"paragraph": "8", "signer": "Seitkazin Yerlan", "signed_at": AT.isoformat()},
    "petition_refusal": {"paragraph": "9", **GROUNDS, "hearing": HEARD | {"objected": [], "waived_on": "2026-11-21"}},
    "petition_hearing_notice": {"paragraph": "9", **GROUNDS, **NOTICE, "stage": "petition"},
    "hearing_notice": {"paragraph": "24", **GROUNDS, **NOTICE, "stage": "final"},
    "petition_return": {
        "paragraph": "5", "due": "2026-12-04", "days": 10, "unseen": "The second page was not seen.",
        "returns": [{"title": titles("petition")["photo"], "reason": {"ru": "Мелко.", "kk": "Ұсақ."}, "text": "x"}],
    },
    "rework_return": {
        "paragraph": "12", "due": "2026-11-26", "days": 5,
        "returns": [{"title": titles("application")["photo"], "reason": {"ru": "Мелко.", "kk": "Ұсақ."}, "text": "x"}],
    },
    "knb_request": {
        "paragraph": "14",
        "enclosed": [titles("application")["photo"] | {"kind": "photo", "sha256": "ab" * 32, "pages": 0}],
    },
    "annulment": {
        "paragraph": "12", "by": "", "last_day": "2026-11-26",
        "head": {"name": "Zhumabayev Askar", "ru": "начальник управления", "kk": "басқарма бастығы"},
    },
    "preliminary_approval": {
        "paragraph": "19", "bring": [titles("con")[kind] for kind in ED.bring], "valid_until": "2026-12-21",
        "days": 30, "approved_on": "2026-11-21", "lapse_file_from": "2027-11-22", "remedies": REMEDIES,
    },
    "preliminary_refusal": {"paragraph": "19", **GROUNDS, **BAR, "hearing": EXCEPTED},
    "lapse": {
        "paragraph": "19", "approved_on": "2026-11-21", "last_day": "2026-12-21", **BAR,
        "berkut": {"ru": "Въезд не установлен.", "kk": "Елге кіргені анықталмады."},
        "journal": {"ru": "Записи нет.", "kk": "Жазба жоқ."},
    },
    "intake_receipt": {"paragraph": "21", **PACKAGE, "handed_back": [titles("con")["passport"]]},
    "package_missing": {"paragraph": "21", "missing": [titles("con")["housing"] | {"text": "150 days"}]},
    "originals_returned": {
        "paragraph": "21", **PACKAGE, "returned_on": "2026-11-21", "receiver": "Varenholt Jonas", "receipt": "№ 17",
    },
    "originals_returned_psc": {
        "paragraph": "21", **PACKAGE, "returned_on": "2026-11-21", "receiver": "Varenholt Jonas", "receipt": "№ 17",
    },
    "courier_registry": {"paragraph": "21", **PACKAGE, "courier": "Kazpost", "waybill": "KZ-0099", "sheets": 34},
    "final_grant": {"paragraph": "22", "residence": list(titles("residence").values()), "remedies": REMEDIES},
    "final_refusal": {"paragraph": "24", **GROUNDS, **BAR, "hearing": HEARD},
    "ruling": {
        "paragraph": "", "article": "91", "issued_by": "department", "goes_on": True, "lifted": True, "open_case": "",
        "ruling": {"kind": "court", "document": "Решение", "number": "7194-26", "body": "СМАС г. Астаны",
                   "ruled_on": "2026-11-21"},
        "fallen": {"ru": "Отказ: окончательное решение", "kk": "Бас тарту: түпкілікті шешім"},
        "fallen_letter": {"number": "L-2026-00041", "on": "2026-11-14"},
        "stands": {"ru": "Принимается окончательное решение", "kk": "Түпкілікті шешім қабылдануда"},
        "permit": "AST-P-2026-00007", "bring_to": "officer", "heard_again": True, "hour": "",
        "running": [{"name": {"ru": "Окончательное решение", "kk": "Түпкілікті шешім"}, "last_day": "2026-11-26"}],
    },
    "complaint_receipt": {"paragraph": "", "article": "91", "issued_by": "hub", **ABOUT,
        "due": "2026-11-26", "late": True,
        "receipt": True, "by": ""},
    "complaint_satisfied": {
        "paragraph": "", "article": "91(4)", "issued_by": "department", **ABOUT, "falls": True,
        "text": "Because of that.", "confirmed_by": "2026-11-26",
        "then_to": {"ru": "Министерство", "kk": "Министрлік"},
    },
    "complaint_upheld_above": {
        "paragraph": "", "article": "91(5)", "issued_by": "department", **ABOUT, "falls": True,
        "answer": {"document": "Решение", "number": "12-3/45", "body": "МВД", "on": "2026-11-21"},
        "text": {"ru": "Проверка ошибочна.", "kk": ""}, "confirmed_by": "2026-11-26",
    },
    "complaint_closed": {
        "paragraph": "", "article": "91", "issued_by": "department", **ABOUT, "because": "fallen",
        "text": {"ru": "Отказ отменён решением суда.", "kk": ""}, "court_until": "2026-12-21",
        "court": {"ru": "административный суд", "kk": "әкімшілік сот"},
        "higher": {"ru": "Министерство", "kk": "Министрлік"},
    },
    "complaint_handed_on": {
        "paragraph": "", "article": "91(4)", "issued_by": "ministry", **ABOUT, "due": "2026-12-21", "files": 41,
        "higher": {"ru": "Министерство", "kk": "Министрлік"}, "file_sha256": "b" * 64,
        "higher_address": "г. Астана, ул. Примерная, 1",
        "stated": "No entry of that day.", "court": {"ru": "административный суд", "kk": "әкімшілік сот"},
        "silent_court_until": "2027-11-21",
    },
    "complaint_in_part": {
        "paragraph": "", "article": "91(4)", "issued_by": "department", **ABOUT, "due": "2026-12-21", "files": 41,
        "aside": {"ru": "Одно основание отменено.", "kk": "Бір негіздің күші жойылды."},
        "left": {"ru": "Другое остаётся.", "kk": ""}, "text": "Because of that.",
        "higher": {"ru": "Министерство", "kk": "Министрлік"}, "file_sha256": "b" * 64,
        "court": {"ru": "административный суд", "kk": "әкімшілік сот"}, "silent_court_until": "2027-11-21",
    },
    "complaint_part_above": {
        "paragraph": "", "article": "91(5)", "issued_by": "department", **ABOUT, "court_until": "2026-12-21",
        "court": {"ru": "административный суд", "kk": "әкімшілік сот"}, "falls": True, "confirmed_by": "2026-11-26",
        "aside": {"ru": "Отказ отменён.", "kk": ""}, "left": {"ru": "В остальном отказано.", "kk": ""},
        "answer": {"document": "Решение", "number": "12-3/45", "body": "МВД", "on": "2026-11-21"},
    },
    "complaint_rejected": {
        "paragraph": "", "article": "91(5)", "issued_by": "department", **ABOUT, "court_until": "2026-12-21",
        "court": {"ru": "административный суд", "kk": "әкімшілік сот"},
        "answer": {"document": "Решение", "number": "12-3/45", "body": "МВД", "on": "2026-11-21"},
        "file": "решение-12-3.pdf",
    },
    "withdrawal_receipt": {
        "paragraph": "4", "consent": "processing", "withdrawn_on": "2026-11-20", "writing": "", "issued_by": "hub",
        "effect": {"ru": "Процесс завершён.", "kk": "Процесс аяқталды."}, "receipt": True, "by": "",
    },
    "withdrawal_recorded": {
        "paragraph": "4", "consent": "transfer", "withdrawn_on": "2026-11-20", "writing": "Письмо, вх. № 17",
        "effect": {"ru": "Запросы не направляются.", "kk": "Сұрау салулар жіберілмейді."},
        "issued_by": "department",
    },
    "consent_form": {"paragraph": ""},
}  # fmt: skip


SIGNATURE = {
    "name": "СЕЙТКАЗИН ЕРЛАН МАРАТОВИЧ",
    "iin": "80••••••••17",
    "bin": "241000000301",
    "organization": "Министерство искусственного интеллекта и цифрового развития Республики Казахстан",
    "serial": "4f2c7d5e8a90b1c2d3e4f5061728394a5b6c7d8e",
    "issuer": "C=KZ,CN=ҰЛТТЫҚ ОРТАЛЫҚ (GOST) 2022",
    "algorithm": "GOST 34.10-2015 (512)",
    "at": AT.isoformat(),
    "claimed_at": "",
    "not_before": "2026-01-01T00:00:00+05:00",
    "not_after": "2027-01-01T00:00:00+05:00",
    "revocation": "good",
    "sheet": "a" * 64,
    "demo": False,
}


EVERY = [(kind, language) for kind in FACTS for language in rendering.LANGUAGES]
REFUSALS = [(kind, language) for kind, language in EVERY if "grounds" in FACTS[kind]]
BARRED = [(kind, language) for kind, language in EVERY if "bar_until" in FACTS[kind]]


def facts_of(kind: str) -> dict[str, Any]:
    return COMMON | FACTS[kind]


def print_letter(kind: str, language: str, **changes: Any) -> bytes:
    facts = facts_of(kind) | changes
    return rendering.render(kind, facts, language, number="L-2026-00042", at=AT, code="7K3MQ2XWRP9A", check_url=URL)


def read(pdf: bytes, page: int = 0) -> str:
    """The text of a PDF, or of one page of it, every run of spaces and line ends as one space."""
    part = ["-f", str(page), "-l", str(page)] if page else []
    done = subprocess.run(["pdftotext", *part, "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


@cache
def text_of(kind: str, language: str) -> str:
    return read(print_letter(kind, language))


def holds(text: str, wanted: str) -> bool:
    """Whether all words are there: in a table cell a line break may stand between any two of them, and after a "/"."""
    unbroken = text + text.replace("/ ", "/")
    return all(word in unbroken for word in wanted.split())


def filled(row: Letter) -> bool:
    """The printed letter has its number and no gap."""
    pdf = rendering.render(row.kind, row.facts, "kk", number=row.number, at=row.at, code=row.code, check_url=URL)
    return row.number in read(pdf) and "None" not in read(pdf) and "{" not in read(pdf)
