"""Comments over time, in bars of a day, a week, a month or a year: as fine as shows something and stays readable."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pipeline.locale.words import Words

_MOST_BARS = 62
_FEWEST = 3


@dataclass
class Bar:
    """One bar: what it is called, and the comments in it."""

    start: date
    called: str
    comments: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Arrival:
    """Bars of one unit (day, week, month, year), from the first comment to the last."""

    unit: str
    bars: list[Bar]


def arrival(dated: Sequence[tuple[str, datetime]], words: Words) -> Arrival | None:
    """Return comment_ids and moments as bars; None for fewer than three, which are read faster than seen."""
    if len(dated) < _FEWEST:
        return None
    days = [(comment_id, moment.astimezone(words.zone).date()) for comment_id, moment in dated]
    first, last = min(day for _, day in days), max(day for _, day in days)
    unit = next((one for one in ("day", "week", "month") if len(starts(one, first, last)) <= _MOST_BARS), "year")
    bars = {start: Bar(start, called(unit, start, words)) for start in starts(unit, first, last)}
    for comment_id, day in days:
        bars[start_of(unit, day)].comments.append(comment_id)
    return Arrival(unit, list(bars.values()))


def start_of(unit: str, day: date) -> date:
    """Return the first day of the unit that a day is in; weeks begin on Monday."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def following(unit: str, start: date) -> date:
    """Return the first day of the next unit."""
    if unit in ("day", "week"):
        return start + timedelta(days=1 if unit == "day" else 7)
    return start_of(unit, start + timedelta(days=32 if unit == "month" else 366))


def starts(unit: str, first: date, last: date) -> list[date]:
    """Return the first days of all units from one day to another, at most one more than are drawn of days to months."""
    found: list[date] = []
    start = start_of(unit, first)
    while start <= last and (unit == "year" or len(found) <= _MOST_BARS):
        found.append(start)
        start = following(unit, start)
    return found


def called(unit: str, start: date, words: Words) -> str:
    """Return what a unit is called."""
    if unit == "month":
        return words.month(start)
    if unit == "year":
        return str(start.year)
    return words.say("week of %(day)s", day=words.day(start)) if unit == "week" else words.day(start)
