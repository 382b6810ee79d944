# Facts can be put right; a discrepancy chooses a side; grounds name the recorded facts they need. Grounds loaded before
# learn theirs here, as `load_reference` touches no row that is there already. The one that joined two alternatives is
# switched off: the two that take its place come with `load_reference`, and old cases go on to show it.

import cases.programmes.nomad.reasons.needs
import django.db.models.deletion
from django.db import migrations, models


NEEDS = {
    ("petition", "incomplete"): "incomplete:petition",
    ("petition", "passport-term"): "passport_short",
    ("petition", "not-confirmed"): "interview_against",
    ("rework", "expired"): "expired",
    ("rework", "passport-term"): "about:passport passport_short",
    ("rework", "photo"): "about:photo",
    ("rework", "questionnaire-incomplete"): "about:questionnaire",
    ("rework", "questionnaire-language"): "about:questionnaire",
    ("rework", "duty"): "about:duty",
    ("preliminary", "nsc-not-approved"): "knb_refused",
    ("final", "originals-differ"): "check_against:originals",
    ("final", "no-fingerprints"): "check_against:adis",
    ("final", "no-crossing"): "check_against:border",
}
for part in ("preliminary", "final"):
    for item in ("02", "03", "16", "17"):
        NEEDS[part, f"art49-{item}"] = "check_against:ibd check_against:sio"
    NEEDS[part, "art49-15"] = "document:medical"


def name_the_facts(apps, schema_editor):
    grounds = apps.get_model("cases", "Ground").objects
    for (kind, code), needs in NEEDS.items():
        grounds.filter(kind=kind, code=code, needs="").update(needs=needs)
    grounds.filter(kind="rework", code="other").update(own_words=True)
    grounds.filter(code="art49-01").update(active=False)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_step_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="check",
            name="corrects",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.check",
                verbose_name="corrects",
            ),
        ),
        migrations.AddField(
            model_name="check",
            name="reason",
            field=models.CharField(blank=True, db_default="", max_length=1000, verbose_name="why corrected"),
        ),
        migrations.AddField(
            model_name="discrepancy",
            name="letter_number",
            field=models.CharField(blank=True, db_default="", max_length=60, verbose_name="number of the newer letter"),
        ),
        migrations.AddField(
            model_name="discrepancy",
            name="letter_on",
            field=models.DateField(null=True, verbose_name="date of the newer letter"),
        ),
        migrations.AddField(
            model_name="discrepancy",
            name="side",
            field=models.CharField(
                blank=True,
                choices=[("system", "what the system answered"), ("hand", "what was entered by hand")],
                db_default="",
                max_length=6,
                verbose_name="what holds",
            ),
        ),
        migrations.AddField(
            model_name="ground",
            name="needs",
            field=models.CharField(
                blank=True,
                db_default="",
                max_length=200,
                validators=[cases.programmes.nomad.reasons.needs.ensure_known],
                verbose_name="needs one of these facts",
            ),
        ),
        migrations.AddField(
            model_name="ground",
            name="own_words",
            field=models.BooleanField(db_default=False, default=False, verbose_name="demands words of its own"),
        ),
        migrations.AddField(
            model_name="historicalground",
            name="needs",
            field=models.CharField(
                blank=True,
                db_default="",
                max_length=200,
                validators=[cases.programmes.nomad.reasons.needs.ensure_known],
                verbose_name="needs one of these facts",
            ),
        ),
        migrations.AddField(
            model_name="historicalground",
            name="own_words",
            field=models.BooleanField(db_default=False, default=False, verbose_name="demands words of its own"),
        ),
        migrations.RunPython(name_the_facts, migrations.RunPython.noop),
    ]
