"""What a check says: a number, what it is a number of, and whether that is still well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings


class HealthStatus(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


GRAVITY = {HealthStatus.OK: 0, HealthStatus.WARN: 1, HealthStatus.FAIL: 2}


@dataclass(frozen=True, slots=True)
class Measurement:
    """The number that a check reads."""

    value: float | None
    """In the check's unit; None where there should be a value and is none."""
    detail: str = ""
    """A few words for the operator, about the portal and never about people."""


Answer = Measurement | Mapping[str, Measurement]
"""One number, or one for each subject (a gateway, a storage): few and known beforehand, for they become labels."""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """Something that is measured, and how."""

    name: str
    unit: str
    ask: Callable[[datetime], Answer]
    lane: str
    """Checks of one lane run one after the other, the lanes at the same time."""
    every: float = 0.0
    """Seconds for which a result is reused, where measuring costs others something."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A measurement, judged by its limits."""

    name: str
    of: str
    """The subject; "" where there is only one."""
    unit: str
    status: HealthStatus
    value: float | None
    seconds: float
    """The duration of the check."""
    detail: str = ""

    def to_json(self) -> dict[str, object]:
        limits = limits_of(self.name, self.of)
        threshold = {"warn": limits[0], "fail": limits[1]} if limits else None
        facts = {"name": self.name, "of": self.of, "status": self.status.value, "value": self.value, "unit": self.unit}
        return facts | {"threshold": threshold, "seconds": round(self.seconds, 4), "said": self.detail}


def limits_of(name: str, of: str) -> tuple[float, float] | None:
    """(warn, fail) of settings.HEALTH_LIMITS: of this subject, where it has its own, else of the check."""
    limits: dict[str, tuple[float, float]] = settings.HEALTH_LIMITS
    return limits.get(f"{name}_{of}") or limits.get(name)


def judge(name: str, of: str, value: float | None) -> HealthStatus:
    """Where the limit of warn is the larger one, less is worse. Without limits it is a number to know."""
    if value is None:
        return HealthStatus.FAIL
    limits = limits_of(name, of)
    if limits is None:
        return HealthStatus.OK
    warn, fail = limits
    sign = 1 if warn <= fail else -1
    if sign * value >= sign * fail:
        return HealthStatus.FAIL
    return HealthStatus.WARN if sign * value >= sign * warn else HealthStatus.OK


def judge_all(check: HealthCheck, answer: Answer, seconds: float) -> list[Finding]:
    readings = {"": answer} if isinstance(answer, Measurement) else answer
    return [
        Finding(check.name, of, check.unit, judge(check.name, of, got.value), got.value, seconds, got.detail)
        for of, got in readings.items()
    ]


def failed(check: HealthCheck, detail: str, seconds: float) -> list[Finding]:
    return [Finding(check.name, "", check.unit, HealthStatus.FAIL, None, seconds, detail)]


def worst(findings: list[Finding]) -> HealthStatus:
    return max((finding.status for finding in findings), key=GRAVITY.__getitem__, default=HealthStatus.OK)
