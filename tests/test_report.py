"""The pages of a report: what they say, what they keep to themselves, and what they survive."""

import csv
import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as Parser
from sites import BREAD, GLUE, NOW, comment, comments, march, posts
from stores import KEY

from pipeline import report, store
from pipeline.errors import UsageError
from pipeline.report.comment_list import PAGE
from pipeline.report.margins import Margins, shares
from pipeline.report.naming import plain, safe, shown
from pipeline.report.places import Folder, anchor, post_name, site_folder
from pipeline.settings import Report, Settings
from pipeline.settings import Site as SiteSettings
from pipeline.store import answers

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
REVERSED = "abc\u202egnp.exe\u0007"
Draw = Callable[..., Path]


@pytest.fixture
def draw(empty_sqlite: Path, tmp_path: Path) -> Draw:
    """Fill a database with the hand-made site (and more comments), draw its report, return the folder of pages."""
    shutil.copy(empty_sqlite, tmp_path / "causerie.sqlite3")

    def drawn(
        *more: dict[str, Any],
        now: Any = NOW,
        only: str | None = None,
        period: Any = None,
        since: date | None = None,
        more_posts: Any = (),
        **given: Any,
    ) -> Path:
        settings = Settings(data=tmp_path, workers=1, **given)
        store.open_store(settings.database_url, KEY)
        store.import_table("posts", [posts(*more_posts)])
        store.import_table("comments", [comments(*more)])
        report.write(settings, now, only, period, since)
        return settings.reports

    return drawn


def page(folder: Path, post_id: str, title: str, version: str = "internal") -> Parser:
    return Parser((folder / version / "s" / f"{post_name(post_id, title)}.html").read_text(encoding="utf-8"))


def text(parser: Parser, selector: str = "body") -> str:
    return " ".join(" ".join(node.text(separator=" ") for node in parser.css(selector)).split())


def figures(folder: Path, post_id: str, title: str, version: str = "internal") -> dict[str, Any]:
    told = json.loads((folder / version / "s" / f"{post_name(post_id, title)}.json").read_text(encoding="utf-8"))
    return {one["name"]: one for one in told["figures"]}


def test_the_first_page_leads_to_every_other(draw: Draw) -> None:
    folder = draw(period="week")
    waiting, met = [folder / "index.html"], set()
    while waiting:
        here = waiting.pop()
        if here in met or here.suffix != ".html":
            continue
        met.add(here)
        parser = Parser(here.read_text(encoding="utf-8"))
        for link in parser.css("a[href]"):
            target, _, fragment = (link.attributes["href"] or "").partition("#")
            if target.startswith("http"):
                continue
            there = (here.parent / target).resolve() if target else here
            assert there.is_file(), f"{here.name} leads to {target}, which is not there"
            if fragment:
                assert f'id="{fragment}"' in there.read_text(encoding="utf-8"), f"{here.name}: {target}#{fragment}"
            waiting.append(there)
    pages = set(folder.rglob("*.html"))
    assert pages == met


def test_a_post_says_what_is_declared_and_what_was_read(draw: Draw) -> None:
    rows = [
        [" ".join(cell.text().split()) for cell in row.css("th, td")]
        for row in page(draw(), GLUE, "Glue").css("#complete tbody tr")
    ]
    assert rows == [
        ["comment threads", "9", "5", "4 comments and 1 pingback · 4 are missing: not loaded, held or removed"],
        ["thread replies", "3", "3", ""],
        ["comments, with pingbacks", "10", "8", "2 are missing: not loaded, held or removed"],
        ["comment authors", "6", "4 names", "not comparable: 1 comment without a name"],
    ]


def test_open_questions_are_listed_and_answered_ones_are_not(draw: Draw) -> None:
    told = text(page(draw(), GLUE, "Glue"), "#answer blockquote")
    assert "Et pour le bois ?" in told
    assert "How long does the glue take?" not in told


def test_without_dates_votes_or_names_a_post_says_why_and_what_would_help(draw: Draw) -> None:
    told = text(page(draw(), "s:example.org/old", "Old"))
    assert "does not tell dates. To get it, read: WordPress export (WXR)" in told
    assert "does not tell votes. To get it, read: " in told


