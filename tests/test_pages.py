"""Saved pages (HTML): against what a real WordPress holds, and made-up ones for what a page can do to a reader."""

import io
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.identity import fold
from pipeline.sources import SOURCES, Source
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Remark

WORDPRESS = Path(__file__).parent / "wordpress"
TRUTH = json.loads((WORDPRESS / "truth.json").read_text(encoding="utf-8"))
THEME, WPDISCUZ = SOURCES["wordpress_page"], SOURCES["wpdiscuz_page"]
PAGES = sorted(WORDPRESS.glob("html/*/*.html"))


def opened(page: str | bytes) -> Raw:
    data = page if isinstance(page, bytes) else page.encode()
    return Raw(
        io.BytesIO(data), "page.html", read_at=datetime(2026, 11, 1, tzinfo=UTC), timezone=ZoneInfo("Europe/Paris")
    )


def read(page: str | bytes, source: Source = THEME) -> tuple[Post, list[Comment], dict[str, int]]:
    assert source.sniff(opened(page))
    found: list[Record] = list(source.records(opened(page)))
    remarks = {record.what: record.count for record in found if isinstance(record, Remark)}
    return (
        next(one for one in found if isinstance(one, Post)),
        [one for one in found if isinstance(one, Comment)],
        remarks,
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_comment_of_a_wordpress_page(path: Path) -> None:
    source = WPDISCUZ if "wpdiscuz" in path.parent.name else THEME
    post, comments, _ = read(path.read_bytes(), source)
    number = next(one["id"] for one in TRUTH["posts"] if one["slug"] == path.stem)
    true = {one["id"]: one for one in TRUTH["comments"] if one["post"] == number and one["status"] == "approve"}
    assert (post.own_id, post.title) == (
        str(number),
        next(one["title"] for one in TRUTH["posts"] if one["id"] == number),
    )
    assert {int(comment.own_id or 0) for comment in comments} == set(true)
    for comment in comments:
        one = true[int(comment.own_id or 0)]
        assert fold(comment.author or "") == fold(one["author"])
        assert (comment.author_url or "") == one["url"]
        assert comment.kind == one["type"]
        assert fold(comment.text) == (fold(one["text"]) if comment.text or comment.kind == "comment" else "")
        if comment.created_at is not None:
            moment = datetime.fromisoformat(one["date_gmt"]).replace(tzinfo=UTC)
            assert comment.created_at == (moment if comment.created_precision == "second" else moment.replace(second=0))


def test_parents_up_to_the_depth_that_a_theme_nests() -> None:
    _, comments, remarks = read((WORDPRESS / "html/twentytwentyone/piscine-des-tilleuls-en-hiver.html").read_bytes())
    true = {one["id"]: one["parent"] for one in TRUTH["comments"]}
    wrong = [comment.own_id for comment in comments if int(comment.parent or 0) != true[int(comment.own_id or 0)]]
    assert len(wrong) == 3
    assert remarks == {"replies at the deepest level of the page: they may answer the reply before them": 5}


LIST = '<html><head><link rel="stylesheet" href="/wp-content/x.css"></head><body>{}</body></html>'
ONE = '<li id="comment-{0}" class="comment depth-1"><b class="fn">{1}</b><div class="comment-content">{2}</div></li>'


def test_nothing_that_runs_or_leaks_comes_through() -> None:
    body = (
        "<script>alert(1)</script><p onclick=x>Hi <img src=a alt='ada@example.org' class='avatar'>there"
        "<style>p{}</style> <a href='javascript:alert(1)'>a</a> <a href='https://b.example/'>b</a><iframe "
        "src=c>d</iframe></p>"
    )
    _, comments, _ = read(LIST.format(ONE.format(5, "Ada <img class='avatar' alt='ada@example.org'>", body)))
    assert (comments[0].author, comments[0].text, comments[0].links) == ("Ada", "Hi there a b", "https://b.example/")


@pytest.mark.parametrize(
    ("language", "other", "month", "is_told"),
    [
        ("en-US", "05/23/2019", 3, True),
        ("en-US", "23/05/2019", 5, True),
        ("en-US", "", 3, False),
        ("fr-FR", "", 5, False),
    ],
)
def test_which_number_is_the_day(language: str, other: str, month: int, is_told: bool) -> None:
    dated = ONE.format(5, "Ada", "hi").replace("<div", '<span class="comment-date">03/05/2019</span><div')
    page = LIST.format(dated + f'<span class="comment-date">{other}</span>').replace(
        "<html>", f'<html lang="{language}">'
    )
    _, comments, remarks = read(page)
    assert comments[0].created_at is not None
    assert comments[0].created_at.astimezone(ZoneInfo("Europe/Paris")).month == month
    assert any("either way" in what for what in remarks) is not is_told


@pytest.mark.parametrize("text", ["le 03/05/2019 à 16:12", "03.05.2019 um 16:12", "03/05/2019 16 h 12"])
def test_words_and_marks_tell_the_day_whatever_language_a_page_claims(text: str) -> None:
    dated = ONE.format(5, "Ada", "hi").replace("<div", f'<span class="comment-date">{text}</span><div')
    _, comments, remarks = read(LIST.format(dated).replace("<html>", '<html lang="en-US">'))
    assert comments[0].created_at is not None
    assert comments[0].created_at.month == 5
    assert not any("either way" in what for what in remarks)


def test_bold_words_in_a_body_are_nobodys_name() -> None:
    one = '<li id="comment-{}" class="comment depth-1"><div class="comment-content"><b>Never</b> do that.</div></li>'
    _, comments, _ = read(LIST.format(one.format(1) + one.format(2)))
    assert [(comment.author, comment.text) for comment in comments] == [(None, "Never do that.")] * 2


def test_a_body_that_begins_with_a_date_keeps_it() -> None:
    one = (
        '<li id="comment-{}" class="comment depth-1"><b class="fn">Ada</b>{}<p>May 3, 2019</p><p>was a Friday.</p></li>'
    )
    dated = '<time datetime="2019-05-03T16:12:00Z">then</time>'
    _, comments, _ = read(LIST.format("".join(one.format(number, dated) for number in range(1, 5))))
    assert [comment.text for comment in comments] == ["May 3, 2019\n\nwas a Friday."] * 4


def test_replies_inside_the_body_of_what_they_answer() -> None:
    reply = ONE.format(6, "Ben", "two").replace("<li", "<div").replace("</li>", "</div>")
    _, comments, _ = read(
        LIST.format(ONE.format(5, "Ada", f"<p>one</p>{reply}").replace("<li", "<div").replace("</li>", "</div>"))
    )
    assert [(comment.text, comment.parent) for comment in comments] == [("one", None), ("two", "5")]


def test_the_same_number_twice_is_one_comment() -> None:
    _, comments, _ = read(LIST.format(ONE.format(5, "Ada", "one") + ONE.format(5, "Ada", "again")))
    assert [comment.text for comment in comments] == ["one"]


def test_an_unclosed_remark_hides_what_follows_and_the_page_says_so() -> None:
    page = LIST.format(
        "<h2>3 comments</h2><ol class=comment-list>"
        + ONE.format(1, "Ada", "one <!-- oops")
        + ONE.format(2, "Ben", "two")
    )
    _, comments, remarks = read(page)
    assert [comment.own_id for comment in comments] == ["1"]
    assert 2 in remarks.values()


def test_other_systems_numbers_are_not_taken_for_wordpress() -> None:
    page = LIST.format(ONE.format(5, "Ada", "hi")).replace(
        "<head>", '<head><meta name="Generator" content="Drupal 10">'
    )
    assert not THEME.sniff(opened(page))
    assert not THEME.sniff(opened("comment-5 wp-content/ replytocom= said the text"))


def test_recognised_by_marks_beyond_the_first_megabyte() -> None:
    page = LIST.format("<p>" + "x" * (3 << 20) + "</p>" + ONE.format(5, "Ada", "late"))
    assert [comment.text for comment in read(page)[1]] == ["late"]


def test_encodings() -> None:
    page = LIST.format(ONE.format(5, "Chloé", "déjà"))
    for data in (
        page.encode("utf-16"),
        b"\xef\xbb\xbf" + page.encode(),
        page.replace("<head>", '<head><meta charset="windows-1252">').encode("cp1252"),
    ):
        assert [(comment.author, comment.text) for comment in read(data)[1]] == [("Chloé", "déjà")]


@pytest.mark.parametrize("tag", ["div", "span", "b", "a", "font"])
def test_endless_nesting_is_cut_short(tag: str) -> None:
    page = LIST.format(ONE.format(5, "Ada", f"<{tag}>" * 200_000 + "hi") + ONE.format(6, "Bo", "there"))
    _, comments, remarks = read(page)
    assert [comment.text for comment in comments] == ["hi", "there"]
    assert any("nested too deep" in one for one in remarks)


def test_a_large_page_is_refused_and_many_comments_are_not() -> None:
    with pytest.raises(SourceError, match="64 MB"):
        list(THEME.records(opened(b"<html>" + b" " * (65 << 20))))
    _, comments, _ = read(LIST.format("".join(ONE.format(number, "Ada", "hi") for number in range(1, 5_001))))
    assert len(comments) == 5_000


def test_wpdiscuz_folds_replies_away_and_counts_them() -> None:
    one = '<div id="wpd-comm-{}_0"><b class="wpd-comment-author">Ada</b><p class="wpd-comment-text">hi</p></div>'
    page = f'<html><body><i class="wpd-thread-info" data-comments-count="9"></i>{one.format(1)}{one.format(2)}</html>'
    post, comments, remarks = read(page, WPDISCUZ)
    assert (post.declared_comments, len(comments)) == (9, 2)
    assert 7 in remarks.values()


@settings(max_examples=50)
@given(
    st.lists(
        st.sampled_from(
            [
                *"<>/ab =\"'",
                "<!--",
                "-->",
                "<li id=comment-7>",
                "</li>",
                "<b class=fn>",
                "<time>",
                "wp-content/",
                "&#0;",
                "<p>",
            ]
        ),
        max_size=80,
    )
)
def test_broken_markup_is_read_as_browsers_do(pieces: list[str]) -> None:
    for record in THEME.records(opened("<html>" + "".join(pieces))):
        assert not isinstance(record, Comment) or record.own_id is not None


@pytest.mark.parametrize(
    ("heading", "declared"),
    [
        ("<h3 id='comments'>4 Responses to &#8220;Turf&#8221;</h3>", 4),
        (
            "<div class='comments_intro'><p>{ <i>12</i> comments&#8230; <a>read them below or add one</a> }</p></div>",
            12,
        ),
    ],
)
def test_a_heading_declares_how_many_there_are(heading: str, declared: int) -> None:
    post, _, _ = read(f"<html><body>{heading}<ol class='commentlist'><li id='comment-5'><p>Yes.</p></li></ol>")
    assert post.declared_comments == declared


def test_a_page_of_the_oldest_wordpress_names_its_post_last_and_links_to_it() -> None:
    title = "<title>Peat Cutter &raquo; Blog Archive &raquo; Drying turf</title>"
    listed = "<ol class='commentlist'><li id='comment-5'><p>Yes.</p></li></ol>"
    assert read(f"<html>{title}{listed}")[0].title == "Drying turf"
    link = "<a href='http://peat.example/drying/' rel='bookmark'>Drying <i>turf</i></a>"
    post = read(f"<html>{title}<h2 id='post-3'>{link}</h2>{listed}")[0]
    assert (post.title, post.url) == ("Drying turf", "http://peat.example/drying/")
    assert read(f"<html>{title}<h2>{link}</h2><h2>{link}</h2>{listed}")[0].url is None


def test_wpdiscuz_counts_in_its_bar_and_an_edit_of_years_ago_has_no_date() -> None:
    page = (Path(__file__).parent / "samples" / "wpdiscuz_page" / "version_4.html").read_text(encoding="utf-8")
    post, comments, _ = read(page, WPDISCUZ)
    assert (post.declared_threads, post.declared_replies, post.declared_authors) == (3, 1, 4)
    assert [one.edited_at for one in comments] == [None, None, None]


def test_dates_that_can_be_read_either_way_are_counted_once_and_as_they_were_read() -> None:
    items = "".join(
        f"<li id='comment-{number}'><p class='comment-date'>0{number}/03/2016</p><p class='comment-text'>Yes.</p></li>"
        for number in (1, 2)
    )
    for language, order in (("en-US", "month"), ("en-GB", "day"), ("fr-FR", "day")):
        remarks = read(f"<html lang='{language}'><ol class='commentlist'>{items}</ol>")[2]
        assert remarks[f"dates in numbers that can be read either way were read with the {order} first"] == 2


def test_names_that_are_never_closed_hold_the_page_and_are_read_at_once() -> None:
    said = "<i>word</i> " * 60
    items = "".join(f"<div id='comment-{number}'><cite class='fn'>Ada {said}" for number in range(1, 500))
    started = time.process_time()
    _, comments, _ = read(f"<html><div class='commentlist'>{items}</div>")
    assert len(comments) == 499
    assert time.process_time() - started < 8
