"""Searching texts as people type: any order, no minding of case or accents; words in quotes stand side by side.

A word is also found inside others. SQLite asks `holds` for each text; PostgreSQL, which asks nobody, gets expressions
in which each letter stands for all of its forms, and takes a text apart first that has anything but usual signs: marks
of their own, styled letters, ligatures.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, Case, F, Func, Q, TextField, Value, When
from django.db.models.lookups import Regex

from pipeline.store import sql

FUNCTION = "causerie_holds"
"""What SQLite knows `holds` as."""

_WORDS = re.compile(r'["“”«»]([^"“”«»]+)["“”«»]|([^\s"“”«»]+)')
_MARKS = re.compile("[\u0300-\u036f]+")
_LATIN_GREEK_CYRILLIC = (
    *range(0x80, 0x590),
    *range(0x1E00, 0x2000),
    *range(0x2010, 0x2016),
    0x2018,
    0x2019,
    *range(0xFB00, 0xFB07),
)
_TYPED = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'", "‘": "'", "‐": "-"}
_UNTYPED = re.compile(f"[{''.join(_TYPED)}]")


def plain(text: str) -> str:
    """Return a text without capitals and accents, quotes and hyphens as they are typed."""
    if text.isascii():
        return text.lower()
    try:
        short = text.replace("’", "'").encode("latin-1")
    except UnicodeEncodeError:
        return _plain(text)
    return _plain(text) if _LONGER.search(short) else short.translate(_LATIN).decode("latin-1")


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).casefold()  # a styled capital is one only when it is taken apart
    folded = _MARKS.sub("", unicodedata.normalize("NFKD", apart))
    return _UNTYPED.sub(lambda at: _TYPED[at[0]], folded)


_FOLDED = [_plain(chr(code)) for code in range(256)]
_LATIN = bytes(ord(folded) if len(folded) == 1 and folded < "Ā" else 0 for folded in _FOLDED)
"""How Latin letters fold, ten times as fast: those that fold to another Latin letter, all but a few."""
_LONGER = re.compile(b"[" + bytes(code for code in range(1, 256) if not _LATIN[code]) + b"]")


def wanted(given: str) -> tuple[tuple[str, ...], ...]:
    """Return what a search wants: words, and several that stand side by side where they were in quotes, all plain.

    Whatever signs stand between those, so signs among them are nothing to look for.
    """
    found = (_spoken(tuple(plain(phrase or word).split())) for phrase, word in _WORDS.findall(given))
    return tuple(dict.fromkeys(words for words in found if words))


def _spoken(words: tuple[str, ...]) -> tuple[str, ...]:
    # A sign before `\W+` would make the search of a text of nothing but signs take hours.
    return tuple(word for word in words if any(map(str.isalnum, word))) or words[:1]


def holds(text: str | None, given: str) -> bool:
    """Return whether a text holds all that a search wants."""
    if text is None:
        return False
    folded = plain(text)
    words, phrases = _sought(given)
    return all(word in folded for word in words) and all(find(folded) for find in phrases)


@lru_cache(maxsize=256)
def _sought(given: str) -> tuple[tuple[str, ...], tuple[Callable[[str], Any], ...]]:
    several = wanted(given)
    words = tuple(one[0] for one in several if len(one) == 1)
    phrases = (re.compile(r"\W+".join(map(re.escape, one))).search for one in several if len(one) > 1)
    return words, tuple(phrases)


def condition(column: str, given: str) -> Q:
    """Return the condition that a column of comments holds all that a search wants; any comment where that is none."""
    if not wanted(given):
        return Q()
    if not sql.on_postgres():
        return Q(Func(F(column), Value(given), function=FUNCTION, output_field=BooleanField()))
    chosen = Q()
    for words in wanted(given):
        chosen &= Q(Regex(_taken_apart(column), Value(r"\W+".join(map(_any_form, words)))))
    return chosen


def _taken_apart(column: str) -> Case:
    """Return the expression of a column's text in which letters stand without marks and style, where it has such."""
    plain_letters = Func(
        Func(F(column), function="normalize", template="%(function)s(%(expressions)s, NFKD)"),
        Value(_MARKS.pattern), Value(""), Value("g"), function="regexp_replace", output_field=TextField(),
    )  # fmt: skip
    return Case(When(Regex(F(column), Value(f"[^{_usual()}]")), then=plain_letters), default=F(column))


def _any_form(word: str) -> str:
    """Return the expression of PostgreSQL that finds a plain word however it is written."""
    parts, place = [], 0
    while place < len(word):
        pair = word[place : place + 2]
        ligatures = _forms().get(pair, "") if len(pair) == 2 else ""
        if ligatures:
            parts.append(f"(?:{_form(pair[0])}{_form(pair[1])}|[{ligatures}])")
        else:
            parts.append(_form(pair[0], _halves(pair[0], place == 0, place == len(word) - 1)))
        place += 2 if ligatures else 1
    return "".join(parts)


def _halves(one: str, is_first: bool, is_last: bool) -> str:
    """Return the ligatures that end with the first letter of a word, or begin with its last: it may stand inside."""
    pairs = ((pair, signs) for pair, signs in _forms().items() if len(pair) == 2)
    return "".join(signs for pair, signs in pairs if (is_first and pair[1] == one) or (is_last and pair[0] == one))


def _form(one: str, halves: str = "") -> str:
    others = _forms().get(one, "") + halves
    others = "".join({other for other in (one.upper(), one.lower()) if len(other) == 1} - {one}) + others
    if one.isalnum():
        return f"[{one}{others}]"
    return f"(?:{re.escape(one)}|[{others}])" if others else re.escape(one)


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    """Return the letters that become each plain letter, or pair of them."""
    found: dict[str, str] = defaultdict(str)
    for code in _LATIN_GREEK_CYRILLIC:
        folded = plain(chr(code))
        if folded != chr(code) and folded.isprintable() and 0 < len(folded) < 3:
            found[folded] += chr(code)
    return dict(found)


@lru_cache(maxsize=1)
def _usual() -> str:
    """Return the signs, as ranges, of which `_any_form` knows each form, or that have but one form."""
    forms = set("".join(_forms().values()))
    known = [code for code in _LATIN_GREEK_CYRILLIC if chr(code) in forms or plain(chr(code)) == chr(code)]
    ranges: list[list[int]] = [[1, 0x7F]]
    for code in known:
        if code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{start:08x}-\\U{end:08x}" for start, end in ranges)


def teach(connection: Any, **_: object) -> None:
    """Make `holds` known to a connection to SQLite that was just made."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 2, holds, deterministic=True)
