"""A log with a case that has gone its whole way, made once a module."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from cases.engine.writing import audit
from cases.ledger import jobs
from cases.letters.rendering import render_and_store
from cases.models import Case, Checkpoint, Helper, Letter
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine.writing.test_history import SAMPLES

NOW = people.START.replace(year=2027)


@pytest.fixture(autouse=True)
def _own_folders() -> Iterator[None]:
    """Keys and files of a test go with it."""
    kept = {folder: folder.with_suffix(".kept") for folder in (settings.LOG_KEYS, settings.LOG_CHECKPOINTS)}
    for folder, copy in kept.items():
        if folder.exists():
            shutil.copytree(folder, copy, dirs_exist_ok=True)
    yield
    for folder, copy in kept.items():
        shutil.rmtree(folder, ignore_errors=True)
        if copy.exists():
            copy.rename(folder)


@pytest.fixture(scope="module")
def recorded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Case]:
    """The case; all rows that there are have their leaves, which a checkpoint signs."""
    for folder in (settings.LOG_KEYS, settings.LOG_CHECKPOINTS):
        shutil.rmtree(folder, ignore_errors=True)
    with django_db_blocker.unblock(), transaction.atomic():
        people.reference()
        case = people.case_in(State.CARD_ISSUED)
        audit.record_reading(case, people.officer(), "case", NOW)
        for model in SAMPLES.keys() - {Checkpoint}:
            SAMPLES[model](case).save()
        Helper.objects.create(case=case, by=people.officer(), email="a@b.kz", may="see", invited_at=NOW, expires_at=NOW)
        render_and_store(Letter.objects.filter(case=case)[0].pk, NOW)
        jobs.sequence(NOW)
        yield case
        transaction.set_rollback(True)
