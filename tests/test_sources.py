"""One law for every source: each sample is recognised by its own source alone, and reads as expected.

A folder `tests/samples/<source>/` holds raw files; beside `page.html` lies `page.html.expected.csv` (or one
`expected.csv` for a single file) with any columns of the comments table, a missing value as an empty cell.
"""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.schema import COMMENTS
from pipeline.sources import SOURCES
from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, read

SAMPLES = Path(__file__).parent / "samples"
READ_AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GENERIC = ("saved_text", "table", "microdata", "linked_data", "microformats")
"""Sources that may say yes to what a more specific one knows better."""


def raw_files() -> list[Path]:
    found = (path for path in SAMPLES.glob("*/*") if not path.name.endswith((".csv.expected", ".md")))
    return sorted(path for path in found if not path.name.endswith("expected.csv"))


def opened(path: Path) -> Raw:
    return Raw(io.BytesIO(path.read_bytes()), path.name, path, READ_AT)


def expected_of(path: Path) -> pd.DataFrame:
    own = path.with_name(path.name + ".expected.csv")
    return pd.read_csv(
        own if own.exists() else path.with_name("expected.csv"), dtype="str", keep_default_na=False, na_values=[""]
    )


@pytest.mark.parametrize("path", raw_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_is_recognised_by_its_source(path: Path) -> None:
    saying_yes = [name for name, source in SOURCES.items() if source.sniff(opened(path))]
    assert saying_yes[:1] == [path.parent.name]
    assert [name for name in saying_yes if name not in GENERIC and name != path.parent.name] == []


@pytest.mark.parametrize("path", raw_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_reads_as_expected(path: Path) -> None:
    comments = pd.concat([reading.comments for reading in read(opened(path), Naming(b"key"), "run")], ignore_index=True)
    expected = expected_of(path)
    found = comments[list(expected.columns)]
    for name in expected.columns:
        assert [plain(one) for one in found[name]] == [plain(one) for one in typed(expected[name], name)], name


@pytest.mark.parametrize("path", raw_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_fills_only_what_its_form_can_hold(path: Path) -> None:
    holds = SOURCES[path.parent.name].HOLDS
    always = {
        "site",
        "comment_id",
        "post_id",
        "kind",
        "position",
        "text",
        "source",
        "truncated",
        "author_key",
        "created_precision",
    }
    for reading in read(opened(path), Naming(b"key"), "run"):
        filled = {name for name in COMMENTS.owned_by("source") if reading.comments[name].notna().any()}
        assert filled - always <= holds
    assert holds <= set(COMMENTS.owned_by("source"))


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_has_a_sample(name: str) -> None:
    assert any(path.parent.name == name for path in raw_files())


def typed(values: pd.Series, name: str) -> pd.Series:
    kind = COMMENTS[name].kind
    if kind == "time":
        return pd.to_datetime(values, utc=True, format="ISO8601")
    if kind in ("integer", "number"):
        return values.astype("Float64")
    return values.map({"true": True, "false": False}) if kind == "flag" else values


def plain(value: Any) -> Any:
    if pd.isna(value) or value == "":  # a ping that a theme shows without its text
        return None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
