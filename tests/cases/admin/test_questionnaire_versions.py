"""A new version of the анкета: copied, changed question by question, looked at, confirmed by a second administrator."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import ProposedChange, QuestionnaireForm, User
from cases.values.questions import words
from tests import people
from tests.cases.admin.rooms import url
from tests.cases.letters.facts import holds, read

pytestmark = pytest.mark.django_db
DAY = "2027-03-01"
LANGUAGES = ("ru", "kk", "en")


def at(name: str, *args: str) -> str:
    return reverse(f"admin:cases_questionnaireform_{name}", args=args)


@pytest.fixture
def admin() -> Client:
    people.reference()
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.administrator())
    return client


@pytest.fixture
def draft(admin: Client) -> QuestionnaireForm:
    newest = people.questionnaire(people.START)
    page = admin.get(at("copy", newest.pk))
    name = page.context["form"].initial["version"]
    assert admin.post(at("copy", newest.pk), {"version": name, "source": "Order 1"}).status_code == 302
    return QuestionnaireForm.objects.get(pk=name)


def sent(client: Client, draft: QuestionnaireForm, key: str, **changed: Any) -> dict[str, Any]:
    """What the page of a question sends, with what is changed on it."""
    page = client.get(at("question", draft.pk, key))
    form = page.context["form"]
    values = {name: form.initial.get(name, "") for name in form.fields} | {"base": page.context["base"]}
    kept = {name: value for name, value in values.items() if value is not False} | {"kind": form.kind}
    return {name: value for name, value in (kept | changed).items() if value is not None}


def in_all(part: str, **texts: str) -> dict[str, str]:
    return {f"{part}_{language}": texts.get(language, f"{part} {language}") for language in LANGUAGES}


def item(draft: QuestionnaireForm, key: str) -> Any:
    draft.refresh_from_db()
    return next((item for item in draft.fields if item["key"] == key), None)


def dated(draft: QuestionnaireForm) -> dict[str, Any]:
    """What the page of a draft sends, with a day."""
    draft.refresh_from_db()
    return {"source": draft.source, "valid_from": DAY, "fields": json.dumps(draft.fields)}


def keys(draft: QuestionnaireForm) -> list[str]:
    draft.refresh_from_db()
    return [item["key"] for item in draft.fields]


def test_a_draft_begins_as_a_copy_that_nobody_fills_in(admin: Client, draft: QuestionnaireForm) -> None:
    newest = people.questionnaire(people.START)
    assert draft.fields == newest.fields and draft.is_draft and not draft.confirmed
    assert people.questionnaire(people.START).pk == newest.pk
    assert at("copy", newest.pk) in admin.get(url(QuestionnaireForm, "changelist")).content.decode()
    again = admin.post(at("copy", newest.pk), {"version": draft.pk, "source": "Order 1"})
    assert again.status_code == 422 and "version" in again.context["form"].errors


def test_words_limits_and_choices_are_changed_and_order(admin: Client, draft: QuestionnaireForm) -> None:
    before = keys(draft)
    new = sent(admin, draft, "purpose", **in_all("label"), required=None, any_language="on")
    assert admin.post(at("question", draft.pk, "purpose"), new).status_code == 302
    changed = item(draft, "purpose")
    assert changed["label"] == {language: f"label {language}" for language in LANGUAGES}
    assert changed["required"] is False and changed["language"] == "any"
    new = sent(admin, draft, "family_status", choices="one | Да | Иә | Yes\ntwo | Нет | Жоқ | No")
    assert admin.post(at("question", draft.pk, "family_status"), new).status_code == 302
    assert [value for value, _texts in item(draft, "family_status")["choices"]] == ["one", "two"]
    new = sent(admin, draft, "passport_issued_on", min="2000-01-01", not_future=None)
    assert admin.post(at("question", draft.pk, "passport_issued_on"), new).status_code == 302
    changed = item(draft, "passport_issued_on")
    assert changed["min"] == "2000-01-01" and "not_future" not in changed and changed["person"] == "passport_issued_on"
    admin.post(at("questions", draft.pk), {"up": before[2]})
    admin.post(at("questions", draft.pk), {"down": before[0]})
    assert keys(draft)[:3] == [before[2], before[0], before[1]]
    draft.refresh_from_db()
    assert draft.history.count() == 6 and draft.history.latest().history_user == people.administrator()


def test_a_question_is_added_and_another_that_nothing_reads_is_dropped(admin: Client, draft: QuestionnaireForm) -> None:
    page = admin.get(at("new_question", draft.pk), {"kind": "choice"})
    assert "choices" in page.context["form"].fields and "min" not in page.context["form"].fields
    new = {"kind": "choice", "key": "pet", "required": "on", "section": "1", "choices": "cat | Кот | Мысық | Cat"}
    assert admin.post(at("new_question", draft.pk), new | in_all("label")).status_code == 302
    added = item(draft, "pet")
    assert added["required"] and added["section"] == item(draft, "surname")["section"] and "help" not in added
    assert draft.fields[keys(draft).index("pet") + 1]["section"] != added["section"]
    assert admin.post(at("questions", draft.pk), {"drop": "pet"}).status_code == 302
    assert admin.post(at("questions", draft.pk), {"drop": "family"}).status_code == 302
    assert not {"pet", "family"} & set(keys(draft))
    assert admin.post(at("questions", draft.pk), {"drop": "family"}).status_code == 409


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("surname", "certificate and the passport"),
        ("other_citizenships", "no criminal record"),
        ("profession", "petition that was signed"),
        ("stay_address", "consent with the check abroad"),
        ("phone", "statement of consent"),
        ("language", "refused by it"),
    ],
)
def test_what_a_check_or_a_paper_reads_stays(admin: Client, draft: QuestionnaireForm, key: str, why: str) -> None:
    answer = admin.post(at("questions", draft.pk), {"drop": key})
    assert answer.status_code == 422 and why in answer.context["problem"]
    assert words(item(draft, key)["label"]) in answer.content.decode()


def test_what_another_question_is_checked_by_stays(admin: Client, draft: QuestionnaireForm) -> None:
    second = sent(admin, draft, "birth_place") | {"kind": "date", "key": "married_on"}
    assert admin.post(at("new_question", draft.pk), second).status_code == 302
    third = second | {"key": "divorced_on", "after": "married_on"}
    assert admin.post(at("new_question", draft.pk), third).status_code == 302
    answer = admin.post(at("questions", draft.pk), {"drop": "married_on"})
    assert answer.status_code == 422 and "is checked by it" in answer.context["problem"]
    assert "married_on" in keys(draft)


BAD: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "a language is missing": ("purpose", {"label_kk": ""}, "label_kk", "required"),
    "help in two languages": ("birth_place", {"help_en": ""}, "help_en", "in English"),
    "a heading in one language": ("purpose", {"section": "new", "section_ru": "Разное"}, "section_kk", "in Kazakh"),
    "a choice without words": ("family_status", {"choices": "one | Да | Иә"}, "choices", "Line 1"),
    "a choice twice": ("family_status", {"choices": "a | б | в | г\na | б | в | г"}, "choices", "stands twice"),
    "no such language": ("language", {"choices": "fr | а | б | в"}, "choices", "one of"),
    "limits crossed": ("passport_issued_on", {"min": "2020-01-02", "max": "2020-01-01"}, "max", "before"),
    "no date": ("passport_issued_on", {"min": "soon"}, "min", "date"),
    "no such question": ("passport_issued_on", {"after": "nothing"}, "after", "nothing"),
    "what is read, optional": ("surname", {"required": ""}, "required", "compared with the certificate"),
    "no such rule": ("birth_place", {"letters": "runes"}, "letters", "runes"),
    "much too long": ("purpose", {"label_ru": "а" * 301}, "label_ru", "300"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_broken_rule_stands_at_its_field_and_nothing_is_saved(
    admin: Client, draft: QuestionnaireForm, what: str
) -> None:
    key, changed, field, why = BAD[what]
    answer = admin.post(at("question", draft.pk, key), sent(admin, draft, key) | changed)
    assert answer.status_code == 422 and why in str(answer.context["form"].errors[field])
    before = draft.fields
    draft.refresh_from_db()
    assert draft.fields == before


@pytest.mark.parametrize("key", ["surname", "Pet", "a b", "", "x" * 41])
def test_a_key_is_new_and_plain(admin: Client, draft: QuestionnaireForm, key: str) -> None:
    answer = admin.post(at("new_question", draft.pk), {"kind": "text", "key": key} | in_all("label"))
    assert answer.status_code == 422 and answer.context["form"].errors["key"] and "label ru" in answer.content.decode()


def test_a_second_language_of_the_answers_is_refused(admin: Client, draft: QuestionnaireForm) -> None:
    new = {"kind": "language", "key": "spoken", "choices": "ru | а | б | в", "section": "1"} | in_all("label")
    answer = admin.post(at("new_question", draft.pk), new)
    assert answer.status_code == 422 and "Only one field" in answer.content.decode()


def test_two_tabs_do_not_overwrite_a_question(admin: Client, draft: QuestionnaireForm) -> None:
    mine = sent(admin, draft, "purpose", label_en="Mine")
    admin.post(at("question", draft.pk, "purpose"), sent(admin, draft, "purpose", label_en="Theirs"))
    answer = admin.post(at("question", draft.pk, "purpose"), mine)
    assert answer.status_code == 409 and "Mine" in answer.content.decode()
    assert item(draft, "purpose")["label"]["en"] == "Theirs"


def test_it_is_seen_as_an_applicant_will_see_it_and_as_a_paper(admin: Client, draft: QuestionnaireForm) -> None:
    admin.post(at("question", draft.pk, "purpose"), sent(admin, draft, "purpose", **in_all("label")))
    for language in ("kk", "ru", "en"):
        page = admin.get(at("page", draft.pk, language)).content.decode()
        assert f"label {language}" in page and f'  lang="{language}"' in page
    for language in ("kk", "ru"):
        text = read(admin.get(at("paper", draft.pk, language)).content)
        assert holds(text, f"label {language}") and holds(text, draft.pk)
        assert not holds(text, {"ru": "Заполнена на портале", "kk": "Порталда толтырылды"}[language])
    assert (
        admin.get(at("paper", draft.pk, "en")).status_code == admin.get(at("page", draft.pk, "xx")).status_code == 404
    )


def test_a_day_is_set_by_two_and_then_nothing_changes_any_more(admin: Client, draft: QuestionnaireForm) -> None:
    admin.post(at("questions", draft.pk), {"drop": "family"})
    second = Client(headers={"accept-language": "en"})
    second.force_login(
        User.objects.create_user("second@example.org", people.PASSWORD, full_name="Second", role="administrator")
    )
    page = admin.post(url(QuestionnaireForm, "change", draft.pk), dated(draft))
    assert "Not asked any more:" in page.content.decode() and "reads what has changed" in page.content.decode()
    admin.post(url(QuestionnaireForm, "change", draft.pk), dated(draft) | {"_confirmed": "1"})
    draft.refresh_from_db()
    assert draft.is_draft
    proposal = url(ProposedChange, "change", ProposedChange.objects.get().pk)
    assert "Not asked any more:" in second.get(proposal).content.decode()
    second.post(proposal, {"confirm": "1"})
    draft.refresh_from_db()
    assert str(draft.valid_from) == DAY
    before = draft.fields
    assert admin.post(at("questions", draft.pk), {"drop": "earlier_names"}).status_code == 409
    assert admin.post(at("question", draft.pk, "purpose"), sent(admin, draft, "purpose")).status_code == 409
    admin.post(url(QuestionnaireForm, "change", draft.pk), dated(draft) | {"fields": "[]"})
    draft.refresh_from_db()
    assert draft.fields == before


def test_what_was_confirmed_is_what_was_entered(admin: Client, draft: QuestionnaireForm) -> None:
    """A draft that is changed after its day was proposed does not hold by that proposal."""
    second = Client()
    second.force_login(
        User.objects.create_user("second@example.org", people.PASSWORD, full_name="Second", role="administrator")
    )
    admin.post(url(QuestionnaireForm, "change", draft.pk), dated(draft))
    admin.post(at("questions", draft.pk), {"drop": "family"})
    second.post(url(ProposedChange, "change", ProposedChange.objects.get().pk), {"confirm": "1"})
    draft.refresh_from_db()
    assert draft.is_draft and ProposedChange.objects.get().state == ProposedChange.STALE


def test_a_draft_that_lacks_what_is_read_gets_no_day(admin: Client, draft: QuestionnaireForm) -> None:
    QuestionnaireForm.objects.filter(pk=draft.pk).update(fields=[f for f in draft.fields if f["key"] != "profession"])
    assert "profession" in str(admin.get(at("questions", draft.pk)).context["missing"])
    draft.refresh_from_db()
    answer = admin.post(url(QuestionnaireForm, "change", draft.pk), dated(draft))
    assert "petition" in str(answer.context["adminform"].form.errors["valid_from"])
    answer = admin.post(url(QuestionnaireForm, "change", draft.pk), dated(draft) | {"valid_from": "2020-01-01"})
    errors = str(answer.context["adminform"].form.errors["valid_from"])
    assert "later day" in errors and "A day that is past is refused" in errors


def test_the_list_says_which_version_is_in_force(admin: Client, draft: QuestionnaireForm) -> None:
    page = admin.get(url(QuestionnaireForm, "changelist")).content.decode()
    cells = re.findall(r'class="field-standing">([^<]*)<', page)
    assert cells == ["draft", "in force"]
    with people.at(people.START):
        for days, words_of_it in ((9, "not in force yet"), (-9, "was in force, until ")):
            day = (people.START + timedelta(days=days)).date()
            QuestionnaireForm.objects.filter(pk=draft.pk).update(valid_from=day)
            page = admin.get(url(QuestionnaireForm, "changelist")).content.decode()
            assert words_of_it in page and 'class="field-standing">in force<' in page


def test_a_question_has_a_heading_and_who_answers_it_is_chosen(admin: Client, draft: QuestionnaireForm) -> None:
    new = {"kind": "choice", "key": "oath", "choices": "yes | Да | Иә | Yes"} | in_all("label")
    answer = admin.post(at("new_question", draft.pk), new)
    assert answer.status_code == 422 and "Choose the heading above it" in answer.content.decode()
    assert admin.post(at("new_question", draft.pk), new | {"section": "1"}).status_code == 302
    admin.post(at("question", draft.pk, "family"), sent(admin, draft, "family", personal="on"))
    assert item(draft, "family")["personal"] is True
    assert {"oath", "family", "secrets_consent"} <= draft.personal_keys and "family_status" not in draft.personal_keys


def test_others_look_or_stay_out(admin: Client, draft: QuestionnaireForm) -> None:
    reader = Client()
    reader.force_login(people.auditor())
    assert (
        reader.get(at("questions", draft.pk)).status_code == reader.get(at("page", draft.pk, "ru")).status_code == 200
    )
    refused = [
        reader.post(at("questions", draft.pk), {"drop": "family"}),
        reader.post(at("question", draft.pk, "purpose"), sent(admin, draft, "purpose", label_en="Mine")),
        reader.get(at("copy", draft.pk)),
    ]
    assert [answer.status_code for answer in refused] == [403] * 3 and "family" in keys(draft)
    officer = Client()
    officer.force_login(people.officer())
    assert officer.get(at("page", draft.pk, "ru")).status_code in (302, 403)
    assert (
        admin.get(at("question", draft.pk, "nothing")).status_code == admin.get(at("copy", "none")).status_code == 404
    )
