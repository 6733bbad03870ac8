"""The tables: which columns there are, of which type, and what they mean.

The one definition: it types every batch, makes the data dictionary, and tells a source which columns it may fill.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from pipeline.errors import SchemaError, UnknownName

Kind = Literal["text", "word", "time", "integer", "number", "flag"]
Owner = Literal["source", "run", "stage", "policy", "store"]

DTYPES: dict[Kind, Any] = {
    "text": "str",
    "word": "str",  # one of a closed set
    "time": "datetime64[us, UTC]",
    "integer": "Int64",
    "number": "float64",
    "flag": "boolean",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, kind, meaning, the words it may hold, and who fills it."""

    name: str
    kind: Kind
    meaning: str
    words: tuple[str, ...] = ()
    owner: Owner = "source"

    @property
    def dtype(self) -> Any:
        """The pandas dtype's name; all of them can hold a missing value."""
        return DTYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """A named tuple of columns with the columns that identify a row."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise UnknownName(f"column of {self.name}", name, self.names)

    def owned_by(self, *owners: Owner) -> tuple[str, ...]:
        """The names of the columns that these owners fill, in order."""
        return tuple(column.name for column in self.columns if column.owner in owners)


KINDS = ("comment", "pingback", "trackback")
PRECISIONS = ("second", "minute", "day", "month", "year")
SOURCE_STATUSES = ("approved", "pending", "spam", "trash", "gone")
STATUSES = ("approved", "held", "spam", "trash", "gone")
SENTIMENTS = ("positive", "neutral", "negative")
VERDICTS = ("publish", "hold", "spam")
DECISIONS = ("approve", "hold", "spam", "abuse", "trash", "undo")
RULE_ACTIONS = ("hold", "spam", "pass", "threshold")
RULE_FIELDS = ("text", "author", "domain", "language", "score")
OUTBOX_STATES = ("waiting", "sent", "refused", "undone")
RUN_STATES = ("running", "done", "unfinished")

COMMENTS = Table(
    "comments",
    "One row per comment, pingback or trackback, with what the classifiers and people say of it.",
    ("comment_id",),
    (
        Column("site", "text", "The site's name in causerie.toml, else its host, else `local`."),
        Column(
            "comment_id",
            "text",
            "`<site>:<id in the comment system>`; without one `<site>:~<hash>` of post, author and beginning.",
        ),
        Column(
            "post_id",
            "text",
            "`<site>:` and the post's address without scheme, fragment and tracking parameters; else its folded title; else a hash of the article's beginning.",
        ),
        Column("parent_id", "text", "The comment that this one answers; missing for the start of a thread."),
        Column("same_as", "text", "The comment that it probably is in another form: kept, not counted.", owner="store"),
        Column("kind", "word", "What it is.", KINDS),
        Column("position", "integer", "Its place on the page or in the file, from 0, per post."),
        Column("author", "text", "The name shown; missing where the source shows none."),
        Column(
            "author_key",
            "text",
            "Keyed hash of the e-mail address (`e…`), else of the folded name (`n…`); the two are never joined.",
        ),
        Column("author_url", "text", "The address that the author gave."),
        Column("by_staff", "flag", "Written by someone who answers for the site; missing where unknown."),
        Column("created_at", "time", "When it was written, UTC."),
        Column("created_precision", "word", "How exactly that is known.", PRECISIONS),
        Column("edited_at", "time", "When it was last changed, UTC."),
        Column("text", "text", "The comment: markup removed, entities decoded, NFC."),
        Column(
            "links",
            "text",
            "Targets of links in the markup that the text does not show, one a line; missing where the form holds no markup.",
        ),
        Column("truncated", "flag", "The source shows only the beginning."),
        Column("likes", "integer", "Votes for; missing, not 0, where the source has none."),
        Column("dislikes", "integer", "Votes against; missing, not 0, where the source has none."),
        Column("rating", "number", "The rating given with the comment, in the source's own scale (usually 1 to 5)."),
        Column("source_status", "word", "What the source says; a public page shows what is approved.", SOURCE_STATUSES),
        Column("source", "text", "The form it was read from."),
        Column("source_url", "text", "The comment's own address."),
        Column(
            "read_at",
            "time",
            "As of when this is known, UTC: the file's time, or when the site was asked; what is known as of later stands.",
            owner="store",
        ),
        Column("first_seen_run", "text", "The run that first read it.", owner="run"),
        Column("last_seen_run", "text", "The run that read it last.", owner="run"),
        Column("text_hash", "text", "Keyed hash of the folded text: equal for copies.", owner="run"),
        Column(
            "judged_hash", "text", "Keyed hash of author, author_url and folded text: what was judged.", owner="run"
        ),
        Column("language", "text", "ISO 639-1 code; missing where the text does not tell.", owner="stage"),
        Column("language_score", "number", "Probability of that language, 0 to 1.", owner="stage"),
        Column(
            "sentiment",
            "word",
            "The comment's attitude; missing for other languages than English and French, and for pingbacks.",
            SENTIMENTS,
            "stage",
        ),
        Column("sentiment_score", "number", "From -1 (negative) to 1 (positive).", owner="stage"),
        Column("spam_score", "number", "Probability of spam, 0 to 1.", owner="stage"),
        Column(
            "abuse_score", "number", "Probability of abuse; missing for languages without a classifier.", owner="stage"
        ),
        Column("is_question", "flag", "Asks something that deserves an answer.", owner="stage"),
        Column("question_score", "number", "Probability of that, 0 to 1.", owner="stage"),
        Column("verdict", "word", "What the policy proposes.", VERDICTS, "policy"),
        Column(
            "status",
            "word",
            "The latest word of a human, here or on the site; else the source's; else the verdict's.",
            STATUSES,
            "store",
        ),
    ),
)

POSTS = Table(
    "posts",
    "One row per post (article, page, video) that has comments.",
    ("post_id",),
    (
        Column("site", "text", "As in comments."),
        Column("post_id", "text", "As in comments."),
        Column("own_id", "text", "The post's number in the comment system."),
        Column("title", "text", "Its title; missing where the source has none."),
        Column("url", "text", "Its address as the source gives it."),
        Column("author", "text", "Who wrote it."),
        Column("published_at", "time", "When it was published, UTC."),
        Column("declared_threads", "integer", "Comment threads that the page says it has."),
        Column("declared_replies", "integer", "Thread replies that the page says it has."),
        Column("declared_authors", "integer", "Comment authors that the page says it has."),
        Column("declared_comments", "integer", "Comments that the page says it has, replies included."),
        Column("source", "text", "The form it was read from."),
    ),
)

SCORES = Table(
    "scores",
    "What each classifier said, now and the time before.",
    ("comment_id", "task", "current"),
    (
        Column("comment_id", "text", "Whose score it is.", owner="store"),
        Column("judged_hash", "text", "The text that was scored.", owner="store"),
        Column("task", "text", "The stage that answered.", owner="store"),
        Column("score", "number", "Its score.", owner="store"),
        Column("label", "text", "Its label.", owner="store"),
        Column("model_version", "text", "The classifier that said so.", owner="store"),
        Column("run_id", "text", "The run in which it did.", owner="store"),
        Column("current", "flag", "True for the latest, false for the one before.", owner="store"),
    ),
)

FLAGS = Table(
    "flags",
    "Why a comment deserves a look; replaced when it is judged again.",
    ("comment_id", "reason"),
    (
        Column("comment_id", "text", "Which comment.", owner="policy"),
        Column("judged_hash", "text", "The text that was judged.", owner="policy"),
        Column("reason", "text", "The reason's name.", owner="policy"),
        Column("score", "number", "How strong, 0 to 1.", owner="policy"),
        Column(
            "detail",
            "text",
            "JSON: `band`, and `spans` of the text with what they are, or `links`, `copies`, `rule`; `more`: the same of others.",
            owner="policy",
        ),
        Column("run_id", "text", "The run that raised it.", owner="policy"),
    ),
)

DECISIONS_TABLE = Table(
    "decisions",
    "What moderators decided; appended, never changed.",
    ("decision_id",),
    (
        Column("decision_id", "integer", "Its number.", owner="store"),
        Column("comment_id", "text", "Which comment.", owner="store"),
        Column("judged_hash", "text", "The text that was decided on.", owner="store"),
        Column("decision", "word", "What was decided.", DECISIONS, "store"),
        Column("moderator", "text", "Who; `site` for a change seen on the site.", owner="store"),
        Column("reason", "text", "Why, in a word.", owner="store"),
        Column("note", "text", "Why, in the moderator's words.", owner="store"),
        Column("decided_at", "time", "When, UTC.", owner="store"),
        Column("undoes", "integer", "The decision that this one takes back.", owner="store"),
        Column("verdict", "word", "The verdict that was shown.", VERDICTS, "store"),
        Column("reasons", "text", "The reasons that were shown, one a line.", owner="store"),
        Column("model_versions", "text", "The classifiers behind what was shown, one a line.", owner="store"),
    ),
)

RULES = Table(
    "rules",
    "Thresholds and lists, appended: the newest row for a site, field and pattern holds.",
    ("rule_id",),
    (
        Column("rule_id", "integer", "Its number.", owner="store"),
        Column("site", "text", "For which site; missing = all.", owner="store"),
        Column("action", "word", "What follows.", RULE_ACTIONS, "store"),
        Column("field", "word", "What is looked at.", RULE_FIELDS, "store"),
        Column(
            "pattern",
            "text",
            "Word or phrase (`*` = any letters), author, domain; for thresholds the reason.",
            owner="store",
        ),
        Column("language", "text", "For which language; missing = all.", owner="store"),
        Column("value", "number", "The threshold, 0 to 1.", owner="store"),
        Column("active", "flag", "False where the rule was removed.", owner="store"),
        Column("created_by", "text", "Who.", owner="store"),
        Column("created_at", "time", "When, UTC.", owner="store"),
    ),
)

OUTBOX = Table(
    "outbox",
    "Decisions on their way to the site.",
    ("decision_id",),
    (
        Column("decision_id", "integer", "Which decision.", owner="store"),
        Column("comment_id", "text", "Which comment.", owner="store"),
        Column("decision", "word", "What is to be done.", DECISIONS, "store"),
        Column("state", "word", "Where it is.", OUTBOX_STATES, "store"),
        Column("due_at", "time", "Not sent before, UTC: until then undo is free.", owner="store"),
        Column("tried_at", "time", "When it was last tried, UTC.", owner="store"),
        Column("problem", "text", "Why it was refused.", owner="store"),
    ),
)

RUNS = Table(
    "runs",
    "What was read when, with which versions.",
    ("run_id",),
    (
        Column("run_id", "text", "UTC start and a few random letters; sorts by time.", owner="run"),
        Column("site", "text", "The site asked for; missing where the run took all.", owner="run"),
        Column("started_at", "time", "UTC.", owner="run"),
        Column("ended_at", "time", "UTC; missing while it runs or where it was killed.", owner="run"),
        Column("state", "word", "How it ended.", RUN_STATES, "run"),
        Column("version", "text", "Causerie's version.", owner="run"),
        Column("models", "text", "JSON: stage to classifier version.", owner="run"),
        Column(
            "sources",
            "text",
            "JSON: per source file its form and counts (read, new, changed, unchanged, rejected, remarks).",
            owner="run",
        ),
        Column("problem", "text", "Why it did not finish.", owner="run"),
    ),
)

QUARANTINE = Table(
    "quarantine",
    "What could not be read.",
    ("quarantine_id",),
    (
        Column("quarantine_id", "text", "Hash of file, place and reason: the same fault is kept once.", owner="run"),
        Column("run_id", "text", "The run that met it first.", owner="run"),
        Column("file", "text", "The raw file, as it was named.", owner="run"),
        Column("place", "text", "Line, row or element.", owner="run"),
        Column("reason", "text", "What is wrong with it.", owner="run"),
        Column("excerpt", "text", "Its beginning, at most 200 characters.", owner="run"),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table for table in (COMMENTS, POSTS, SCORES, FLAGS, DECISIONS_TABLE, RULES, OUTBOX, RUNS, QUARANTINE)
}


def table(name: str) -> Table:
    """Return the table of that name; raise UnknownName with the known ones."""
    try:
        return TABLES[name]
    except KeyError:
        raise UnknownName("table", name, TABLES) from None


def unanswered(index: pd.Index, names: Iterable[str], of: Table = COMMENTS) -> pd.DataFrame:
    """Return a frame of missing values with these columns of a table: an answer of "don't know"."""
    return pd.DataFrame({name: _missing(index, of[name]) for name in names}, index=index)


def conform(frame: pd.DataFrame, to: Table = COMMENTS, names: Iterable[str] | None = None) -> pd.DataFrame:
    """Return the frame with exactly the table's columns (or those named), in order and typed.

    Columns that are not there come as missing. Raises SchemaError for unknown columns, for values that do not fit a
    column's type, and for words outside a closed set.
    """
    wanted = tuple(names) if names is not None else to.names
    problems = [f"unknown column {name!r}" for name in frame.columns if name not in to.names]
    columns: dict[str, pd.Series] = {}
    for name in wanted:
        column = to[name]
        try:
            columns[name] = _typed(frame[name], column) if name in frame else _missing(frame.index, column)
        except (TypeError, ValueError, OverflowError) as error:
            problems.append(f"{name} should be {column.kind}: {error}")
            continue
        if column.words:
            problems += _strangers(columns[name], column)
    if problems:
        raise SchemaError(to.name, problems)
    return pd.DataFrame(columns, index=frame.index)


def framed(rows: Sequence[tuple[object, ...]], names: Sequence[str], of: Table = COMMENTS) -> pd.DataFrame:
    """Return rows of these columns of a table as a typed frame: what `conform` makes of them, several times as fast.

    Times are aware datetimes, missing values None. Raises SchemaError.
    """
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    try:
        made = {name: _column(values, of[name]) for name, values in zip(names, columns, strict=True)}
    except (TypeError, ValueError, OverflowError):
        return conform(pd.DataFrame(list(rows), columns=list(names)), of, names)  # says which column, and why
    problems = [found for name in names if of[name].words for found in _strangers(made[name], of[name])]
    if problems:
        raise SchemaError(of.name, problems)
    return pd.DataFrame(made)


def _column(values: tuple[object, ...], column: Column) -> pd.Series:
    if not any(value is not None for value in values):
        return _missing(pd.RangeIndex(len(values)), column)
    return pd.Series(values, dtype=column.dtype)


def _missing(index: pd.Index, column: Column) -> pd.Series:
    return pd.Series([None] * len(index), index=index, dtype=column.dtype)


def _typed(values: pd.Series, column: Column) -> pd.Series:
    if str(values.dtype) == column.dtype:
        return values
    if column.kind == "time":
        return pd.to_datetime(values, utc=True, format="ISO8601").astype(column.dtype)
    if values.isna().all():
        return _missing(values.index, column)
    return values.astype(column.dtype)


def _strangers(values: pd.Series, column: Column) -> list[str]:
    if set(values.dropna().unique()) <= set(column.words):
        return []
    strange = values[values.notna() & ~values.isin(column.words)]
    return [
        f"{column.name} {value!r} ({count} times) is none of {', '.join(column.words)}"
        for value, count in strange.value_counts().items()
    ]
