"""Drawing the pages of posts: what changed, in batches, in both versions."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

import pandas as pd

from pipeline.engine import executor, ordered, workers_for
from pipeline.errors import CauserieError
from pipeline.report.figures import Figures
from pipeline.report.places import INTERNAL, SHARE, Folder, post_name
from pipeline.report.post_page import PostPage
from pipeline.report.reading import read, reasons_of
from pipeline.report.rows import Comment
from pipeline.report.sheet import Sheet
from pipeline.report.view import PostView, Site

_AT_ONCE = 2_000
"""Comments that are read and drawn at once, unless one post has more."""

_WORTH_WORKERS = 20_000
"""Comments from which on drawing in several processes is faster (benchmarks/report.py)."""


@dataclass(frozen=True)
class Wanted:
    """A post to draw: its row of figures, and the comments of people who were on the site before."""

    row: Mapping[str, object]
    returning: frozenset[str]
    rows: int  # comments that are kept of it

    @property
    def post_id(self) -> str:
        """Its post_id."""
        return str(self.row["post_id"])

    @property
    def name(self) -> str:
        """The name of its page."""
        title = self.row["title"]
        return post_name(self.post_id, title if isinstance(title, str) else None)


@dataclass(frozen=True)
class Task:
    """What a worker gets: posts to draw with their comments and the reasons to look at these, and where pages go."""

    posts: Sequence[Wanted]
    comments: Mapping[str, Sequence[Comment]]
    reasons: Mapping[str, Sequence[str]]
    site: Site
    folders: Mapping[str, Folder]


NEEDS = ("nltk.metrics",)
"""What only drawing needs, and takes long to import."""

Drawing = tuple[str, dict[str, object]]


def draw(
    wanted: Sequence[Wanted], site: Site, folders: Mapping[str, Folder], workers: int = 0, on: Executor | None = None
) -> Iterator[Drawing]:
    """Draw posts of a site, and yield for each its post_id and what was drawn: its name and pages per version.

    They are drawn `on` a pool where one is given; else in that many processes, 0 as many as it is worth.
    Raises CauserieError where one of them is killed.
    """
    few = on is not None or sum(one.rows for one in wanted) < _WORTH_WORKERS
    try:
        with executor(1 if few else workers_for(None, workers), __name__, *NEEDS) as own:
            for _, drawn in ordered(work, _tasks(wanted, site, folders), on or own):
                yield from drawn
    except BrokenProcessPool as error:
        advice = "draw again with `causerie report`, with workers = 1 in the settings if it is short of memory"
        raise CauserieError(f"a worker process that drew pages was killed; nothing kept is lost: {advice}") from error


def work(task: Task) -> list[Drawing]:
    """Draw the posts of a task; what worker processes run."""
    return [_drawn(one, task) for one in task.posts]


def _drawn(one: Wanted, task: Task) -> Drawing:
    comments, site = task.comments.get(one.post_id, ()), task.site
    view = PostView(site, one.name, Figures(one.row, site.words), comments, one.returning, task.reasons)
    internal = Sheet(PostPage(view, INTERNAL))
    share = Sheet(PostPage(view, SHARE, internal.page), internal)
    pages = {sheet.page.version: sheet.put(task.folders[sheet.page.version]) for sheet in (internal, share)}
    return one.post_id, {"name": one.name, "pages": pages}


def _tasks(wanted: Sequence[Wanted], site: Site, folders: Mapping[str, Folder]) -> Iterator[Task]:
    for group in _groups(wanted):
        comments: dict[str, list[Comment]] = defaultdict(list)
        for found in read({"post_id": [one.post_id for one in group]}):
            comments[found.post_id].append(found)
        yield Task(
            group, dict(comments), dict(reasons_of(one for each in comments.values() for one in each)), site, folders
        )


def _groups(wanted: Sequence[Wanted]) -> Iterator[list[Wanted]]:
    group: list[Wanted] = []
    for one in wanted:
        if group and sum(other.rows for other in group) + one.rows > _AT_ONCE:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def wanted(
    table: pd.DataFrame, chosen: set[str], returning: Mapping[str, frozenset[str]], kept: Mapping[str, int]
) -> list[Wanted]:
    """Return the posts to draw."""
    plain = table[table["post_id"].isin(chosen)]
    columns = [plain[name].tolist() for name in plain.columns]
    found = (dict(zip(plain.columns, row, strict=True)) for row in zip(*columns, strict=True))
    return [
        Wanted(row, returning.get(str(row["post_id"]), frozenset()), kept.get(str(row["post_id"]), 0)) for row in found
    ]
