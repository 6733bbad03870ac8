"""Labelled texts: read from CSV in the words that people use for labels, cleaned as a source would."""

import html
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.classifiers import tables
from pipeline.errors import SourceError, UnknownName, UsageError

FOLDER_SETTING = "CAUSERIE_CORPORA"
# Per task: the label words of the tables, and what else people call them.
LABELS: dict[str, dict[str, str]] = {
    "sentiment": {
        "positive": "positive", "neutral": "neutral", "negative": "negative",
        "positif": "positive", "neutre": "neutral", "negatif": "negative", "négatif": "negative",
        "pos": "positive", "neg": "negative",
    },
    "spam": {
        "spam": "spam", "ham": "ham", "not spam": "ham", "non-spam": "ham", "pourriel": "spam",
        "1": "spam", "0": "ham", "yes": "spam", "no": "ham", "true": "spam", "false": "ham",
    },
    "abuse": {
        "abuse": "abuse", "ok": "ok", "toxic": "abuse", "non-toxic": "ok", "hateful": "abuse", "non-hateful": "ok",
        "hate": "abuse", "not-hate": "ok", "offensive": "abuse", "not-offensive": "ok",
        "1": "abuse", "0": "ok", "yes": "abuse", "no": "ok", "true": "abuse", "false": "ok",
    },
    "question": {
        "yes": "yes", "no": "no", "1": "yes", "0": "no", "true": "yes", "false": "no", "oui": "yes", "non": "no",
    },
}  # fmt: skip
TASKS = ("language", *LABELS)
_LABEL_COLUMNS = {"question": ("question", "is_question")}
_PASSED_ON = ("author", "author_url", "post_id", "links", "subject", "category", "functionality", "source")


def labelled(path: Path, task: str) -> pd.DataFrame:
    """Return the texts of a CSV file (.gz too) that are labelled for a task: `text`, `label`, `language`, `source`, ...

    The text stands in `text` (or `comment`, `content`, ...), the label in `label` (or `class`) or in a column named
    after the task; rows without one are left out. `language` is missing where the file does not tell; `source` is the
    file's name where it has no such column. Raises SourceError for a file without text or label, or with label words
    that are none of the task's.
    """
    if task not in TASKS:
        raise UnknownName("task", task, TASKS)
    table = tables.table(path)
    text = tables.column(table, tables.TEXT)
    column = tables.column(table, ("label", task, *_LABEL_COLUMNS.get(task, ()), *tables.LABEL))
    if text is None or column is None:
        missing = " and ".join(f"`{name}`" for name, found in (("text", text), ("label", column)) if found is None)
        raise SourceError(path.name, f"has no column {missing}", f"it has {', '.join(table.columns)}")
    table = table[table[column].str.strip() != ""]
    if table.empty:
        raise SourceError(path.name, f"has no label in any row of column `{column}`")
    labels = _labels(path.name, task, table[column])
    told = labels if task == "language" else tables.languages(table)
    nothing = pd.Series(None, index=table.index, dtype="str")
    found = pd.DataFrame(
        {"text": table[text].map(cleaned), "label": labels, "language": nothing if told is None else told}
    )
    for name in _PASSED_ON:
        if name in table:
            found[name] = table[name].where(table[name] != "")
    if "source" not in table:
        found["source"] = path.name.removesuffix(".gz").removesuffix(".csv")
    return found.reset_index(drop=True)


def _labels(name: str, task: str, words: pd.Series) -> pd.Series:
    if task == "language":
        codes = tables.codes(words)
        if strange := sorted(set(codes[~codes.str.fullmatch("[a-z]{2,3}").fillna(False)].dropna())):
            raise SourceError(name, f"label {strange[0]!r} is no language", "ISO 639-1 codes are wanted: en, fr")
        return codes
    known, plain = LABELS[task], words.str.strip().str.lower().str.removesuffix(".0")
    if strange := sorted(set(plain) - set(known)):
        raise SourceError(name, f"label {strange[0]!r} says nothing of {task}", f"known are {', '.join(known)}")
    return plain.map(known)


def cleaned(text: str) -> str:
    """Return a text as it would stand in the comments table: entities decoded, NFC, no byte-order mark."""
    return unicodedata.normalize("NFC", html.unescape(text)).replace("\ufeff", "").strip()


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
