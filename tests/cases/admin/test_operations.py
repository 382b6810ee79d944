"""What runs by itself: errands, jobs, breakers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Bar, Case, Consent, Deadline, Dispatch, Effect, ReturnedDocument
from cases.programmes.nomad.states import State
from tests.cases.admin.rooms import url

pytestmark = pytest.mark.django_db


def dead_effect() -> Effect:
    now = timezone.now()
    return Effect.objects.create(
        kind="mail",
        ref=Case.objects.values_list("pk", flat=True)[0],
        state="dead",
        attempts=8,
        next_at=now,
        error="refused",
        created_at=now - timedelta(days=3),
    )


def test_a_given_up_effect_is_sent_again(administrator: Client, every_case: Any) -> None:
    effect = dead_effect()
    page = url(Effect, "changelist")
    assert effect in administrator.get(page).context["cl"].result_list
    administrator.post(page, {"action": "send_again", "_selected_action": [str(effect.pk)]})
    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == ("pending", 0)
    assert LogEntry.objects.filter(object_id=str(effect.pk)).exists()


def test_an_auditor_sends_nothing_again(auditor: Client, every_case: Any) -> None:
    effect = dead_effect()
    sent = {"action": "send_again", "_selected_action": [str(effect.pk)]}
    assert auditor.post(url(Effect, "changelist"), sent).status_code == 403
    effect.refresh_from_db()
    assert effect.state == "dead"


def test_given_up_effects_come_first(administrator: Client, every_case: Any) -> None:
    dead_effect()
    assert {e.state for e in administrator.get(url(Effect, "changelist")).context["cl"].result_list} == {"dead"}


def test_no_page_writes_styles_or_scripts_into_itself(auditor: Client, every_case: Any) -> None:
    """The content security policy would drop them."""
    case = every_case[State.CARD_ISSUED]
    pages = [url(Case, "changelist"), url(Case, "change", case.pk), url(Case, "history", case.pk)]
    pages += [url(Deadline, "change", Deadline.objects.all()[0].pk), reverse("admin:index")]
    for page in pages:
        text = auditor.get(page).content.decode()
        assert "style=" not in text and "<script>" not in text and "onclick" not in text, page


def test_samples_exist_of_every_record(every_case: Any) -> None:
    """Guards the matrix above: a case in every state leaves a row of each kind."""
    for model in (Bar, Consent, Dispatch, ReturnedDocument):
        assert model._default_manager.exists()


def test_the_words_named_for_translation_are_those_of_django() -> None:
    """An upgrade that rewords one would bring English back into the Kazakh pages."""
    from pathlib import Path

    import django
    import polib

    from cases.admin import words

    contrib = Path(django.__file__).parent / "contrib"
    known: set[str] = set()
    for app in ("admin", "auth", "contenttypes"):
        known |= {e.msgid for e in polib.pofile(str(contrib / app / "locale/en/LC_MESSAGES/django.po"))}
    assert not set(words.DJANGO) - known


@pytest.mark.parametrize("query", ["opened_at__year=99999999", "opened_at__gte=never", "state=%00"])
def test_a_crafted_filter_is_refused_and_no_fault(auditor: Client, query: str) -> None:
    assert auditor.get(f"{reverse('admin:cases_case_changelist')}?{query}").status_code in (200, 302)
