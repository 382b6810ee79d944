# The days for objections, and for the word on the arrival, run to their end also where the person has used them; then they
# were called expired. They are met, on the day on which the person first spoke.

from django.db import migrations
from django.utils.timezone import get_default_timezone

SPOKEN = {"objection": ("HearingEntry", {"kind": "objection"}), "arrival_word": ("Event", {"step": "claim_arrival"})}


def call_them_met(apps, schema_editor):
    zone = get_default_timezone()
    for key, (model, what) in SPOKEN.items():
        for term in apps.get_model("cases", "Deadline").objects.filter(key=key, state="expired").defer("days").iterator():
            rows = apps.get_model("cases", model).objects.filter(case=term.case_id, **what)
            first = rows.filter(at__gte=term.starts_at, at__lt=term.due_at).order_by("at").first()
            if first is not None:
                term.state, term.met_on = "met", first.at.astimezone(zone).date()
                term.save(update_fields=["state", "met_on"])


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0067_sources_of_grounds"),
    ]

    operations = [
        migrations.RunPython(call_them_met, migrations.RunPython.noop),
    ]
