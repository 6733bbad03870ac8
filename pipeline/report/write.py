"""All pages of a report: posts that changed, then their sites, then the page that leads to all of them."""

import hashlib
import shutil
from collections.abc import Mapping
from concurrent.futures import Executor
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline import store
from pipeline.classifiers.model import current, known
from pipeline.engagement import READS, Condensed, condensed, of_posts
from pipeline.engagement.condense import NEVER
from pipeline.engagement.per_post import returning
from pipeline.engagement.periods import Unit
from pipeline.engine import little_garbage
from pipeline.errors import UsageError
from pipeline.locale.words import Words
from pipeline.report import beside, first_look, letters, posts, site_page
from pipeline.report.digest import Digest
from pipeline.report.drawn import Drawn, code_print, fingerprints
from pipeline.report.margins import margins
from pipeline.report.places import INTERNAL, SHARE, VERSIONS, Folder, page_name, site_folder
from pipeline.report.since import Since
from pipeline.report.site_view import SiteView
from pipeline.report.sites_page import Told
from pipeline.report.sites_page import draw as draw_sites
from pipeline.report.view import Site
from pipeline.settings import Settings
from pipeline.store import answers

_READ_AT_ONCE = 50_000


def write(
    settings: Settings,
    now: datetime | None = None,
    only: str | None = None,
    period: Unit | None = None,
    since: date | None = None,
    on: Executor | None = None,
) -> Path:
    """Draw the report from the open store and return its first page.

    With a `period` (week, month) the digest of the last whole one is drawn too, and returned where there is one site;
    so is one that is due to be sent by mail, and with `since` that of the time from a day to now.

    Posts whose comments and figures are what they were are not drawn again. `only` is a post_id: its pages are drawn
    whatever is known, and no others; raises UsageError where there is no such post. `now` is what "the last 90 days"
    count back from. Posts are drawn `on` a pool where one is given.
    """
    now = now or datetime.now(UTC)
    all_posts = store.posts()
    if since is not None and since > now.date():
        raise UsageError(f"{since} is in the future: nothing was written since")
    if only is not None and only not in set(all_posts["post_id"]):
        raise UsageError(f"no post {only!r} is kept; `causerie export posts` lists them")
    drawn = Drawn.read(settings.reports)
    due = None if only is not None else letters.due(settings, [str(name) for name in all_posts["site"].unique()], now)
    drawing = _Drawing(settings, now, only, drawn, [one for one in dict.fromkeys((since, period, due)) if one], on)
    with little_garbage():
        tables = [drawing.site(str(name), of_site) for name, of_site in all_posts.groupby("site")]
    if only is None:
        drawing.forget(set(all_posts["post_id"]))
    _put_engagement(settings, tables)
    drawn.keep()
    index = draw_sites(settings, drawing.told, now)
    return drawing.digests[0] if (period or since) and len(drawing.digests) == 1 else index


