"""Raw formats, one file each: `SOURCES` lists them, specific ones first; the first that recognises a file reads it."""

from collections.abc import Iterator
from typing import Protocol

from pipeline.errors import SourceError
from pipeline.sources import (
    bbpress_page,
    blogger_feed,
    blogger_page,
    commento,
    disqus,
    disqus_page,
    drupal_page,
    feed,
    isso,
    isso_page,
    linked_data,
    microdata,
    microformats,
    mysql_dump,
    remark42,
    rest,
    saved_text,
    spip_page,
    static_site,
    table,
    wordpress_page,
    wpdiscuz_page,
    wxr,
)
from pipeline.sources.raw import Raw
from pipeline.sources.records import Record


class Source(Protocol):
    """A module that reads one raw format."""

    TITLE: str
    """What its owner would call it: "WordPress export (WXR)"."""
    HOLDS: frozenset[str]
    """The columns of `comments` that this form can hold at all; a figure that needs another is "not available"."""

    def sniff(self, raw: Raw) -> bool:
        """Tell by content (never by name) whether this is the format."""

    def records(self, raw: Raw) -> Iterator[Record]:
        """Yield each post before its comments; yield, never raise, what cannot be read as a Reject."""


SOURCES: dict[str, Source] = {
    "wxr": wxr,
    "rest": rest,
    "mysql_dump": mysql_dump,
    "disqus": disqus,
    "blogger_feed": blogger_feed,
    "feed": feed,
    "isso": isso,
    "remark42": remark42,
    "commento": commento,
    "static_site": static_site,
    "wpdiscuz_page": wpdiscuz_page,
    "bbpress_page": bbpress_page,
    "wordpress_page": wordpress_page,
    "blogger_page": blogger_page,
    "drupal_page": drupal_page,
    "spip_page": spip_page,
    "disqus_page": disqus_page,
    "isso_page": isso_page,
    "linked_data": linked_data,
    "microdata": microdata,
    "microformats": microformats,
    "table": table,
    "saved_text": saved_text,
}


def recognised(raw: Raw) -> str:
    """Return the name of the source that reads this file; raise SourceError, saying what it is, if none does."""
    for name, source in SOURCES.items():
        if source.sniff(raw):
            return name
    if not raw.peek.strip():
        raise SourceError(raw.name, "is empty")
    if raw.is_binary:
        raise SourceError(raw.name, "is no text and no form that is known", "see `causerie sources` for those that are")
    raise SourceError(raw.name, "holds no comments in a known form", "see `causerie sources` for those that are")
