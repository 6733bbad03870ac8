"""The dates of a table's column: whether days or months come first is decided once, from all of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from pipeline.sources.dates import days_come_first, read_date
from pipeline.sources.values import texts

Found = tuple[datetime | None, str | None]
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:,?[ T]+(?:à )?(\d{1,2})[:h](\d\d)(?::(\d\d))?)?")
_UNIX = re.compile(r"\d{9,10}\.\d{1,9}")
_OPEN = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")
_KNOWN_TO = {10: "day", 16: "minute", 17: "minute"}


def needs_order(values: Iterable[Any]) -> bool:
    """Tell whether any of these dates is written in a way that needs to know what comes first."""
    return any(isinstance(value, str) and _OPEN.match(value) for value in values)


def decided(values: Iterable[Any]) -> bool | None:
    """Return whether days come first, by the first date that tells; None if none does."""
    return days_come_first(_until_told(value for value in values if isinstance(value, str)))


def _until_told(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        numbers = _OPEN.match(value)
        if numbers is not None:
            yield value
            if (int(numbers[1]) > 12) is not (int(numbers[2]) > 12):
                return


def moments(values: Sequence[Any], *, zone: tzinfo, read_at: datetime, day_first: bool | None) -> list[Found]:
    """Return each date in UTC with its precision; a pair of None for what is missing or no date."""
    return [_moment(value, zone, read_at, day_first) for value in values]


def _moment(value: Any, zone: tzinfo, read_at: datetime, day_first: bool | None) -> Found:
    if type(value) is not str:
        if value is None:
            return None, None
        if isinstance(value, date):
            return _object(value, zone)
        value = texts([value])[0] or ""
    value = value.strip()
    if value[4:5] == "-" and value[7:8] == "-":
        found = _iso(value, zone)
    elif (numbers := _NUMBERS.fullmatch(value)) is not None:
        found = _numbers(numbers, zone, day_first)
    else:
        found = None
        value = value.partition(".")[0] if _UNIX.fullmatch(value) else value
    if found is not None or not value or value.startswith("0000"):
        return found or (None, None)
    return read_date(value, read_at=read_at, timezone=zone, day_first=day_first) or (None, None)


def _iso(text: str, zone: tzinfo) -> Found | None:
    try:
        if zone is UTC and len(text) == 19:
            moment = datetime.fromisoformat(text + "+00:00")
        else:
            moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (_utc(moment, zone), _KNOWN_TO.get(len(text), "second")) if 1970 <= moment.year <= 2200 else None


def _object(value: date, zone: tzinfo) -> Found:
    if not 1970 <= value.year <= 2200:
        return None, None
    if isinstance(value, datetime):
        return _utc(value, zone), "second"
    return _utc(datetime(value.year, value.month, value.day), zone), "day"  # noqa: DTZ001 - the zone follows


def _utc(moment: datetime, zone: tzinfo) -> datetime:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _numbers(numbers: re.Match[str], zone: tzinfo, day_first: bool | None) -> Found | None:
    first, _, second, year, hour, minute, seconds = numbers.groups()
    day, month = int(first), int(second)
    if day <= 12 and (month > 12 or day_first is False):
        day, month = month, day
    try:
        moment = datetime(int(year), month, day, int(hour or 0), int(minute or 0), int(seconds or 0), tzinfo=zone)
    except ValueError:
        return None
    known = "day" if hour is None else "minute" if seconds is None else "second"
    return (_utc(moment, zone), known) if 1970 <= moment.year <= 2200 else None
