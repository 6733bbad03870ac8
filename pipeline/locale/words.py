"""Sentences, numbers and dates as readers of a language write them, in a site's time zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from pipeline.locale import translation


@dataclass(frozen=True)
class Habits:
    """How a language writes numbers, dates and quotes."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]
    short_days: tuple[str, ...]
    thousands: str
    point: str
    percent: str
    quotes: tuple[str, str]
    clock: str


HABITS = {
    "en": Habits(
        tuple("January February March April May June July August September October November December".split()),
        tuple("Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec".split()),
        tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
        tuple("Mon Tue Wed Thu Fri Sat Sun".split()),
        ",",
        ".",
        "%",
        ("“", "”"),
        "{hour:02}:{minute:02}",
    ),
    "fr": Habits(
        tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
        tuple("janv. févr. mars avr. mai juin juill. août sept. oct. nov. déc.".split()),
        tuple("lundi mardi mercredi jeudi vendredi samedi dimanche".split()),
        tuple("lun. mar. mer. jeu. ven. sam. dim.".split()),
        "\u202f",
        ",",
        "\u202f%",
        ("«\u00a0", "\u00a0»"),
        "{hour}\u00a0h\u00a0{minute:02}",
    ),
}


class Words:
    """Says things in one language; moments are shown in `zone`."""

    def __init__(self, language: str, zone: tzinfo = UTC) -> None:
        self.language, self.zone = language, zone
        self._catalogue = translation(language)
        self.habits = HABITS[language]

    def __reduce__(self) -> tuple[type["Words"], tuple[str, tzinfo]]:
        """Travel to a worker without the catalogue."""
        return Words, (self.language, self.zone)

    def say(self, message: str, **values: object) -> str:
        """Return the translated message with `%(name)s` filled in; whole numbers are written as `number` does."""
        said = self._catalogue.gettext(message) if message else ""
        return said % self._shown(values) if values else said

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """Return the message for this number, which is `%(n)s` in it."""
        said = self._catalogue.ngettext(one, many, number)
        return said % self._shown({"n": number, **values})

    def _shown(self, values: dict[str, object]) -> dict[str, object]:
        return {
            name: self.number(value) if isinstance(value, int) and not isinstance(value, bool) else value
            for name, value in values.items()
        }

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with this language's separators, rounded to `digits` decimals."""
        whole = f"{value:,.{digits}f}"
        swapped = {",": self.habits.thousands, ".": self.habits.point, "-": "\u2212"}
        return "".join(swapped.get(sign, sign) for sign in whole)

    def signed(self, value: int) -> str:
        """Return a difference with its sign."""
        return ("+" if value > 0 else "") + self.number(value)

    def share(self, part: float, whole: float) -> str:
        """Return a part of a whole in percent."""
        return self.number(100 * part / whole) + self.habits.percent

    def day(self, moment: datetime | date, long: bool = False) -> str:
        """Return a date: 3 May 2026, 3 mai 2026."""
        local = self.local(moment)
        months = self.habits.months if long else self.habits.short_months
        number = "1er" if local.day == 1 and self.language == "fr" else str(local.day)
        return f"{number} {months[local.month - 1]} {local.year}"

    def moment(self, moment: datetime) -> str:
        """Return date and time of day."""
        local = moment.astimezone(self.zone)
        clock = self.habits.clock.format(hour=local.hour, minute=local.minute)
        return f"{self.day(moment)}, {clock}" if self.language == "en" else f"{self.day(moment)} à {clock}"

    def month(self, moment: datetime | date, long: bool = True) -> str:
        """Return month and year."""
        local = self.local(moment)
        return f"{(self.habits.months if long else self.habits.short_months)[local.month - 1]} {local.year}"

    def local(self, moment: datetime | date) -> datetime | date:
        """Return a moment in the zone; a date is a date everywhere."""
        return moment.astimezone(self.zone) if isinstance(moment, datetime) else moment

    def quoted(self, text: str) -> str:
        """Return the text in quotation marks."""
        return text.join(self.habits.quotes)

    def listed(self, parts: Sequence[str]) -> str:
        """Return the parts as a list in a sentence: a, b and c."""
        if len(parts) < 2:
            return "".join(parts)
        return self.say("%(parts)s and %(last)s", parts=", ".join(parts[:-1]), last=parts[-1])

    def lasted(self, hours: float) -> str:
        """Return a span of time in the unit that tells most."""
        if hours < 1:
            minutes = max(round(hours * 60), 1)
            return self.count("%(n)s minute", "%(n)s minutes", minutes)
        if hours < 48:
            return self.count("%(n)s hour", "%(n)s hours", round(hours))
        return self.count("%(n)s day", "%(n)s days", round(hours / 24))
