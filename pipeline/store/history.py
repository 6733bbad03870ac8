"""A site's own past, as the policy would see it again: what a changed rule is tried on before it holds."""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.errors import UnknownName
from pipeline.identity import fold
from pipeline.schema import COMMENTS
from pipeline.store import sql
from pipeline.store.evidence import ASKED, Evidence
from pipeline.store.faults import told
from pipeline.store.rows import Row, frame

BATCH = 2_000
MOST = 20_000
_SCORES = {"spam": "spam_score", "abuse": "abuse_score"}
_PLAIN = re.compile(r"[a-z0-9]+", re.IGNORECASE)


def touched(
    site: str, rule: dict[str, Any], at_least: float = 0.0, most: int = MOST
) -> Iterator[tuple[pd.DataFrame, list[bool]]]:
    """Yield batches of a site's judged comments that a rule may touch, the newest first, `most` of them at the most.

    `rule` is one of the rules table; of a threshold those are comments whose score is `at_least` that. The columns are
    those that the policy reads; the list beside says of each whether a human had a word on it, here or on the site.
    Raises UnknownName, StoreError.
    """
    condition, parameters = _condition(site, rule, at_least)
    names = (*ASKED, "decided")
    query = (
        f"SELECT {sql.select(names, COMMENTS)} FROM comments WHERE site = %s AND verdict IS NOT NULL"
        f" AND same_as IS NULL AND {condition} ORDER BY created_at DESC, comment_id LIMIT %s"
    )
    evidence = Evidence()
    with told():
        found = sql.fetch(query, [site, *parameters, most])
        for start in range(0, len(found), BATCH):
            yield _batch(found[start : start + BATCH], evidence)


def _batch(found: list[Row], evidence: Evidence) -> tuple[pd.DataFrame, list[bool]]:
    comments = frame([row[:-1] for row in found], ASKED)
    decided = [bool(row[-1]) for row in found]
    is_told = (comments["source_status"].notna() | pd.Series(decided, index=comments.index)).tolist()
    return evidence.beside(comments.assign(decided=decided)).assign(decided=decided), is_told


def _condition(site: str, rule: dict[str, Any], at_least: float) -> tuple[str, list[Any]]:
    """Return what finds at least every comment that the rule can touch."""
    pattern = str(rule["pattern"])
    if rule["action"] == "threshold":
        if pattern not in _SCORES:
            raise UnknownName("threshold", pattern, _SCORES)
        return f"{_SCORES[pattern]} >= %s", [at_least]
    like = "ILIKE" if sql.on_postgres() else "LIKE"
    if rule["field"] == "author":
        condition, among = sql.among("author", _authors(site, fold(pattern)))
        return condition, [among]
    if rule["field"] == "domain":
        part = f"%{_escaped(pattern.casefold().removeprefix('www.').strip('/ '))}%"
        columns = ("author_url", "links", "text")
        return f"({' OR '.join(f'{name} {like} %s ESCAPE %s' for name in columns)})", [part, "!"] * len(columns)
    longest = max(_PLAIN.findall(pattern), key=len, default="")
    return (f"text {like} %s ESCAPE %s", [f"%{longest}%", "!"]) if longest else ("text IS NOT NULL", [])


def _authors(site: str, folded: str) -> list[str]:
    found = sql.fetch("SELECT DISTINCT author FROM comments WHERE site = %s AND author IS NOT NULL", [site])
    return [row[0] for row in found if fold(row[0]) == folded]


def _escaped(text: str) -> str:
    return re.sub(r"([!%_])", r"!\1", text)
