"""Where moderators and the policy agree: the verdict that was shown against what was decided on it."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.store import sql
from pipeline.store.faults import told
from pipeline.store.gravity import LET_PASS
from pipeline.store.runs import naive

_STANDING = (
    "decisions.undoes IS NULL AND decisions.moderator <> 'site' AND decisions.verdict IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM decisions AS later WHERE later.undoes = decisions.decision_id)"
    " AND NOT EXISTS (SELECT 1 FROM decisions AS newer WHERE newer.comment_id = decisions.comment_id"
    " AND newer.decision_id > decisions.decision_id AND newer.undoes IS NULL AND newer.moderator <> 'site'"
    " AND NOT EXISTS (SELECT 1 FROM decisions AS later WHERE later.undoes = newer.decision_id))"
)


_DOUBTED = (
    "(decisions.verdict = 'publish' AND COALESCE(decisions.reasons, '') <> ''"
    f" AND decisions.reasons NOT LIKE '%%{LET_PASS}%%')"
)


@dataclass(frozen=True)
class Agreed:
    """So many comments of a language had this verdict and got this decision; `drawn_from`: by the week's lot.

    `doubted`: there was a reason to look, though the verdict held nothing, and the site's own rules let none pass.
    """

    language: str | None
    verdict: str
    decision: str
    drawn_from: str | None
    count: int
    doubted: bool = False


def agreed(site: str, since: datetime) -> list[Agreed]:
    """Return the last decision on each comment since then against the verdict that was shown. Raises StoreError."""
    with told():
        found = sql.fetch(
            "SELECT comments.language, decisions.verdict, decisions.decision, drawn.drawn_from, COUNT(*),"
            f" {_DOUBTED} FROM decisions"
            " JOIN comments ON comments.comment_id = decisions.comment_id"
            " LEFT JOIN drawn ON drawn.comment_id = decisions.comment_id"
            f" WHERE comments.site = %s AND decisions.decided_at >= %s AND {_STANDING}"
            f" GROUP BY comments.language, decisions.verdict, decisions.decision, drawn.drawn_from, {_DOUBTED}",
            [site, naive(since)],
        )
    return [
        Agreed(language, verdict, decision, drawn_from, int(count), bool(doubted))
        for language, verdict, decision, drawn_from, count, doubted in found
    ]


def decided_by(site: str, since: datetime) -> list[tuple[str, str, int]]:
    """Return moderator, decision and how many since then that still stand; `site` stands for what was seen there.

    What was taken back is no decision any more: it counts as `undo`, for those who had made it. Raises StoreError.
    """
    with told():
        found = sql.fetch(
            "SELECT decisions.moderator, CASE WHEN later.decision_id IS NULL THEN decisions.decision ELSE 'undo' END,"
            " COUNT(*) FROM decisions LEFT JOIN decisions AS later ON later.undoes = decisions.decision_id"
            " WHERE SUBSTR(decisions.comment_id, 1, %s) = %s AND decisions.decided_at >= %s"
            " AND decisions.undoes IS NULL GROUP BY 1, 2 ORDER BY 1, 2",
            [len(site) + 1, f"{site}:", naive(since)],
        )
    return [(row[0], row[1], int(row[2])) for row in found]
