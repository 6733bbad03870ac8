"""A site's thresholds and lists, as rows of the rules table, made ready to be applied."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.identity import fold
from pipeline.policy.addresses import Address, addresses, host_of


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

    def matches(self, comments: pd.DataFrame) -> Iterator["Match"]:
        """Yield what stands on a list for its language, of each comment."""
        if not (self._texts or self._authors or self._domains):
            return
        columns = [comments[name].tolist() for name in _LOOKED_AT]
        for row, (text, author, author_url, links, language) in enumerate(zip(*columns, strict=True)):
            found = [*self._in_text(text), *self._by_author(author), *self._named_domains(text, author_url, links)]
            yield from (
                Match(row, listed.action, listed.pattern, spans, beside)
                for listed, spans, beside in found
                if listed.language is None or listed.language == language
            )

    def _in_text(self, text: object) -> Iterator["_Found"]:
        if self._texts and isinstance(text, str):
            plain = caseless(text)
            for listed, part, expression in self._texts:
                if part in plain and (found := tuple(expression.finditer(text))):
                    yield listed, tuple((at.start(), at.end(), listed.pattern) for at in found), {}

    def _by_author(self, author: object) -> Iterator["_Found"]:
        if self._authors and isinstance(author, str):
            yield from ((listed, (), {"author": author}) for listed in self._authors.get(fold(author), ()))

    def _named_domains(self, text: object, author_url: object, links: object) -> Iterator["_Found"]:
        if not self._domains:
            return
        spans: dict[str, list[tuple[int, int, str]]] = {}
        for one in addresses(text) if isinstance(text, str) else ():
            for domain in self._listed(one.host):
                spans.setdefault(domain, []).append(_naming(str(text), one, domain))
        beside: dict[str, dict[str, str]] = {}
        for name, value in (("author_url", author_url), ("links", links)):
            for line in _lines(value):
                for domain in self._listed(host_of(line)):
                    beside.setdefault(domain, {})[name] = line
        for domain in spans | beside:
            for listed in self._domains[domain]:
                yield listed, tuple(spans.get(domain, ())), beside.get(domain, {})

    def _listed(self, host: str) -> list[str]:
        """Return which domains on a list a host is of: a list may hold thousands, a host has a few parts."""
        return [domain for domain in within(host) if domain in self._domains]

    @cached_property
    def _texts(self) -> list[tuple["_Listed", str, re.Pattern[str]]]:
        """Patterns, each after its longest part: few texts hold that, and a list may hold thousands."""
        listed = [(one, max(re.split(r"[*\s]+", one.pattern), key=len)) for one in self._lists("text")]
        return [(one, caseless(part), phrase(one.pattern)) for one, part in listed]

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
class Match:
    """That the comment at position `row` stands on a list: by `spans` of its text, or by what stands `beside` it."""

    row: int
    action: str
    pattern: str
    spans: Spans
    beside: dict[str, str]  # author, author_url, links: what of it


@dataclass(frozen=True)
class _Listed:
    """What follows for comments in a language (None: any) that hold a pattern."""

    action: str
    pattern: str
    language: str | None


_Found = tuple[_Listed, Spans, dict[str, str]]


def phrase(pattern: str) -> re.Pattern[str]:
    """Return what finds a word or phrase, whole words, any case and spacing; `*` stands for 0 to 40 letters."""
    parts = [re.escape(part) for part in pattern.split("*")]
    body = r"\w{0,40}".join(parts).replace(r"\ ", r"\s{1,10}")
    before = r"(?<!\w)" if pattern[:1].isalnum() else ""
    after = r"(?!\w)" if pattern[-1:].isalnum() else ""
    return re.compile(before + body + after, re.IGNORECASE)


def caseless(text: str) -> str:
    """Return a text in which all is equal that a regular expression takes for equal when it minds no case."""
    return text.casefold().replace("\u0307", "").replace("ı", "i")


def within(host: str) -> list[str]:
    """Return a host and the domains that it is part of, the longest first."""
    labels = host.split(".")
    return [".".join(labels[place:]) for place in range(len(labels))] if host else []


def _lines(several: object) -> list[str]:
    return several.split("\n") if isinstance(several, str) else []


def _naming(text: str, found: Address, domain: str) -> tuple[int, int, str]:
    """Return where an address names the domain; all of the address where it is spelt otherwise there."""
    at = re.compile(re.escape(domain), re.IGNORECASE).search(text, found.start, found.end)
    return (at.start(), at.end(), domain) if at else (found.start, found.end, domain)


def _missing_or(wanted: object, language: str | None) -> bool:
    return not isinstance(wanted, str) or wanted == language
