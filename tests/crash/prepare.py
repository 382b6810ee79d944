"""Run as a program: a database with one case at the screening, and a signed-in screener. Prints what the test needs."""

from __future__ import annotations

import json
from importlib import import_module

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django_q.models import OrmQ  # noqa: E402

from cases.models import Effect  # noqa: E402
from tests import people  # noqa: E402


def main() -> None:
    call_command("migrate", verbosity=0)
    case, user = people.case_in("screening"), people.screener()
    # What the way hither asked for is not the subject.
    Effect.objects.update(state="done")
    OrmQ.objects.all().delete()
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session.create()
    print(json.dumps({"case": str(case.pk), "version": case.version, "session": session.session_key}))


main()
