"""The first look: what a source's first run found, before anything fills a list; drawn once per site and source."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline import store
from pipeline.engagement import FEW
from pipeline.locale import marked
from pipeline.locale.reasons import reason_name
from pipeline.report.block import Block, Link, Quote, Table
from pipeline.report.block_html import block_html
from pipeline.report.blocks.internal import reasons
from pipeline.report.comment_list import language_name
from pipeline.report.figures import Figures
from pipeline.report.list_page import list_values
from pipeline.report.pages import page as filled
from pipeline.report.places import INTERNAL, Folder, page_name
from pipeline.report.post_page import PostPage
from pipeline.report.reading import read, reasons_of
from pipeline.report.view import PostView, Site
from pipeline.schema import KINDS, SOURCE_STATUSES
from pipeline.sources import SOURCES

_SCORED = ("spam", "abuse")
"""Reasons that have a threshold each."""
_NAMES = (
    "comment_id",
    "kind",
    "source_status",
    "language",
    "verdict",
    "spam_score",
    "abuse_score",
    "first_seen_run",
    "same_as",
)
_HELD, _LIKELIEST = 20, 50
_ENOUGH = 100
"""Approved comments that a threshold is worth telling for."""

_ALLOWED = 0.01
ALARMS = marked(
    "Of the comments that the site itself has approved, those that Causerie would have held or called spam. "
    "Most of them are false alarms: the site's own team had let them pass."
)
THRESHOLDS = marked(
    "The score beyond which fewer than 1 in 100 of the site's approved comments lie: with it as threshold "
    "(`causerie rules`), false alarms stay under 1 %."
)
LIKELIEST = marked(
    "Published comments, by the classifier's probability of spam, the highest first. Many of them are "
    "harmless; look before you act."
)


@dataclass
class FirstLook:
    """What the first run of a source on a site brought; `found` are its comments, columns as in the comments table."""

    site: Site
    source: str
    found: pd.DataFrame
    titles: Mapping[str, tuple[str, str]]

    @property
    def name(self) -> str:
        """The name of its page."""
        return page_of(self.source)

    @property
    def approved(self) -> pd.DataFrame:
        """The comments that the site has approved."""
        return self.found[(self.found["source_status"] == "approved") & (self.found["kind"] == "comment")]

    @property
    def alarms(self) -> pd.DataFrame:
        """Those of them that would have been held or called spam, the likeliest first."""
        doubted = self.approved[self.approved["verdict"].isin(["hold", "spam"])]
        worst = doubted[["spam_score", "abuse_score"]].max(axis=1)
        return doubted.assign(worst=worst).sort_values(["worst", "comment_id"], ascending=[False, True])

    @property
    def likeliest(self) -> pd.DataFrame:
        """The published comments that are spam with the highest probability."""
        return self.approved.sort_values(["spam_score", "comment_id"], ascending=[False, True]).head(_LIKELIEST)

    def put(self, folder: Folder) -> None:
        """Write the page."""
        shown = self.alarms.groupby("language", dropna=False, sort=False).head(_HELD)
        ids = list(dict.fromkeys([*shown["comment_id"], *self.likeliest["comment_id"]]))
        comments = list(read({"comment_id": ids})) if ids else []
        row = dict.fromkeys(Figures.NAMES)
        page = PostPage(
            PostView(
                self.site,
                self.name,
                Figures(row, self.site.words),
                comments,
                reasons=reasons_of(comments),
                posts=self.titles,
            ),
            INTERNAL,
        )
        for number in range(page.list.pages):
            folder.put(page_name(self.name, number), self._html(page, shown, number))

    def _html(self, page: PostPage, shown: pd.DataFrame, number: int) -> str:
        words = page.words
        title = words.say(
            "First look: %(form)s",
            form=words.say(SOURCES[self.source].TITLE) if self.source in SOURCES else self.source,
        )
        values = {
            "internal": True,
            "title": f"{title} · {self.site.title}",
            "heading": title,
            "nav": [Link(self.site.title, "index.html")],
            "byline": "",
            "blocks": [block_html(one, words) for one in self._blocks(page, shown)] if number == 0 else [],
            **list_values(page, number),
        }
        return filled("post.html", words, values)

    def _blocks(self, page: PostPage, shown: pd.DataFrame) -> Iterator[Block]:
        words = page.words
        yield Block(
            "read",
            words.say("What was read"),
            table=Table((words.say("Comments"), words.say("how many"), ""), tuple(self._read(page))),
        )
        yield Block(
            "alarms",
            words.say("What would have been held"),
            table=self._rates(page),
            quotes=tuple(_quotes(page, shown["comment_id"].tolist())),
            how=((words.say("False alarms"), words.say(ALARMS)),),
        )
        if (thresholds := self._thresholds(page)).rows:
            yield Block(
                "thresholds",
                words.say("Thresholds for fewer than 1 false alarm in 100"),
                table=thresholds,
                how=((words.say("Thresholds"), words.say(THRESHOLDS)),),
            )
        yield Block(
            "likeliest",
            words.say("Likeliest spam that readers can see"),
            quotes=tuple(_quotes(page, self.likeliest["comment_id"].tolist())),
            how=((words.say("Which ones"), words.say(LIKELIEST)),),
        )

    def _read(self, page: PostPage) -> Iterator[tuple[Link, ...]]:
        words = page.words
        yield Link(words.say("together")), Link(words.number(len(self.found))), Link("")
        for column, known in (("kind", KINDS), ("source_status", SOURCE_STATUSES)):
            counts = self.found[column].value_counts()
            for word in known:
                if counts.get(word, 0):
                    yield Link(words.say(NAMES[word])), Link(words.number(int(counts[word]))), Link("")

    def _rates(self, page: PostPage) -> Table:
        words, alarms = page.words, self.alarms
        rows = []
        for code, approved in self._by_language():
            held = int(alarms["comment_id"].isin(approved["comment_id"]).sum())
            share = words.share(held, len(approved)) if len(approved) >= FEW else words.say("too few for a share")
            rows.append(
                (
                    Link(language_name(code, words)),
                    Link(words.number(len(approved))),
                    Link(words.number(held)),
                    Link(share),
                )
            )
        return Table(
            (words.say("Language"), words.say("approved by the site"), words.say("would have been held"), ""),
            tuple(rows),
        )

    def _thresholds(self, page: PostPage) -> Table:
        words, rows = page.words, []
        for code, approved in self._by_language():
            cells = [_threshold(approved[f"{one}_score"]) for one in _SCORED]
            if all(cell is None for cell in cells):
                continue
            told = [words.number(cell, 2) if cell is not None else words.say("too few") for cell in cells]
            rows.append((Link(language_name(code, words)), *(Link(one) for one in told), Link("")))
        return Table((words.say("Language"), *(words.say(reason_name(one)) for one in _SCORED), ""), tuple(rows))

    def _by_language(self) -> Iterator[tuple[str | None, pd.DataFrame]]:
        for code, approved in self.approved.groupby("language", dropna=False):
            yield (code if isinstance(code, str) else None), approved


NAMES = {
    "comment": marked("comments"),
    "pingback": marked("pingbacks"),
    "trackback": marked("trackbacks"),
    "approved": marked("approved on the site"),
    "pending": marked("pending on the site"),
    "spam": marked("in the spam folder"),
    "trash": marked("in the bin"),
    "gone": marked("no longer on the site"),
}


def page_of(source: str) -> str:
    """Return the name of a source's first look."""
    return f"first-look-{source.replace('_', '-')}"


