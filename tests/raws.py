"""Raw files made in a test, and what a source makes of them."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from pipeline.sources import SOURCES
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject, Remark

READ_AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def raw(
    content: str | bytes, name: str = "file", *, zone: tzinfo = UTC, columns: Mapping[str, str] | None = None
) -> Raw:
    """Return a raw file with this content."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    return Raw(io.BytesIO(data), name, None, READ_AT, zone, columns or {})


def records(source: str, content: str | bytes, **more: object) -> list[Record]:
    """Return all that a source yields of this content."""
    return list(SOURCES[source].records(raw(content, **more)))  # type: ignore[arg-type]


def comments(found: list[Record]) -> list[Comment]:
    """Return the comments among records."""
    return [one for one in found if isinstance(one, Comment)]


def posts(found: list[Record]) -> list[Post]:
    """Return the posts among records."""
    return [one for one in found if isinstance(one, Post)]


def rejects(found: list[Record]) -> list[tuple[str, str]]:
    """Return place and reason of the rejects among records."""
    return [(one.place, one.reason) for one in found if isinstance(one, Reject)]


def remarks(found: list[Record]) -> dict[str, int]:
    """Return the remarks among records, with how often."""
    return {one.what: one.count for one in found if isinstance(one, Remark)}
