"""What was sent by mail, so that it is not sent again; and what waits for a moderator, to be told of."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.store import sql
from pipeline.store.faults import told, writing


@dataclass(frozen=True)
class Waiting:
    """How many comments of a site nobody has decided on, and when the oldest was written."""

    count: int
    oldest: datetime | None


def claim_sending(name: str, now: datetime) -> bool:
    """Note that what is called `name` is being sent; False where it was before. Raises StoreError, Busy."""
    with writing():
        return bool(
            sql.execute(
                "INSERT INTO facts (name, value) VALUES (%s, %s) ON CONFLICT (name) DO NOTHING",
                [f"sent:{name}", now.isoformat()],
            )
        )


def not_sent(name: str) -> None:
    """Forget that it was sent: it was not. Raises StoreError, Busy."""
    with writing():
        sql.execute("DELETE FROM facts WHERE name = %s", [f"sent:{name}"])


def was_sent(name: str) -> bool:
    """Tell whether it was sent. Raises StoreError."""
    with told():
        return bool(sql.fetch("SELECT 1 FROM facts WHERE name = %s", [f"sent:{name}"]))


def waiting(site: str) -> Waiting:
    """Return what waits for a decision on a site. Raises StoreError."""
    with told():
        count, oldest = sql.fetch(
            "SELECT COUNT(*), MIN(created_at) FROM comments"
            " WHERE site = %s AND status = 'held' AND same_as IS NULL AND NOT decided",
            [site],
        )[0]
    moment = datetime.fromisoformat(oldest) if isinstance(oldest, str) else oldest
    return Waiting(int(count), moment.replace(tzinfo=UTC) if moment else None)
