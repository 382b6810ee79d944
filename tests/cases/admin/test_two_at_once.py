"""Two administrators save one row in the same moment, on real transactions: the second sees what the first wrote."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from cases.models import Ground
from tests import people
from tests.cases.admin.rooms import url
from tests.desks import signed_in, text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.slow]


def test_of_two_who_save_at_once_neither_is_overwritten_unseen() -> None:
    user = people.administrator()
    ground = Ground.objects.filter(kind="rework")[0]
    page = signed_in(user).get(url(Ground, "change", ground.pk))
    names = ("code", "kind", "article", "needs", "text_ru", "text_kk", "text_en")
    held = {name: getattr(ground, name) for name in names} | {"active": "on", "base": page.context["base"]}
    barrier = threading.Barrier(2)

    def save(words: str) -> Any:
        client = signed_in(user)
        barrier.wait(timeout=30)
        try:
            return client.post(url(Ground, "change", ground.pk), held | {"text_en": words})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(save, ["The first.", "The second."]))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    page_text = next(text(answer) for answer in answers if answer.status_code == 200)
    stored = Ground.objects.get(pk=ground.pk).text_en
    assert stored in page_text and "Changed meanwhile" in page_text
