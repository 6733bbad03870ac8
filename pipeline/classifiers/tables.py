"""Labelled tables as people have them: CSV with commas, semicolons or tabs, in the usual encodings, gzipped or not."""

import csv
import gzip
import zlib
from io import StringIO
from pathlib import Path

import pandas as pd

from pipeline.errors import SourceError

TEXT = ("text", "comment", "comment_text", "content", "comment_content", "message", "body", "tweet", "sentence",
        "texte", "commentaire", "contenu", "phrase")  # fmt: skip
LABEL = ("label", "class", "gold", "étiquette", "etiquette", "classe")
_LANGUAGE = ("language", "lang", "langue")
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")
_MOST_CONTROLS = 0.01
_LONGEST_FIELD = 10_000_000


def table(path: Path) -> pd.DataFrame:
    """Return a file's rows as texts, under the column names that it has, in small letters; missing values as "".

    Raises SourceError for a file that is missing, empty or no such table.
    """
    try:
        found = path.read_bytes()
        whole = gzip.decompress(found) if found.startswith(b"\x1f\x8b") else found
    except FileNotFoundError:
        raise SourceError(str(path), "there is no such file") from None
    except IsADirectoryError:
        raise SourceError(str(path), "is a folder", "name the files in it") from None
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(path.name, f"cannot be read ({error})") from error
    text = _decoded(path.name, whole)
    if text.lstrip()[:1] in ("{", "["):
        raise SourceError(path.name, "is JSON", "save it as CSV with the columns text and label")
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        rows = list(csv.DictReader(StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise SourceError(path.name, f"cannot be read as CSV ({error})") from error
    if not rows:
        raise SourceError(path.name, "holds no rows")
    plain = [{name.strip().lower(): value or "" for name, value in row.items() if name} for row in rows]
    return pd.DataFrame(plain, dtype="str").fillna("")


def column(names: pd.DataFrame, wanted: tuple[str, ...]) -> str | None:
    """Return the first of these names that the table has a column of."""
    return next((name for name in wanted if name in names), None)


def languages(table: pd.DataFrame) -> pd.Series | None:
    """Return what the table's language column says, as ISO 639-1 codes; None where it has no such column."""
    name = column(table, _LANGUAGE)
    return None if name is None else codes(table[name])


def codes(words: pd.Series) -> pd.Series:
    """Return languages as they are written ("EN", "fr-FR", "French") as codes ("en", "fr"); missing where empty."""
    plain = words.str.strip().str.lower().str.replace(r"[-_].*", "", regex=True)
    plain = plain.replace(_NAMED)
    return plain.where(plain != "").astype("str")


_NAMED = {
    "english": "en",
    "anglais": "en",
    "eng": "en",
    "french": "fr",
    "français": "fr",
    "francais": "fr",
    "fra": "fr",
}


def _decoded(name: str, whole: bytes) -> str:
    if whole.startswith((b"\xff\xfe", b"\xfe\xff")):
        return whole.decode("utf-16", "replace")
    try:
        text = whole.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = whole.decode("cp1252", "replace")
    odd = sum(ord(sign) in _CONTROLS or sign == "\ufffd" for sign in text[:100_000])
    if odd > _MOST_CONTROLS * min(len(text), 100_000):
        raise SourceError(name, "is no text", "a CSV file with the columns text and label is wanted")
    return text


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)
