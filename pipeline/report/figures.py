"""Figures as a page shows them: the value as text, how it is counted, what it leads to, or why it is not available."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from pipeline.engagement import BY_NAME, COLUMNS
from pipeline.locale import marked
from pipeline.locale.words import Words
from pipeline.sources import SOURCES

LACKING = {
    "created_at": marked("dates"),
    "parent_id": marked("which comment answers which"),
    "likes": marked("votes"),
    "rating": marked("ratings"),
    "author": marked("names"),
    "text": marked("whole texts"),
    "staff": marked("who answers for the site"),
}
"""What a need is called in "not available: … "."""

_NAME_STAFF = marked(
    "not available: it is not known who answers for the site. Name them as `staff` of the site in causerie.toml."
)


@dataclass(frozen=True)
class Figure:
    """A value with its name, how it is counted (`how`), and the place with the comments that it counts (`href`)."""

    name: str
    label: str
    value: str
    how: str
    href: str = ""
    note: str = ""
    available: bool = True


_SYSTEMS = (
    ("wxr", "rest", "mysql_dump", "wpdiscuz_page", "wordpress_page", "feed", "saved_text", "table"),
    ("disqus", "disqus_page"),
    ("blogger_feed", "blogger_page"),
    ("isso", "isso_page"),
)
"""Forms of one comment system: what one lacks another may hold. Saved texts and tables mostly come from WordPress."""

_VAGUE = ("saved_text", "table")
"""What these hold depends on the file: no advice."""

_NAMED = 2


class Figures:
    """Makes figures of one row per post."""

    NAMES = COLUMNS

    def __init__(self, row: Mapping[str, Any], words: Words) -> None:
        self.row, self.words = row, words

    def __getitem__(self, name: str) -> Any:
        value = self.row[name]
        return None if value is None or value is pd.NA or value is pd.NaT or value != value else value

    def number(self, name: str) -> int:
        """Return a count, 0 where it is missing."""
        return int(self[name] or 0)

    def figure(self, name: str, href: str = "", note: str = "") -> Figure:
        """Return a figure as it is shown."""
        metric, value = BY_NAME[name], self[name]
        label, how = self.words.say(metric.title), self.words.say(metric.counted)
        if value is None:
            return Figure(name, label, self.words.say("not available"), how, "", self.reason(name) or note, False)
        return Figure(name, label, self.text(value, metric.is_share), how, href if value else "", note)

    def text(self, value: Any, is_share: bool = False) -> str:
        """Return a value in the reader's language."""
        if is_share:
            return self.words.share(float(value), 1)
        if isinstance(value, pd.Timestamp):
            return self.words.moment(value.to_pydatetime())
        if isinstance(value, str):
            return value
        number = float(value)
        return self.words.number(number, 0 if number.is_integer() else 1)

    def lacks(self, name: str) -> list[str]:
        """Return the needs of a figure that this post's sources do not meet."""
        lacking = (self["not_available"] or "").split(", ")
        return [need for need in BY_NAME[name].needs if need in lacking]

    def reason(self, name: str) -> str:
        """Return why a figure is not available and which form would give it; empty where nothing is lacking."""
        lacking = self.lacks(name)
        if not lacking:
            return ""
        return self.why(lacking[0])

    def why(self, need: str) -> str:
        """Return why what needs this is not available."""
        if need == "staff":
            return self.words.say(_NAME_STAFF)
        what = self.words.say(LACKING[need])
        own = [form for form in (self["forms"] or "").split(", ") if form in SOURCES]
        system = next((forms for forms in _SYSTEMS if own and own[0] in forms), ())
        could = [name for name in system if name in SOURCES and name not in (*own, *_VAGUE)]
        better = [name for name in could if need in SOURCES[name].HOLDS][:_NAMED]
        told = {"what": what, "form": self._titles(own), "better": self._titles(better)}
        if better:
            return self.words.say(
                "not available: what was read (%(form)s) does not tell %(what)s. To get it, read: %(better)s.", **told
            )
        return self.words.say("not available: what was read (%(form)s) does not tell %(what)s.", **told)

    def _titles(self, forms: list[str]) -> str:
        return ", ".join(self.words.say(SOURCES[form].TITLE) for form in forms)

    def told(self) -> list[dict[str, object]]:
        """Return all figures as JSON takes them: name, title, value, how it is counted, why it is not available."""
        return [
            {
                "name": name,
                "title": self.words.say(metric.title),
                "value": plain(self.row[name]),
                "counted": self.words.say(metric.counted),
                "not_available": self.reason(name) or None,
            }
            for name, metric in BY_NAME.items()
        ]


def plain(value: object) -> object:
    """Return a value as JSON takes it: None for missing, moments in ISO 8601."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, pd.Timestamp | datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    return value.item() if hasattr(value, "item") else value


def definitions(names: tuple[str, ...], words: Words) -> list[tuple[str, str]]:
    """Return title and definition of each figure."""
    return [(words.say(BY_NAME[name].title), words.say(BY_NAME[name].counted)) for name in names]