def draw(site: Site, sources: Sequence[str], titles: Mapping[str, tuple[str, str]], folder: Folder) -> None:
    """Draw the first looks of a site on these sources."""
    done = store.list_runs(10_000).query("state == 'done'")["run_id"].sort_values().tolist() if sources else []
    for source in sources:
        whole = pd.concat(
            list(store.frames("comments", _NAMES, where={"site": site.name, "source": source}, ordered=False)),
            ignore_index=True,
        )
        first = whole["first_seen_run"].min()
        last = next((run for run in done if run >= first), whole["first_seen_run"].max())
        found = whole[(whole["first_seen_run"] <= last) & whole["same_as"].isna()].reset_index(drop=True)
        FirstLook(site, source, found, titles).put(folder)


def _threshold(scores: pd.Series) -> float | None:
    """Return the smallest score, in hundredths, beyond which fewer than 1 in 100 lie; None for too few scores."""
    known = scores.dropna()
    if len(known) < _ENOUGH:
        return None
    return next(one / 100 for one in range(101) if (known >= one / 100).mean() < _ALLOWED or one == 100)


def _quotes(page: PostPage, ids: Sequence[str]) -> Iterator[Quote]:
    by_id = {one.comment_id: one for one in page.view.comments}
    for comment_id in ids:
        if comment_id in by_id:
            yield page.quote(by_id[comment_id], note=reasons(page, comment_id))
