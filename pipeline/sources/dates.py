"""Dates as people and programs write them, to UTC with how exactly they are known."""

import re
import unicodedata
import warnings
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any

from pipeline.sources import date_words

Found = tuple[datetime, str]
LONGEST = 120
PATIENCE = 100
"""How many texts of one file dateparser may fail at, beyond those that it could read, before it is asked no more."""
_EARLIEST, _LATEST = 1970, 2200

_MONTH = "|".join(sorted(map(re.escape, date_words.MONTHS), key=len, reverse=True))
_TIME = (
    r"(?P<hour>\d{1,2})(?:\s?(?::|\.|h(?:eures?|rs?)?|uhr|時|点)\s?(?P<minute>\d{2})?(?:\s?(?::|\.|m(?:in)?\.?"
    r"|分)\s?(?P<second>\d{2})?s?(?:\.\d{1,9})?)?)?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?(?:\s?(?:uhr|min|h)\b)?(?:\s?\(?(?P<zone>z|utc|gmt|msk"
    r"|[a-z]{2,3}t)?(?:\s?(?P<offset>[+-](?:\d{2}:?\d{2}|\d{1,2})))?(?:\s?\([^()]{1,40}\)?)?\)?)?"
)
_MARK = r"(?:\s*[,;|@·•–—(-]\s*|\s+)"
_AT = r"(?:(?:at|a|as|um|om|o|о|v|в|kl\.?|alle|ore|las|klo|saat|godz\.?|on|le)\s+|à\s*|@\s*)(?:las\s+|les\s+)?"
_NO_BARE_HOUR = r"(?!\d{1,2}(?!\d|\s?(?:[:.h時点ap]|uhr)))"
"""A number alone is an hour only where "at" says so: it ends a name ("Reader 7"), or counts what follows a date."""
_AT_TIME = rf"{_MARK}(?:{_AT}|{_NO_BARE_HOUR}){_TIME}"
_WEEKDAYS = "|".join(sorted(map(re.escape, date_words.WEEKDAYS), key=len, reverse=True))
_WEEKDAY = rf"(?:(?P<weekday>{_WEEKDAYS})\b\.?,?\s+(?:den\s+|the\s+|le\s+)?)?"
_YEAR = r"\d{4}\b|'?\d{2}\b(?!\s?[:.h]|\s?[ap]\.?\s?m\b)"
_DAY_FIRST = (
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|e|eme|º|°|ª|\.)?\s?(?:[- ]|of |de |d'|di )?\s?"
    rf"(?P<month>{_MONTH})\.?(?:,?[- ]?\s?(?:de |del )?(?P<year>{_YEAR}))?"
)
_MONTH_FIRST = rf"{_WEEKDAY}(?P<month>{_MONTH})\b\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?\b(?:,?\s(?P<year>{_YEAR}))?"
_NUMBERS = (
    rf"{_WEEKDAY}(?P<first>\d{{1,2}})(?P<mark>[/.-])\s?(?P<second_number>\d{{1,2}})(?P=mark)\s?"
    r"(?P<year>\d{4}|\d{2})\b"
)
_YEAR_FIRST = rf"{_WEEKDAY}(?P<year>\d{{4}})(?P<mark>[/.-])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})"
_YEAR_WORDED = rf"(?P<year>\d{{4}})\.?\s(?P<month>{_MONTH})\.?\s(?P<day>\d{{1,2}})\b\.?"
_CJK = r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:\s?\(?.曜?\)?)?"

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s?(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$"
)
_SHAPES = tuple(
    re.compile(pattern)
    for date in (_DAY_FIRST, _MONTH_FIRST, _NUMBERS, _YEAR_FIRST, _YEAR_WORDED, _CJK)
    for pattern in (rf"{date}(?:{_AT_TIME})?", rf"{_NO_BARE_HOUR}{_TIME}{_MARK}(?:{_AT})?{date}")
)
_CTIME = re.compile(
    rf"{_WEEKDAY}(?P<month>{_MONTH})\s(?P<day>\d{{1,2}})\s(?P<hour>\d{{2}}):(?P<minute>\d{{2}}):(?P<second>\d{{2}})(?P<half>)?(?:\s(?P<zone>[a-z]{{3,4}}))?(?P<offset>)?\s(?P<year>\d{{4}})"
)
_MONTH_ONLY = re.compile(rf"(?P<month>{_MONTH})\b\.?,?\s(?:de\s)?(?P<year>\d{{4}})")
_A_DIGIT = re.compile(r"\d")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_EDITED = re.compile(r"\s*\((?:edited|modifiee?|edite)\)?$")
_LEAD = re.compile(
    r"^(?:(?:posted|published|publie|poste|written|ecrit|envoye|submitted|added|ajoute|date|le|the|on|du|am|el|il|em"
    r"|den)\s?:?\s+)+"
)
_EDGES = " \t\r\n\u00a0\u202f|·•#¶,;()[]–—-"

