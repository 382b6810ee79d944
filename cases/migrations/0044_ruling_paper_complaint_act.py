# The paper of a ruling, the complaint on which it was decided, and which of several acts of one name it strikes.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0043_drafts_while_typed")]

    operations = [
        migrations.AddField(
            model_name="ruling",
            name="act_at",
            field=models.DateTimeField(null=True, verbose_name="act made"),
        ),
        migrations.AddField(
            model_name="ruling",
            name="complaint",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.case",
                verbose_name="on the complaint",
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="paper",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rulings",
                to="cases.document",
                verbose_name="file",
            ),
        ),
    ]
