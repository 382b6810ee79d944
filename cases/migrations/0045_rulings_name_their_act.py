# Rulings of before: which act each strikes, and on which complaint it was decided. The papers were not kept then.

from django.db import migrations


def name_what_was_meant(apps, schema_editor):
    """A decision on a complaint was recorded on the case in the same moment; the act was the newest of its name."""
    case, event = apps.get_model("cases", "Case"), apps.get_model("cases", "Event")
    for ruling in apps.get_model("cases", "Ruling").objects.order_by("id").iterator():
        act = event.objects.filter(case=ruling.case_id, step=ruling.act, at__lte=ruling.at).order_by("-id").first()
        decided = event.objects.filter(at=ruling.at, step__in=["satisfy_complaint", "record_satisfied"])
        complaints = case.objects.filter(about_letter__case=ruling.case_id, id__in=decided.values("case"))
        ruling.act_at, ruling.complaint = act and act.at, complaints.first()
        ruling.save(update_fields=["act_at", "complaint"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0044_ruling_paper_complaint_act")]

    operations = [migrations.RunPython(name_what_was_meant, migrations.RunPython.noop)]