def test_each_figure_leads_to_as_many_comments_as_it_counts(draw: Draw) -> None:
    folder = draw()
    parser = page(folder, GLUE, "Glue")
    counted = 0
    for link in parser.css("dl.figures a[href], .legend a[href], td a[href]"):
        mark = re.search(r"#f-(\w+)$", link.attributes["href"] or "")
        number = re.search(r"\d+", link.text())
        if mark and number and mark[1] not in ("nm", "nw", "rt", "vo"):  # those count people and votes, not comments
            assert len(parser.css(f"ol.comments > li.{mark[1]}")) == int(number[0]), link.html
            assert parser.css_first(f"#f-{mark[1]}") is not None
            counted += 1
    assert counted > 12


def test_what_is_shared_holds_nothing_unpublished(draw: Draw) -> None:
    folder = draw()
    for path in (folder / "share").rglob("*"):
        if path.is_file():
            told = path.read_text(encoding="utf-8")
            for secret in ("pills", "you fool", "Cid", "Internal", "Held", '"held"', "spam_score"):
                assert secret not in told, f"{secret} in {path.name}"
    internal = text(page(folder, GLUE, "Glue"))
    assert "buy pills" in internal
    assert "cheap pills" in internal


def test_every_internal_page_is_marked(draw: Draw) -> None:
    folder = draw(period="month")
    pages = [folder / "index.html", *(folder / "internal").rglob("*.html")]
    assert len(pages) > 6
    assert all("Internal: not to be shown to readers" in path.read_text(encoding="utf-8") for path in pages)


@pytest.mark.parametrize(("form", "name"), [("full", "Jean-Luc Picard"), ("first", "Jean-Luc"), ("initials", "J. P.")])
def test_names_in_what_is_shared_are_as_the_settings_want(draw: Draw, form: str, name: str) -> None:
    folder = draw(comment(60, "Jean-Luc Picard", "Make it so.", march(9)), report=Report(names=form))
    shared = text(page(folder, GLUE, "Glue", "share"), "ol.comments .by b")
    assert name in shared
    if form != "full":
        assert not any("Picard" in path.read_text(encoding="utf-8") for path in (folder / "share").rglob("*.*"))
    assert "Jean-Luc Picard" in text(page(folder, GLUE, "Glue"), "ol.comments .by b")


def test_hostile_names_texts_and_titles_stay_text(draw: Draw) -> None:
    bad = comment(
        61,
        HOSTILE,
        f"{HOSTILE} {REVERSED}",
        march(9),
        is_question=True,
        source_url="javascript:alert(3)",
        post_id="s:bad",
    )
    folder = draw(
        bad,
        more_posts=[
            {
                "site": "s",
                "post_id": "s:bad",
                "title": HOSTILE + REVERSED,
                "url": "javascript:alert(4)",
                "author": HOSTILE,
                "source": "wxr",
            }
        ],
    )
    for path in folder.rglob("*.html"):
        told = path.read_text(encoding="utf-8")
        parser = Parser(told)
        assert not parser.css("script, img, iframe, object, form, link, base"), path.name
        assert not [node.html for node in parser.css("*") if any(name.startswith("on") for name in node.attributes)], (
            path.name
        )
        assert not [
            link
            for link in parser.css("a[href]")
            if not re.match(r"[\w./~-]*(#[\w-]+)?$|https?://", link.attributes["href"] or "")
        ]
        assert "\u202e" not in told
        assert "\x07" not in told
    assert HOSTILE in text(page(folder, "s:bad", HOSTILE + REVERSED), "ol.comments .says")
    assert "U+202E" in text(page(folder, "s:bad", HOSTILE + REVERSED), "ol.comments .says")


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(draw: Draw) -> None:
    for path in draw().rglob("*.html"):
        told = path.read_text(encoding="utf-8")
        assert "default-src 'none'" in told
        assert not re.search(r"url\(|@import|<script|src=", told), path.name


@pytest.mark.parametrize("count", [0, 1, 3])
def test_posts_with_few_comments(draw: Draw, count: int) -> None:
    few = [comment(70 + place, "Ann", f"Number {place}", march(9, place), post_id="s:few") for place in range(count)]
    folder = draw(*few, more_posts=[{"site": "s", "post_id": "s:few", "title": "Few", "source": "wxr"}])
    parser = page(folder, "s:few", "Few")
    assert len(parser.css("ol.comments > li")) == count
    assert ("No published comment yet." in text(parser)) is (count == 0)


