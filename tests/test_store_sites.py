"""A site that is taken off leaves nothing behind, and nothing of another is touched."""

import pytest
from stores import NOON, kept, readings

from pipeline import store
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