_UNIT = "|".join(sorted(map(re.escape, date_words.UNITS), key=len, reverse=True))
_COUNT = r"(?P<count>\d{1,4}|" + "|".join(sorted(map(re.escape, date_words.COUNTS), key=len, reverse=True)) + ")"
_SPAN = (
    rf"(?:{date_words.ABOUT})?{_COUNT}\s?(?P<unit>{_UNIT})\b\.?"
    rf"(?:,?\s?(?:and\s|et\s|und\s|y\s|e\s|en\s)?\d{{1,2}}\s?(?:{_UNIT})\b\.?)*"
)
_AGO = tuple(
    re.compile(pattern)
    for pattern in (rf"{_SPAN}\s(?:{date_words.AGO_AFTER})", rf"(?:{date_words.AGO_BEFORE})\s{_SPAN}")
)
_NAMED_DAY = re.compile(
    rf"(?P<word>{'|'.join(sorted(map(re.escape, date_words.NAMED), key=len, reverse=True))})(?:{_AT_TIME})?"
)
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_KNOWN_TO = {
    "second": "minute",
    "minute": "minute",
    "hour": "day",
    "day": "day",
    "week": "month",
    "month": "month",
    "year": "year",
}
_PERIODS = {"time": "minute", "day": "day", "week": "month", "month": "month", "year": "year"}
_FIRST_WORDS = frozenset(
    match[0]
    for phrase in (
        *date_words.MONTHS, *date_words.WEEKDAYS, *date_words.COUNTS, *date_words.NAMED, *date_words.NOW,
        *date_words.AGO_BEFORE.split("|"), *re.findall(r"[a-z]+", date_words.ABOUT),
    )
    if (match := _FIRST_WORD.match(phrase)) is not None
)  # fmt: skip
_WORTH_ASKING = re.compile(r"\d.*[^\W\d_]{2}|[^\W\d_]{2}.*\d")


def read_date(text: str, *, read_at: datetime, timezone: tzinfo, day_first: bool | None = None) -> Found | None:
    """Return the moment (UTC) that a text names and how exactly it is known (`schema.PRECISIONS`); None if none.

    `read_at` (aware) is what "2 years ago" and a date without a year count from; `timezone` holds where the text names
    none. "03/05/2019" is the third of May unless `day_first` is False (see `days_come_first`); where only one reading
    is a date, that one is taken. A date known to the day or less is the beginning of that day, in `timezone`.
    English, French and the usual spellings of a dozen languages are read here, the rest by dateparser.
    """
    text = text.strip(_EDGES)
    found = own_date(text, read_at=read_at, timezone=timezone, day_first=day_first)
    if found is not None or len(text) > 60 or text.count(" ") > 8 or not _WORTH_ASKING.search(text):
        return found
    return _elsewhere(read_at, timezone, day_first is not False).answer(text)


def own_date(text: str, *, read_at: datetime, timezone: tzinfo, day_first: bool | None = None) -> Found | None:
    """Return what `read_date` does, by our own table alone: quick to say no, and strict about what is a date at all."""
    text = text.strip(_EDGES)
    if not text or len(text) > LONGEST:
        return None
    try:
        if (iso := _ISO.match(text)) is not None:
            return _from_iso(iso, timezone)
        if text.isdecimal() and text.isascii():
            return _from_digits(text, timezone)
        return _written(text, read_at, timezone, day_first)
    except (ValueError, OverflowError):
        return None


