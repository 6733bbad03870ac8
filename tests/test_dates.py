"""Dates as people write them: the moment, and how exactly it is known."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.schema import PRECISIONS
from pipeline.sources.dates import PATIENCE, _Elsewhere, days_come_first, own_date, read_date

READ_AT = datetime(2021, 6, 15, 12, 30, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


def read(text: str, **more: bool | None) -> tuple[str, str] | None:
    found = read_date(text, read_at=READ_AT, timezone=PARIS, **more)
    return (found[0].astimezone(PARIS).strftime("%Y-%m-%d %H:%M:%S"), found[1]) if found else None


@pytest.mark.parametrize(
    "text",
    [
        "May 3, 2019 at 4:12 pm",
        "May 3, 2019 4:12 PM",
        "May 3rd, 2019 at 4:12 p.m.",
        "May 3, 2019 @ 4:12 pm",
        "on May 3, 2019 at 16:12",
        "Posted on May 3, 2019 at 4:12 pm",
        "4:12 pm on May 3, 2019",
        "Friday, May 3, 2019, 4:12 pm",
        "3 May 2019, 16:12",
        "3 mai 2019 à 16 h 12",
        "3 mai 2019 à 16 h 12 min",
        "3 mai 2019 à 16h12",
        "le 3 mai 2019 à 16:12",
        "Le vendredi 3 mai 2019 à 16h12",
        "03/05/2019 16:12",
        "03/05/2019 à 16h12",
        "03.05.2019, 16:12",
        "3.5.2019 16.12",
        "2019-05-03 16:12",
        "2019-05-03T16:12",
        "2019-05-03T14:12Z",
        "2019-05-03T10:12-04:00",
        "2019/05/03 16:12",
        "3. Mai 2019 um 16:12 Uhr",
        "3 de mayo de 2019 a las 16:12",
        "3 мая 2019 в 16:12",
        "2019年5月3日 16:12",
        "2019. május 3. 16:12",
        "3 травня 2019 о 16:12",
        "3 Mei 2019 16:12",
        "3 mai 2019 (16:12)",
        "May 3rd, 2019 (4:12pm)",
        "3-May-19 16:12",
        "3 May '19 16:12",
        "May 3, 2019 14:12 UTC",
        "3 mai 2019 à 16:12 (UTC+2)",
    ],
)
def test_a_minute(text: str) -> None:
    assert read(text) == ("2019-05-03 16:12:00", "minute")


@pytest.mark.parametrize(
    "text",
    [
        "2019-05-03 16:12:33",
        "2019-05-03T16:12:33+02:00",
        "2019-05-03T16:12:33.250+0200",
        "Fri, 03 May 2019 14:12:33 GMT",
        "Fri, 3 May 2019 16:12:33 +0200",
        "Fri May  3 16:12:33 2019",
        "May 3, 2019 10:12:33 AM EDT",
        "1556892753",
        "1556892753000",
        "20190503161233",
        "Fri May 03 2019 16:12:33 GMT+0200 (heure d’été d’Europe centrale)",
    ],
)
def test_a_second(text: str) -> None:
    assert read(text) == ("2019-05-03 16:12:33", "second")


@pytest.mark.parametrize(
    "text",
    [
        "May 3, 2019",
        "3 mai 2019",
        "le 3 mai 2019",
        "3.5.2019",
        "2019-05-03",
        "3-May-2019",
        "20190503",
        "3 May '19",
        "3-May-19",
        "3 mai 19",
    ],
)
def test_a_day_is_its_beginning_at_the_site(text: str) -> None:
    assert read(text) == ("2019-05-03 00:00:00", "day")


@pytest.mark.parametrize(
    ("text", "moment", "known"),
    [
        ("8 février 2019 à 14 h 05", "2019-02-08 14:05:00", "minute"),
        ("1er avril 2020", "2020-04-01 00:00:00", "day"),
        ("12 août 2019 à 0h05", "2019-08-12 00:05:00", "minute"),
        ("déc. 2019", "2019-12-01 00:00:00", "month"),
        ("May 2019", "2019-05-01 00:00:00", "month"),
        ("2019", "2019-01-01 00:00:00", "year"),
        ("12:05 am, 3 May 2019", "2019-05-03 00:05:00", "minute"),
        ("May 3", "2021-05-03 00:00:00", "day"),
        ("3 août à 9 h", "2020-08-03 09:00:00", "minute"),
        ("3 août 9h30", "2020-08-03 09:30:00", "minute"),
        ("Aug 3, 9 pm", "2020-08-03 21:00:00", "minute"),
        ("3 mai 2019 à 16", "2019-05-03 16:00:00", "minute"),
        ("16h le 3 mai 2019", "2019-05-03 16:00:00", "minute"),
    ],
)
def test_other_spellings(text: str, moment: str, known: str) -> None:
    assert read(text) == (moment, known)


@pytest.mark.parametrize(
    ("text", "moment", "known"),
    [
        ("2 years ago", "2019-06-15", "year"),
        ("il y a 2 ans", "2019-06-15", "year"),
        ("2 années il y a", "2019-06-15", "year"),
        ("2 années 3 mois plus tôt", "2019-06-15", "year"),
        ("2 years ago (edited)", "2019-06-15", "year"),
        ("il y a plus d'un an", "2020-06-15", "year"),
        ("1 year 2 months ago", "2020-06-15", "year"),
        ("il y a environ 3 mois", "2021-03-15", "month"),
        ("2 weeks ago", "2021-06-01", "month"),
        ("il y a 3 jours", "2021-06-12", "day"),
        ("an hour ago", "2021-06-15", "day"),
        ("hier", "2021-06-14", "day"),
        ("yesterday at 4:12 pm", "2021-06-14", "minute"),
        ("just now", "2021-06-15", "minute"),
        ("à l’instant", "2021-06-15", "minute"),
        ("vor 2 Jahren", "2019-06-15", "year"),
        ("hace 3 días", "2021-06-12", "day"),
    ],
)
def test_relative_dates_count_from_when_the_page_was_read(text: str, moment: str, known: str) -> None:
    found = read(text)
    assert found is not None
    assert (found[0][:10], found[1]) == (moment, known)


def test_which_number_is_the_day() -> None:
    assert read("03/05/2019") == ("2019-05-03 00:00:00", "day")
    assert read("03/05/2019", day_first=False) == ("2019-03-05 00:00:00", "day")
    assert read("05/23/2019", day_first=True) == ("2019-05-23 00:00:00", "day")
    assert days_come_first(["03/05/2019", "05/23/2019"]) is False
    assert days_come_first(["03/05/2019", "23/05/2019"]) is True
    assert days_come_first(["03/05/2019", "May 3, 2019"]) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "foo",
        "12",
        "0",
        "25/13/2019",
        "31 février 2019",
        "2019-02-30",
        "0000-00-00 00:00:00",
        "9" * 40,
        "Reply",
        "hello 2019 world",
        "x" * 500,
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert read(text) is None


def test_languages_beyond_our_own_table_are_left_to_dateparser() -> None:
    assert own_date("3 mag 2019 16:12", read_at=READ_AT, timezone=PARIS) is not None
    text = "١٢ مايو 2020"
    assert own_date(text, read_at=READ_AT, timezone=PARIS) is None
    assert read(text) == ("2020-05-12 00:00:00", "day")


def test_dateparser_is_not_asked_forever() -> None:
    asked: list[str] = []

    class KnowsNothing:
        def get_date_data(self, text: str) -> SimpleNamespace:
            asked.append(text)
            return SimpleNamespace(date_obj=None, period="day")

    elsewhere = _Elsewhere(KnowsNothing(), UTC)
    assert not any(elsewhere.answer(f"lorem {number} ipsum") for number in range(5_000))
    assert len(asked) == PATIENCE


@given(st.text(max_size=150))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = own_date(text, read_at=READ_AT, timezone=PARIS)
    assert found is None or (found[0].tzinfo is UTC and found[1] in PRECISIONS)


@settings(deadline=None)
@given(st.integers(1971, 2150), st.integers(0, 364 * 86_400))
def test_what_is_written_is_read_again(year: int, seconds: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    english = f"{moment:%B} {moment.day}, {moment.year} at {moment:%I:%M %p}"
    for text, known in (
        (f"{moment:%Y-%m-%d %H:%M:%S}", "second"),
        (english, "minute"),
        (f"{moment:%d/%m/%Y %H:%M}", "minute"),
    ):
        expected = moment.replace(microsecond=0, second=moment.second if known == "second" else 0, tzinfo=UTC)
        assert own_date(text, read_at=READ_AT, timezone=UTC, day_first=True) == (expected, known)
