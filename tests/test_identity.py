"""What makes a comment the same one: folding, addresses, keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.identity import (
    _SETTING,
    LONGEST_ADDRESS,
    _without_setting,
    anonymous_id,
    author_key,
    canonical_url,
    fold,
    host,
    post_id,
)

KEY = b"k" * 32


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('It\'s "fine" -- really...', "It’s “fine” – really…"),
        ("C'est l'heure : « oui » !", "C’est l’heure : “oui” !"),
        ("Thanks :-) bye", "Thanks 🙂 bye"),
        ("Tom &amp; Ann, 3 &lt; 4", "Tom & Ann, 3 < 4"),
        ("one <b>bold</b> word", "one bold word"),
        ("caf\u00e9 \ufb01n", "cafe\u0301 fin"),
        ("two\r\n\r\nlines", "two lines"),
        ("SHOUTED", "shouted"),
    ],
)
def test_what_a_comment_system_rewrites_folds_alike(typed: str, shown: str) -> None:
    assert fold(typed) == fold(shown)


@pytest.mark.parametrize(
    ("one", "other"), [("yes", "no"), ("ça va?", "ça va"), ("côte", "cote"), ("कि", "का"), ("👍", "👎")]
)
def test_what_a_reader_tells_apart_folds_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=200))
def test_folding_ends_and_is_stable(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded or not any(sign.isalnum() for sign in folded)


@pytest.mark.parametrize(
    "address",
    [
        "http://blog.example/2025/09/bread/",
        "https://www.blog.example/2025/09/bread",
        "https://blog.example:443/2025/09/bread/?utm_source=mail&fbclid=x#comment-12",
        "https://blog.example/2025/09/bread/comment-page-3/#comments",
        "https://BLOG.example/2025/09/bread/?replytocom=4",
    ],
)
def test_an_address_has_one_form(address: str) -> None:
    assert canonical_url(address) == "blog.example/2025/09/bread"


def test_an_address_keeps_what_tells_posts_apart() -> None:
    assert canonical_url("https://blog.example/?p=4") != canonical_url("https://blog.example/?p=5")
    assert canonical_url("http://127.0.0.1:8088/a") == "127.0.0.1:8088/a"
    assert canonical_url("http://[broken") == "http://[broken"
    assert host("no address") is None


def test_an_address_without_end_is_cut() -> None:
    assert len(canonical_url("https://blog.example/" + "%C3%A9" * 100_000)) <= LONGEST_ADDRESS
    assert host("https://blog.example/" + "%" * 1_000_000) == "blog.example"


def test_a_post_is_named_by_the_best_that_is_known() -> None:
    assert post_id("s", url="https://s.example/a/", title="A") == "s:s.example/a"
    assert post_id("s", title="L’été  à Lyon") == post_id("s", title="L'été à Lyon")
    assert post_id("s", opening="Once upon a time").startswith("s:~")
    assert post_id("s", own_id="4") == "s:#4"


def test_a_comment_without_an_id_is_named_by_its_beginning() -> None:
    cut, whole = fold("a" * 130), fold("a" * 200)
    assert anonymous_id("s", "s:p", "Ann", cut, 0) == anonymous_id("s", "s:p", "ANN", whole, 0)
    assert len({anonymous_id("s", "s:p", name, "text", nth) for name in ("Ann", None) for nth in (0, 1)}) == 4


def test_people_known_by_name_are_never_those_known_by_address() -> None:
    assert author_key(KEY, "Ann", "Ann@Example.org") == author_key(KEY, "Other", "ann@example.org")
    assert author_key(KEY, "Ann", None) != author_key(KEY, "Ann", "ann@example.org")
    assert author_key(KEY, "Ann", None) != author_key(b"x" * 32, "Ann", None)
    assert author_key(KEY, None, None) is None
    assert "ann" not in (author_key(KEY, "Ann", "ann@example.org") or "")


@given(st.text(alphabet="abcéœŒŸƒ’‘“”–—…€™\x80\x91\x9f\xa0 !?.,_ªºµß😀İΣ", max_size=30))
def test_every_way_to_leave_out_the_setting_leaves_the_same(said: str) -> None:
    assert _without_setting(said) == " ".join(_SETTING.sub(" ", said).split())
