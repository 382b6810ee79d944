"""Officers at work at once: what is confirmed to each stands, and whatever is lost or written twice is seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bench import office, servers, steps
from bench.casecopies import Template
from bench.journal import faults
from cases.models import Assignment, Case, CaseNote, Event, StepDraft
from cases.programmes.nomad.states import State
from demo import walk
from tests import people


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_what_is_confirmed_to_officers_stands(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    people.reference()
    now = timezone.now()
    case = walk.bring(people.applicant(), State.REGISTRATION, now)
    waiting = [case.pk, *(copy.case for copy in steps.copies(Template.of(case), 3, 7000))]
    staff = office.officers("astana", 2, now - timedelta(days=600))
    at_work = office.Office(servers.Server(int(live_server.url.rpartition(":")[2]), 0), staff)

    def wrong() -> str:
        return "\n".join(faults(at_work.journal, staff, waiting, case.version))

    for handed in (0.0, 1.0):  # each of the two decides a case that the other decides too; then hands another over
        monkeypatch.setattr(office, "HANDED", handed)
        monkeypatch.setattr(office, "RIVALLED", 1.0)
        at_work.work(0)
    journal = at_work.journal
    assert wrong() == ""
    assert (len(journal.took), len(journal.decided), len(journal.contested), len(journal.handed)) == (4, 2, 2, 2)
    assert len(journal.notes) == len(journal.drafts) == 4

    decided = {row[1] for row in journal.decided}
    CaseNote.objects.filter(pk=CaseNote.objects.latest("id").pk).delete()
    StepDraft.objects.exclude(case__in=decided).update(**{"data": {"mp_number": ["older"]}})
    Assignment.objects.filter(way=Assignment.HANDED_OVER).update(**{"user": staff[0]})
    Case.objects.filter(pk__in=decided).update(**{"mp_number": ""})
    journal.decided.append(journal.decided[0])
    journal.errors.append("500")
    faulty = wrong()
    for word in ("500", "note lost", "draft lost", "draft that nobody", "owner lost", "row lost", "decided 2 times"):
        assert word in faulty, word
    assert Event.objects.filter(case__in=decided, step=office.DECISION).count() == 2
