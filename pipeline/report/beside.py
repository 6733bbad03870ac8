"""The figures of a page as CSV and JSON, for those who calculate further."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from pipeline.engagement.metrics import DECLARED, OF_POST
from pipeline.exports import guarded
from pipeline.report.figures import plain
from pipeline.report.post_page import PostPage
from pipeline.report.view import PostView

MODERATION = frozenset({"held", "spam", "trashed", "gone", "doubles"})
"""Figures that stand in no version that may be shared."""


def figures_of(view: PostView, shared: bool) -> list[dict[str, object]]:
    """Return the figures of a post, a dict each: name, title, value, how it is counted, why it is not available."""
    return [one for one in view.told if not (shared and one["name"] in MODERATION)]


def post_json(page: PostPage) -> str:
    """Return a post's figures, topics and arrival as JSON; comments are named by their comment_id."""
    view, shared = page.view, not page.is_internal
    content = {
        "post": {name: plain(view.figures.row[name]) for name in (*OF_POST, "forms", *DECLARED)},
        "figures": figures_of(view, shared),
        "topics": {
            code: [{"phrase": one.written, "comments": list(one.comments)} for one in found]
            for code, found in view.topics.items()
        },
        "arrival": {
            "unit": view.arrival.unit,
            "bars": [{"start": plain(bar.start), "comments": len(bar.comments)} for bar in view.arrival.bars],
        }
        if view.arrival
        else None,
        "questions": {
            "open": [one.comment_id for one in (view.unanswered if view.knows_staff else view.unreplied)],
            "all": [one.comment_id for one in view.questions],
        },
    }
    return json.dumps(content, ensure_ascii=False) + "\n"


def post_csv(page: PostPage) -> str:
    """Return a post's figures as CSV, a line each."""
    return to_csv(figures_of(page.view, not page.is_internal))


def to_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return dicts as CSV (RFC 4180); text cells are guarded against spreadsheets."""
    text, rows = io.StringIO(newline=""), list(rows)
    writer = csv.writer(text, lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows([["" if value is None else guarded(value) for value in row.values()] for row in rows])
    return text.getvalue()


def frame_csv(frame: pd.DataFrame) -> str:
    """Return a frame as CSV."""
    return to_csv(records(frame))


def frame_json(frame: pd.DataFrame) -> str:
    """Return a frame as JSON, a list of objects."""
    return json.dumps(records(frame), ensure_ascii=False, indent=1) + "\n"


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return the rows of a frame as dicts of plain values."""
    columns = {str(name): [plain(value) for value in frame[name]] for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
