from django.db import migrations
from django.utils import timezone

from cases.models.slot import pieces


def occupy(apps, schema_editor):
    """The times that are there already take the time of who leads them; the first of two that overlap keeps it."""
    Slot, Time = apps.get_model("cases", "Slot"), apps.get_model("cases", "InterviewerTime")
    rows, taken = [], set()
    for slot in Slot.objects.order_by("starts_at", "id"):
        free = [at for at in pieces(slot.starts_at, slot.minutes) if (slot.screener_id, at) not in taken]
        taken.update((slot.screener_id, at) for at in free)
        rows += [Time(slot=slot, user_id=slot.screener_id, at=at, first=at == free[0]) for at in free]
    Time.objects.bulk_create(rows, batch_size=500)


def invite(apps, schema_editor):
    """Interviews that are booked get the version that stands, so that a move or an end of theirs is told."""
    Case, Invitation = apps.get_model("cases", "Case"), apps.get_model("cases", "InterviewInvitation")
    now = timezone.now()
    for case in Case.objects.filter(state="interview", slot__starts_at__gt=now).select_related("slot"):
        slot = case.slot
        facts = {"starts_at": slot.starts_at, "minutes": slot.minutes, "link": slot.link, "at": now}
        Invitation.objects.create(case=case, interviewers=[str(slot.screener_id)], **facts)


class Migration(migrations.Migration):
    dependencies = [("cases", "0058_signing_of_many_delegations_interview_times")]
    operations = [
        migrations.RunPython(occupy, migrations.RunPython.noop),
        migrations.RunPython(invite, migrations.RunPython.noop),
    ]
