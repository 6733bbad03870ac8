"""Where moderators and the policy agree: the verdict that was shown against what was decided on it."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.store import sql
from pipeline.store.faults import told
from pipeline.store.runs import naive

_STANDING = (
    "decisions.undoes IS NULL AND decisions.moderator <> 'site' AND decisions.verdict IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM decisions AS later WHERE later.undoes = decisions.decision_id)"
    " AND NOT EXISTS (SELECT 1 FROM decisions AS newer WHERE newer.comment_id = decisions.comment_id"
    " AND newer.decision_id > decisions.decision_id AND newer.undoes IS NULL AND newer.moderator <> 'site'"
    " AND NOT EXISTS (SELECT 1 FROM decisions AS later WHERE later.undoes = newer.decision_id))"
)


@dataclass(frozen=True)
class Agreed:
    """So many comments of a language had this verdict and got this decision; `drawn_from`: by the week's lot."""

    language: str | None
    verdict: str
    decision: str
    drawn_from: str | None
    count: int


def agreed(site: str, since: datetime) -> list[Agreed]:
    """Return the last decision on each comment since then against the verdict that was shown. Raises StoreError."""
    with told():
        found = sql.fetch(
            "SELECT comments.language, decisions.verdict, decisions.decision, drawn.drawn_from, COUNT(*) FROM decisions"
            " JOIN comments ON comments.comment_id = decisions.comment_id"
            " LEFT JOIN drawn ON drawn.comment_id = decisions.comment_id"
            f" WHERE comments.site = %s AND decisions.decided_at >= %s AND {_STANDING}"
            " GROUP BY comments.language, decisions.verdict, decisions.decision, drawn.drawn_from",
            [site, naive(since)],
        )
    return [Agreed(*row) for row in found]


def decided_by(site: str, since: datetime) -> list[tuple[str, str, int]]:
    """Return moderator, decision and how many since then, undone ones too; `site` stands for what was seen there."""
    with told():
        found = sql.fetch(
            "SELECT moderator, decision, COUNT(*) FROM decisions WHERE SUBSTR(comment_id, 1, %s) = %s"
            " AND decided_at >= %s GROUP BY moderator, decision ORDER BY moderator, decision",
            [len(site) + 1, f"{site}:", naive(since)],
        )
    return [(row[0], row[1], int(row[2])) for row in found]


def held_by_reason(site: str) -> list[tuple[str, int]]:
    """Return how many comments that wait to be decided there are by reason, the commonest first. Raises StoreError."""
    with told():
        found = sql.fetch(
            "SELECT flags.reason, COUNT(*) FROM comments JOIN flags ON flags.comment_id = comments.comment_id"
            " WHERE comments.site = %s AND NOT comments.decided AND comments.same_as IS NULL"
            " AND comments.verdict IN ('hold', 'spam') AND comments.source_status = 'pending'"
            " GROUP BY flags.reason ORDER BY COUNT(*) DESC, flags.reason",
            [site],
        )
    return [(row[0], int(row[1])) for row in found]