def days_come_first(texts: Iterable[str]) -> bool | None:
    """Tell from the dates of one file whether "03/05/2019" is the third of May there; None if they leave it open."""
    firsts, seconds = set(), set()
    for text in texts:
        if (numbers := re.match(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b", text)) is not None:
            firsts.add(int(numbers[1]) > 12)
            seconds.add(int(numbers[2]) > 12)
    if True in firsts and True not in seconds:
        return True
    return False if True in seconds and True not in firsts else None


def plain_words(text: str) -> str:
    """Return the text as date words are compared: lower case, without accents on Latin letters, spaces single."""
    lowered = text.lower()
    if not lowered.isascii():
        parts = unicodedata.normalize("NFKD", lowered.replace("’", "'"))
        lowered = unicodedata.normalize(
            "NFC",
            "".join(part for part in parts if not "\u0300" <= part <= "\u0305" and part not in "\u0308\u0327\u030c"),
        )
    return " ".join(lowered.split())


@lru_cache(maxsize=8192)
def _written(text: str, read_at: datetime, zone: tzinfo, day_first: bool | None) -> Found | None:
    words = _EDITED.sub("", plain_words(text))
    words = _LEAD.sub("", words) or words
    if (first := _FIRST_WORD.match(words)) is not None and first[0] not in _FIRST_WORDS:
        return None
    if _A_DIGIT.search(words) is None:
        return _relative(words, read_at, zone)
    for shape in _SHAPES:
        if (match := shape.fullmatch(words)) is not None and (
            found := _from_parts(match.groupdict(), read_at, zone, day_first)
        ):
            return found
    if (match := _CTIME.fullmatch(words)) is not None:
        return _from_parts({name: part or None for name, part in match.groupdict().items()}, read_at, zone, day_first)
    if (match := _MONTH_ONLY.fullmatch(words)) is not None:
        return datetime(int(match["year"]), date_words.MONTHS[match["month"]], 1, tzinfo=zone).astimezone(UTC), "month"
    return _relative(words, read_at, zone)


def _from_iso(iso: re.Match[str], zone: tzinfo) -> Found | None:
    year, month, day, hour, minute, second, offset = iso.groups()
    if not _EARLIEST <= int(year) <= _LATEST:
        return None
    known = "day" if hour is None else "minute" if second is None else "second"
    where = _offset(offset) if offset else zone
    return datetime(
        int(year), int(month), int(day), int(hour or 0), int(minute or 0), min(int(second or 0), 59), tzinfo=where
    ).astimezone(UTC), known


def _from_digits(text: str, zone: tzinfo) -> Found | None:
    """Read what is digits alone: years, YYYYMMDD, YYYYMMDDhhmmss, Unix seconds and their parts."""
    number = int(text)
    if len(text) == 4:
        return (datetime(number, 1, 1, tzinfo=zone).astimezone(UTC), "year") if _EARLIEST <= number <= _LATEST else None
    if len(text) == 8:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=zone).astimezone(UTC), "day"
    if len(text) == 14:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=zone).astimezone(UTC), "second"
    if len(text) in (9, 10, 13, 16):
        seconds = number // {9: 1, 10: 1, 13: 1000, 16: 1_000_000}[len(text)]
        return datetime.fromtimestamp(seconds, UTC), "second"
    return None


def _from_parts(parts: dict[str, str | None], read_at: datetime, zone: tzinfo, day_first: bool | None) -> Found | None:
    if parts.get("first") is not None and parts["weekday"] is not None and day_first is None:
        day_first = _by_weekday(parts)
    day, month = _day_and_month(parts, day_first)
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    if (year := parts["year"]) is not None:
        short = int(year.strip("'"))
        full = short + (0 if len(year) == 4 else 2000 if short < 70 else 1900)
        return _at_time(full, month, day, parts, zone) if _EARLIEST <= full <= _LATEST else None
    # A date without a year is the last one of its name before the page was read.
    this_year = read_at.astimezone(zone).year
    found = _at_time(this_year, month, day, parts, zone)
    return (
        found
        if found is None or found[0] <= read_at + timedelta(days=1)
        else _at_time(this_year - 1, month, day, parts, zone)
    )


def _day_and_month(parts: dict[str, str | None], day_first: bool | None) -> tuple[int, int]:
    if parts.get("first") is None:
        month = parts["month"] or ""
        return int(parts["day"] or 0), int(month) if month.isdecimal() else date_words.MONTHS[month]
    first, second = int(parts["first"] or 0), int(parts["second_number"] or 0)
    month_first = first <= 12 and (second > 12 or day_first is False)
    return (second, first) if month_first else (first, second)


