"""Disqus, Blogger and feeds: what breaks, and what their samples do not show."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from raws import comments, posts, records, rejects, remarks

from pipeline.errors import SourceError

SAMPLES = Path(__file__).parent / "samples"
EXPORTS = {"disqus": "export.xml", "blogger_feed": "export.xml", "feed": "comments.xml"}


@pytest.mark.parametrize("source", EXPORTS)
def test_what_breaks_off_says_after_which_comment(source: str) -> None:
    whole = (SAMPLES / source / EXPORTS[source]).read_text(encoding="utf-8")
    with pytest.raises(SourceError, match=r"breaks off after comment \d+"):
        records(source, whole[: len(whole) - 60])


@pytest.mark.parametrize(("source", "text"), [("disqus", "Beech."), ("blogger_feed", "asleep"), ("feed", "Exactly!")])
def test_a_broken_record_costs_only_itself(source: str, text: str) -> None:
    whole = (SAMPLES / source / EXPORTS[source]).read_text(encoding="utf-8")
    before = len(comments(records(source, whole)))
    place = whole.rindex(text)
    opening = max(whole.rindex(tag, 0, place) for tag in ("<post ", "<entry>", "<item>") if tag in whole[:place])
    found = records(source, whole[: opening + 6] + " <" + whole[opening + 6 :])
    assert len(comments(found)) == before - 1
    assert len(rejects(found)) == 1


def test_a_disqus_comment_without_its_thread_is_rejected() -> None:
    found = records(
        "disqus",
        '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">'
        '<post dsq:id="1"><message>a</message></post>'
        '<post dsq:id="2"><message>b</message><thread dsq:id="9"/></post></disqus>',
    )
    assert [(one.own_id, one.post.own_id) for one in comments(found)] == [("2", "9")]
    assert rejects(found) == [("after comment (none)", "a comment without its id or thread")]


def test_bloggers_newer_spelling_is_read() -> None:
    entry = (
        "<entry><id>tag:blogger.com,1999:blog-7.post-{0}</id><blogger:type>{1}</blogger:type>"
        "<blogger:status>{2}</blogger:status><author><name>Ivo</name></author><title>T</title>"
        "<content type='html'>text &amp;lt;3</content><published>2024-05-06T07:08:09.123Z</published>{3}</entry>"
    )
    parent = "<blogger:parent>tag:blogger.com,1999:blog-7.post-1</blogger:parent>"
    answers = parent + "<blogger:inReplyTo>tag:blogger.com,1999:blog-7.post-2</blogger:inReplyTo>"
    found = records(
        "blogger_feed",
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>"
        + entry.format(1, "POST", "LIVE", "")
        + entry.format(2, "COMMENT", "LIVE", parent)
        + entry.format(3, "COMMENT", "SPAM_COMMENT", answers)
        + "</feed>",
    )
    assert [(one.own_id, one.parent, one.status) for one in comments(found)] == [
        ("2", None, "approved"),
        ("3", "2", "spam"),
    ]
    assert posts(found)[0].title == "T"
    assert comments(found)[0].created_at == datetime(2024, 5, 6, 7, 8, 9, 123000, tzinfo=UTC)


def test_the_address_that_blogger_writes_for_everybody_is_nobodys() -> None:
    found = records("blogger_feed", (SAMPLES / "blogger_feed" / "export.xml").read_text(encoding="utf-8"))
    assert {one.author_email for one in comments(found)} == {None}


def test_a_feed_tells_titles_in_other_languages_and_says_what_it_lacks() -> None:
    item = (
        "<item><title>Commentaires sur L’eau par tous par Ève</title><link>https://a.example/eau/#comment-5</link>"
        "<dc:creator>Ève</dc:creator><description>Oui</description></item>"
    )
    found = records("feed", f'<rss xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{item}</channel></rss>')
    assert posts(found)[0].title == "L’eau par tous"
    assert [(one.own_id, one.text, one.status) for one in comments(found)] == [("5", "Oui", "approved")]
    assert list(remarks(found)) == ["a feed holds only the newest comments, and no held ones"]
