"""The first page: all sites, what waits on each, and the way to both versions of its report."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd

from pipeline.report.block import Block, Link, Table
from pipeline.report.pages import page as filled
from pipeline.report.places import INTERNAL, SHARE, Folder
from pipeline.report.view import Site
from pipeline.locale.words import Words
from pipeline.settings import Settings


def draw(settings: Settings, sites: Sequence[Site], tables: Sequence[pd.DataFrame], now: datetime) -> Path:
    """Write the first page and return where it lies."""
    words = Words(settings.report.language or settings.language, settings.zone())
    rows = tuple(_row(site, table, words) for site, table in zip(sites, tables, strict=True))
    head = (words.say("Site"), words.say("Posts"), words.say("Comments"), words.say("Held"), words.say("To share"))
    block = Block("sites", words.say("Sites"), table=Table(head, rows))
    values = {"internal": True, "title": words.say("Comments"), "heading": words.say("Comments"), "byline": words.day(now, long=True), "nav": [], "blocks": [block]}
    folder = Folder(settings.reports)
    folder.put("index.html", filled("page.html", words, values))
    return folder.path / "index.html"


def _row(site: Site, table: pd.DataFrame, words: Words) -> tuple[Link, ...]:
    internal = f"{INTERNAL}/{site.folder}/index.html"
    return (
        Link(site.title, internal),
        Link(words.number(len(table))),
        Link(words.number(int(table["comments"].sum())), internal),
        Link(words.number(int(table["held"].sum())), internal),
        Link(words.say("Version to share"), f"{SHARE}/{site.folder}/index.html"),
    )
