"""Laws of putting a comment together from what several forms tell of it."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.schema import PRECISIONS, SOURCE_STATUSES
from pipeline.store.merge import READ, TOLD, Known, merged

NOON = datetime(2026, 3, 1, 12)  # noqa: DTZ001 - rows hold naive UTC


def rehash(author: str | None, author_url: str | None, text: str | None) -> str:
    return f"hash of {author} {author_url} {text}"


@st.composite
def forms(draw: st.DrawFn) -> list[Known]:
    """Several readings of one comment, each known as of another day."""
    return [draw(form(day)) for day in range(draw(st.integers(1, 4)))]


@st.composite
def form(draw: st.DrawFn, day: int) -> Known:
    def maybe(*values: Any) -> Any:
        return draw(st.sampled_from((None, *values)))

    known: Known = dict.fromkeys(READ)
    known |= {name: maybe("a", "b") for name in ("author", "author_url", "parent_id", "links", "source_url")}
    known |= {"comment_id": "blog:1", "site": "blog", "kind": "comment", "position": maybe(1, 2), "likes": maybe(0, 5)}
    known |= {
        "author_key": maybe("e1", "n1", "n2"),
        "post_id": draw(st.sampled_from(["blog:#1", "blog:t", "blog:x.org/a"])),
    }
    known |= {"created_at": maybe(NOON, NOON - timedelta(days=9)), "created_precision": maybe(*PRECISIONS)}
    known |= {"source_status": maybe(*SOURCE_STATUSES), "truncated": maybe(True, False), "by_staff": maybe(True, False)}
    known["text"] = draw(st.sampled_from(["the beginning", "the beginning and the end", "The Beginning"]))
    known["text_hash"] = known["text"].casefold()
    known["judged_hash"] = rehash(known["author"], known["author_url"], known["text"])
    known |= {"read_at": NOON + timedelta(days=day), "source": draw(st.sampled_from(["page", "wxr"]))}
    return known


def told(known: Known) -> dict[str, Any]:
    return {name: known[name] for name in TOLD}


def put_together(stored: Known, readings: list[Known]) -> Known:
    for reading in readings:
        stored = merged(stored, reading, rehash)
    return stored


@given(form(0))
def test_a_reading_adds_nothing_to_itself(reading: Known) -> None:
    assert merged(reading, reading, rehash) == reading


@given(forms(), st.randoms(use_true_random=False))
def test_forms_read_again_in_any_order_change_nothing(readings: list[Known], chance: Any) -> None:
    settled = put_together(readings[0], readings[1:])
    settled = put_together(settled, readings)
    again = list(readings)
    chance.shuffle(again)
    for reading in again:
        assert told(merged(settled, reading, rehash)) == told(settled)


@given(forms())
def test_nothing_known_is_forgotten(readings: list[Known]) -> None:
    known = put_together(readings[0], readings[1:])
    for name in TOLD:
        if name not in ("created_precision", "truncated"):
            assert (known[name] is None) == all(reading[name] is None for reading in readings), name


@given(forms())
def test_a_whole_text_is_never_cut_again(readings: list[Known]) -> None:
    known = put_together(readings[0], readings[1:])
    if any(not reading["truncated"] for reading in readings):
        assert not known["truncated"]


@given(forms())
def test_what_was_judged_is_what_stands(readings: list[Known]) -> None:
    known = put_together(readings[0], readings[1:])
    expected = {
        rehash(known["author"], known["author_url"], one["text"])
        for one in readings
        if one["text_hash"] == known["text_hash"]
    }
    assert known["judged_hash"] in expected
