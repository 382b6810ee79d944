"""Faults, to a Sentry of the agency: which error, where in the code, under which request id. Nothing of people leaves:
no text of an error, no variables, no address, no body, no headers, no user. The log has the rest, by the id."""

from __future__ import annotations

import logging
from typing import Any

import sentry_sdk
import structlog
from django.conf import settings
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint

KEPT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "transaction", "sdk")
FRAME = ("filename", "module", "function", "lineno", "in_app")


def only_the_fault(event: Event, hint: Hint) -> Event:
    """What is kept is named, so that what a later version of the library adds stays here."""
    whole: dict[str, Any] = dict(event)
    kept: dict[str, Any] = {name: whole[name] for name in KEPT if name in whole}
    if "exception" in whole:
        kept["exception"] = {"values": [_error(value) for value in whole["exception"]["values"]]}
    record = hint.get("log_record")
    if record is not None:
        kept["logentry"] = {"message": _words(record)}
    kept["tags"] = {"request_id": structlog.contextvars.get_contextvars().get("request_id", "")}
    result: Any = kept
    return result


def _error(value: dict[str, Any]) -> dict[str, Any]:
    """The text of an error could hold anything: a key of a database names an e-mail."""
    frames = (value.get("stacktrace") or {}).get("frames", [])
    plain = [{name: frame[name] for name in FRAME if name in frame} for frame in frames]
    return {"type": value.get("type"), "module": value.get("module"), "stacktrace": {"frames": plain}}


def _words(record: logging.LogRecord) -> str:
    """Our own lines are a name and its facts: the name. Of others the text, without what is put into it."""
    return str(record.msg.get("event", "")) if isinstance(record.msg, dict) else str(record.msg)


def options() -> dict[str, Any]:
    """The arguments of `sentry_sdk.init`."""
    django = DjangoIntegration(middleware_spans=False, signals_spans=False, cache_spans=False)
    logs = LoggingIntegration(level=None, event_level=logging.ERROR)
    proxy = {"http_proxy": settings.OUTBOUND_PROXY, "https_proxy": settings.OUTBOUND_PROXY}
    return {
        "dsn": settings.SENTRY_DSN,
        "environment": settings.SENTRY_ENVIRONMENT,
        "release": f"dnr@{release()}",
        "default_integrations": False,
        "auto_enabling_integrations": False,
        "integrations": [django, logs, AtexitIntegration(), DedupeIntegration(), ExcepthookIntegration()],
        "before_send": only_the_fault,
        "send_default_pii": False,
        "include_local_variables": False,
        "include_source_context": False,
        "max_request_body_size": "never",
        "max_breadcrumbs": 0,
        "server_name": "",
        **(proxy if settings.OUTBOUND_PROXY else {}),
    }


def release() -> str:
    """As pyproject.toml has it; the portal is run from its folder and is no installed distribution."""
    lines = (settings.BASE_DIR / "pyproject.toml").read_text("utf-8").splitlines()
    return next(line.partition('"')[2].rstrip('"') for line in lines if line.startswith("version = "))


def begin() -> None:
    sentry_sdk.init(**options())
