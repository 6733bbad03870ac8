"""The sites' rules: appended, so that it stays known what held when, and who wanted it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pipeline.errors import UnknownName
from pipeline.schema import RULES
from pipeline.store import sql
from pipeline.store.faults import told, writing
from pipeline.store.outcome import look_again
from pipeline.store.runs import naive

_SAID = tuple(name for name in RULES.names if name != "rule_id")


def active_rules(site: str | None = None) -> tuple[dict[str, Any], ...]:
    """Return the active rules of a site and those for all sites, oldest first, as rows of the rules table.

    Of several rows for one site, action, field, pattern and language the newest holds. `site` None: the rules for all
    sites only. Raises StoreError.
    """
    with told():
        found = sql.fetch(
            f"SELECT {sql.select(RULES.names, RULES)} FROM rules WHERE site IS NULL OR site = %s ORDER BY rule_id",
            [site],
        )
    newest: dict[tuple[Any, ...], dict[str, Any]] = {}
    for values in found:
        row = dict(zip(RULES.names, values, strict=True))
        same = tuple(row[name] for name in ("site", "action", "field", "pattern", "language"))
        newest.pop(same, None)
        newest[same] = row
    return tuple(row for row in newest.values() if row["active"])


def made_while_a_run_was_killed() -> bool:
    """Return whether a rule is newer than a run that did not end, since the last one that did. Raises StoreError.

    What that run kept after the rule was made was judged without it.
    """
    with told():
        found = sql.fetch(
            "SELECT 1 FROM rules, runs WHERE runs.state = 'unfinished' AND rules.created_at >= runs.started_at"
            " AND NOT EXISTS (SELECT 1 FROM runs AS later WHERE later.state = 'done'"
            " AND later.started_at > runs.started_at) LIMIT 1"
        )
    return bool(found)


def add_rules(wanted: Iterable[dict[str, Any]], by: str, now: datetime) -> int:
    """Append rules (or, with `active` false, the end of rules), to be applied at the next run; return how many.

    Each has `action`, `field` and `pattern`, and may have `site`, `language`, `value`, `active`. Raises UnknownName,
    StoreError, Busy.
    """
    rows = []
    for rule in wanted:
        for name in ("action", "field"):
            if rule[name] not in RULES[name].words:
                raise UnknownName(f"{name} of a rule", rule[name], RULES[name].words)
        known = {"active": True, **rule, "created_by": by, "created_at": naive(now)}
        rows.append(tuple(known.get(name) for name in _SAID))
    with writing():
        added = sql.insert(RULES, _SAID, rows)
        for site in {row[_SAID.index("site")] for row in rows}:
            look_again(site)
    return added
