"""What is not there of all that is kept: comments that others answer, comments that pages count."""

from collections.abc import Mapping

from pipeline.store import sql
from pipeline.store.faults import told


def parents() -> list[str]:
    """Return the ids that replies name as their parent and that no comment has. Raises StoreError."""
    with told():
        found = sql.fetch(
            "SELECT DISTINCT parent_id FROM comments WHERE parent_id IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM comments AS others WHERE others.comment_id = comments.parent_id)"
        )
    return [row[0] for row in found]


def uncounted(declared: Mapping[str, int]) -> int:
    """Return how many of the comments that pages declare, by post_id, no file has shown. Raises StoreError."""
    condition, among = sql.among("post_id", declared)
    with told():
        kept = sql.fetch(
            f"SELECT post_id, COUNT(*) FROM comments WHERE {condition} AND same_as IS NULL"
            " AND (source_status IS NULL OR source_status = 'approved') GROUP BY post_id",
            [among],
        )
    shown: dict[str, int] = dict(kept)
    return sum(max(0, count - shown.get(post_id, 0)) for post_id, count in declared.items())
