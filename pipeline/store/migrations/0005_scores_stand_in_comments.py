"""The current scores stand in comments, and `scores` becomes a view: one row a comment is written instead of six.

SQLite cannot make a table anew (as Django does for most changes of a column) while a view reads it: a later migration
that changes a column of comments drops the view first and makes it again.
"""

import django.db.models.deletion
from django.db import migrations, models

LABELS = {
    "abuse": "CAST(NULL AS TEXT)",
    "language": "comments.language",
    "question": "CASE WHEN comments.is_question THEN 'yes' WHEN NOT comments.is_question THEN 'no' END",
    "sentiment": "comments.sentiment",
    "spam": "CAST(NULL AS TEXT)",
}

TOLD = "current AND run_id IS NOT NULL AND model_version IS NOT NULL"  # others stay where they are
NOTED = f"""
    INSERT INTO run_models (run_id, task, model_version)
    SELECT run_id, task, MAX(model_version) FROM earlier_scores WHERE {TOLD} GROUP BY run_id, task
"""
TAKEN_OVER = f"""
    UPDATE comments SET scored_run = found.run_id, scored_hash = found.judged_hash FROM (
        SELECT comment_id, MAX(run_id) AS run_id, MAX(judged_hash) AS judged_hash FROM earlier_scores
        WHERE {TOLD} GROUP BY comment_id
    ) AS found WHERE found.comment_id = comments.comment_id
"""
GONE = f"DELETE FROM earlier_scores WHERE {TOLD}"


def view() -> str:
    """Return the statement that makes the view."""
    of_comments = (
        f"SELECT comments.comment_id, comments.scored_hash AS judged_hash, run_models.task,"
        f" comments.{task}_score AS score, {label} AS label, run_models.model_version,"
        " comments.scored_run AS run_id, TRUE AS current"
        f" FROM comments JOIN run_models ON run_models.run_id = comments.scored_run AND run_models.task = '{task}'"
        for task, label in LABELS.items()
    )
    earlier = "SELECT comment_id, judged_hash, task, score, label, model_version, run_id, current FROM earlier_scores"
    return f"CREATE VIEW scores AS {' UNION ALL '.join((earlier, *of_comments))}"


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0004_not_needed"),
    ]

    operations = [
        migrations.AddField("comment", "scored_run", models.TextField(null=True)),
        migrations.AddField("comment", "scored_hash", models.TextField(null=True)),
        migrations.CreateModel(
            name="RunModel",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id", "task", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("run_id", models.TextField()),
                ("task", models.TextField()),
                ("model_version", models.TextField()),
            ],
            options={"db_table": "run_models"},
        ),
        migrations.RenameModel("Score", "EarlierScore"),
        migrations.AlterModelTable("EarlierScore", "earlier_scores"),
        migrations.AlterField(
            model_name="earlierscore",
            name="comment",
            field=models.ForeignKey(
                db_column="comment_id",
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="earlier_scores",
                to="store.comment",
            ),
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "comment_id", "task", "current", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("judged_hash", models.TextField(null=True)),
                ("task", models.TextField()),
                ("score", models.FloatField(null=True)),
                ("label", models.TextField(null=True)),
                ("model_version", models.TextField(null=True)),
                ("run_id", models.TextField(null=True)),
                ("current", models.BooleanField()),
            ],
            options={"db_table": "scores", "managed": False},
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in (NOTED, TAKEN_OVER, GONE)),
        migrations.RunSQL(view(), "DROP VIEW scores"),
    ]
