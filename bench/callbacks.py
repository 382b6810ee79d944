"""A callback through the API, as a partner's machine sends it: signed, with its key, and applied by the worker."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.casecopies import Ids, Template
from bench.report import BenchReport, percentile_ms, seconds
from bench.steps import copies
from cases.api import keys
from cases.engine.steps.facts import StepFacts
from cases.gateways import questions, signing
from cases.gateways.contract import OPERATIONS
from cases.gateways.jsontext import canonical
from cases.models import ApiClient, Case, Exchange
from cases.outbox import exchanges

WARM = 10
NO_LIMIT = 1_000_000
"""Calls a minute: none of them may be refused."""


class BenchCaller:
    """КНБ, which answers by the API about copies of `template`, by the real clock."""

    def __init__(self, report: BenchReport, template: Template) -> None:
        self.report, self.template = report, template
        self.client, self.path = Client(SERVER_NAME="localhost"), reverse("api:inbox", args=["knb", "answer"])
        machine = ApiClient.objects.create(
            name="bench", system="knb", scopes=["inbox"], allowed_ips=["127.0.0.0/8"], rate=NO_LIMIT
        )
        self.key, secret = keys.make_key(machine, timezone.now(), timedelta(days=1))
        self.secret = keys.signing_key(secret)

    def measure(self, n: int, first: int) -> None:
        rows = self._questions(copies(self.template, n + WARM + 1, first))
        counted = self._statements(rows[0])
        times = [self._turn(row) for row in rows[1:]][WARM:]
        self._ensure_taken(rows)
        for what, measured, number in (
            ("signed POST → 202", [post for post, _apply in times], counted[0]),
            ("its answer applied by the worker", [apply for _post, apply in times], counted[1]),
        ):
            times_in_words = f"p50 {percentile_ms(measured, 0.5):.1f} ms, p95 {percentile_ms(measured, 0.95):.1f} ms"
            self.report.add(f"inbound callback, {what}", f"{times_in_words}, {number} statements")

    def _statements(self, row: Exchange) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            answer = self._post(*self._signed(row))
            posted = len(queries)
            exchanges.apply(answer, timezone.now())
            return posted, len(queries) - posted

    def _questions(self, ids: list[Ids]) -> list[Exchange]:
        """The question to КНБ about each copy: without one its answer is stored, and moves nothing."""
        cases = Case.objects.filter(pk__in=[copy.case for copy in ids]).select_related("person")
        rows = [
            questions.step_question(OPERATIONS["knb", "approve"], case, StepFacts(), timezone.now()) for case in cases
        ]
        with transaction.atomic():
            questions.enqueue(rows)
        return rows

    def _signed(self, row: Exchange) -> tuple[bytes, dict[str, str]]:
        now = timezone.now()
        answer = {
            "case": row.request["case"],
            "clear": True,
            "reference": "K-1",
            "answered_on": now.date().isoformat(),
            "in_reply_to": row.key,
        }
        body = canonical(answer)
        headers = signing.headers(self.key.key_id, self.secret, "POST", self.path, body, now)
        return body, headers | {"Idempotency-Key": f"answer.{row.key}"}

    def _post(self, body: bytes, headers: dict[str, str]) -> UUID:
        """The exchange that was stored. Raises AssertionError when it was refused, which is quick."""
        answer: Any = self.client.generic("POST", self.path, body, "application/json", headers=headers)
        if answer.status_code != 202:
            raise AssertionError(f"{self.path}: {answer.status_code} {answer.content!r}")
        return UUID(answer.json()["id"])

    def _turn(self, row: Exchange) -> tuple[float, float]:
        body, headers = self._signed(row)
        stored: list[UUID] = []
        post = seconds(lambda: stored.append(self._post(body, headers)))
        return post, seconds(partial(exchanges.apply, stored[0], timezone.now()))

    @staticmethod
    def _ensure_taken(rows: list[Exchange]) -> None:
        applied = Exchange.objects.filter(
            case__in=[row.case_id for row in rows], direction=Exchange.IN, outcome="applied"
        )
        if applied.count() != len(rows):
            raise AssertionError(f"{applied.count()} of {len(rows)} answers were applied")
