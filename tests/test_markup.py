"""Comment markup to plain text, the way a browser would show it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from pipeline.sources.markup import is_bottomless, plain, shallow


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a &amp; b &lt;b&gt; &#8217; &hellip;", "a & b <b> ’ …"),
        ("I <3 this, 5 < 6 and 7 > 6", "I <3 this, 5 < 6 and 7 > 6"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br />three", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("a <b>bold</b> <em>word</em>.", "a bold word."),
        ("<script>alert(1)</script>seen<style>x{}</style>", "seen"),
        ("<blockquote>said</blockquote>answer", "said\nanswer"),
        ("<p>so:</p><pre><code>x = 1\ny = 2</code></pre><p>and\nno more</p>", "so:\n\nx = 1\ny = 2\n\nand no more"),
        ("<table><tr><td>Ada</td><td>so\nfar</td></tr></table>", "Ada\n\nso far"),
        ('<img src="x" alt="a cat">', ""),
        ('ha <img class="wp-smiley" src="x" alt="😉">', "ha 😉"),
        ("e\u0301te\u0301", "été"),
        ("  a \t b  ", "a b"),
        ("", ""),
    ],
)
def test_markup_reads_as_a_browser_shows_it(markup: str, text: str) -> None:
    assert plain(markup)[0] == text


@pytest.mark.parametrize(
    ("written", "typed", "shown"),
    [
        ("one\ntwo", "one\ntwo", "one two"),
        ("one\r\n\r\n\r\n\r\ntwo", "one\n\ntwo", "one two"),
        ("one \n  two", "one\ntwo", "one two"),
        ("<b>one</b>\ntwo", "one\ntwo", "one two"),
    ],
)
def test_line_breaks_count_in_what_was_typed_and_not_in_a_page(written: str, typed: str, shown: str) -> None:
    assert plain(written, typed=True)[0] == typed
    assert plain(written)[0] == shown


def test_targets_of_links_are_told_where_the_text_hides_them() -> None:
    text, links = plain(
        '<a href="http://a.example/">here</a> <a href="http://b.example">http://b.example</a> '
        '<a href="//c.example">c</a>'
    )
    assert text == "here http://b.example c"
    assert links == "http://a.example/\n//c.example"


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "#anchor", "/local", "mailto:a@b.example", ""]
)
def test_what_leads_nowhere_is_no_link(target: str) -> None:
    assert plain(f'<a href="{target}">here</a>') == ("here", None)


@pytest.mark.parametrize(
    "opening", ["<div>", "<b>", "<blockquote><p>", "<table><tr><td>", "<!--", "<a href='", "<svg><g>", "<p><a>"]
)
def test_depth_and_open_markup_take_no_time(opening: str) -> None:
    started = time.process_time()
    plain(opening * 20_000 + "end")
    assert time.process_time() - started < 10


def test_only_surplus_depth_is_left_out() -> None:
    deep, page = 5_000, "<ul><li id=one>a{}b</li><li id=two>c</li></ul>"
    for inside in ("<i>" * deep, "<div>" * deep + "</div>" * deep):
        assert is_bottomless(page.format(inside))
        markup, taken = shallow(page.format(inside))
        assert not is_bottomless(markup)
        assert taken > deep // 2
        assert [node.text() for node in LexborHTMLParser(markup).css("ul > li")] == ["ab", "c"]
    assert shallow("<p>a <b>b</b><br>c</i>") == ("<p>a <b>b</b><br>c</i>", 0)


def test_elements_with_names_are_found_below_thousands_without() -> None:
    markup, taken = shallow("<div>" * 5_000 + "<li id=one><b>a</b></li>")
    assert [node.text() for node in LexborHTMLParser(markup).css("#one")] == ["a"]
    assert taken == 5_000 - 512 + 1


@given(st.text(alphabet="<>/&;abp \n\"'=!-é", max_size=80), st.booleans())
def test_nothing_raises_and_plain_text_stays_plain(text: str, typed: bool) -> None:
    found = plain(text, typed=typed)[0]
    assert found == found.strip()
    assert "  " not in found
    assert "\n\n\n" not in found
