"""Run as a program: a new database with `argv[3]` cases in the state `argv[1]` and a signed-in person of the role
`argv[2]` ("owner": the applicant of the first); the first of the cases then takes the steps that follow. There are
times for interviews in the days to come. Prints what the test needs.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from importlib import import_module

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_q.models import OrmQ  # noqa: E402

from cases.law.calendar import ALMATY  # noqa: E402
from cases.models import ConsentClause, Effect, QuestionnaireForm, Slot, User  # noqa: E402
from dnr import schedule  # noqa: E402
from tests import people  # noqa: E402
from tests.cases.engine import ways  # noqa: E402


def main(state: str, role: str, count: str, *steps: str) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    people.reference()
    # Outside a demo nobody consents before the operator's number is entered, nobody files by a form that nobody has
    # compared with the official one, and who makes acts has a position.
    ConsentClause.objects.filter(code="operator").update(bin="241040000308")
    QuestionnaireForm.objects.update(confirmed=True)
    staff = [made().pk for made in (people.screener, people.signer, people.officer, people.clerk)]
    User.objects.filter(pk__in=staff).update(position_ru="Специалист", position_kk="Маман")
    cases = [people.case_in(state) for _number in range(int(count))]
    User.objects.update(mails=User.MAILS_ALL)  # each notice is a mail to be sent
    for step in steps:
        ways.take(cases[0], step)
    at = timezone.now().astimezone(ALMATY).replace(hour=11, minute=0, second=0, microsecond=0)
    for days in range(2, 12):  # more than any holidays
        Slot.objects.get_or_create(screener=people.screener(), starts_at=at + timedelta(days))
    # What the way hither asked for is not the subject.
    Effect.objects.update(state="done")
    OrmQ.objects.all().delete()
    schedule.sync()
    facts = [{"id": str(c.pk), "number": c.number, "version": c.version} for c in cases]
    user = cases[0].person.user if role == "owner" else getattr(people, role)()
    print(json.dumps({"cases": facts, "session": signed_in(user)}))


def signed_in(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session.create()
    key: str = session.session_key
    return key


main(*sys.argv[1:])
