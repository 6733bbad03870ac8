from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0003_on_hold"),
    ]

    operations = [
        migrations.CreateModel(
            name="NotNeeded",
            fields=[
                ("comment_id", models.TextField(primary_key=True, serialize=False)),
                ("judged_hash", models.TextField(null=True)),
                ("moderator", models.TextField()),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "db_table": "not_needed",
            },
        ),
    ]