def _by_weekday(parts: dict[str, str | None]) -> bool | None:
    """Tell from the weekday beside it which number of a date is the day: "Tue, 03/05/2019" is the fifth of March."""
    fits = []
    for is_first in (True, False):
        day, month = _day_and_month(parts, is_first)
        year = int(parts["year"] or 0)
        with suppress(ValueError):
            if datetime(year, month, day, tzinfo=UTC).weekday() == date_words.WEEKDAYS[parts["weekday"] or ""]:
                fits.append(is_first)
    return fits[0] if len(fits) == 1 else None


def _at_time(year: int, month: int, day: int, parts: dict[str, str | None], zone: tzinfo) -> Found | None:
    if parts.get("hour") is None:
        return datetime(year, month, day, tzinfo=zone).astimezone(UTC), "day"
    hour, half = int(parts["hour"] or 0), parts["half"]
    if half is not None and hour > 12:
        half = None
    if half is not None:
        hour = hour % 12 + (12 if half == "p" else 0)
    where = _zone(parts) or zone
    second = parts["second"]
    moment = datetime(year, month, day, hour, int(parts["minute"] or 0), min(int(second or 0), 59), tzinfo=where)
    return moment.astimezone(UTC), "second" if second is not None else "minute"


def _zone(parts: dict[str, str | None]) -> tzinfo | None:
    if parts["offset"] is not None:
        return _offset(parts["offset"])
    if parts["zone"] is None:
        return None
    if parts["zone"] not in date_words.ZONES:
        raise ValueError(parts["zone"])
    return timezone(timedelta(hours=date_words.ZONES[parts["zone"]]))


def _offset(text: str) -> tzinfo:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    digits = digits.zfill(2).ljust(4, "0") if len(digits) < 3 else digits
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(ahead if text[0] == "+" else -ahead)


def _relative(words: str, read_at: datetime, zone: tzinfo) -> Found | None:
    if words in date_words.NOW:
        return read_at.astimezone(UTC), "minute"
    for pattern in _AGO:
        if (match := pattern.fullmatch(words)) is not None:
            count = int(match["count"]) if match["count"].isdecimal() else date_words.COUNTS[match["count"]]
            return _before(read_at, count, date_words.UNITS[match["unit"]])
    if (match := _NAMED_DAY.fullmatch(words)) is None:
        return None
    count, unit = date_words.NAMED[match["word"]]
    moment, known = _before(read_at, count, unit)
    if unit != "day":
        return moment, known
    local = moment.astimezone(zone)
    return _at_time(local.year, local.month, local.day, match.groupdict(), zone)


def _before(read_at: datetime, count: int, unit: str) -> Found:
    if unit in _SECONDS:
        return (read_at - timedelta(seconds=count * _SECONDS[unit])).astimezone(UTC), _KNOWN_TO[unit]
    months = read_at.year * 12 + read_at.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return read_at.replace(year=year, month=month + 1, day=min(read_at.day, 28)).astimezone(UTC), _KNOWN_TO[unit]


@dataclass
class _Elsewhere:
    """dateparser, and its patience: it needs long to know nothing, so one file may not ask forever."""

    parser: Any
    zone: tzinfo
    patience: int = PATIENCE

    def answer(self, text: str) -> Found | None:
        if self.patience <= 0:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = self.parser.get_date_data(text)
        moment: datetime | None = data.date_obj
        if moment is None or not _EARLIEST <= moment.year <= _LATEST or data.period not in _PERIODS:
            self.patience -= 1
            return None
        self.patience += 1
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC), _PERIODS[data.period]


@lru_cache(maxsize=8)
def _elsewhere(read_at: datetime, zone: tzinfo, day_first: bool) -> _Elsewhere:
    from dateparser.date import DateDataParser  # a second until it knows its languages, and rarely needed

    base = read_at.astimezone(zone).replace(tzinfo=None)
    settings = {"RETURN_TIME_AS_PERIOD": True, "DATE_ORDER": "DMY" if day_first else "MDY", "RELATIVE_BASE": base}
    return _Elsewhere(DateDataParser(languages=date_words.ASKED_IN.split(), settings=settings), zone)
