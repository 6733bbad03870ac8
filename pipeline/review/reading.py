"""When the site was last read, whether the last try went wrong, and what could not be read."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.review.access import DeskRequest
from pipeline.store.read import list_runs
from pipeline.store.runs import Unread, unread

_LOOKED_AT = 20


@dataclass(frozen=True)
class Reading:
    """When the last run began that ended well; `failed`: when a later one began that did not."""

    at: datetime | None = None
    failed: datetime | None = None


_CAN_MEND = ("owner", "admin")


def unread_by(request: DeskRequest) -> Unread | None:
    """Return what could not be read of a site, for those who can do something about it; None for others."""
    return unread(request.site) if request.role in _CAN_MEND else None


def last(site: str) -> Reading:
    """Return what became of the last runs that read this site, or all sites."""
    runs = list_runs(_LOOKED_AT)
    of_it = runs[runs["site"].isna() | (runs["site"] == site)]
    done = of_it.loc[of_it["state"] == "done", "started_at"]
    ended = of_it[of_it["state"] != "running"]
    went_wrong = not ended.empty and ended["state"].iloc[0] == "unfinished"
    return Reading(
        None if done.empty else done.iloc[0].to_pydatetime(),
        ended["started_at"].iloc[0].to_pydatetime() if went_wrong else None,
    )
