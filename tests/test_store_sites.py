"""A site that is taken off leaves nothing behind, and nothing of another is touched."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from desks import accounts_beside
from stores import KEY, NOON, kept, posts, readings

from pipeline import store
from pipeline.store import claims, sql
from pipeline.store.decide import Shown, decide
from pipeline.store.sites import remove_site


@pytest.mark.usefixtures("opened")
def test_a_site_is_taken_off_whole() -> None:
    store.begin_run("run 1", None, NOON, "0", {})
    for site in ("blog", "other"):
        compared = store.compared(readings({"id": 1}, {"id": 2}, site=site), NOON)
        store.keep(compared.batch, "run 1", {})
    for comment_id in ("other:1", "blog:1"):
        decide({comment_id: Shown(kept(comment_id[-1], "judged_hash", site=comment_id[:-2]))}, "spam", "Ann", NOON)
    assert remove_site("other") == 2
    assert kept(1, "status") == "spam"
    assert store.one("other:1") is None
    assert (store.count("comments"), store.count("decisions"), store.count("outbox")) == (2, 1, 1)
    assert not [line for line in store.check() if "decisions" in line or "scores" in line]


def fill(site: str) -> None:
    """Let a site leave rows wherever it can."""
    from pipeline.store.answers import say_not_needed
    from pipeline.store.draw import draw

    run = f"run {site}"
    store.begin_run(run, site, NOON, "0", {"spam": "spam 1"})
    store.keep_posts(posts({"post_id": f"{site}:example.org/post", "title": "A post"}, site=site))
    texts = {"id": 1, "text": f"first of {site}"}, {"id": 2, "text": f"second of {site}", "source_status": "spam"}
    compared = store.compared(readings(*texts, site=site, run=run), NOON)
    for version in ("spam 1", "spam 2"):
        store.keep(compared.batch.assign(spam_score=0.9), run, {"spam": version})
    (batch,) = store.scored(site)
    flags = batch[["comment_id", "judged_hash"]].assign(reason="spam", score=0.9, detail="{}")
    store.keep_outcome(batch, flags, pd.Series("hold", index=batch.index), run)
    place = {"quarantine_id": f"{site} 1", "run_id": run, "file": f"{site}.csv", "place": "1", "reason": "no text"}
    store.keep_rejects(pd.DataFrame([{**place, "excerpt": None}]))
    store.add_rules([{"site": site, "action": "hold", "field": "text", "pattern": "casino"}], "Ann", NOON)
    draw(site, NOON)
    decide({f"{site}:1": Shown(kept(1, "judged_hash", site=site))}, "spam", "Ann", NOON)
    claims.claim(f"{site}:2", "Ann", NOON)
    say_not_needed([f"{site}:2"], "Ann", NOON)
    sql.execute(
        "INSERT INTO remarks (comment_id, site, judged_hash, moderator, at, passes, note)"
        " VALUES (%s, %s, '', 'Ann', %s, %s, 'hm')",
        [f"{site}:1", site, NOON.replace(tzinfo=None), False],
    )
    store.end_run(run, "done", NOON, "{}", None)


def rows(site: str) -> dict[str, int]:
    """Return how many rows of a site each table has: whatever its columns, it names the site at the beginning."""
    from django.db import connection

    found: dict[str, int] = {}
    for table in connection.introspection.table_names():
        if table.startswith(("django_", "auth_", "axes_")):
            continue
        of_it = (site, f"run {site}", f"{site}.csv")
        said = sql.fetch(f'SELECT * FROM "{table}"')
        found[table] = sum(any(one in of_it or _begins(one, f"{site}:") for one in row) for row in said)
    return found


def _begins(value: Any, with_: str) -> bool:
    return isinstance(value, str) and value.startswith(with_)


def test_no_table_keeps_a_row_of_a_site_that_is_gone(store_url: str, tmp_path: Path) -> None:
    accounts_beside(store_url, tmp_path)  # of `blog` and of `other`
    store.open_store(store_url, KEY)
    for site in ("blog", "other"):
        fill(site)
    before = rows("other")
    assert [name for name, count in before.items() if not count] == ["facts", "profiles"]
    own = rows("blog")
    assert remove_site("other") == 2
    assert not any(rows("other").values())
    assert rows("blog") == own
