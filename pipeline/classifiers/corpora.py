"""Labelled texts: read from CSV in the words that people use for labels, cleaned as a source would."""

import csv
import gzip
import html
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pandas as pd

from pipeline.errors import SourceError, UnknownName, UsageError

FOLDER_SETTING = "CAUSERIE_CORPORA"
# Per task: the label words of the tables, and what else people call them.
LABELS: dict[str, dict[str, str]] = {
    "sentiment": {
        "positive": "positive", "neutral": "neutral", "negative": "negative",
        "positif": "positive", "neutre": "neutral", "negatif": "negative", "négatif": "negative",
        "pos": "positive", "neg": "negative",
    },
    "spam": {"spam": "spam", "ham": "ham", "1": "spam", "0": "ham", "yes": "spam", "no": "ham"},
    "abuse": {
        "abuse": "abuse", "ok": "ok", "toxic": "abuse", "non-toxic": "ok", "hateful": "abuse", "non-hateful": "ok",
        "1": "abuse", "0": "ok", "yes": "abuse", "no": "ok",
    },
    "question": {"yes": "yes", "no": "no", "1": "yes", "0": "no", "true": "yes", "false": "no"},
}  # fmt: skip
TASKS = ("language", *LABELS)
_LABEL_COLUMNS = {"question": ("question", "is_question")}
_PASSED_ON = ("author", "author_url", "post_id", "links", "subject", "category", "functionality", "source")


def labelled(path: Path, task: str) -> pd.DataFrame:
    """Return the texts of a CSV file (.gz too) that are labelled for a task: `text`, `label`, `language`, `source`, ...

    The label stands in `label` or in a column named after the task; rows without one are left out. `language` (or
    `lang`) is missing where the file does not tell; `source` is the file's name where it has no such column.
    Raises SourceError for a file without text or label, or with label words that are none of the task's.
    """
    if task not in TASKS:
        raise UnknownName("task", task, TASKS)
    table = _table(path)
    column = next((name for name in ("label", task, *_LABEL_COLUMNS.get(task, ())) if name in table), None)
    if "text" not in table or column is None:
        raise SourceError(path.name, "has no column `text` and `label`", f"it has {', '.join(table.columns)}")
    table = table[table[column].str.strip() != ""]
    words = table[column].str.strip().str.lower()
    known = LABELS.get(task)
    if known and (strange := sorted(set(words) - set(known))):
        raise SourceError(path.name, f"label {strange[0]!r} says nothing of {task}", f"known are {', '.join(known)}")
    found = pd.DataFrame(
        {
            "text": table["text"].map(cleaned),
            "label": words.map(known) if known else words,
            "language": _language(table, words if task == "language" else None),
        }
    )
    for name in _PASSED_ON:
        if name in table:
            found[name] = table[name].where(table[name] != "")
    if "source" not in table:
        found["source"] = path.name.removesuffix(".gz").removesuffix(".csv")
    return found.reset_index(drop=True)


def cleaned(text: str) -> str:
    """Return a text as it would stand in the comments table: entities decoded, NFC, no byte-order mark."""
    return unicodedata.normalize("NFC", html.unescape(text)).replace("\ufeff", "").strip()


def _language(table: pd.DataFrame, told: pd.Series | None) -> pd.Series:
    if told is not None:
        return told.astype("str")
    column = next((name for name in ("language", "lang") if name in table), None)
    if column is None:
        return pd.Series(None, index=table.index, dtype="str")
    return table[column].where(table[column] != "").astype("str")


def _table(path: Path) -> pd.DataFrame:
    try:
        whole = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        rows = list(csv.DictReader(StringIO(whole.decode("utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError, csv.Error, EOFError) as error:
        raise SourceError(path.name, f"cannot be read as CSV ({error})") from error
    if not rows:
        raise SourceError(path.name, "holds no rows")
    return pd.DataFrame([{name: value or "" for name, value in row.items() if name} for row in rows], dtype="str")


@dataclass(frozen=True)
class Corpora:
    """A folder of labelled texts from outside, of which training takes what it finds."""

    folder: Path

    @classmethod
    def given(cls, folder: Path | None) -> "Corpora":
        """Return the folder given, else the one that CAUSERIE_CORPORA names; raise UsageError if there is none."""
        named = folder or (Path(os.environ[FOLDER_SETTING]) if os.environ.get(FOLDER_SETTING) else None)
        if named is None or not named.is_dir():
            raise UsageError(f"training needs a folder of labelled texts: name one with --corpora or {FOLDER_SETTING}")
        return cls(named)

    def read(self, name: str, task: str) -> pd.DataFrame:
        """Return one corpus (`sentiment/xlmt_english.train`), as `labelled` does; `source` is its short name."""
        path = next((found for end in (".csv.gz", ".csv") if (found := self.folder / f"{name}{end}").is_file()), None)
        if path is None:
            raise UsageError(f"{self.folder} has no {name}.csv.gz, which {task} is trained on")
        return labelled(path, task).assign(source=name.rpartition("/")[2].partition(".")[0])

    def together(self, names: Iterable[str], task: str) -> pd.DataFrame:
        """Return several corpora below each other."""
        return pd.concat([self.read(name, task) for name in names], ignore_index=True)
