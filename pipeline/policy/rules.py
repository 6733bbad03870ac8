"""A site's thresholds and lists, as rows of the rules table, made ready to be applied."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.identity import fold, host


@dataclass(frozen=True)
class Limits:
    """From which score a reason is noticed, holds a comment, and is sure (for spam: calls it that)."""

    notice: float
    hold: float
    sure: float


DEFAULTS: dict[tuple[str, str | None], Limits] = {
    ("spam", None): Limits(0.5, 0.8, 0.98),
    ("spam", "en"): Limits(0.5, 0.75, 0.98),
    ("spam", "fr"): Limits(0.5, 0.8, 0.98),
    ("abuse", None): Limits(0.4, 0.7, 0.9),
    ("abuse", "en"): Limits(0.3, 0.7, 0.9),
    ("abuse", "fr"): Limits(0.3, 0.7, 0.9),
}
"""By reason and language (None: any other): at most 1 % of good comments are held; docs/policy.md has the figures."""


Spans = tuple[tuple[int, int, str], ...]
_LOOKED_AT = ("text", "author", "author_url", "links", "language")


@dataclass(frozen=True)
class Rules:
    """One site's rules: `rows` are active rows of the rules table, oldest first; `expects` the languages it expects."""

    rows: tuple[dict[str, Any], ...] = ()
    expects: tuple[str, ...] = ("en", "fr")
    own: Path | None = None  # folder of the site's own classifiers, by which what they say is explained
    _limits: dict[tuple[str, str | None], Limits] = field(default_factory=dict, repr=False)

    def limits(self, reason: str, language: str | None) -> Limits:
        """Return the limits of a reason (`spam`, `abuse`) in a language: the site's own where it has set them."""
        key = (reason, language if isinstance(language, str) else None)
        if key not in self._limits:
            self._limits[key] = self._settled(*key)
        return self._limits[key]

    def _settled(self, reason: str, language: str | None) -> Limits:
        limits = DEFAULTS.get((reason, language)) or DEFAULTS[reason, None]
        for row in self.rows:
            if row["action"] == "threshold" and row["pattern"] == reason and _missing_or(row["language"], language):
                hold = float(row["value"])
                limits = Limits(min(limits.notice, hold), hold, max(limits.sure, hold))
        return limits

    def matches(self, comments: pd.DataFrame) -> Iterator[tuple[int, str, str, Spans]]:
        """Yield position, action, pattern and spans for each comment that stands on a list for its language."""
        if not (self._texts or self._authors or self._domains):
            return
        columns = [comments[name].tolist() for name in _LOOKED_AT]
        for row, (text, author, *addresses, language) in enumerate(zip(*columns, strict=True)):
            found = [*self._in_text(text), *self._by_author(author), *self._named_domains(*addresses, text)]
            yield from (
                (row, listed.action, listed.pattern, spans)
                for listed, spans in found
                if listed.language is None or listed.language == language
            )

    def _in_text(self, text: object) -> Iterator[tuple["_Listed", Spans]]:
        if self._texts and isinstance(text, str):
            for listed, expression in self._texts:
                spans = tuple((at.start(), at.end(), listed.pattern) for at in expression.finditer(text))
                if spans:
                    yield listed, spans

    def _by_author(self, author: object) -> Iterator[tuple["_Listed", Spans]]:
        if self._authors and isinstance(author, str):
            yield from ((listed, ()) for listed in self._authors.get(fold(author), ()))

    def _named_domains(self, *parts: object) -> Iterator[tuple["_Listed", Spans]]:
        if not self._domains:
            return
        named = {found for part in parts if isinstance(part, str) for found in hosts(part)}
        for domain, lists in self._domains.items():
            if any(name == domain or name.endswith("." + domain) for name in named):
                yield from ((listed, ()) for listed in lists)

    @cached_property
    def _texts(self) -> list[tuple["_Listed", re.Pattern[str]]]:
        return [(listed, phrase(listed.pattern)) for listed in self._lists("text")]

    @cached_property
    def _authors(self) -> dict[str, list["_Listed"]]:
        return self._by_name("author", fold)

    @cached_property
    def _domains(self) -> dict[str, list["_Listed"]]:
        return self._by_name("domain", lambda pattern: pattern.casefold().removeprefix("www.").strip("/ "))

    def _by_name(self, of: str, key: Callable[[str], str]) -> dict[str, list["_Listed"]]:
        named: dict[str, list[_Listed]] = {}
        for listed in self._lists(of):
            named.setdefault(key(listed.pattern), []).append(listed)
        return named

    def _lists(self, of: str) -> Iterator["_Listed"]:
        for row in self.rows:
            if row["field"] == of and row["action"] != "threshold":
                language = row["language"] if isinstance(row["language"], str) else None
                yield _Listed(row["action"], row["pattern"], language)


@dataclass(frozen=True)
class _Listed:
    """What follows for comments in a language (None: any) that hold a pattern."""

    action: str
    pattern: str
    language: str | None


def phrase(pattern: str) -> re.Pattern[str]:
    """Return what finds a word or phrase, whole words, any case and spacing; `*` stands for 0 to 40 letters."""
    parts = [re.escape(part) for part in pattern.split("*")]
    body = r"\w{0,40}".join(parts).replace(r"\ ", r"\s{1,10}")
    before = r"(?<!\w)" if pattern[:1].isalnum() else ""
    after = r"(?!\w)" if pattern[-1:].isalnum() else ""
    return re.compile(before + body + after, re.IGNORECASE)


_ADDRESS = re.compile(r"(?:https?://|//|www\.)[^\s<>\"']{1,2000}", re.IGNORECASE)


def hosts(text: str) -> set[str]:
    """Return the hosts of the addresses in a text."""
    found = (host(url if "//" in url else "//" + url) for url in _ADDRESS.findall(text))
    return {name.casefold() for name in found if name}


def _missing_or(wanted: object, language: str | None) -> bool:
    return not isinstance(wanted, str) or wanted == language
