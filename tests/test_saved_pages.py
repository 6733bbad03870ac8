"""Pages as browsers and archives save them: in one file, minified, in capitals, led through a web archive."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any

import pytest
from raws import comments, posts, raw, records

from pipeline.settings import Settings
from pipeline.sources import archives, recognised
from pipeline.sources.inputs import expanded, find, opened
from pipeline.sources.reading import Naming, read
from pipeline.sources.records import Record

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parent / "samples"
PAGE = (SAMPLES / "wordpress_page/classic_list.html").read_text(encoding="utf-8")
FRAME = (SAMPLES / "disqus_page/frame.html").read_text(encoding="utf-8")


def unquoted(page: str) -> str:
    return re.sub(r"""(\s[a-z-]+)="([^"\s=<>`'/]+)\"""", r"\1=\2", page)


def in_capitals(page: str) -> str:
    return re.sub(r"</?[a-z][a-z0-9]*", lambda tag: tag[0].upper(), unquoted(page))


def translated(page: str) -> str:
    head, mark, body = page.partition("<body")
    font = r'><font style="vertical-align: inherit;"><font style="vertical-align: inherit;">\1</font></font><'
    parts = re.split(r"(<script.*?</script>)", body, flags=re.DOTALL)  # which nobody translates
    parts[::2] = [re.sub(r">([^<>\s][^<>]*)<", font, part) for part in parts[::2]]
    return head + mark + "".join(parts)


def through_an_archive(page: str) -> str:
    led = re.sub(r'(href|src)="(https?://)', r'\1="https://web.archive.org/web/20250101000000/\2', page)
    return (
        led + "<!--\n     FILE ARCHIVED ON 10:00:00 Jan 01, 2025 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON -->"
    )


PAGES = sorted(path for path in SAMPLES.glob("*/*.html"))
FIELDS = (
    "own_id parent kind author author_url created_at text url by_staff likes dislikes rating status".split()
)  # fmt: skip


def told(found: list[Record]) -> list[list[Any]]:
    return [[getattr(one, name) for name in FIELDS] for one in comments(found)]


@pytest.mark.parametrize("change", [unquoted, in_capitals, translated])
@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_page_that_was_changed_on_its_way_is_the_same_page(path: Path, change: Callable[[str], str]) -> None:
    page, source = path.read_text(encoding="utf-8"), path.parent.name
    assert change(page) != page
    assert recognised(raw(change(page))) == source
    assert told(records(source, change(page))) == told(records(source, page))


def test_addresses_that_lead_through_an_archive_are_led_back() -> None:
    before, after = records("wordpress_page", PAGE), records("wordpress_page", through_an_archive(PAGE))
    assert posts(after)[0].url == posts(before)[0].url
    assert told(after) == told(before)


AGO = (
    '<html><link href="/wp-content/x.css"><body><li id="comment-5" class="comment depth-1"><b class="fn">Ada</b>'
    '<span class="comment-date">2 days ago</span><div class="comment-content">hi</div></li>{}</body></html>'
)


SINGLE_FILE = (
    "<!--\n Page saved with SingleFile \n url: https://a.example/x/ \n"
    " saved date: Wed Jan 01 2025 11:00:00 GMT+0100 (CET)\n-->"
)
ARCHIVED = "<!--\n FILE ARCHIVED ON 10:00:00 Jan 01, 2025 AND RETRIEVED FROM -->"


@pytest.mark.parametrize("page", [SINGLE_FILE + AGO.format(""), AGO.format(ARCHIVED)], ids=["SingleFile", "archive"])
def test_how_long_ago_counts_from_when_a_page_says_that_it_was_saved(page: str) -> None:
    [one] = comments(records("wordpress_page", page))
    assert one.created_at == datetime(2024, 12, 30, 10, 0, tzinfo=UTC)


def saved_as_one(*pages: tuple[str, str]) -> bytes:
    whole = MIMEMultipart("related")
    whole["From"], whole["Date"] = "<Saved by Blink>", "Wed, 01 Jan 2025 10:00:00 -0000"
    whole["Snapshot-Content-Location"] = pages[0][0]
    for place, page in pages:
        part = MIMEText(page, "html", "utf-8")
        part["Content-Location"] = place
        whole.attach(part)
    return whole.as_bytes()


def read_from(folder: Path, content: bytes) -> list[tuple[str, int | None]]:
    (folder / "saved").write_bytes(content)
    settings = Settings(data=folder)
    found: list[tuple[str, int | None]] = []
    for one in expanded(find(settings, [str(folder / "saved")])):
        with opened(one, settings, UTC, NOW) as file:
            count = sum(len(reading.comments) for reading in read(file, Naming(b"key")))
            found.append((recognised(file), count))
    return found


def test_a_page_saved_as_one_file_is_read_as_the_page_it_is(tmp_path: Path) -> None:
    content = saved_as_one(
        ("https://quaynotes.example/lamps/", PAGE), ("https://ads.example/", "<html><p>Buy</p></html>")
    )
    assert read_from(tmp_path, content) == [("wordpress_page", len(comments(records("wordpress_page", PAGE))))]


def test_the_frame_of_disqus_in_such_a_file_holds_the_comments(tmp_path: Path) -> None:
    place = "https://disqus.com/embed/comments/?base=default&f=quaynotes"
    content = saved_as_one(("https://quaynotes.example/", "<html><p>Text</p></html>"), (place, FRAME))
    assert read_from(tmp_path, content) == [("disqus_page", len(comments(records("disqus_page", FRAME))))]


@pytest.mark.parametrize(
    "content",
    [
        b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n",
        b"From: a\nMIME-Version: 1.0\nContent-Type: image/png\n\nabc",
        b"MIME-Version: 1.0\nContent-Type: text/html; charset=none\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"MIME-Version: 1.0\n" + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 3_000,
    ],
    ids=["no parts", "a picture", "broken base64", "parts in parts"],
)
def test_what_holds_no_page_says_so(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "saved").write_bytes(content)
    with (tmp_path / "saved").open("rb") as file:
        members = list(archives.members(file, len(content)))
    assert [member.content is None or not member.content.read().strip() for member in members] == [True]
