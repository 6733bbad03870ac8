"""The tables as Django's models: the columns of `schema.py`, and a few that only the store needs.

Rows are linked by comment_id without constraints: a run writes them in bulk, `care.check` finds orphans.
"""

# ruff: noqa: DJ008 - nobody reads a row as one word.

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left


def _text(**more: Any) -> "models.TextField[Any, Any]":
    return models.TextField(null=True, **more)


def _time() -> "models.DateTimeField[Any, Any]":
    return models.DateTimeField(null=True)


def _integer() -> "models.BigIntegerField[Any, Any]":
    return models.BigIntegerField(null=True)


def _number() -> "models.FloatField[Any, Any]":
    return models.FloatField(null=True)


def _flag() -> "models.BooleanField[Any, Any]":
    return models.BooleanField(null=True)


def _comment(related_name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        "Comment",
        models.DO_NOTHING,
        db_column="comment_id",
        db_constraint=False,
        db_index=False,
        related_name=related_name,
    )


class Comment(models.Model):
    """A comment, pingback or trackback; the last six columns are the store's own."""

    site = models.TextField()
    comment_id = models.TextField(primary_key=True)
    post_id = models.TextField()
    parent_id = _text()
    same_as = _text()
    kind = _text()
    position = _integer()
    author = _text()
    author_key = _text()
    author_url = _text()
    by_staff = _flag()
    created_at = _time()
    created_precision = _text()
    edited_at = _time()
    text = _text()
    links = _text()
    truncated = _flag()
    likes = _integer()
    dislikes = _integer()
    rating = _number()
    source_status = _text()
    source = _text()
    source_url = _text()
    read_at = _time()
    first_seen_run = _text()
    last_seen_run = _text()
    text_hash = _text()
    judged_hash = _text()
    language = _text()
    language_score = _number()
    sentiment = _text()
    sentiment_score = _number()
    spam_score = _number()
    abuse_score = _number()
    is_question = _flag()
    question_score = _number()
    verdict = _text()
    status = _text()
    due = _text()  # what a run still owes it: `judging` by classifiers; by the policy `outcome`, `history` (alone.py)
    decided = models.BooleanField(default=False, db_default=False)  # someone decided on this judged_hash
    first_look = models.BooleanField(default=False, db_default=False)  # came with the first run of its source
    scored_run = _text()  # the run whose classifiers answered, and
    scored_hash = _text()  # the judged_hash that they were asked about
    grave = _flag()  # what speaks against it may hurt someone: true, or missing; `gravity.py` says when

    class Meta:
        db_table = "comments"
        indexes = (
            models.Index(fields=["text_hash"], name="comments_copies"),
            models.Index(fields=["author_key"], name="comments_author"),
            models.Index(fields=["post_id"], name="comments_post"),
            # Of the beginnings: PostgreSQL indexes no text of more than 2.7 kB, and a stranger may well write one.
            models.Index(Left("author", 60), condition=Q(author__isnull=False), name="comments_names"),
            models.Index(Left("author_url", 100), condition=Q(author_url__isnull=False), name="comments_urls"),
            models.Index(fields=["parent_id"], condition=Q(parent_id__isnull=False), name="comments_replies"),
            models.Index(fields=["due", "comment_id"], condition=Q(due__isnull=False), name="comments_due"),
            models.Index(
                fields=["site", "source_status", "verdict", "created_at", "comment_id", "first_look", "grave"],
                condition=Q(decided=False, same_as__isnull=True, verdict__isnull=False),
                name="comments_lists",
            ),
            models.Index(
                fields=["site", "source_status", "verdict", "created_at", "comment_id", "first_look"],
                condition=Q(decided=False, same_as__isnull=True, grave=True),
                name="comments_grave",
            ),
            models.Index(
                fields=["site", "created_at", "comment_id"],
                condition=Q(decided=True, status="held", same_as__isnull=True),
                name="comments_on_hold",
            ),
        )


class Post(models.Model):
    """An article, page or video that has comments."""

    site = models.TextField()
    post_id = models.TextField(primary_key=True)
    own_id = _text()
    title = _text()
    url = _text()
    author = _text()
    published_at = _time()
    declared_threads = _integer()
    declared_replies = _integer()
    declared_authors = _integer()
    declared_comments = _integer()
    source = _text()

    class Meta:
        db_table = "posts"
        indexes = (models.Index(fields=["site", "own_id"], name="posts_own_id"),)


