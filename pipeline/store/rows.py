"""Frames as the rows that a database takes, and back: missing values as None, times as naive UTC datetimes."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipeline.schema import COMMENTS, DTYPES, Column, Kind, Table

Row = tuple[Any, ...]

_NUL = "\x00"


def rows(frame: pd.DataFrame, names: Sequence[str], of: Table = COMMENTS) -> list[Row]:
    """Return these columns of a conformed frame as tuples, in order; a column that the frame lacks comes as missing."""
    nothing = [None] * len(frame)
    columns = [_values(frame[name], of[name]) if name in frame else nothing for name in names]
    return list(zip(*columns, strict=True))


def frame(found: Iterable[Row], names: Sequence[str], of: Table = COMMENTS) -> pd.DataFrame:
    """Return rows of a table's columns as a frame, typed as `schema.py` says."""
    columns = list(zip(*found, strict=True)) or [()] * len(names)
    return pd.DataFrame({name: series(values, of[name].kind) for name, values in zip(names, columns, strict=True)})


def _values(values: pd.Series, column: Column) -> list[Any]:
    if column.kind == "time":
        times: list[Any] = values.dt.tz_convert(None).to_numpy().astype("datetime64[us]").tolist()
        return times
    plain: list[Any] = values.to_numpy(dtype=object, na_value=None).tolist()  # type: ignore[call-overload] # the stubs know no None
    if column.kind == "text" and _NUL in "".join(filter(None, plain)):
        # PostgreSQL takes no NUL in a text, and no writer meant one.
        plain = [value and value.replace(_NUL, "\ufffd") for value in plain]
    return plain


def series(values: Sequence[Any], kind: Kind) -> pd.Series:
    """Return values from a database as a typed series; times are naive datetimes or ISO texts, UTC."""
    if kind == "time":
        naive = np.array(values, dtype="datetime64[us]")
        aware: pd.Series = pd.Series(naive).dt.tz_localize("UTC")
        return aware
    if kind == "number":
        return pd.Series(np.array(values, dtype="float64"))
    if kind == "flag":
        return pd.Series([value if value is None else bool(value) for value in values], dtype="boolean")
    typed: pd.Series = pd.Series(list(values), dtype=DTYPES[kind])
    return typed
