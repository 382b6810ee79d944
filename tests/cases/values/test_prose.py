"""In which language a text is written. `prose.SURE` was measured on these samples."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from cases.values import prose

RUSSIAN = [
    "Я окончил университет в 2015 году по специальности прикладная математика.",
    "Хочу жить и работать в Казахстане, потому что здесь быстро развивается отрасль информационных технологий.",
    "Моя жена – гражданка Казахстана, дети учатся в Астане",
    "С 2018 года работаю в компании EPAM Systems ведущим разработчиком (Java, Kubernetes, AWS).",
    "Желаю открыть стартап и платить налоги",
]
MIXED = [
    "Хочу развивать бизнес и изучать казахский язык: Алматы, Шымкент, Қостанай",
    "Изучал λ-исчисление и Ω-логику, работал с µ-ядрами",
]
"""Russian with Kazakh names or signs: sure to pass as Russian."""
KAZAKH = [
    "Мен 2015 жылы университетті қолданбалы математика мамандығы бойынша бітірдім.",
    "Қазақстанда тұрып, жұмыс істегім келеді, себебі мұнда ақпараттық технологиялар саласы тез дамуда.",
    "Әйелім Қазақстан азаматы, балаларым Астанада оқиды",
    "2018 жылдан бері EPAM Systems компаниясында жетекші әзірлеуші болып істеймін (Java, Kubernetes, AWS).",
    "Стартап ашып, салық төлегім келеді",
]
SHORT = [
    "Инженер-программист", "DevOps-инженер", "Нет", "Жоқ", "Образец", "Тестировщик", "Маман", "Аналитик данных",
    "2019–2024, Google LLC, инженер; 2015–2019, Siemens AG, аналитик",
    "Technische Universität München, 2012, информатика",
    "Бакалавр, University of Pune, 2014, Computer Science (информатика)",
    "разработчик: Java, Kubernetes, AWS, Docker, Terraform, Ansible, Python, Django",
    "сын Johannes Maximilian Schmidt, 2015, ФРГ; дочь Anna Maria Schmidt, 2017; жена Eva Maria Schmidt",
    "жена: Abdullah bint Muhammad al-Rashid, дети: Omar Abdullah Muhammad al-Rashid, Fatima Abdullah",
    "Google", "MIT, 2005", "EPAM Systems", "KBTU", "Universidad de Chile, 2014", "2019–2024: Google LLC",
    "Yandex (2021)", "University of Pune", "SAP SE; 2010", "iRobot", "H&M", "École Polytechnique",
    "O'Reilly Media, Inc.", "3M", "MASSACHUSETTS INSTITUTE OF TECHNOLOGY", "X.com", "2012", "",
]  # fmt: skip
"""Too short, or of too many names, to tell: they pass in either language."""
OTHERS = [
    "I want to live in Kazakhstan because the IT industry is growing fast here.",
    "Software engineer",
    "Software Engineer",
    "Freelancer",
    "None",
    "N/A",
    "google",
    "Higher education, 2015",
    "Yes",
    "I WANT TO LIVE IN KAZAKHSTAN",
    "Bachelor of Computer Science",
    "Married",
    "Working at Google",
    "Ingeniero de software",
    "Self-employed",
    "Web Developer, 2019",
    "Data Scientist at Google",
    "MIT, 2005, computer science",
    "I graduated in 2015 from Technical University and worked for ten years as engineer (инженер)",
    "Kazakistan'da yaşamak ve çalışmak istiyorum çünkü burada bilişim sektörü hızla gelişiyor.",
    "Ya khochu zhit v Kazakhstane",
    "Я закінчив університет у 2015 році за спеціальністю прикладна математика і хочу жити в Казахстані.",
    "Завршио сам универзитет 2015. године и желим да живим и радим у Казахстану са својом породицом.",
    "Мен 2015-жылы университетти колдонмо математика адистиги боюнча бүтүргөм жана Казакстанда жашагым келет.",
    "我想在哈萨克斯坦生活和工作",
    "我想在哈萨克斯坦生活和工作，因为这里的信息技术产业发展很快。Казахстан",
    "أريد أن أعيش وأعمل في كازاخستان لأن صناعة تكنولوجيا المعلومات تنمو بسرعة работа",
    "I want to live and work in Kazakhstan хочу",
    "Tôi muốn sống và làm việc ở Kazakhstan vì ngành công nghệ phát triển инженер",
    "Haluan asua ja työskennellä Kazakstanissa koska ala kasvaa nopeasti инженер",
    "My wife Anna Schmidt, born in 1990, citizen of Germany (жена)",
]


def refused(text: str, declared: str) -> bool:
    try:
        prose.ensure_language(text, declared)
    except ValidationError as error:
        assert error.code == "language"
        return True
    return False


@pytest.mark.parametrize(("texts", "language"), [(RUSSIAN + MIXED + SHORT, "ru"), (KAZAKH + SHORT, "kk")])
def test_no_answer_in_the_declared_language_is_refused(texts: list[str], language: str) -> None:
    assert [text for text in texts if refused(text, language)] == []


@pytest.mark.parametrize(("texts", "language"), [(KAZAKH, "ru"), (RUSSIAN, "kk"), (OTHERS, "ru"), (OTHERS, "kk")])
def test_an_answer_in_another_language_is_refused(texts: list[str], language: str) -> None:
    assert [text for text in texts if not refused(text, language)] == []


@pytest.mark.parametrize("text", ["........", "-", "—", "!?", "• … •"])
def test_signs_alone_are_no_answer_in_any_language(text: str) -> None:
    assert all(refused(text, language) for language in ("ru", "kk", ""))


def test_without_a_declared_language_the_script_alone_counts() -> None:
    assert not refused(KAZAKH[0], "") and not refused(RUSSIAN[0], "")
    assert refused(OTHERS[0], "")
