"""Every recurring job of the portal. django-q2's rows are made equal to this list at each start, and hold no arguments:
one row whose arguments can not be read stops all schedules."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_q.models import Schedule, Task

from cases.api import pruning
from cases.evidence import countedtwice, retention
from cases.evidence.storage import halves, scanning, tidying, verifying
from cases.ledger import jobs as ledger
from cases.net.clamd import NoVerdictError
from cases.reports import exportfiles, sums
from cases.service.acts import signing_in
from cases.web.drafts import stepdrafts


@dataclass(frozen=True)
class Job:
    name: str
    func: str
    """A dotted path, called without arguments."""
    minutes: int | None = None
    """How many pass between two runs."""
    cron: str | None = None
    """When it runs otherwise, in the zone of law."""

    def __post_init__(self) -> None:
        if (self.minutes is None) == (self.cron is None):
            raise ValueError(f"{self.name}: give either minutes or cron")

    def row(self) -> dict[str, Any]:
        """The columns of the schedule row that this job decides; the rest is django-q2's own."""
        kind = Schedule.MINUTES if self.minutes else Schedule.CRON
        unused = dict.fromkeys(("args", "kwargs", "hook", "cluster", "intended_date_kwarg"))
        rhythm = {"schedule_type": kind, "minutes": self.minutes, "cron": self.cron, "repeats": -1}
        return {"func": self.func, **rhythm, **unused}


JOBS: tuple[Job, ...] = (
    Job("sweep", "cases.engine.clock.sweep_job", minutes=1),
    Job("crls", "cases.eds.revocation.refresh_job", minutes=5),
    Job("reconcile", "cases.programmes.nomad.answers.reconcile_job", cron="30 2 * * *"),
    Job("endings", "cases.programmes.nomad.periods.ending_notices.notify_job", cron="0 9 * * *"),
    Job("figures", "cases.workload.counts.count_job", minutes=5),
    Job("strangers", "dnr.strangers.trim_job", minutes=5),
    Job("sums", "dnr.schedule.day_sums", cron="10 0 * * *"),
    Job("today", "dnr.schedule.today_sums", minutes=15),
    Job("exports", "dnr.schedule.exports", minutes=10),
    Job("scans", "dnr.schedule.scans", minutes=10),
    Job("log", "cases.ledger.jobs.sequence_job", minutes=1),
    Job("record", "dnr.schedule.record", cron="15 4 * * *"),
    Job("terms", "dnr.schedule.terms", cron="45 4 * * *"),
    Job("files", "dnr.schedule.files", cron="45 3 * * *"),
    Job("retention", "dnr.schedule.retain", cron="45 2 * * *"),
    Job("backup", "dnr.schedule.backup", cron=settings.BACKUP_CRON),
    Job("prune", "dnr.schedule.prune", cron="15 3 * * *"),
)

KEEP_DONE = timedelta(days=7)
KEEP_FAILED = timedelta(days=90)


@dataclass(frozen=True)
class Changes:
    created: int
    updated: int
    deleted: int


@transaction.atomic
def sync(jobs: tuple[Job, ...] = JOBS) -> Changes:
    """Makes the schedule rows equal to `jobs`. A row already right keeps its next run."""
    created = updated = deleted = 0
    rows: dict[str | None, Schedule] = {}
    for row in Schedule.objects.select_for_update().order_by("id"):
        if row.name in rows or row.name not in {job.name for job in jobs}:
            row.delete()
            deleted += 1
        else:
            rows[row.name] = row
    for job in jobs:
        if job.name not in rows:
            Schedule.objects.create(name=job.name, **job.row())
            created += 1
        else:
            updated += _align(rows[job.name], job)
    return Changes(created, updated, deleted)


def _align(row: Schedule, job: Job) -> bool:
    wanted = job.row()
    if all(getattr(row, column) == value for column, value in wanted.items()) and row.next_run is not None:
        return False
    for column, value in wanted.items():
        setattr(row, column, value)
    # A new rhythm starts from now: the next run of the old one may be a year away.
    row.next_run = row.calculate_next_run(timezone.now())
    row.save()
    return True


def files() -> str:
    """The nightly job of the storages: drafts that nobody saw go, and a sample of what is stored is read whole."""
    now = timezone.now()
    gone, verified = tidying.remove_drafts(now), verifying.verify(now, settings.DNR_FILES_NIGHTLY)
    return f"{gone} drafts removed; {verified.read} files read, {len(verified.faults)} wrong"


def scans() -> str:
    """Files of which the antivirus knows nothing yet go to it once more, where it answers."""
    if not settings.CLAMD_URL:
        return "no antivirus is set"
    try:
        return f"{scanning.repair(timezone.now())} documents are scanned"
    except NoVerdictError as error:
        return f"clamd does not answer: {error}"


def record() -> str:
    """The nightly job of the log: rows against their leaves, a part of them each night, and its checkpoint by mail."""
    return ledger.verify_nightly(timezone.now())


def terms() -> str:
    """The nightly job of the terms: all that run are counted once more, by another program."""
    result = countedtwice.compare_running(timezone.now())
    return f"{result.read} terms counted again, {result.faults} differ"


def retain() -> str:
    """The nightly job of the rules of retention: what is kept longer than they say goes, as far as the setting lets."""
    done = retention.carry_out(timezone.now(), "nightly job")
    return ", ".join(f"{key}: {number}" for key, number in done.items() if number) or "nothing erased"


def day_sums() -> str:
    """The nightly job of the statistics: the day that is over is counted, and past ones again."""
    return f"{sums.count_days(timezone.now())} days counted"


def today_sums() -> None:
    """What the statistics have of today is brought up to now."""
    sums.count_today(timezone.now())


def exports() -> str:
    """Files of exported lists go when their time is over, or their person has left or changed post."""
    return f"{exportfiles.clean(timezone.now())} files removed"


def backup() -> str:
    """Begins the nightly backup, where a folder is set. In a process of its own: it takes longer than a job may."""
    if not settings.BACKUP_DIR:
        return "no folder is set"
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "backup", settings.BACKUP_DIR]
    subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    return "begun"


def prune() -> str:
    """The daily job: clears finished jobs, ended sessions, answered challenges and used nonces."""
    return prune_before(timezone.now())


def prune_before(now: datetime) -> str:
    """Deletes done jobs older than a week, failed ones older than a quarter; sessions, challenges, drafts of steps
    and halves of uploads that are over."""
    done, _ = Task.objects.filter(success=True, stopped__lt=now - KEEP_DONE).delete()
    failed, _ = Task.objects.filter(success=False, stopped__lt=now - KEEP_FAILED).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    signing_in.forget(now)
    pruning.forget(now)
    stepdrafts.forget(now)
    halves.forget_expired(now)
    return f"{done} done and {failed} failed jobs deleted"