def test_a_long_list_is_cut_into_pages_and_filters_follow(draw: Draw) -> None:
    many = [
        comment(
            1_000 + place,
            f"Reader {place}",
            f"Number {place}",
            march(1) + timedelta(minutes=place),
            post_id="s:many",
            language="fr" if place > PAGE else "en",
        )
        for place in range(2 * PAGE + 1)
    ]
    folder = draw(*many, more_posts=[{"site": "s", "post_id": "s:many", "title": "Many", "source": "wxr"}])
    name = post_name("s:many", "Many")
    pages = [
        Parser((folder / "internal" / "s" / file).read_text(encoding="utf-8"))
        for file in (f"{name}.html", f"{name}.2.html", f"{name}.3.html")
    ]
    assert [len(one.css("ol.comments > li")) for one in pages] == [PAGE, PAGE, 1]
    french = next(link.attributes["href"] for link in pages[0].css("#language .legend a") if "French" in link.text())
    assert french == f"{name}.2.html#f-fr"
    assert "more on page 3" in text(pages[1], "#f-fr")


def test_only_what_changed_is_drawn_again(draw: Draw) -> None:
    folder = draw()
    paths = {
        title: folder / "internal" / "s" / f"{post_name(post_id, title)}.html"
        for post_id, title in ((GLUE, "Glue"), (BREAD, "Bread"))
    }
    for path in paths.values():
        path.write_text("drawn before", encoding="utf-8")
    draw()
    assert [path.read_text(encoding="utf-8") for path in paths.values()] == ["drawn before", "drawn before"]
    draw(comment(24, "Sol", "Rye it is.", march(9), post_id=BREAD, parent_id="s:23"))
    assert paths["Glue"].read_text(encoding="utf-8") == "drawn before"
    assert "Rye it is." in paths["Bread"].read_text(encoding="utf-8")


def test_one_post_can_be_asked_for(draw: Draw) -> None:
    folder = draw()
    glue, bread = (folder / "share" / "s" / f"{post_name(*one)}.html" for one in ((GLUE, "Glue"), (BREAD, "Bread")))
    for path in (glue, bread):
        path.write_text("drawn before", encoding="utf-8")
    draw(only=GLUE)
    assert "Glue" in glue.read_text(encoding="utf-8")
    assert bread.read_text(encoding="utf-8") == "drawn before"
    with pytest.raises(UsageError, match="no post 's:none'"):
        draw(only="s:none")


def test_pages_of_posts_and_sites_that_are_gone_go_too(draw: Draw) -> None:
    other = {"site": "t", "post_id": "t:one", "title": "Elsewhere", "source": "wxr"}
    folder = draw(comment(80, "Ann", "Over here", march(9), post_id="t:one", site="t"), more_posts=[other])
    assert (folder / "share" / "t").is_dir()
    store.remove_site("t")
    report.write(Settings(data=folder.parent.parent, workers=1), NOW)
    assert not (folder / "share" / "t").exists()
    assert (folder / "share" / "s" / "index.html").is_file()


def test_csv_and_json_beside_hold_the_figures(draw: Draw) -> None:
    folder = draw(comment(62, "=cmd()", "Careful", march(9)))
    told = figures(folder, GLUE, "Glue")
    assert (told["comments"]["value"], told["hottest_thread"]["value"]) == (8, "s:1")
    with (folder / "internal" / "s" / "posts.csv").open(encoding="utf-8", newline="") as file:
        rows = {one["post_id"]: one for one in csv.DictReader(file)}
    assert (rows[GLUE]["comments"], rows["s:example.org/old"]["votes_up"]) == ("8", "")
    assert json.loads((folder.parent / "engagement.json").read_text(encoding="utf-8"))[0]["post_id"] == GLUE
    old = figures(folder, "s:example.org/old", "Old")
    assert old["votes_up"]["value"] is None
    assert "does not tell votes" in old["votes_up"]["not_available"]


