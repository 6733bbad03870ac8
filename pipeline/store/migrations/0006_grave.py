"""What may hurt someone stands first in the lists: kept with the comment, told by the flags that are there."""

from django.db import migrations, models

_AT_ONCE = 5_000
_HOLDING = ('"band": "likely"', '"band": "sure"')


def is_grave(reason: str, detail: str | None) -> bool:
    """Return what was grave when this was written: personal data, and abuse that holds a comment."""
    return reason == "personal data" or any(band in (detail or "") for band in _HOLDING)


def told_by_flags(apps: "migrations.state.StateApps", _: object) -> None:
    """Mark the comments of which a flag is grave."""
    flags = apps.get_model("store", "Flag").objects.filter(reason__in=("abuse", "personal data"))
    found = flags.values_list("comment_id", "reason", "detail").iterator(chunk_size=_AT_ONCE)
    grave = list({comment_id for comment_id, reason, detail in found if is_grave(reason, detail)})
    comments = apps.get_model("store", "Comment").objects
    for start in range(0, len(grave), _AT_ONCE):
        comments.filter(comment_id__in=grave[start : start + _AT_ONCE]).update(grave=True)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0005_scores_stand_in_comments"),
    ]

    operations = [
        migrations.AddField("comment", "grave", models.BooleanField(null=True)),
        migrations.RunPython(told_by_flags, migrations.RunPython.noop),
        migrations.RemoveIndex("comment", "comments_lists"),
        migrations.AddIndex(
            "comment",
            models.Index(
                condition=models.Q(("decided", False), ("same_as__isnull", True), ("verdict__isnull", False)),
                fields=["site", "source_status", "verdict", "created_at", "comment_id", "first_look", "grave"],
                name="comments_lists",
            ),
        ),
        migrations.AddIndex(
            "comment",
            models.Index(
                condition=models.Q(("decided", False), ("grave", True), ("same_as__isnull", True)),
                fields=["site", "source_status", "verdict", "created_at", "comment_id", "first_look"],
                name="comments_grave",
            ),
        ),
    ]