class _Drawing:
    """One drawing of everything: what is the same for all sites."""

    def __init__(
        self,
        settings: Settings,
        now: datetime,
        only: str | None,
        drawn: Drawn,
        periods: list[Unit | date],
        on: Executor | None,
    ) -> None:
        self.settings, self.now, self.only, self.drawn, self.periods = settings, now, only, drawn, periods
        self.on = on
        self.margins = margins()
        self.models = {name: current(name).version for name in known()}
        self.told: list[Told] = []
        self.digests: list[Path] = []
        self._code = code_print()

    def site(self, name: str, of_site: pd.DataFrame) -> pd.DataFrame:
        """Draw a site's pages; return its table of figures."""
        staff = self.settings.staff(name)
        settled = answers.not_needed(name)
        frames = store.frames("comments", READS, site=name, ordered=False, size=_READ_AT_ONCE)
        comments = condensed(frames, staff, settled)
        table = of_posts(comments, of_site, bool(staff), self.now)
        site = self._site(name, settled)
        folders = {version: Folder(self.settings.reports / version / site.folder) for version in VERSIONS}
        self._posts(site, table, comments, folders)
        names = {
            post_id: str(self.drawn.posts[post_id]["name"])
            for post_id in table["post_id"]
            if post_id in self.drawn.posts
        }
        view = SiteView(site, comments, table, names, bool(staff), self.now)
        if self.only is None:
            self._digest(view, folders)
            self._index(view, folders)
            self._first_looks(view, folders[INTERNAL])
        self._tell(view, folders[INTERNAL])
        return table

    def _digest(self, view: SiteView, folders: Mapping[str, Folder]) -> None:
        for period in self.periods:
            for version, folder in folders.items():
                page = folder.path / _digest(view, version, period, folder).put()
                if version == INTERNAL and period == self.periods[0]:
                    self.digests.append(page)

    def _first_looks(self, view: SiteView, folder: Folder) -> None:
        """Draw the first looks that were not drawn yet, or were drawn in another way."""
        salt, known_as = self._salt(view.site), self.drawn.looks
        keys = {source: f"{view.site.name}:{source}" for source in view.comments.sources}
        new = [
            one
            for one in keys
            if known_as.get(keys[one]) != salt or not (folder.path / f"{first_look.page_of(one)}.html").is_file()
        ]
        first_look.draw(view.site, new, view.posts, folder)
        known_as.update(dict.fromkeys((keys[one] for one in new), salt))

    def _tell(self, view: SiteView, folder: Folder) -> None:
        held = view.counting.kept & view.counting.is_status("held")
        dated = view.at[held & (view.at != NEVER)]
        oldest = datetime.fromtimestamp(int(dated.min()) / 1e6, UTC) if len(dated) else None
        comments, weeks = int(view.counted.sum()), view.weeks if view.latest else []
        looks = [
            source for source in view.comments.sources if (folder.path / f"{first_look.page_of(source)}.html").is_file()
        ]
        digests = site_page.digests_in(folder)
        first = [view.posts[post_id] for post_id in view.table["post_id"].head(5) if post_id in view.posts]
        self.told.append(
            Told(view.site, len(view.table), comments, int(held.sum()), oldest, weeks, first, looks, digests)
        )

    def _site(self, name: str, not_needed: frozenset[str]) -> Site:
        given = self.settings.site(name)
        words = Words(self.settings.report.language or self.settings.language, self.settings.zone(name))
        title = given.title or name
        names, folder = self.settings.report.names, site_folder(name)
        return Site(name, title, words, names, self.margins, self.models, folder, not_needed)

    def _posts(self, site: Site, table: pd.DataFrame, comments: Condensed, folders: Mapping[str, Folder]) -> None:
        prints = fingerprints(comments, table, self._salt(site))
        chosen = {post_id for post_id in prints if self._is_stale(post_id, prints[post_id], folders)}
        if not chosen:
            return
        kept = dict(
            zip(
                comments.posts,
                np.bincount(comments.numbers("post"), minlength=len(comments.posts)).tolist(),
                strict=True,
            )
        )
        for post_id, pages in posts.draw(
            posts.wanted(table, chosen, returning(comments, chosen), kept),
            site,
            folders,
            self.settings.workers,
            self.on,
        ):
            before = self.drawn.posts.get(post_id)
            self.drawn.posts[post_id] = {"print": prints[post_id], "site": site.name, **pages}
            if before:
                self._remove(before, self.drawn.posts[post_id])

    def _salt(self, site: Site) -> str:
        zone = str(site.words.zone)
        parts = (self._code, site.title, site.words.language, zone, site.names, *sorted(self.models.values()))
        return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()

    def _is_stale(self, post_id: str, fingerprint: str, folders: Mapping[str, Folder]) -> bool:
        if self.only is not None:
            return post_id == self.only
        known_as = self.drawn.posts.get(post_id)
        if known_as is None or known_as.get("print") != fingerprint:
            return True
        return not all((folder.path / f"{known_as['name']}.html").is_file() for folder in folders.values())

    def _index(self, view: SiteView, folders: Mapping[str, Folder]) -> None:
        for version, folder in folders.items():
            shown = view.table.drop(columns=list(beside.MODERATION)) if version == SHARE else view.table
            folder.put("posts.csv", beside.frame_csv(shown))
            folder.put("posts.json", beside.frame_json(shown))
            site_page.draw(site_page.SitePage(view, version), folder)

    def forget(self, post_ids: set[str]) -> None:
        """Take away the pages of posts, and of sites, that are no more."""
        left = {str(one["site"]) for post_id, one in self.drawn.posts.items() if post_id in post_ids}
        for site in {str(one["site"]) for one in self.drawn.posts.values()} - left:
            for version in VERSIONS:
                shutil.rmtree(self.settings.reports / version / site_folder(site), ignore_errors=True)
        for post_id in set(self.drawn.posts) - post_ids:
            self._remove(self.drawn.posts.pop(post_id), None)

    def _remove(self, before: Mapping[str, object], after: Mapping[str, object] | None) -> None:
        """Take away the files of what was drawn that what is drawn now has not."""
        for version in VERSIONS:
            gone = _files(before, version) - (_files(after, version) if after else set())
            Folder(self.settings.reports / version / site_folder(str(before["site"]))).remove(gone)


def _digest(view: SiteView, version: str, period: Unit | date, folder: Folder) -> Digest:
    if isinstance(period, date):
        return Since(Digest(view, version, "week", folder), period)
    return Digest(view, version, period, folder)


def _files(drawn: Mapping[str, object], version: str) -> set[str]:
    name, pages = str(drawn["name"]), drawn["pages"]
    count = int(pages[version]) if isinstance(pages, dict) else 1
    return {f"{name}.csv", f"{name}.json", *(page_name(name, number) for number in range(count))}


def _put_engagement(settings: Settings, tables: list[pd.DataFrame]) -> None:
    whole = pd.concat(tables, ignore_index=True) if tables else of_posts(condensed([]), pd.DataFrame({"post_id": []}))
    folder = Folder(settings.data / "processed")
    folder.put("engagement.csv", beside.frame_csv(whole))
    folder.put("engagement.json", beside.frame_json(whole))
