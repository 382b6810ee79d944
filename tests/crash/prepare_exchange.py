"""Run as a program: a database with one case just registered, its question to ИБД due. Prints its key."""

from __future__ import annotations

import json

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django_q.models import OrmQ  # noqa: E402

from cases.models import Effect, Exchange  # noqa: E402
from tests import people  # noqa: E402
from tests.cases import ways  # noqa: E402


def main() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    case = ways.take(people.case_in("registration"), "register")
    # What the way hither asked for is not the subject.
    Effect.objects.update(state="done")
    OrmQ.objects.all().delete()
    print(json.dumps({"case": str(case.pk), "key": Exchange.objects.get(system="ibd").key}))


main()