class _ScoreRow(models.Model):
    pk = models.CompositePrimaryKey("comment_id", "task", "current")
    judged_hash = _text()
    task = models.TextField()
    score = _number()
    label = _text()
    model_version = _text()
    run_id = _text()
    current = models.BooleanField()

    class Meta:
        abstract = True


class Score(_ScoreRow):
    """What a classifier said of a comment, now or the time before: a view, `scores.py` says of what."""

    comment = _comment("scores")

    class Meta:
        db_table = "scores"
        managed = False


class EarlierScore(_ScoreRow):
    """What a classifier said of a comment the time before."""

    comment = _comment("earlier_scores")

    class Meta:
        db_table = "earlier_scores"


class RunModel(models.Model):
    """Which classifier judged in a run."""

    pk = models.CompositePrimaryKey("run_id", "task")
    run_id = models.TextField()
    task = models.TextField()
    model_version = models.TextField()

    class Meta:
        db_table = "run_models"


class Flag(models.Model):
    """A reason to look at a comment."""

    pk = models.CompositePrimaryKey("comment_id", "reason")
    comment = _comment("flags")
    judged_hash = _text()
    reason = models.TextField()
    score = _number()
    detail = _text()
    run_id = _text()

    class Meta:
        db_table = "flags"


class Decision(models.Model):
    """What a moderator decided; appended, never changed."""

    decision_id = models.BigAutoField(primary_key=True)
    comment = _comment("decisions")
    judged_hash = _text()
    decision = models.TextField()
    moderator = models.TextField()
    reason = _text()
    note = _text()
    decided_at = models.DateTimeField()
    undoes = _integer()
    verdict = _text()
    reasons = _text()
    model_versions = _text()

    class Meta:
        db_table = "decisions"
        indexes = (
            models.Index(fields=["comment_id"], name="decisions_comment"),
            models.Index(fields=["moderator", "decided_at"], name="decisions_moderator"),
        )
        constraints = (models.UniqueConstraint(fields=["undoes"], name="decisions_undone_once"),)


class Rule(models.Model):
    """A threshold or an entry of a list; appended, the newest row for a site, field and pattern holds."""

    rule_id = models.BigAutoField(primary_key=True)
    site = _text()
    action = models.TextField()
    field = models.TextField()
    pattern = models.TextField()
    language = _text()
    value = _number()
    active = models.BooleanField(default=True)
    created_by = _text()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "rules"


class Outgoing(models.Model):
    """A decision on its way to the site."""

    decision_id = models.BigIntegerField(primary_key=True)
    comment = _comment("outgoing")
    decision = models.TextField()
    state = models.TextField()
    due_at = models.DateTimeField()
    tried_at = _time()
    problem = _text()

    class Meta:
        db_table = "outbox"
        indexes = (models.Index(fields=["state", "due_at"], name="outbox_due"),)


class Run(models.Model):
    """One run: what was read when, with which versions."""

    run_id = models.TextField(primary_key=True)
    site = _text()
    started_at = models.DateTimeField()
    ended_at = _time()
    state = models.TextField()
    version = _text()
    versions = _text(db_column="models")
    sources = _text()
    problem = _text()

    class Meta:
        db_table = "runs"


class Unreadable(models.Model):
    """Something that could not be read."""

    quarantine_id = models.TextField(primary_key=True)
    run_id = _text()
    file = _text()
    place = _text()
    reason = _text()
    excerpt = _text()

    class Meta:
        db_table = "quarantine"


class Claim(models.Model):
    """Who has a comment open, until when."""

    comment_id = models.TextField(primary_key=True)
    moderator = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "claims"


class Drawn(models.Model):
    """A comment drawn by lot for a week's check of what was published and what was called spam."""

    comment_id = models.TextField(primary_key=True)
    site = models.TextField()
    week = models.TextField()
    drawn_from = models.TextField()

    class Meta:
        db_table = "drawn"
        indexes = (models.Index(fields=["site", "week"], name="drawn_week"),)


class FirstLook(models.Model):
    """Which runs were the first of a source on a site: what they find fills no list."""

    pk = models.CompositePrimaryKey("site", "source", "run_id")
    site = models.TextField()
    source = models.TextField()
    run_id = models.TextField()

    class Meta:
        db_table = "first_looks"


class Fact(models.Model):
    """What the store remembers of itself."""

    name = models.TextField(primary_key=True)
    value = models.TextField()

    class Meta:
        db_table = "facts"


class NotNeeded(models.Model):
    """A question that someone said needs no answer, as its text then was."""

    comment_id = models.TextField(primary_key=True)
    judged_hash = _text()
    moderator = models.TextField()
    said_at = models.DateTimeField()

    class Meta:
        db_table = "not_needed"
