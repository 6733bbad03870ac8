"""Files that broke a reader once, as small as they can be: read or refused, in time, and nothing else."""

import io
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from raws import READ_AT

from pipeline.errors import SourceError
from pipeline.sources import archives, recognised
from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, read

SECONDS = 4.0
"""Of processor time; each of these took longer, most of them for ever, and takes hundredths now."""

REST = '[{"id":1,"post":2,"author_name":"A","content":{"raw":"x"}}]'
DISQUS = '<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">'
WPDISCUZ = (
    '<html><body><i data-comments-count="{0}"></i><div id="wpd-comm-1_0"><b class="wpd-comment-author">A</b>'
    '<p class="wpd-comment-text">x</p><i class="wpd-vote-result" title="{0}">{0}</i></div></body></html>'
)
NESTED = '<html><body><ul class="comments-items">' + ("<i>" * 2_500 + "<time>x</time>" * 20_000)
FORUM = '<html><body><ul><li id=forum1 class="forum-fil">'

FILES: dict[str, str] = {
    "lines over a comment, one within the other": FORUM + '<div class="forum-chapo">x' * 2_900,
    "a row that ends with a comma": "INSERT INTO `wp_comments` (`comment_ID`) VALUES (1,);",
    "blank lines behind a warning": f"<br />\n<b>Warning</b>{chr(10) * 60_000}<{REST}",
    "remarks that do not end": DISQUS + "<!--" * 40_000,
    "sections that do not end": DISQUS + "<![CDATA[" * 20_000,
    "doctypes that do not end": '<?xml version="1.0"?>' + "<!DOCTYPE" * 25_000 + "<rss><wp:wxr_version>1.2",
    "the name of an element without end": DISQUS + "<s:" + "say" * 20_000,
    "entities of thousands of digits": f"id,author,comment\n1,&#{'9' * 5_000};,a &#{'9' * 5_000}; b\n",
    "headings in thousands": "3 comments\n" * 10_000
    + "x\n" * 10_000
    + "so " * 50
    + "\n\nAda says:\nMay 3, 2019 at 4:12 pm\nhi\nReply\n",
    "spaces in thousands under a date": "3 comments\n\nMay 3, 2019 at 4:12 pm\nhi" + "\t" * 20_000 + "hi\nReply\n" * 2,
    "names of columns of thousands of letters": f"{'a' * 400_000},comment\n1,2\n1,2\n1,2\n",
    "a table of thousands of columns": ",".join(f"c{at}" for at in range(20_000)) + "\n1,2\n" * 3,
    "votes beyond all numbers": '[{"id":"/a/","title":"A","comments":[{"id":1,"text":"x","created":"2020-01-01",'
    f'"likes":{9**40},"dislikes":-{9**40}}}]}}]',
    "broken entries in thousands": '[{"id": 1, "text": "x"},' + '{"id": x},\n' * 50_000 + "{}]",
    "counts beyond all numbers": WPDISCUZ.format("9" * 5_000),
    "counts of thirty digits": WPDISCUZ.format("9" * 30),
    "elements in thousands of others": NESTED,
    "headings in thousands of others": "<html><body><i id=isso-1>" + f"<div class=comment-count>{'<img>' * 9}" * 2_900,
    "elements that others seem to close": "<html><body><i id=isso-1>" + "<code></codpre>" * 50_000,
    "votes of a dump beyond all numbers": "INSERT INTO `wp_comments` (`comment_ID`) VALUES (1);\n"
    "INSERT INTO `wp_commentmeta` VALUES (1,1,'wpdiscuz_votes_seperate','a:1:{s:4:\"like\";i:" + "9" * 5_000 + ";}');",
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_refused_in_time(name: str) -> None:
    started = time.process_time()
    with suppress(SourceError):
        for reading in read(Raw(io.BytesIO(FILES[name].encode()), "file", None, READ_AT), Naming(b"key")):
            assert len(reading.comments) <= 1
    assert time.process_time() - started < SECONDS


def test_a_member_without_a_name_is_passed_over() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x", b"id,comment\n")
    nameless = out.getvalue().replace(b"\x01\x00\x00\x00x", b"\x00\x00\x00\x00x")
    for found in archives.members(io.BytesIO(nameless), len(nameless)):
        assert found.content is None


@pytest.mark.parametrize(
    "beginning", ['1,Bread,Ann,"never closed', '{"comment_id": 1, "author": "Ann", "text": "never closed']
)
def test_a_line_without_end_is_shown_by_its_beginning(beginning: str) -> None:
    header = "id,post,author,comment\n" if beginning[0] == "1" else ""
    good = '2,Bread,Bo,"fine"\n' if header else '{"comment_id": 2, "author": "Bo", "text": "fine"}\n'
    file = f"{header}{good}{beginning}{'x' * 3_000_000}\n{good.replace('2', '3', 1)}"
    found = list(read(Raw(io.BytesIO(file.encode()), "file", None, READ_AT), Naming(b"key")))
    [excerpt] = [one for reading in found for one in reading.rejects["excerpt"]]
    assert str(excerpt).startswith(beginning)
    assert sum(len(reading.comments) for reading in found) == 2


PAGES: dict[str, Callable[[str], str]] = {
    "isso_page": lambda text: f'<html><body><div class="isso-comment" id="isso-5"><b class="isso-author">A</b>'
    f'<div class="isso-text">{text}</div></div></body></html>',
    "microformats": lambda text: '<html><body><div class="h-entry"><div class="u-comment h-cite">'
    f'<b class="p-author">A</b><div class="e-content">{text}</div></div></div></body></html>',
    "blogger_page": lambda text: f'<html><body><div id="comments-block"><li class="comment" id="c5"><cite class="user">'
    f'<a href="https://a.wordpress.com/">A</a></cite><p class="comment-content">{text}</p></li></div></body></html>',
}  # fmt: skip


@pytest.mark.parametrize("source", PAGES)
def test_what_a_commenter_writes_of_markup_does_not_decide_who_reads_a_page(source: str) -> None:
    text = "wp-content/ class='comment-list' id=\"comment-5\" id='wpd-comm-5_0' data-drupal- content=\"SPIP\" isso-1"
    raw = Raw(io.BytesIO(PAGES[source](text).encode()), "file", None, READ_AT)
    assert recognised(raw) == source
    assert [reading.comments["text"][0] for reading in read(raw, Naming(b"key"))] == [text]
