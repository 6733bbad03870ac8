"""What is said of a file besides its comments (missing, unknown, filtered, repaired), and what never comes in."""

import io
from collections import Counter

import pandas as pd
import pytest
from raws import READ_AT, raw

from pipeline.sources.raw import Raw
from pipeline.sources.reading import NO_SITE, Naming, read

PAGE = (
    '<html><head><link rel="canonical" href="https://a.example/one/"><link href="/wp-content/a.css"></head><body>'
    '<h2 class="comments-title">{declared} comments</h2><ol class="comment-list">{comments}</ol></body></html>'
)
ITEM = '<li id="comment-{}" class="comment"><b class="fn">{}</b><div class="comment-content">{}</div>{}</li>'
EXPORT = (
    '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>'
    "<item><link>https://a.example/one/</link>{}</item></channel></rss>"
)
TABLE = "id,post_url,parent_id,author,website,date,comment,status\n"


def both(content: str | bytes, size: int = 1_000) -> tuple[pd.DataFrame, Counter[str]]:
    """Return the comments of a file and what was remarked."""
    data = content.encode() if isinstance(content, str) else content
    found = list(read(Raw(io.BytesIO(data), "file", None, READ_AT), Naming(b"key"), size=size))
    return pd.concat([one.comments for one in found], ignore_index=True), sum((one.remarks for one in found), Counter())


def comment(number: int, **fields: str) -> str:
    written = {"comment_id": str(number), "comment_content": "fine", **fields}
    return f"<wp:comment>{''.join(f'<wp:{name}>{value}</wp:{name}>' for name, value in written.items())}</wp:comment>"


def test_what_a_page_declares_stands_beside_what_is_found() -> None:
    page = PAGE.format(declared=9, comments=ITEM.format(1, "Ada", "hi", ""))
    found = list(read(Raw(io.BytesIO(page.encode()), "file"), Naming(b"key")))
    assert [int(one) for reading in found for one in reading.posts["declared_comments"]] == [9]
    assert [(what, count) for what, count in found[0].remarks.items() if "counts are not in the file" in what] == [
        ("comments that the page counts are not in the file (deleted, held, or hidden by broken markup)", 8)
    ]


def test_markup_nested_too_deep_is_said_and_costs_nothing_but_depth() -> None:
    inside = "<b>" * 100_000 + "two"
    items = [ITEM.format(at, "Ada", text, "") for at, text in enumerate(("one", inside, "three"), 1)]
    comments, remarks = both(PAGE.format(declared=3, comments="".join(items)))
    assert list(comments["text"]) == ["one", "two", "three"]
    assert remarks["elements nested too deep left out, their text kept"] > 99_000


def test_entities_that_a_file_declares_are_said_and_not_expanded() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    item = comment(1, comment_content="hi &b;")
    comments, remarks = both(EXPORT.format(item).replace("<rss", f"{bomb}<rss", 1))
    assert list(comments["text"]) == ["hi &b;"]
    assert remarks["entities that the file declares left as they are written"] == 2


@pytest.mark.parametrize("size", [1, 1_000])
def test_replies_whose_parent_is_not_in_the_file(size: int) -> None:
    rows = "1,https://a.example/,99,Ann,,,one,\n2,https://a.example/,3,Bo,,,two,\n3,https://a.example/,,Cy,,,three,\n"
    comments, remarks = both(TABLE + rows, size)
    assert remarks["replies whose parent is not in the file"] == 1
    assert list(comments["parent_id"][:2]) == ["a.example:99", "a.example:3"]


@pytest.mark.parametrize(
    "content",
    [
        EXPORT.format(comment(1, comment_approved="quarantined")),
        '[{"id":1,"post":2,"content":{"raw":"fine"},"author_name":"A","status":"quarantined"}]',
        "INSERT INTO wp_comments (comment_ID, comment_content, comment_approved) VALUES (1,'fine','quarantined');",
        TABLE + "1,https://a.example/,,Ann,,,fine,quarantined\n",
    ],
)
def test_a_status_that_is_unknown_is_said_and_not_guessed(content: str) -> None:
    comments, remarks = both(content)
    assert list(comments["source_status"].isna()) == [True]
    assert remarks["status 'quarantined' is unknown and counts as none"] == 1


