"""A hand-made site, small enough to count on one's fingers."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd

from pipeline.schema import COMMENTS, POSTS, conform

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
GLUE, BREAD, OLD = "s:example.org/glue", "s:example.org/bread", "s:example.org/old"


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def comment(number: int, author: str | None, text: str, at: datetime | None, **more: Any) -> dict[str, Any]:
    """Return a published English comment of neutral tone under the post about glue, but for what is said."""
    return {
        "site": "s",
        "comment_id": f"s:{number}",
        "post_id": GLUE,
        "kind": "comment",
        "position": number,
        "author": author,
        "author_key": f"e{author}" if author else None,
        "by_staff": author == "Sol",
        "created_at": at,
        "created_precision": "second" if at else None,
        "text": text,
        "truncated": False,
        "source_status": "approved",
        "source": "wxr",
        "judged_hash": f"h{number}",
        "language": "en",
        "language_score": 0.99,
        "sentiment": "neutral",
        "sentiment_score": 0.0,
        "spam_score": 0.01,
        "abuse_score": 0.01,
        "is_question": False,
        "question_score": 0.1,
        "verdict": "publish",
        "status": "approved",
        "read_at": NOW,
        "first_seen_run": "r1",
        "last_seen_run": "r1",
    } | more


COMMENTS_OF_SITE: tuple[dict[str, Any], ...] = (
    comment(1, "Ann", "How long does the glue take?", march(2), is_question=True, question_score=0.9),
    comment(2, "Sol", "Two hours, more when it is cold.", march(2, 11), parent_id="s:1"),
    comment(
        3, "Ben", "Lovely, thank you!", march(3, 10), sentiment="positive", sentiment_score=0.9, likes=3, dislikes=1
    ),
    comment(
        4,
        "Ann",
        "It broke again.",
        march(4, 8),
        parent_id="s:3",
        sentiment="negative",
        sentiment_score=-0.8,
        likes=2,
        dislikes=2,
    ),
    comment(5, None, "Merci beaucoup", march(4), language="fr", sentiment="positive", sentiment_score=0.8),
    comment(6, "Cid", "buy pills", march(4), source_status="pending", status="held", verdict="hold", spam_score=0.7),
    comment(7, "Pills", "cheap pills", march(4), source_status="spam", status="spam", verdict="spam", spam_score=0.99),
    comment(8, "Rude", "you fool", march(4), source_status="trash", status="trash", verdict="hold"),
    comment(9, "Another blog", "[...] links here", march(4), kind="pingback", sentiment=None, sentiment_score=None),
    comment(10, "Ben", "Lovely, thank you!", None, same_as="s:3", source="saved_text"),
    comment(11, "Dee", "Et pour le bois ?", march(5), language="fr", is_question=True, question_score=0.8),
    comment(12, "Ben", "Cold indeed.", march(3), parent_id="s:2"),
    comment(21, "Ann", "Only the beginning of", march(6), post_id=BREAD, truncated=True),
    comment(22, "Eve", "Which flour?", march(7), post_id=BREAD, is_question=True, question_score=0.7),
    comment(23, "Ann", "Rye, I think.", march(8), post_id=BREAD, parent_id="s:22"),
    comment(
        31, None, "An old comment", None, post_id=OLD, source="table", by_staff=None, language=None, sentiment=None
    ),
)

POSTS_OF_SITE: tuple[dict[str, Any], ...] = (
    {
        "site": "s",
        "post_id": GLUE,
        "title": "Glue",
        "url": "https://example.org/glue",
        "author": "Sol",
        "source": "wxr",
        "declared_threads": 9,
        "declared_replies": 3,
        "declared_authors": 6,
        "declared_comments": 10,
    },
    {
        "site": "s",
        "post_id": BREAD,
        "title": "Bread",
        "url": "https://example.org/bread",
        "author": "Sol",
        "source": "wxr",
    },
    {"site": "s", "post_id": OLD, "title": "Old", "url": None, "author": None, "source": "table"},
)


def comments(*more: dict[str, Any]) -> pd.DataFrame:
    """Return the site's comments, and more of them."""
    return conform(pd.DataFrame([*COMMENTS_OF_SITE, *more]), COMMENTS)


def posts(*more: dict[str, Any]) -> pd.DataFrame:
    """Return the site's posts, and more of them."""
    return conform(pd.DataFrame([*POSTS_OF_SITE, *more]), POSTS)
