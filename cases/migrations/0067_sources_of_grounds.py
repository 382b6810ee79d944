# Whence the wording of a ground is, and whether anybody has compared it. Of the grounds loaded before, those of the order
# itself were compared with it; those of art. 49 of the migration law are a rendering. What an administrator has added, or
# worded otherwise, is marked until it is compared.

from django.db import migrations, models

ORDER = "Алгоритм приказа № 241/НҚ – № 301 от 2026 года"
LAW = "Закон «О миграции населения», ст. 49: изложено по публикациям, с официальным текстом не сверено"
MISSING = "Закон «О миграции населения», ст. 49: текста подпункта под рукой нет"
DESCRIPTION = "описание услуги на egov.kz (март 2025 года): с действующим описанием не сверено"


def name_the_sources(apps, schema_editor):
    Ground = apps.get_model("cases", "Ground")
    HistoricalGround = apps.get_model("cases", "HistoricalGround")
    loaded = HistoricalGround.objects.filter(history_change_reason="load_reference").order_by("history_id")
    words = {row["id"]: row for row in loaded.values("id", "text_ru", "text_kk", "article")}
    for row in Ground.objects.filter(source=""):
        first = words.get(row.pk)
        if first is None or any(getattr(row, name) != first[name] for name in ("text_ru", "text_kk", "article")):
            continue
        known = LAW if row.code.startswith("art49-") else DESCRIPTION if row.code == "no-translation" else ORDER
        known = MISSING if row.needs == "text_at_hand" else known
        Ground.objects.filter(pk=row.pk).update(source=known, confirmed=known == ORDER)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0066_sums_of_a_day_so_far"),
    ]

    operations = [
        migrations.AddField(
            model_name=model,
            name=name,
            field=field,
        )
        for model in ("ground", "historicalground")
        for name, field in (
            (
                "source",
                models.CharField(blank=True, db_default="", default="", max_length=300, verbose_name="source"),
            ),
            (
                "confirmed",
                models.BooleanField(
                    db_default=False, default=False, verbose_name="compared with the text of the law"
                ),
            ),
        )
    ] + [migrations.RunPython(name_the_sources, migrations.RunPython.noop)]
