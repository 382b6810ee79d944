# What letters and staff are found by. Apart from the columns, since it locks two tables for the moment it takes:
# `make lint` lets this one pass by its name.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_signatures"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["file_ru"], name="letter_file_ru"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["file_kk"], name="letter_file_kk"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("iin", ""), _negated=True),
                fields=("iin",),
                name="user_iin",
                violation_error_message="Another account has this IIN already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("iin", ""), models.Q(("role", "applicant"), _negated=True), _connector="OR"),
                name="user_iin_staff",
                violation_error_message="An applicant's IIN stands with the person.",
            ),
        ),
    ]