@pytest.mark.parametrize(
    ("said", "kept", "what"),
    [
        ("caf&amp;eacute;s, I don&amp;#8217;t", "cafés, I don’t", "comments whose entities were encoded twice"),
        ("write &amp;eacute; or &amp;#233; for it", "write &eacute; or &#233; for it", None),
        ("CafÃ© â€œLuluâ€\x9d", "Café “Lulu”", "comments whose encoding was repaired"),
        ("a\x08b", "ab", "control characters removed"),
    ],
)
def test_what_is_repaired_is_counted(said: str, kept: str, what: str | None) -> None:
    comments, remarks = both(PAGE.format(declared=1, comments=ITEM.format(1, "Ada", said, "")))
    assert list(comments["text"]) == [kept]
    assert [one for one in remarks if one.startswith(("comments whose", "control"))] == ([what] if what else [])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Ada &lt;ada@example.org&gt;", "Ada"),
        ("[ada@example.org] Ada Quill", "Ada Quill"),
        ("ada.quill@example.org", "ada.quill@…"),
        ("@ada", "@ada"),
        ("Ada @ Home", "Ada @ Home"),
    ],
)
def test_no_address_of_mail_comes_in_with_a_name(name: str, kept: str) -> None:
    comments, _ = both(PAGE.format(declared=1, comments=ITEM.format(1, name, "hi", "")))
    assert list(comments["author"]) == [kept]


def test_no_address_of_mail_comes_in_with_a_picture() -> None:
    picture = '<img class="avatar" alt="ada@example.org" src="https://t.example/pixel.gif">'
    comments, _ = both(PAGE.format(declared=1, comments=ITEM.format(1, picture + "Ada", f"hi {picture}", picture)))
    assert "example.org" not in comments.to_csv()
    assert "pixel" not in comments.to_csv()
    text = "3 comments\n\n   1. ada@example.org Ada says:\n      May 3, 2019 at 4:12 pm\n      hi\n      Reply\n"
    assert list(both(text)[0]["author"]) == ["Ada"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript\t:alert(1)",
        "data:text/html;x",
        "mailto:a@example.org",
        "http://a@example.org",
        "a@example.org",
    ],
)
def test_only_pages_of_the_web_are_addresses(address: str) -> None:
    comments, remarks = both(TABLE + f'1,https://a.example/,,Ann,"{address}",,fine,\n')
    assert list(comments["author_url"].isna()) == [True]
    assert remarks["addresses that are no page of the web left out"] == 1


@pytest.mark.parametrize(
    "address", ["https://a.example/?q=x@y", "a.example/ann", "a.example:8080", "https://m.example/@ann"]
)
def test_addresses_of_pages_are_kept(address: str) -> None:
    assert list(both(TABLE + f"1,https://a.example/,,Ann,{address},,fine,\n")[0]["author_url"]) == [address]


def test_votes_that_a_page_has_not_loaded_are_not_available() -> None:
    likes = '<div class="comment-like-feedback">{}</div>'
    items = [
        ITEM.format(at, "Ada", "hi", likes.format(words)) for at, words in enumerate(("Loading...", "Like", "3"), 1)
    ]
    comments, _ = both(PAGE.format(declared=3, comments="".join(items)))
    assert [None if pd.isna(one) else int(one) for one in comments["likes"]] == [None, 0, 3]


def test_an_empty_count_in_microdata_is_not_available() -> None:
    page = (
        '<html><body><div itemscope itemtype="https://schema.org/Comment" id="c-1"><b itemprop="author">Ada</b>'
        '<p itemprop="text">hi</p><i itemprop="upvoteCount"></i></div></body></html>'
    )
    assert list(both(page)[0]["likes"].isna()) == [True]


@pytest.mark.parametrize(
    ("naming", "told"), [(Naming(b"key"), 1), (Naming(b"key", only="shed"), 0), (Naming(b"key", otherwise="shed"), 0)]
)
def test_posts_of_no_known_site_are_said(naming: Naming, told: int) -> None:
    text = "6 comments\n\nAda says:\nMay 3, 2019 at 4:12 pm\n\nIt works.\n\nReply\n"
    counted = sum((one.remarks for one in read(raw(text), naming)), Counter())
    assert counted[NO_SITE] == told
