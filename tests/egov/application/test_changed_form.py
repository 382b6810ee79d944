"""The form of the questionnaire is data: unconfirmed it files nothing in production, changed under a draft it says so,
and the language of the page is no part of an answer."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.engine.lists.queues import buttons
from cases.law.calendar import local_day
from cases.models import Case, QuestionnaireForm
from tests import people
from tests.egov.application.filling import full, kept, url

pytestmark = pytest.mark.django_db
PREVIEW = "admin:cases_questionnaireform_preview"


def newer(case: Case, **changed: Any) -> QuestionnaireForm:
    """A version of today with a question more, and the last of the present one left out."""
    now = people.questionnaire(people.START)
    more = {"key": "pet", "type": "text", "required": True, "label": {"ru": "Питомец", "kk": "Үй жануары", "en": "Pet"}}
    day = local_day(people.after(case)) - timedelta(days=1)
    fields = [item | {"required": False} if item["key"] == "purpose" else item for item in now.fields[:-1]]
    return QuestionnaireForm.objects.create(
        version="newer", valid_from=day, source="Order 1", fields=[*fields, more], **changed
    )


def test_production_files_by_no_form_that_nobody_has_confirmed(client, settings, case):
    client.post(url(case), full(case))
    case.refresh_from_db()

    def refused() -> bool:
        case.forget_dossier()
        with translation.override("en"):
            rows = buttons(case, case.person.user, people.after(case))
            return any("not compared with the official form" in str(why) for row in rows for why in row.reasons)

    assert not refused()
    settings.DNR_UNCONFIRMED_FORM = False
    QuestionnaireForm.objects.update(confirmed=False)
    assert refused()
    page = client.get(url(case, "check"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "not compared with the official form" in page
    QuestionnaireForm.objects.update(confirmed=True)
    assert not refused()


def test_a_form_changed_under_a_draft_says_what_is_new_and_what_is_gone_and_keeps_the_rest(client, case):
    client.post(url(case), full(case))
    gone = people.questionnaire(people.START).fields[-1]
    newer(case)
    page = client.get(url(case), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "The official form has changed since you saved" in page
    assert "Asked otherwise: Why you wish to live permanently in Kazakhstan." in page
    assert "New questions: Pet." in page and f"Not asked any more: {gone['label']['en']}." in page
    # A tab of the former version sends its fields: what is still asked is kept, nothing is refused.
    answer = client.post(url(case), full(case), HTTP_ACCEPT_LANGUAGE="en", follow=True)
    assert answer.status_code == 200 and "Still to be answered: Pet" in answer.content.decode()
    answers = kept(case)
    assert answers["version"] == "newer" and not answers["complete"]
    assert set(answers["answers"]) == {key for key, text in full(case).items() if text} - {gone["key"]}
    assert "The official form has changed" not in client.get(url(case), HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_the_language_switched_in_mid_form_changes_no_answer(client, case):
    opened = client.get(url(case), HTTP_ACCEPT_LANGUAGE="ru")
    sent = full(case) | {"base": opened.context["base"]}
    client.post(url(case, "autosave"), sent)
    before = kept(case)["answers"]
    assert client.post(reverse("accounts:language"), {"language": "kk", "next": url(case)}).status_code == 302
    answer = client.post(url(case, "autosave"), sent, HTTP_ACCEPT_LANGUAGE="kk")
    assert answer.status_code == 200 and kept(case)["answers"] == before
    client.cookies["django_language"] = "kk"
    shown = client.get(url(case)).context["form"]
    assert {key: shown.initial[key] for key in before} == before


def test_an_administrator_looks_at_the_form_before_it_is_saved(client) -> None:
    people.reference()
    admin = Client(headers={"accept-language": "en"})
    admin.force_login(people.administrator())
    schema = people.questionnaire(people.START)
    change = "admin:cases_questionnaireform_change"
    assert reverse(PREVIEW) not in admin.get(reverse(change, args=[schema.pk])).content.decode(), "it is edited no more"
    draft = QuestionnaireForm.objects.create(version="draft", source="Order 1", fields=schema.fields)
    assert reverse(PREVIEW) in admin.get(reverse(change, args=[draft.pk])).content.decode()
    fields = [schema.fields[0] | {"label": {"ru": "Кличка", "kk": "Лақап аты", "en": "Nickname"}}]
    shown = admin.post(reverse(PREVIEW), {"fields": json.dumps(fields)}).content.decode()
    assert all(word in shown for word in ("Кличка", "Лақап аты", "Nickname"))
    assert not QuestionnaireForm.objects.filter(fields=fields).exists()
    for bad, why in (("[", "no sound JSON"), ('[{"key": "a"}]', "missing"), ("{}", "must be a list")):
        answer = admin.post(reverse(PREVIEW), {"fields": bad})
        assert answer.status_code == 422 and why in answer.content.decode(), bad
    client.force_login(people.officer())
    assert client.post(reverse(PREVIEW), {"fields": "[]"}).status_code in (302, 403)
