"""What stands first in the lists, and what becomes of several finds of one reason."""

import json
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stores import NOON, kept, read

from pipeline import store
from pipeline.store import sql
from pipeline.store.flags import one_a_reason

pytestmark = pytest.mark.usefixtures("opened")
MINUTE = timedelta(minutes=1)
LIKELY, SURE, DOUBTFUL = ('{"band": "likely"}', '{"band": "sure"}', '{"band": "doubtful"}')


def raise_flags(verdicts: dict[int, str], *flags: tuple[int, str, float, str], run: str = "run 1") -> None:
    """Let a policy say this of what is due."""
    names = ["comment_id", "reason", "score", "detail"]
    said = pd.DataFrame([(f"blog:{number}", *told) for number, *told in flags], columns=names)
    for batch in store.scored():
        hashes = dict(zip(batch["comment_id"], batch["judged_hash"], strict=True))
        of_batch = said[said["comment_id"].isin(hashes)]
        of_batch = of_batch.assign(judged_hash=of_batch["comment_id"].map(hashes))
        verdict = [verdicts.get(int(one[5:]), "hold") for one in batch["comment_id"]]
        store.keep_outcome(batch, of_batch, pd.Series(verdict, index=batch.index), run)


def listed() -> list[int]:
    from pipeline.store.lists import Asked, page

    return [int(one.comment_id[5:]) for one in page("to_decide", Asked("blog", "ann", NOON))]


def walked() -> list[int]:
    from pipeline.store import around, walk
    from pipeline.store.lists import Asked

    asked, met = Asked("blog", "ann", NOON), []
    place = walk.first("to_decide", asked)
    while place is not None:
        met.append(int(place[5:]))
        comment = around.comment("blog", place[5:])
        assert comment is not None
        place = walk.beside("to_decide", asked, comment)[1]
    return met


def nine() -> None:
    """Four that readers see, three that wait and two that are only doubtful, the plainer ones the older."""
    seen = {1: "approved", 2: "approved", 3: "approved", 4: "approved"}
    read(*(
        {"id": number, "source_status": seen.get(number, "pending"), "created_at": NOON - (20 - number) * MINUTE}
        for number in range(1, 10)
    ))  # fmt: skip
    sql.execute("UPDATE comments SET first_look = %s", [False])
    raise_flags(
        {1: "spam", 8: "publish", 9: "publish"},
        (1, "spam", 0.99, SURE), (2, "copies", 0.6, LIKELY), (2, "abuse", 0.4, DOUBTFUL), (3, "abuse", 0.97, SURE),
        (4, "abuse", 0.71, LIKELY), (5, "spam", 0.9, LIKELY), (6, "personal data", 0.8, LIKELY),
        (7, "rule hold", 1.0, SURE), (8, "spam", 0.6, DOUBTFUL), (9, "abuse", 0.4, DOUBTFUL),
    )  # fmt: skip


def test_what_readers_see_stands_first_and_what_may_hurt_someone_first_of_it() -> None:
    from pipeline.store.lists import Asked, counts

    nine()
    assert listed() == [3, 4, 1, 2, 6, 5, 7, 9, 8]
    assert walked() == listed()
    assert counts(Asked("blog", "ann", NOON))["to_decide"] == 9


def test_what_is_judged_again_changes_its_place() -> None:
    nine()
    store.look_again()
    raise_flags({}, (2, "personal data", 0.8, LIKELY))
    assert listed()[0] == 2
    assert kept(3, "flags") == []


def test_an_export_that_is_taken_back_knows_what_is_grave() -> None:
    from pipeline.store.restore import import_table

    nine()
    tables = {name: list(store.frames(name)) for name in ("flags", "comments")}
    before = listed()
    sql.execute("DELETE FROM flags")
    sql.execute("DELETE FROM comments")
    for name, frames in tables.items():
        import_table(name, frames)
    sql.execute("UPDATE comments SET first_look = %s", [False])
    assert listed() == before


def detail(number: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(kept(number, "flags")[0]["detail"])
    return found


def test_all_that_several_rules_say_is_kept_in_the_order_in_which_it_was_raised() -> None:
    read({"id": 1})
    raise_flags({}, *((1, "rule hold", 1.0, json.dumps({"band": "sure", "rule": word})) for word in ("b", "a", "c")))
    assert [flag["reason"] for flag in kept(1, "flags")] == ["rule hold"]
    told = detail(1)
    assert [told["rule"], *(one["rule"] for one in told["more"])] == ["b", "a", "c"]


@given(st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("rs"), st.sampled_from([0.2, 0.9])), max_size=9))
def test_one_flag_a_reason_loses_none_and_the_strongest_is_it(raised: list[tuple[str, str, float]]) -> None:
    given_rows = [(one, "h", reason, score, f'{{"n": {n}}}') for n, (one, reason, score) in enumerate(raised)]
    made = one_a_reason(given_rows)
    assert len(made) == len({row[:3] for row in given_rows})
    for row in made:
        told = json.loads(row[4])
        mine = sorted((-score, n) for n, (one, reason, score) in enumerate(raised) if (one, reason) == (row[0], row[2]))
        assert [told["n"], *(one["n"] for one in told.get("more", ()))] == [n for _, n in mine]
        assert row[3] == -mine[0][0]


def test_what_was_kept_before_is_graded_by_its_flags() -> None:
    from importlib import import_module

    from django.apps import apps

    nine()
    before = listed()
    sql.execute("UPDATE comments SET grave = NULL")
    assert listed() == [1, 2, 3, 4, 5, 6, 7, 9, 8]
    import_module("pipeline.store.migrations.0006_grave").told_by_flags(apps, None)
    assert listed() == before