def test_french_says_it_in_french(draw: Draw) -> None:
    folder = draw(language="fr", timezone="Europe/Paris", sites={"s": SiteSettings(title="Mon blog")})
    parser = page(folder, GLUE, "Glue")
    assert [one.attributes["lang"] for one in parser.css("html")] == ["fr"]
    told = text(parser)
    assert "1 question reste sans réponse." in told
    assert "2 mars 2026 à 10 h 00" in told
    assert "Mon blog" in (folder / "index.html").read_text(encoding="utf-8")
    visible = re.sub(
        r"<style>.*?</style>", "", (folder / "internal/s/index.html").read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert not re.search(r"\b(comments|published|questions that|How this)\b", Parser(visible).text())


def test_a_digest_tells_of_the_last_whole_week(draw: Draw) -> None:
    praise = comment(
        91,
        "Flo",
        "This mended my grandmother's chair, and the whole family sits on it again, thank you.",
        march(8),
        sentiment="positive",
        sentiment_score=0.95,
    )
    folder = draw(praise, now=march(11), period="week")
    name = folder / "internal" / "s" / "week-2026-W10"
    mailed = name.with_suffix(".txt").read_text(encoding="utf-8")
    assert mailed.startswith("s, 2 Mar 2026 to 8 Mar 2026\n")
    assert "11 comments; 0 in the period before." in mailed
    assert "* Dee: Et pour le bois ?" in mailed
    assert "* Flo: This mended my grandmother's chair" in mailed.split("To be proud of")[1]
    assert "> Et pour le bois ?" in name.with_suffix(".md").read_text(encoding="utf-8").replace("\\", "")


def test_a_digest_says_what_was_reported_then(draw: Draw) -> None:
    draw(now=march(11), period="week")
    folder = draw(comment(90, "Late", "told later", march(7)), now=march(18), period="week")
    digest = Parser((folder / "internal/s/week-2026-W11.html").read_text(encoding="utf-8"))
    told = [" ".join(row.text(separator=" ").split()) for row in digest.css("#compared tbody tr")]
    assert told[0] == "Comments 0 11 less than usual · reported then: 10"


def test_the_first_look_tells_false_alarms_per_language(draw: Draw) -> None:
    doubted = [
        comment(100 + place, "Ann", f"cheap {place}", march(9, place), verdict="hold", spam_score=0.6)
        for place in range(3)
    ]
    fine = [comment(110 + place, "Ann", f"fine {place}", march(10, 1), spam_score=place / 1000) for place in range(120)]
    folder = draw(*doubted, *fine)
    parser = Parser((folder / "internal" / "s" / "first-look-wxr.html").read_text(encoding="utf-8"))
    rows = [[" ".join(cell.text().split()) for cell in row.css("th, td")] for row in parser.css("#alarms tbody tr")]
    assert rows == [["English", "131", "3", "2%"], ["French", "2", "0", "too few for a share"]]
    assert "0.61" in text(parser, "#thresholds tbody")


def test_shown_names() -> None:
    from pipeline.locale.words import Words

    words = Words("en")
    assert shown(None, "full", words) == "no name"
    assert shown("  ", "initials", words) == ""
    assert shown("émile de la Tour du Pin", "initials", words) == "É. D. L."
    assert shown("🌻 Rose", "initials", words) == "🌻. R."


def test_signs_that_hide_are_shown() -> None:
    assert safe("a\u202eb<i>") == 'a<span class="hidden-sign">U+202E</span>b&lt;i&gt;'
    assert plain("a\u200bb") == "a[U+200B]b"


def test_files_are_named_so_that_any_system_takes_them() -> None:
    assert re.fullmatch(r"ete-a-paris-[0-9a-f]{8}", post_name("s:1", "Été à Paris / ???"))
    assert re.fullmatch(r"post-[0-9a-f]{8}", post_name("s:\u202e", "日本"))
    assert site_folder("blog.example.org") == "blog.example.org"
    assert re.fullmatch(r"etc-[0-9a-f]{8}", site_folder("../etc"))
    assert anchor("s:12") == "c-12"
    assert anchor('s:"><b>') != anchor('s:"><c>')


def test_margins_come_from_the_classifiers_confusion() -> None:
    # Of ten called positive eight are; of ten called neutral one is positive; of ten called negative one is.
    table = {
        "positive": {"positive": 8, "neutral": 1, "negative": 1},
        "neutral": {"positive": 1, "neutral": 9, "negative": 0},
        "negative": {"positive": 1, "neutral": 0, "negative": 9},
    }
    margins = Margins({"en": shares(table)})
    counts = {"en": {"positive": 50, "neutral": 20, "negative": 10}}
    assert margins.of(counts, "positive") == (40, 53)  # ten of fifty are none; two neutral and one negative are
    assert margins.of({"de": {"positive": 1, "neutral": 0, "negative": 0}}, "positive") is None
    assert margins.of({}, "positive") == (0, 0)


def test_an_insult_is_no_quote_in_what_is_shared(draw: Draw) -> None:
    tone = {"sentiment": "negative", "sentiment_score": -0.9}
    folder = draw(
        comment(63, "Gus", "Only a clown would glue it like that.", march(9), abuse_score=0.2, **tone),
        comment(64, "Hal", "It fell off the same day.", march(9), **tone | {"sentiment_score": -0.85}),
        comment(69, "Lou", "Are you a clown too?", march(9), abuse_score=0.2, is_question=True, question_score=0.9),
    )
    assert "a clown too" in text(page(folder, GLUE, "Glue"), "#answer")
    assert "a clown too" not in text(page(folder, GLUE, "Glue", "share"), "#answer")
    assert "Et pour le bois ?" in text(page(folder, GLUE, "Glue", "share"), "#answer")
    assert "Only a clown" in text(page(folder, GLUE, "Glue"), "#quotes")
    shared = text(page(folder, GLUE, "Glue", "share"), "#quotes")
    assert "Only a clown" not in shared
    assert "It fell off the same day." in shared


def test_both_versions_have_the_same_places_where_a_held_comment_is_answered(draw: Draw) -> None:
    held = comment(65, "Ivy", "Held", march(9), source_status="pending", status="held", verdict="hold")
    folder = draw(held, comment(66, "Jan", "An answer to it", march(10), parent_id="s:65"))
    items = [page(folder, GLUE, "Glue", version).css_first("#c-66") for version in ("internal", "share")]
    assert ["in reply to" in item.text() for item in items if item] == [True, False]
    assert [(item.attributes["class"] or "").split()[0] for item in items if item] == ["d1", "d0"]


def test_a_question_that_needs_no_answer_is_out_of_the_reply_debt(draw: Draw) -> None:
    folder = draw()
    assert figures(folder, GLUE, "Glue")["questions_unanswered"]["value"] == 1
    answers.say_not_needed(["s:11"], "nadia", NOW)
    draw()
    told = figures(folder, GLUE, "Glue")
    assert (told["questions"]["value"], told["questions_unanswered"]["value"], told["recent_unanswered"]["value"]) == (
        2, 0, 0,
    )  # fmt: skip
    assert "Et pour le bois ?" not in text(page(folder, GLUE, "Glue"), "#answer blockquote")
    assert "question, needs no answer" in text(page(folder, GLUE, "Glue"), "#c-11 .about")
    answers.say_needed(["s:11"])
    draw()
    assert figures(folder, GLUE, "Glue")["questions_unanswered"]["value"] == 1


def test_a_digest_since_a_day(draw: Draw) -> None:
    folder = draw(now=march(8, 10), since=date(2026, 3, 5))
    told = (folder / "internal" / "s" / "since-2026-03-05.txt").read_text(encoding="utf-8")
    # Since the 5th: 11, 21, 22, 23; in the three days and ten hours before it: 1, 2, 3, 4, 5, 12.
    assert told.startswith("s since 5 Mar 2026\n")
    assert "4 comments; 6 in the period before." in told
    assert "since-2026-03-05.html" in (folder / "internal" / "s" / "index.html").read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="in the future"):
        draw(now=march(8), since=date(2026, 4, 1))


def test_votes_that_only_some_comments_have_say_so(draw: Draw) -> None:
    told = text(page(draw(), GLUE, "Glue"), "#threads")
    assert "known of 2 of 7 comments" in told  # 3 and 4 of the seven


def test_a_post_read_in_two_forms_names_both(draw: Draw) -> None:
    parser = page(draw(comment(68, "Kim", "From a page", march(9), source="wpdiscuz_page")), GLUE, "Glue")
    assert "WordPress export (WXR)" in text(parser, ".byline")
    assert "wpDiscuz" in text(parser, ".byline")


def test_pages_say_in_which_zone_times_are(draw: Draw) -> None:
    assert "Times are those of: America/Montreal" in text(
        page(draw(timezone="America/Montreal"), GLUE, "Glue"), "footer.end"
    )


def test_a_disk_that_is_full_keeps_no_half_of_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)
    folder.put("a.html", "before")
    writes = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        writes(path, data[:2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="space"):
        folder.put("a.html", "after")
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [("a.html", "before")]
