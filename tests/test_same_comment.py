"""One comment in several forms is one comment: its identity, its post's and its parent's are the same in each."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from raws import READ_AT
from writers import FORMS, Said, Thread

from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, read

START = datetime(2024, 3, 3, 9, 12, tzinfo=UTC)
NAMES = ["Ada", "Zoé Martin", "Jean-Paul", "Li", "Nuño"]
TEXTS = ["Lovely soup, thanks.", "It's “fine” -- really...", "Et à l’eau froide ?", "No.", "It is 5 < 6 & 7 > 6."]
THREAD = Thread(
    tuple(
        Said(
            100_001 + place, text, name, START + timedelta(hours=place), 100_000 + place if place in (1, 2, 4) else None
        )
        for place, (text, name) in enumerate(zip(TEXTS, NAMES, strict=True))
    )
)


def wp_cli(thread: Thread) -> str:
    """What `wp comment list --format=csv` writes of the fields that it is asked for."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow("comment_ID comment_author comment_date_gmt comment_content comment_parent url".split())
    table.writerows(
        (
            said.number, said.author, f"{said.moment:%Y-%m-%d %H:%M:%S}", said.typed, said.parent or 0,
            f"{thread.url}#comment-{said.number}",
        )
        for said in thread.comments
    )  # fmt: skip
    return out.getvalue()


WRITTEN: dict[str, Callable[[Thread], str]] = {name: form.write for name, form in FORMS.items()} | {"WP-CLI": wp_cli}
WORDPRESS = (
    "WordPress export", "REST", "MySQL dump", "WP-CLI", "WP-CLI's YAML", "classic theme", "block theme", "old theme",
    "wpDiscuz 7", "wpDiscuz 5", "text by html2text",
)  # fmt: skip
OF_ONE_SYSTEM = {
    "WordPress": WORDPRESS,
    "Disqus": ("Disqus export", "Disqus frame"),
    "Blogger": ("Blogger export", "Blogger page"),
    "Isso": ("Isso export", "Isso page"),
}
PAIRS = [(system, names[0], other) for system, names in OF_ONE_SYSTEM.items() for other in names[1:]]


def identities(name: str) -> set[tuple[str, ...]]:
    raw = Raw(io.BytesIO(WRITTEN[name](THREAD).encode()), "file", None, READ_AT)
    found = pd.concat([one.comments for one in read(raw, Naming(b"key", only="shed"))], ignore_index=True)
    kept: Iterable[tuple[str, ...]] = found[["comment_id", "post_id", "parent_id"]].fillna("").itertuples(index=False)
    return {tuple(row) for row in kept}


@pytest.mark.parametrize(("system", "one", "other"), PAIRS, ids=str)
def test_the_same_comment_in_another_form_is_the_same(system: str, one: str, other: str) -> None:
    assert len(identities(one)) == len(THREAD.comments), system
    assert identities(other) == identities(one)


PATH_ONLY = (
    '[{"id": "/soup/", "title": "Soup", "comments": [{"id": 5, "created": "2024-03-03 09:12:00", "text": "Hot."}]}]'
)
SAVED = (
    '<html><head><title>Soup</title><link rel="canonical" href="https://www.shed.example/soup/"></head><body>'
    '<div id="isso-thread"><div class="isso-comment" id="isso-5"><span class="isso-author">Ada</span>'
    '<div class="isso-text"><p>Hot.</p></div></div></div></body></html>'
)


@pytest.mark.parametrize(
    ("naming", "post_id"),
    [
        (Naming(b"key", {"shed.example": "shed"}, None, "shed", homes={"shed": "https://shed.example"}), "shed:"),
        (Naming(b"key", only="shed.example"), "shed.example:"),
    ],
)
def test_a_post_of_which_the_path_is_told_is_the_same_on_its_site(naming: Naming, post_id: str) -> None:
    found = [next(read(Raw(io.BytesIO(file.encode()), "f", None, READ_AT), naming)) for file in (PATH_ONLY, SAVED)]
    assert [one.comments["comment_id"][0] for one in found] == [f"{post_id}5"] * 2
    assert [one.comments["post_id"][0] for one in found] == [f"{post_id}shed.example/soup"] * 2
    assert found[0].posts["url"][0] == "https://shed.example/soup/"


def test_a_path_alone_is_no_address() -> None:
    (found,) = read(Raw(io.BytesIO(PATH_ONLY.encode()), "f", None, READ_AT), Naming(b"key"))
    assert found.comments["post_id"][0] == "local:soup"
    assert found.posts["url"].isna().all()
